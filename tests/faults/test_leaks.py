"""Of those who came and went nothing stays."""

import asyncio
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from faults.client import Page
from faults.conftest import run_farm
from faults.farm import Farm
from faults.kinds import IS_LONG
from faults.report import report

CYCLES, WARM_UP = (10_000, 1_000) if IS_LONG else (200, 50)
AT_ONCE = 10
TOPICS = 5
GONE = ("sockets", "hubs", "topics", "callers")
BACK = ("tasks", "files")
DRIFT_BYTES = 5 * 1024 * 1024
POOLED = 12
"""Files that pools may have opened meanwhile: each thread that publishes at the same time has a connection to Redis."""


@pytest.fixture(params=["django-daphne", "django-uvicorn", "fastapi-uvicorn"])
def one_process(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Farm]:
    """Its replies are in Redis: those that a process keeps for a quarter of an hour are no leak, and would hide one."""
    yield from run_farm((request.param,), tmp_path, COMPONENT_REPLY_STORE="redis")


async def come_and_go(host: str, number: int) -> None:
    """One page: it says goodbye or breaks off, at any of the moments of a visit."""
    pick = random.Random(number)
    page = Page(host, seed=number)
    await page.load("note", topic=pick.randrange(TOPICS))
    if pick.random() < 0.1:
        await page.knock()
        return
    async with page.connected():
        if pick.random() < 0.9:
            await page.until_subscribed()
        if pick.random() < 0.5:
            await page.act("write", text=f"by {number}")
        if pick.random() < 0.3:
            await page.leave()
        if pick.random() < 0.5:
            page.drop()


async def cycle(farm: Farm, numbers: range) -> None:
    for start in numbers[::AT_ONCE]:
        some = range(start, min(start + AT_ONCE, numbers.stop))
        await asyncio.gather(*(come_and_go(farm.host(0), number) for number in some))


async def redis_clients(farm: Farm) -> int:
    async def count(client: Any) -> int:
        return len(await client.client_list())

    found: int = await farm.ask_redis(count)
    return found


async def test_nothing_is_left_of_connections_that_have_gone(one_process: Farm) -> None:
    farm = one_process
    await cycle(farm, range(WARM_UP))
    before = await farm.settled(0, lambda found: not any(found[name] for name in GONE))
    clients = await redis_clients(farm)
    await cycle(farm, range(WARM_UP, WARM_UP + CYCLES))

    def is_as_before(found: dict[str, int]) -> bool:
        return not any(found[name] for name in GONE) and all(found[name] <= before[name] + POOLED for name in BACK)

    after = await farm.settled(0, is_as_before)
    grown = after["rss_bytes"] - before["rss_bytes"]
    report(
        f"{CYCLES} connections came and went",
        farm.servers[0].kind,
        f"memory {grown / 1024 / 1024:+.1f} MiB, files {after['files'] - before['files']:+}",
    )
    assert {name: after[name] for name in GONE} == dict.fromkeys(GONE, 0)
    assert {name: after[name] - before[name] for name in BACK if after[name] > before[name] + POOLED} == {}
    assert grown <= DRIFT_BYTES
    assert await redis_clients(farm) <= clients + POOLED
