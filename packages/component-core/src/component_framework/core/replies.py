"""Replies to messages, kept so that a message which comes again is answered again instead of being done again."""

import sys
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Final, NamedTuple, Protocol

from component_framework.core.errors import BusyError

CLAIM_S: Final = 60
"""How long a claim lives: whoever died over a message keeps the next one waiting for so long at most."""
KEPT_S: Final = 15 * 60
"""How long a reply is kept."""
GONE: Final = ""
"""The reply to a message that was done, where its text is kept no more: the page has to look anew."""


class ReplyStore(Protocol):
    """Keeps one reply for each message, whose `name` is an opaque text. An entry may vanish at any time."""

    @property
    def blocks(self) -> bool:
        """Whether its methods wait for something (a network, a disk), and so must not run on an event loop."""
        ...

    def begin(self, name: str) -> str | None:
        """The reply that is kept, GONE, or None: then the message is the caller's to do, who calls `finish` or `drop`.

        Of several callers at one time exactly one gets None. Raises BusyError while another has the message and has
        not replied; a claim that is neither finished nor dropped ends after `CLAIM_S`.
        """
        ...

    def finish(self, name: str, text: str) -> None:
        """Keep `text` as the reply, for `KEPT_S`."""
        ...

    def drop(self, name: str) -> None:
        """Give up the claim: the message was not done, and the next to send it does it. A reply is left alone."""
        ...


class _Entry(NamedTuple):
    expires: float
    is_done: bool
    """False while somebody is at it."""


class MemoryReplyStore:
    """Replies of this process: the `max_entries` most recently used, with their texts as far as `max_bytes` go.

    Of a reply whose text had to go it still says that it was given: nothing is done twice for being large.
    What is kept no more leaves as new messages come. Both limits are at least 1.
    """

    blocks: bool = False

    def __init__(
        self,
        *,
        max_entries: int = 10_000,
        max_bytes: int = 32 * 1024 * 1024,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._max_entries, self._max_bytes, self._clock = max_entries, max_bytes, clock
        self._entries: OrderedDict[str, _Entry] = OrderedDict()
        self._texts: OrderedDict[str, str] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def begin(self, name: str) -> str | None:
        with self._lock:
            entry = self._entries.get(name)
            if entry is None or self._is_over(name):
                self._put(name, CLAIM_S, is_done=False)
                return None
            if not entry.is_done:
                raise BusyError("the same message is being done")
            self._entries.move_to_end(name)
            if name not in self._texts:
                return GONE
            self._texts.move_to_end(name)
            return self._texts[name]

    def finish(self, name: str, text: str) -> None:
        with self._lock:
            self._put(name, KEPT_S, is_done=True)
            self._texts[name] = text
            self._bytes += _size(text)
            while self._bytes > self._max_bytes:
                self._forget(next(iter(self._texts)))

    def drop(self, name: str) -> None:
        with self._lock:
            entry = self._entries.get(name)
            if entry is not None and not entry.is_done:
                del self._entries[name]

    def _put(self, name: str, for_s: int, *, is_done: bool) -> None:
        self._forget(name)
        self._entries[name] = _Entry(self._clock() + for_s, is_done)
        self._entries.move_to_end(name)
        while len(self._entries) > self._max_entries or self._is_over(next(iter(self._entries))):
            oldest, _ = self._entries.popitem(last=False)
            self._forget(oldest)

    def _is_over(self, name: str) -> bool:
        return self._entries[name].expires <= self._clock()

    def _forget(self, name: str) -> None:
        """The text of that reply, if there is one."""
        self._bytes -= _size(self._texts.pop(name, None))


def _size(text: str | None) -> int:
    """Bytes in memory, which for text beyond Latin-1 are twice or four times its length."""
    return 0 if text is None else sys.getsizeof(text)
