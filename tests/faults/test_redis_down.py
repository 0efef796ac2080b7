"""Without Redis events work, and pages open."""

import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import pytest

from faults.client import Page
from faults.farm import Farm
from faults.kinds import IS_LONG
from faults.report import report

ROUNDS = 50 if IS_LONG else 5
FOREVER_MS = 600_000


@asynccontextmanager
async def refusing(farm: Farm) -> AsyncIterator[None]:
    farm.redis.kill()
    try:
        yield
    finally:
        farm.redis.start()


@asynccontextmanager
async def silent(farm: Farm) -> AsyncIterator[None]:
    async def pause(client: Any) -> None:
        await client.client_pause(FOREVER_MS, all=True)

    await farm.ask_redis(pause)
    try:
        yield
    finally:
        farm.redis.kill()
        farm.redis.start()


@pytest.mark.parametrize("number", [0, 1])
@pytest.mark.parametrize("down", [refusing, silent], ids=["refusing", "silent"])
async def test_events_work_by_socket_and_http(
    down: Callable[[Farm], AbstractAsyncContextManager[None]], farm: Farm, number: int
) -> None:
    open_page, new_page = Page(farm.host(number)), Page(farm.host(number))
    await open_page.load("note", topic=number)
    async with open_page.connected():
        await open_page.until_subscribed()
        usual = [await timed(open_page, f"before {count}") for count in range(ROUNDS)]
        under_it: list[float] = []
        async with down(farm):
            await new_page.load("note", topic=number)
            async with new_page.connected():
                await new_page.until_subscribed()
                for count in range(ROUNDS):
                    for page in (open_page, new_page):
                        under_it.append(await timed(page, f"socket {count}"))
                        assert await page.act_by_http("write", text=f"post {count}") == 200
                        assert page.shown == f"post {count}"
        await open_page.until(f"post {ROUNDS - 1}")
    report(
        f"an event by socket while Redis is {down.__name__}",
        farm.servers[number].kind,
        f"95 % answered within {of_95_ms(under_it):.1f} ms, the slowest {max(under_it) * 1000:.0f}; "
        f"95 % within {of_95_ms(usual):.1f} before",
    )


async def timed(page: Page, text: str) -> float:
    """The seconds that one event takes."""
    start = time.monotonic()
    answer = await page.act("write", text=text)
    assert (answer["type"], page.shown) == ("component_update", text)
    return time.monotonic() - start


def of_95_ms(seconds: list[float]) -> float:
    return sorted(seconds)[len(seconds) * 95 // 100] * 1000
