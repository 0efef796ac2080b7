"""What processes tell each other: that a topic has changed. The database holds the truth; a broker says: look again."""

import asyncio
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from contextvars import Context
from typing import Final, NamedTuple, Protocol, TypeAlias

from component_framework.core.errors import StateError
from component_framework.core.presence import MemoryPresence, Presence

MAX_PAYLOAD_BYTES: Final = 190 * 1024
"""Of one notice. Signed and as text it stays below 256 KiB."""


class Notice(NamedTuple):
    """The topic has changed. `payload` is what its publisher added, a JSON text, or ""."""

    topic: str
    payload: str


class Resync(NamedTuple):
    """Notices of this topic may have been missed: whoever shows it looks again."""

    topic: str


Sink: TypeAlias = Callable[[Notice | Resync], None]


class Broker(Protocol):
    """Carries notices from any thread of any process to every process that listens to their topic.

    At most once each, in order for one topic. What is lost, or overtaken by a newer notice while the broker was out of
    reach, ends in a `Resync` or in that newer notice: who looks again at either is never behind for long.
    """

    @property
    def blocks(self) -> bool:
        """Whether `publish` waits for something (a network), and so must not run on an event loop."""
        ...

    @property
    def presence(self) -> Presence:
        """Who is here, as far as this broker reaches."""
        ...

    def publish(self, topic: str, payload: str = "") -> None:
        """Tell everybody. A broker out of reach is no error: it is told when it is back. Raises StateError for a
        payload over `MAX_PAYLOAD_BYTES`."""
        ...

    async def apublish(self, topic: str, payload: str = "") -> None:
        """`publish` for an event loop."""
        ...

    async def subscribe(self, topic: str, sink: Sink) -> float | None:
        """Have `sink` called, on the running event loop and in no publisher's context, with what comes from now on.

        Gives a moment, in seconds since 1970, after which the topic has not changed, by any server's clock. What was
        made in that very second may lack the change. None if it is not known yet: then a Resync follows.
        """
        ...

    async def unsubscribe(self, topic: str, sink: Sink) -> None: ...

    async def close(self) -> None:
        """Give up what this event loop holds open. The next `subscribe` opens it again."""
        ...


def check_payload(payload: str) -> None:
    """Raises StateError for more than a notice can carry."""
    if (size := len(payload.encode())) > MAX_PAYLOAD_BYTES:
        raise StateError(f"a notice of {size} bytes; the limit is {MAX_PAYLOAD_BYTES}. Publish without, and look again")


class MemoryBroker:
    """Notices within this process. Of the `max_topics` most recent topics it knows when each last changed."""

    blocks: bool = False

    def __init__(self, *, max_topics: int = 10_000, clock: Callable[[], float] = time.time) -> None:
        self.presence: Presence = MemoryPresence()
        self._max_topics, self._clock = max_topics, clock
        self._changed: OrderedDict[str, float] = OrderedDict()
        self._forgotten = float(int(clock()) - 1)
        """When the last change was of which no record is kept, as of all before this process began. Snapshots say whole
        seconds, and what it shows in its first one is newer."""
        self._sinks: dict[str, dict[Sink, asyncio.AbstractEventLoop]] = {}
        self._lock = threading.Lock()

    def publish(self, topic: str, payload: str = "") -> None:
        check_payload(payload)
        self.tell(Notice(topic, payload))

    def tell(self, what: Notice | Resync) -> None:
        """Have everybody who listens to its topic hear it."""
        with self._lock:
            self._note(what.topic)
            for sink, loop in list(self._sinks.get(what.topic, {}).items()):
                try:
                    loop.call_soon_threadsafe(sink, what, context=Context())
                except RuntimeError:  # the loop is closed, and nobody listens there any more
                    self._remove(what.topic, sink)

    def topics(self) -> tuple[str, ...]:
        """Those that somebody listens to."""
        with self._lock:
            return tuple(self._sinks)

    def forget(self) -> None:
        """Notices may have been missed until now, of any topic: everybody looks again."""
        with self._lock:
            self._changed.clear()
            self._forgotten = self._clock()
        for topic in self.topics():
            self.tell(Resync(topic))

    async def apublish(self, topic: str, payload: str = "") -> None:
        self.publish(topic, payload)

    async def subscribe(self, topic: str, sink: Sink) -> float | None:
        with self._lock:
            self._sinks.setdefault(topic, {})[sink] = asyncio.get_running_loop()
            return self._changed.get(topic, self._forgotten)

    async def unsubscribe(self, topic: str, sink: Sink) -> None:
        with self._lock:
            self._remove(topic, sink)

    async def close(self) -> None:
        """Nothing is held open."""

    def _note(self, topic: str) -> None:
        self._changed[topic] = self._clock()
        self._changed.move_to_end(topic)
        if len(self._changed) > self._max_topics:
            self._forgotten = self._changed.popitem(last=False)[1]

    def _remove(self, topic: str, sink: Sink) -> None:
        sinks = self._sinks.get(topic, {})
        sinks.pop(sink, None)
        if not sinks:
            self._sinks.pop(topic, None)
