"""How long async code may take."""

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from component_framework.core.errors import TimedOutError
from component_framework.core.flow import Flow, arun, call, run
from component_framework.core.timely import within

Drive = Callable[[Any], Any]


async def wait_for_ever() -> None:
    await asyncio.Event().wait()


async def three() -> int:
    return 3


def four() -> int:
    return 4


async def time_out() -> None:
    raise TimeoutError("the user's own")


def adding() -> Flow[int]:
    return (yield from call(three)) + (yield from call(four))


@pytest.mark.parametrize("timeout_s", [0, 30])
def test_what_is_quick_enough_gives_its_value(drive: Drive, timeout_s: float) -> None:
    assert drive(within(timeout_s, adding)) == 7


def test_what_takes_too_long_is_cancelled_and_said_by_name(drive: Drive) -> None:
    with pytest.raises(TimedOutError, match=r"wait_for_ever took over 0\.01 s"):
        drive(within(0.01, partial(call, wait_for_ever)))


def test_the_flow_may_go_on_after_it(drive: Drive) -> None:
    def forgiving() -> Flow[int]:
        try:
            yield from call(wait_for_ever)
        except TimedOutError:
            return (yield from call(four))
        return 0

    assert drive(within(0.01, forgiving)) == 4


def test_a_timeout_of_the_users_own_passes_through(drive: Drive) -> None:
    with pytest.raises(TimeoutError, match="the user's own"):
        drive(within(30, partial(call, time_out)))


def test_a_cancellation_from_outside_is_none_of_ours() -> None:
    async def cancelled() -> None:
        task = asyncio.create_task(arun(within(30, partial(call, wait_for_ever))))
        await asyncio.sleep(0)
        task.cancel()
        await task

    with pytest.raises(asyncio.CancelledError):
        asyncio.run(cancelled())


def test_without_async_steps_nothing_is_timed() -> None:
    assert run(within(30, partial(call, four))) == 4
