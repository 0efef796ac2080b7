"""The seam between sync and async."""

import asyncio
import contextvars
import threading
from collections.abc import Callable
from typing import Any

import pytest

from component_framework.core.errors import AsyncHookError
from component_framework.core.flow import Flow, arun, call, is_on_loop, off_loop, run, wait_alone

Drive = Callable[[Any], Any]
seen: contextvars.ContextVar[str] = contextvars.ContextVar("seen", default="nothing")


def double(number: int) -> int:
    return number * 2


async def adouble(number: int) -> int:
    await asyncio.sleep(0)
    return number * 2


def fail() -> None:
    raise TypeError("the user's own")


async def afail() -> None:
    raise TypeError("the user's own")


def stop() -> None:
    next(iter([]))


@pytest.mark.parametrize("hook", [double, adouble])
def test_a_call_gives_the_hooks_value(hook: Any, drive: Drive) -> None:
    def flow() -> Flow[list[int]]:
        first = yield from call(hook, 1)
        second = yield from call(hook, number=first)
        return [first, second]

    assert drive(flow()) == [2, 4]


def test_a_sync_hook_that_returns_an_awaitable_is_awaited(drive: Drive) -> None:
    assert drive(call(lambda: adouble(4))) == 8


@pytest.mark.parametrize("hook", [fail, afail])
def test_a_hooks_exception_reaches_the_caller_untouched(hook: Any, drive: Drive) -> None:
    with pytest.raises(TypeError, match=r"^the user's own$"):
        drive(call(hook))


@pytest.mark.parametrize("hook", [fail, afail])
def test_a_flow_can_catch_what_a_hook_raised_and_go_on(hook: Any, drive: Drive) -> None:
    def flow() -> Flow[int]:
        try:
            yield from call(hook)
        except TypeError:
            return (yield from call(double, 21))
        return 0

    assert drive(flow()) == 42


def test_a_hook_that_raises_stop_iteration_ends_in_an_error(drive: Drive) -> None:
    with pytest.raises(RuntimeError, match="StopIteration"):
        drive(call(stop))


def test_a_flow_is_closed_when_a_hook_ends_the_process(drive: Drive) -> None:
    closed = []

    def flow() -> Flow[None]:
        try:
            yield from call(lambda: exec("raise SystemExit"))
        finally:
            closed.append(True)

    with pytest.raises(SystemExit):
        drive(flow())
    assert closed == [True]


async def test_arun_awaits_async_hooks_on_the_loop_and_puts_sync_ones_in_a_thread() -> None:
    async def here() -> int:
        return threading.get_ident()

    loop = threading.get_ident()
    assert await arun(call(here)) == loop
    assert await arun(call(threading.get_ident)) != loop


async def test_arun_uses_the_hosts_way_into_a_thread() -> None:
    used = []

    async def in_thread(fn: Callable[[], Any]) -> Any:
        used.append("the host's")
        return fn()

    assert await arun(call(double, 2), in_thread) == 4
    assert used == ["the host's"]


async def test_a_cancelled_arun_closes_the_flow() -> None:
    closed = asyncio.Event()

    def flow() -> Flow[None]:
        try:
            yield from call(asyncio.Event().wait)
        finally:
            closed.set()

    task = asyncio.ensure_future(arun(flow()))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert closed.is_set()


async def test_a_flow_sees_a_cancellation_and_may_clean_up_in_a_thread() -> None:
    done = []

    def flow() -> Flow[None]:
        try:
            yield from call(asyncio.Event().wait)
        except asyncio.CancelledError:
            yield from call(done.append, "cleaned up")
            raise

    task = asyncio.ensure_future(arun(flow()))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert done == ["cleaned up"]


@pytest.mark.parametrize("after", [double, adouble])
async def test_a_thread_that_has_begun_is_awaited_by_a_cancelled_flow(after: Any) -> None:
    begun, go_on, heard = asyncio.Event(), threading.Event(), []
    loop = asyncio.get_running_loop()

    def work() -> str:
        loop.call_soon_threadsafe(begun.set)
        go_on.wait(10)
        return "done"

    def flow() -> Flow[None]:
        heard.append((yield from call(work)))
        heard.append((yield from call(after, 2)))

    task = asyncio.ensure_future(arun(flow()))
    await begun.wait()
    task.cancel()
    go_on.set()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert heard == (["done", 4] if after is double else ["done"])


async def test_a_thread_that_has_not_begun_never_does_in_a_cancelled_flow() -> None:
    begun, waiting = [], asyncio.Event()
    queued: list[Callable[[], Any]] = []

    async def in_thread(fn: Callable[[], Any]) -> Any:
        queued.append(fn)
        waiting.set()
        await asyncio.Event().wait()

    task = asyncio.ensure_future(arun(call(begun.append, True), in_thread))
    await waiting.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    queued[0]()
    assert begun == []


def test_run_waits_the_way_it_is_given() -> None:
    def wait(awaitable: Any) -> Any:
        awaitable.close()
        return "waited"

    assert run(call(adouble, 1), wait) == "waited"


async def test_run_on_a_running_loop_refuses_an_async_hook_and_names_adispatch() -> None:
    with pytest.raises(AsyncHookError, match="adispatch"):
        run(call(adouble, 1))


async def test_wait_alone_on_a_running_loop_leaves_a_future_alone() -> None:
    future = asyncio.get_running_loop().create_future()
    with pytest.raises(AsyncHookError):
        wait_alone(future)
    assert not future.done()


def test_wait_alone_runs_any_awaitable() -> None:
    class Soon:
        def __await__(self) -> Any:
            return adouble(3).__await__()

    assert wait_alone(Soon()) == 6


def test_outside_a_loop_is_not_on_one() -> None:
    assert is_on_loop() is False


async def test_inside_a_loop_is_on_one() -> None:
    assert is_on_loop() is True


async def test_off_loop_works_in_another_thread_with_this_contexts_variables() -> None:
    seen.set("mine")
    assert off_loop(lambda: (threading.get_ident() != here, seen.get(), is_on_loop())) == (True, "mine", False)


here = threading.get_ident()


@pytest.mark.parametrize("error", [ValueError, SystemExit])
def test_off_loop_raises_what_the_work_raised(error: type[BaseException]) -> None:
    def work() -> None:
        raise error

    with pytest.raises(error):
        off_loop(work)
