"""How long something may take that is done again and again."""

import asyncio
from collections.abc import Callable
from types import TracebackType


class Deadline:
    """Calls `late` once a `with` block has taken `after_s` seconds. Unlike `asyncio.timeout` it needs no timer for each
    block, but one for all of that time, so that short ones cost next to nothing. For one block at a time.
    """

    def __init__(self, after_s: float, late: Callable[[], object]) -> None:
        self._loop = asyncio.get_running_loop()
        self._after_s, self._late = after_s, late
        self._began_at: float | None = None
        self._timer: asyncio.TimerHandle | None = None

    def __enter__(self) -> None:
        self._began_at = self._loop.time()
        if self._timer is None:
            self._timer = self._loop.call_later(self._after_s, self._look)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._began_at = None

    def close(self) -> None:
        """Nothing is late any more."""
        if self._timer is not None:
            self._timer.cancel()

    def _look(self) -> None:
        self._timer = None
        if self._began_at is None:
            return
        left_s = self._began_at + self._after_s - self._loop.time()
        if left_s > 0:
            self._timer = self._loop.call_later(left_s, self._look)
        else:
            self._late()
