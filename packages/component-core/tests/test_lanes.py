"""The order of work."""

import asyncio

from component_framework.core.lanes import MAX_JOBS, MAX_RUNNING, Job, Lanes


class Work:
    """Jobs that wait until they may end; `begun` and `done` name them in order."""

    def __init__(self) -> None:
        self.begun: list[str] = []
        self.done: list[str] = []
        self.may_end = asyncio.Event()

    def job(self, name: str) -> Job:
        async def run() -> None:
            self.begun.append(name)
            await self.may_end.wait()
            self.done.append(name)

        return run


async def finished(lanes: Lanes) -> None:
    while lanes._tasks:
        await asyncio.wait(lanes._tasks, timeout=30)
        await asyncio.sleep(0)


async def test_one_lane_is_in_order_and_lanes_go_side_by_side() -> None:
    lanes, work = Lanes(), Work()
    for name in ("a1", "a2", "b1", "a3", "b2"):
        assert lanes.put(name[0], work.job(name))
    await asyncio.sleep(0.01)
    assert work.begun == ["a1", "b1"]
    work.may_end.set()
    await finished(lanes)
    assert [name for name in work.done if name[0] == "a"] == ["a1", "a2", "a3"]
    assert sorted(work.done) == ["a1", "a2", "a3", "b1", "b2"]
    assert lanes._lanes == {}


async def test_so_many_go_at_a_time_and_so_many_wait() -> None:
    lanes, work = Lanes(), Work()
    taken = [lanes.put(f"lane {number}", work.job(str(number))) for number in range(MAX_JOBS + 5)]
    await asyncio.sleep(0.01)
    assert taken == [True] * MAX_JOBS + [False] * 5
    assert len(work.begun) == MAX_RUNNING
    work.may_end.set()
    await finished(lanes)
    assert len(work.done) == MAX_JOBS


async def test_what_has_begun_is_finished_and_nothing_else_begins() -> None:
    lanes, work = Lanes(), Work()
    for name in ("a1", "a2"):
        lanes.put("a", work.job(name))
    await asyncio.sleep(0.01)
    lanes.close()
    work.may_end.set()
    await finished(lanes)
    assert (work.done, lanes.put("a", work.job("a3"))) == (["a1"], False)
