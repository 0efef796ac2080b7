"""What waits to be sent over one socket."""

import asyncio
import secrets
from collections import OrderedDict
from collections.abc import Hashable
from typing import Final

MAX_BYTES: Final = 4 * 1024 * 1024
WINDOW_FRAMES: Final = 8
WINDOW_BYTES: Final = 256 * 1024
"""How far the server runs ahead of the browser's `ack`. Not every server below us holds back for a slow reader."""
MARK_EVERY: Final = 16
"""Every so many frames, and `WINDOW_BYTES`, one has a mark, without which nobody can acknowledge it: it was read."""


class Outbox:
    """Frames in the order in which they were put, of each that may be replaced the newest only."""

    def __init__(self) -> None:
        self._waiting: OrderedDict[Hashable, str] = OrderedDict()
        self._bytes = 0
        self._put = 0
        self._unread: list[int] = []
        """Lengths of the frames that have left and were not acknowledged."""
        self._sent = 0
        self._marks: list[tuple[int, str]] = []
        """Of marked frames that were not acknowledged: the number, and the mark."""
        self._unmarked: list[int] = []
        """Lengths of the frames that have left since the last marked one."""
        self._change: asyncio.Future[None] | None = None

    @property
    def is_over(self) -> bool:
        """Whether more waits than can be kept for one socket."""
        return self._bytes > MAX_BYTES

    def put(self, text: str, *, replaces: Hashable = None) -> None:
        """`replaces` names what may be dropped once a newer one waits; without a name it always leaves."""
        self._put += 1
        name = self._put if replaces is None else replaces
        self._bytes += len(text) - len(self._waiting.pop(name, ""))
        self._waiting[name] = text
        self._tell()

    def wait_for_frame(self) -> "asyncio.Future[None]":
        """Done when there is something to send.

        No coroutine: each idle socket would hold one more object, made anew for each frame, for the garbage collector.
        """
        change = self._next_change()
        if self._waiting:
            self._tell()
        return change

    async def wait_for_room(self) -> None:
        """Until the browser is near enough behind for the frame that is next."""
        while not self._has_room():
            await self._next_change()

    def pop(self) -> str:
        """The next frame, which leaves now."""
        _, text = self._waiting.popitem(last=False)
        self._bytes -= len(text)
        self._unread.append(len(text))
        self._sent += 1
        return self._marked(text)

    def acknowledge(self, frames: int, mark: str | None = None) -> bool:
        """The browser has so many frames, all told, and `mark` was the last mark in them.

        False, and nothing else, for more than were sent, and without that mark.
        """
        passed = [known for number, known in self._marks if number <= frames]
        if frames > self._sent or (passed and passed[-1] != mark):
            return False
        del self._marks[: len(passed)]
        are_read = max(frames - (self._sent - len(self._unread)), 0)
        del self._unread[:are_read]
        if self._waiting:
            self._tell()
        return True

    def _marked(self, text: str) -> str:
        self._unmarked.append(len(text))
        if len(self._unmarked) < MARK_EVERY and sum(self._unmarked) < WINDOW_BYTES:
            return text
        self._unmarked.clear()
        self._marks.append((self._sent, mark := secrets.token_hex(4)))
        return f'{text[:-1]}, "mark": "{mark}"}}'

    def _has_room(self) -> bool:
        if not self._waiting or not self._unread:
            return True
        length = len(next(iter(self._waiting.values())))
        return len(self._unread) < WINDOW_FRAMES and sum(self._unread) + length <= WINDOW_BYTES

    def _next_change(self) -> "asyncio.Future[None]":
        """For the one who sends."""
        self._change = asyncio.get_running_loop().create_future()
        return self._change

    def _tell(self) -> None:
        if self._change is not None and not self._change.done():
            self._change.set_result(None)
