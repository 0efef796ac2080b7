"""Without Redis events work, and pages open."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import pytest

from faults.client import Page
from faults.farm import Farm
from faults.kinds import IS_LONG

ROUNDS = 50 if IS_LONG else 5
FOREVER_MS = 600_000


@asynccontextmanager
async def refusing(farm: Farm) -> AsyncIterator[None]:
    farm.redis.kill()
    yield
    farm.redis.start()


@asynccontextmanager
async def silent(farm: Farm) -> AsyncIterator[None]:
    async def pause(client: Any) -> None:
        await client.client_pause(FOREVER_MS, all=True)

    await farm.ask_redis(pause)
    yield
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
        async with down(farm):
            await new_page.load("note", topic=number)
            async with new_page.connected():
                await new_page.until_subscribed()
                for count in range(ROUNDS):
                    for page in (open_page, new_page):
                        answer = await page.act("write", text=f"socket {count}")
                        assert (answer["type"], page.shown) == ("component_update", f"socket {count}")
                        assert await page.act_by_http("write", text=f"post {count}") == 200
                        assert page.shown == f"post {count}"
        await open_page.until(f"post {ROUNDS - 1}")
