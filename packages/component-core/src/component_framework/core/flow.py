"""The seam between sync and async: one lifecycle, written once, and two drivers.

A *flow* is a generator that yields each piece of user code it needs called. `run` and `arun` are the only code
that knows how to call it: on the caller's thread, or from an event loop.
"""

import asyncio
import contextvars
import inspect
import threading
from collections.abc import Awaitable, Callable, Generator
from concurrent.futures import Future
from functools import partial
from types import NoneType
from typing import Any, Final, ParamSpec, Protocol, TypeAlias, TypeGuard, TypeVar

from component_framework.core.errors import AsyncHookError

P = ParamSpec("P")
T = TypeVar("T")
Step: TypeAlias = "partial[Any]"
Flow: TypeAlias = Generator[Step, Any, T]
Wait: TypeAlias = Callable[[Awaitable[Any]], Any]
AT_HAND: Final = (str, dict, NoneType)


class InThread(Protocol):
    """Runs a sync callable off the event loop: `asyncio.to_thread`, `run_in_threadpool`, a `sync_to_async`."""

    def __call__(self, fn: Callable[[], Any], /) -> Awaitable[Any]: ...


def call(fn: Callable[P, Awaitable[T] | T], /, *args: P.args, **kwargs: P.kwargs) -> Flow[T]:
    """Have the driver call `fn`; the value of `yield from call(...)` is its result, awaited if need be."""
    result: T = yield partial(fn, *args, **kwargs)
    return result


def wait_alone(awaitable: Awaitable[Any]) -> Any:
    """The value of `awaitable`, run on an event loop of its own. Raises AsyncHookError where one is running already."""
    if is_on_loop():
        if inspect.iscoroutine(awaitable):
            awaitable.close()  # not started, so nothing of it has run
        raise AsyncHookError(
            "an async hook was reached by a sync call on a running event loop; await adispatch() there"
        )

    async def value() -> Any:
        return await awaitable

    return asyncio.run(value())


def is_awaitable(value: object) -> TypeGuard[Awaitable[Any]]:
    """As `inspect.isawaitable`, and quicker with what hooks give most."""
    return not isinstance(value, AT_HAND) and inspect.isawaitable(value)


def run(flow: Flow[T], wait: Wait = wait_alone) -> T:
    """Drive `flow` on this thread. `wait` turns what an async hook returned into its value."""
    advance: Callable[[Any], Step] = flow.send
    given: Any = None
    try:
        while True:
            step = advance(given)
            try:
                given = step()
                if is_awaitable(given):
                    given = wait(given)
                advance = flow.send
            except Exception as error:
                advance, given = flow.throw, error
    except StopIteration as stop:
        value: T = stop.value
        return value
    finally:
        flow.close()


async def arun(flow: Flow[T], in_thread: InThread = asyncio.to_thread) -> T:
    """Drive `flow` on the event loop: async steps are awaited here, sync steps go to `in_thread`.

    The flow sees a cancellation as what its async step raised. A sync step that has begun is not interrupted: the flow
    hears of its end, and of the cancellation at its next async step.
    """
    cancelled: list[asyncio.CancelledError] = []
    try:
        advance: Callable[[], Step] = partial(next, flow)
        while True:
            try:
                step = advance()
            except StopIteration as stop:
                if cancelled:
                    raise cancelled[0] from None
                value: T = stop.value
                return value
            try:
                is_async = inspect.iscoroutinefunction(step.func)
                if is_async and cancelled:
                    raise cancelled[0]
                result = step() if is_async else await _whole(step, in_thread, cancelled)
                if is_awaitable(result):
                    result = await result
            except (Exception, asyncio.CancelledError) as error:
                advance = partial(flow.throw, error)
            else:
                advance = partial(flow.send, result)
    finally:
        flow.close()


async def _whole(step: Step, in_thread: InThread, cancelled: list[asyncio.CancelledError]) -> Any:
    """The result of `step`, run in a thread; a cancellation while it runs is put into `cancelled`."""
    outcome: Future[Any] = Future()
    try:
        await in_thread(partial(_settle, outcome, step))
    except asyncio.CancelledError as error:
        if outcome.cancel():  # it has not begun, and will not
            raise
        cancelled.append(error)
        await asyncio.shield(asyncio.wrap_future(outcome))
    return outcome.result()


def _settle(outcome: "Future[Any]", step: Step) -> None:
    if outcome.set_running_or_notify_cancel():
        try:
            outcome.set_result(_stopless(step))
        except BaseException as error:
            outcome.set_exception(error)


def _stopless(step: Step) -> Any:
    """The result of `step`. No future can carry its StopIteration: whoever awaits it would wait for ever."""
    try:
        return step()
    except StopIteration as error:
        raise RuntimeError("a hook raised StopIteration") from error  # as PEP 479 has it for generators


def is_on_loop() -> bool:
    """Whether this thread is running an event loop right now."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True


def off_loop(fn: Callable[[], T]) -> T:
    """The result of `fn`, run in a thread of its own with this context's variables. Blocks the calling thread."""
    outcome: list[T] = []
    failure: list[BaseException] = []

    def work() -> None:
        try:
            outcome.append(fn())
        except BaseException as error:
            failure.append(error)

    thread = threading.Thread(target=partial(contextvars.copy_context().run, work), name="component-off-loop")
    thread.start()
    thread.join()
    if failure:
        raise failure[0]
    return outcome[0]
