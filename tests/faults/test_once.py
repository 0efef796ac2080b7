"""What one page does over a bad link is done once, in order."""

import asyncio
import contextlib
import random
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from faults.client import Page
from faults.conftest import run_farm
from faults.farm import Farm
from faults.kinds import IS_LONG
from faults.proxy import BadLink
from faults.report import report

ACTS = 1000 if IS_LONG else 100
SEED = 11


@pytest.fixture(params=["django-daphne", "django-uvicorn", "fastapi-uvicorn"])
def one_process(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Farm]:
    """Which keeps its replies in memory."""
    yield from run_farm((request.param,), tmp_path)


@pytest.fixture(params=["django-uvicorn", "fastapi-uvicorn"])
def two_processes(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Farm]:
    """Which keep their replies in Redis."""
    yield from run_farm((request.param, request.param), tmp_path, COMPONENT_REPLY_STORE="redis")


async def trouble(link: BadLink, page: Page) -> None:
    """Until it is cancelled: cuts, silence, and slices of one byte."""
    pick = random.Random(SEED)
    while True:
        await asyncio.sleep(pick.uniform(0.05, 0.25))
        link.is_sliced = pick.random() < 0.3
        if pick.random() < 0.4:
            link.cut()
        if pick.random() < 0.2:
            link.hush()
            await asyncio.sleep(pick.uniform(0.05, 0.5))
            link.resume()


@asynccontextmanager
async def troubled(link: BadLink, page: Page) -> AsyncIterator[None]:
    link.latency_s = 0.01
    task = asyncio.create_task(trouble(link, page))
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
        link.resume()


async def check_each_act_is_done_once(farm: Farm) -> None:
    async with BadLink([server.host for server in farm.servers], seed=SEED).listening() as link:
        page = Page(link.address, seed=SEED, doubles=0.2)
        await page.load("tally", name="one")
        async with page.connected(), troubled(link, page):
            for number in range(ACTS):
                answer = await page.act("add", number=number)
                assert answer["type"] == "component_update", answer
        assert page.shown == str(ACTS)
        assert farm.database.added("one") == list(range(ACTS))
        assert link.connections > 5
        where = " and ".join(server.kind for server in farm.servers)
        report(f"{ACTS} acts over a bad link", where, f"each done once, over {link.connections} connections")


async def test_each_act_is_done_once_by_one_process(one_process: Farm) -> None:
    await check_each_act_is_done_once(one_process)


async def test_each_act_is_done_once_by_two_processes(two_processes: Farm) -> None:
    await check_each_act_is_done_once(two_processes)
