"""How long async code of the user's may take. Sync code cannot be stopped: a thread ends when it does."""

import asyncio
import inspect
from collections.abc import Callable
from contextlib import closing
from functools import partial
from typing import Any, TypeVar, cast

from component_framework.core.errors import TimedOutError
from component_framework.core.flow import Flow, Step

T = TypeVar("T")


def within(timeout_s: float, work: Callable[[], Flow[T]]) -> Flow[T]:
    """The flow that `work` makes, each of whose async steps may take `timeout_s` seconds; 0 is no limit.

    Whoever takes longer sees a cancellation, and the flow TimedOutError.
    """
    if not timeout_s:
        return (yield from work())
    with closing(work()) as flow:
        advance = partial(next, flow)
        while True:
            try:
                step = advance()
            except StopIteration as stop:
                return cast(T, stop.value)
            try:
                result = yield partial(_timed, step, timeout_s) if inspect.iscoroutinefunction(step.func) else step
            except (Exception, asyncio.CancelledError) as error:
                advance = partial(flow.throw, error)
            else:
                advance = partial(flow.send, result)


async def _timed(step: Step, timeout_s: float) -> Any:
    limit = asyncio.timeout(timeout_s)
    try:
        async with limit:
            return await step()
    except TimeoutError as error:
        if not limit.expired():
            raise  # the user's own
        raise TimedOutError(f"{getattr(step.func, '__qualname__', step.func)} took over {timeout_s} s") from error
