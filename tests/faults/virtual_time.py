"""An event loop whose time goes on only when it is told to."""

import asyncio
import selectors
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

T = TypeVar("T")
START = 1_800_000_000.5
"""The wall clock at the beginning, in seconds since 1970."""


class _Idle(selectors.DefaultSelector):
    """Ends the loop's run where it would wait, and remembers for how long."""

    def __init__(self) -> None:
        super().__init__()
        self.wait_s: float | None = None
        self.on_idle: Callable[[], None] = lambda: None

    def select(self, timeout: float | None = None) -> Any:
        if timeout != 0:
            self.wait_s = timeout
            self.on_idle()
        return super().select(0)


class VirtualLoop(asyncio.SelectorEventLoop):
    """Without threads: all that it does, it does at once."""

    def __init__(self) -> None:
        self._idle = _Idle()
        self._passed_s = 0.0
        super().__init__(self._idle)
        self._idle.on_idle = self.stop

    def time(self) -> float:
        return self._passed_s

    def wall(self) -> float:
        """What `time.time` is in there."""
        return START + self._passed_s

    def settle(self) -> float | None:
        """Does all that needs no more time. Gives the seconds until the next timer, None without one."""
        self._idle.wait_s = None
        self.run_forever()
        return self._idle.wait_s

    def advance(self, seconds: float) -> None:
        """So much time passes, in which no timer is due but at its end."""
        self._passed_s += seconds
        self.settle()

    def do(self, work: Awaitable[T]) -> T:
        """What `work` gives, which needs no time."""
        task = asyncio.ensure_future(work, loop=self)
        self.settle()
        return task.result()
