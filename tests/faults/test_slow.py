"""Who does not read keeps nobody waiting, costs a bounded amount of memory, and is let go."""

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from faults.client import Page
from faults.conftest import run_farm
from faults.farm import Farm
from faults.report import report

ASKED = 60
LONG = "x" * 100_000
"""So many answers of that length are more than the server keeps for one socket."""

BETWEEN_S = 0.1
"""A topic speaks ten times a second."""


@pytest.fixture(params=["django-daphne", "django-uvicorn", "fastapi-uvicorn"])
def one_process(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Farm]:
    yield from run_farm((request.param,), tmp_path)


async def test_a_socket_that_never_reads_is_let_go_and_delays_nobody(one_process: Farm) -> None:
    farm, slow, quick = one_process, Page(one_process.host(0)), Page(one_process.host(0))
    await farm.post([[1, LONG], [2, "before"]])
    await slow.load("note", topic=1)
    await quick.load("note", topic=2)
    async with quick.connected():
        await quick.until_subscribed()
        before, delays = await farm.inside(0), list[float]()
        async with slow.deaf() as ask:
            start = time.monotonic()
            for number in range(ASKED):
                await ask()
                await asyncio.sleep(BETWEEN_S)
                asked_at = time.monotonic()
                await farm.post([[2, f"change {number}"]])
                await quick.until(f"change {number}")
                delays.append(time.monotonic() - asked_at)
            after = await farm.settled(0, lambda found: found["sockets"] == 1)
            gone_s = time.monotonic() - start
        assert after["sockets"] == 1
        await farm.post([[2, "after"]])
        await quick.until("after")
    grown = (after["rss_bytes"] - before["rss_bytes"]) / 1024 / 1024
    delays.sort()
    report(
        "a socket that never reads",
        farm.servers[0].kind,
        f"let go {gone_s:.1f} s after it began; another page is told of {ASKED} changes, "
        f"half within {delays[ASKED // 2] * 1000:.0f} ms, the last within {delays[-1] * 1000:.0f}; "
        f"memory {grown:+.1f} MiB",
    )
