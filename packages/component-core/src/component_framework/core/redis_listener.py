"""What one event loop hears from Redis: one connection, subscribed again after every break, no notice lost unseen."""

import asyncio
import contextlib
import logging
import time
from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from component_framework.core.broker import Notice, Resync, Sink
from component_framework.core.unsent import complain

log = logging.getLogger("component_framework.broker")
HEARTBEAT_S: Final = 5
"""Without a message for so long Redis is asked for a sign of life, and given as long to show one."""
FIRST_PAUSE_S: Final = 0.05
LAST_PAUSE_S: Final = 0.2
MARGIN_S: Final = 5
"""How far apart servers' clocks may be: who was shown something so shortly after a change looks again."""
PLACED_AT_ONCE: Final = 1000
"""Topics that are asked for together: one by one, each would wait for its turn beside all pages that look again."""
KNOWN_WITHIN_S: Final = 1
"""How long a subscriber waits to hear where its topic stands."""


@dataclass(frozen=True)
class Names:
    """What things are called in Redis. Installations that share one are told apart by `app`."""

    app: str

    def topic(self, topic: str) -> str:
        """Of a topic's key, and of its channel."""
        return f"component_framework:{self.app}:topic:{topic}"

    def presence(self, topic: str) -> str:
        """Of the set of those who are here in a topic."""
        return f"component_framework:{self.app}:presence:{topic}"

    @property
    def born(self) -> str:
        """Of the key that says since when this Redis remembers."""
        return f"component_framework:{self.app}:born"


class Position(NamedTuple):
    """How far a topic is. Redis that was emptied, or forgot the topic, begins another epoch."""

    epoch: str
    offset: int


@dataclass
class _Topic:
    sinks: dict[Sink, None] = field(default_factory=dict[Sink, None])
    position: Position | None = None
    changed_at: float = 0
    is_known: asyncio.Event = field(default_factory=asyncio.Event)
    owes_resync: bool = False
    """Whether a subscriber was answered before the position was known."""

    def put(self, found: Position, *, changed_at: float) -> bool:
        """It is there now. Whether something may have been missed."""
        was_missed = self.position not in (None, found) or self.owes_resync
        self.position, self.changed_at, self.owes_resync = found, changed_at, False
        self.is_known.set()
        return was_missed

    def tell(self, what: Notice | Resync) -> None:
        for sink in list(self.sinks):
            sink(what)


class RedisListener:
    """Subscriptions of one event loop. `open_sealed(topic, sealed)` gives a notice's payload, None for a forgery."""

    def __init__(self, client: Any, *, names: Names, open_sealed: Callable[[str, bytes], str | None]) -> None:
        self._client, self._names, self._open = client, names, open_sealed
        self._topics: dict[str, _Topic] = {}
        self._pubsub: Any = None
        self._is_down = False
        self._saying = asyncio.Lock()  # what is decided first is said first
        self._task = asyncio.create_task(self._run(), name="component-redis-listener")

    async def subscribe(self, topic: str, sink: Sink) -> float | None:
        is_new = topic not in self._topics
        entry = self._topics.setdefault(topic, _Topic())
        entry.sinks[sink] = None
        if is_new and (pubsub := self._pubsub) is not None:
            async with self._quietly():
                await pubsub.subscribe(self._names.topic(topic))
        if not entry.is_known.is_set() and not self._is_down:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(entry.is_known.wait(), KNOWN_WITHIN_S)
        if entry.is_known.is_set():
            return entry.changed_at + MARGIN_S
        entry.owes_resync = True
        return None

    async def unsubscribe(self, topic: str, sink: Sink) -> None:
        entry = self._topics.get(topic)
        if entry is None:
            return
        entry.sinks.pop(sink, None)
        if not entry.sinks:
            del self._topics[topic]
            async with self._quietly():
                await self._pubsub.unsubscribe(self._names.topic(topic))

    async def close(self) -> None:
        while not self._task.done():  # redis-py may take a cancellation for a timeout of its own
            self._task.cancel()
            await asyncio.wait([self._task], timeout=0.1)
        await self._client.aclose()

    @contextlib.asynccontextmanager
    async def _quietly(self) -> AsyncGenerator[None]:
        """For a command on the connection. What it raises the reader meets too, and then subscribes to all again."""
        with contextlib.suppress(Exception):
            async with self._saying:
                yield

    async def _run(self) -> None:
        pause_s = FIRST_PAUSE_S
        while True:
            try:
                async with self._client.pubsub() as pubsub:
                    await pubsub.subscribe(self._names.born)  # connects; nothing is ever said there
                    await self._client.set(self._names.born, time.time(), nx=True)
                    self._pubsub, self._is_down, pause_s = pubsub, False, FIRST_PAUSE_S
                    async with self._saying:
                        await pubsub.subscribe(self._names.born, *map(self._names.topic, self._topics))
                    await self._read(pubsub)
            except Exception as error:  # whatever its library raises
                complain(error)
            finally:
                self._pubsub, self._is_down = None, True
            await asyncio.sleep(pause_s)
            pause_s = min(pause_s * 2, LAST_PAUSE_S)

    async def _read(self, pubsub: Any) -> None:
        """Until the connection breaks, or is silent although Redis was asked."""
        start, is_asked = self._names.topic(""), False
        while True:
            message = await pubsub.get_message(timeout=HEARTBEAT_S)
            if message is None:
                if is_asked:
                    raise ConnectionError("Redis is silent")
                await pubsub.ping()
            is_asked = message is None
            standing: list[str] = []
            while message is not None and message["type"] == "subscribe":
                standing.append(message["channel"].decode().removeprefix(start))
                message = await pubsub.get_message(timeout=0) if len(standing) < PLACED_AT_ONCE else None
            if standing:
                await self._place(standing)
            if message is not None and message["type"] == "message":
                self._take(message["channel"].decode().removeprefix(start), message["data"])

    async def _place(self, topics: list[str]) -> None:
        """The subscriptions stand: find out where the topics are, and whether something was missed."""
        standing = {topic: self._topics[topic] for topic in topics if topic in self._topics}
        pipeline = self._client.pipeline(transaction=False)
        pipeline.get(self._names.born)
        for topic in standing:
            pipeline.hmget(self._names.topic(topic), "epoch", "offset", "at")
        born, *facts = await pipeline.execute()
        for (topic, entry), (epoch, offset, at) in zip(standing.items(), facts, strict=True):
            found = Position((epoch or b"").decode(), int(offset or 0))
            if entry.put(found, changed_at=max(float(at or 0), float(born or time.time()))):
                entry.tell(Resync(topic))

    def _take(self, topic: str, data: bytes) -> None:
        entry = self._topics.get(topic)
        if entry is None:  # it was given up a moment ago
            return
        epoch, _, rest = data.partition(b" ")
        offset, _, sealed = rest.partition(b" ")
        payload = self._open(topic, sealed)
        if payload is None or not offset.isdigit():
            log.warning("a notice that is not ours, or too old, was dropped")
            return
        last, position = entry.position, Position(epoch.decode("ascii", "replace"), int(offset))
        if last is not None and last.epoch == position.epoch and last.offset >= position.offset:
            return
        entry.position, entry.changed_at = position, time.time()
        if last is not None and position != (last.epoch or position.epoch, last.offset + 1):
            entry.tell(Resync(topic))
        entry.tell(Notice(topic, payload))
