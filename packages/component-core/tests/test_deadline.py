"""One timer for what is done again and again."""

import asyncio

import pytest

from component_framework.core.deadline import Deadline

PATIENCE_S = 30


class Timers(asyncio.SelectorEventLoop):
    """Counts the timers that are set, and says which of them were let go."""

    def __init__(self) -> None:
        super().__init__()
        self.handles: list[asyncio.TimerHandle] = []

    def call_at(self, *args: object, **kwargs: object) -> asyncio.TimerHandle:
        handle: asyncio.TimerHandle = super().call_at(*args, **kwargs)  # type: ignore[arg-type]
        self.handles.append(handle)
        return handle


@pytest.fixture
def timers() -> Timers:
    return Timers()


def test_what_takes_too_long_is_late_once(timers: Timers) -> None:
    async def work() -> list[str]:
        late, said = asyncio.Event(), list[str]()
        deadline = Deadline(0.001, lambda: (said.append("late"), late.set()))
        with deadline:
            await asyncio.wait_for(late.wait(), PATIENCE_S)
        return said

    with asyncio.Runner(loop_factory=lambda: timers) as runner:
        assert runner.run(work()) == ["late"]


def test_many_short_ones_need_one_timer_and_none_is_late(timers: Timers) -> None:
    async def work() -> int:
        deadline = Deadline(PATIENCE_S, lambda: pytest.fail("late"))
        for _ in range(1000):
            with deadline:
                await asyncio.sleep(0)
        deadline.close()
        return len(timers.handles)

    with asyncio.Runner(loop_factory=lambda: timers) as runner:
        assert runner.run(work()) == 1
        assert timers.handles[0].cancelled()


def test_time_is_counted_from_the_last_beginning(timers: Timers) -> None:
    async def work() -> None:
        deadline = Deadline(PATIENCE_S, lambda: pytest.fail("late"))
        with deadline:
            began_at = timers.time()
        with deadline:
            deadline._look()  # as the first one's timer does
        assert timers.handles[-1].when() >= began_at + PATIENCE_S
        deadline._look()  # nothing is under way
        deadline.close()

    with asyncio.Runner(loop_factory=lambda: timers) as runner:
        runner.run(work())
