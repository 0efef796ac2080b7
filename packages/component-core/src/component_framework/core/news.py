"""What has been heard of a topic and not been told yet."""

import asyncio
import json
import time
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

from component_framework.core.announcements import Announcement
from component_framework.core.broker import Broker, Notice, Resync
from component_framework.core.json_data import is_object
from component_framework.core.pushes import Push

QUIET_S: Final = 0.1
"""Between two times that a topic's listeners are told: ten times a second at most."""
MS_PER_LISTENER: Final = 2
MAX_WITHIN_MS: Final = 2000
MAX_ANNOUNCEMENTS: Final = 100
"""That wait to be told; older ones are given up."""


@dataclass
class News:
    """That something has changed (`is_stale`), the newest push for each addressee, and what was announced."""

    is_stale: bool = False
    pushes: dict[str | None, Push] = field(default_factory=dict[str | None, Push])
    announcements: tuple[Announcement, ...] = ()
    within_ms: int = 0
    """In which time listeners may look again, so that they do not come all at once."""

    def add(self, newer: "News") -> None:
        self.is_stale |= newer.is_stale
        for to, push in newer.pushes.items():
            self.pushes.pop(to, None)  # the newest is told last
            self.pushes[to] = push
        self.announcements = (*self.announcements, *newer.announcements)[-MAX_ANNOUNCEMENTS:]
        self.within_ms = newer.within_ms

    def only(self, connection_id: str) -> "News":
        """What of it is for that connection."""
        if self.pushes.keys() <= {None, connection_id}:
            return self
        pushes = {to: push for to, push in self.pushes.items() if to in (None, connection_id)}
        return News(self.is_stale, pushes, self.announcements, self.within_ms)

    @property
    def shows(self) -> bool:
        """Whether it brings something to see, and does not only say that there is."""
        return bool(self.pushes or self.announcements)

    def __bool__(self) -> bool:
        return self.is_stale or self.shows


class Listener(Protocol):
    """Somebody who listens to a topic."""

    def tell(self, news: News) -> None: ...


class Topic:
    """One topic of the broker: who listens to it on this event loop, and the pace at which they are told."""

    def __init__(self, name: str, broker: Broker) -> None:
        self.listeners: dict[Listener, None] = {}
        self._name, self._broker = name, broker
        self._news = News()
        self._worker: asyncio.Task[None] | None = None
        self._opened = asyncio.ensure_future(broker.subscribe(name, self._hear))
        self._heard_at: float | None = None

    async def changed_at(self) -> float:
        """When it last changed at the latest. A broker that does not know yet tells it later, by a Resync."""
        at = await asyncio.shield(self._opened)
        return self._heard_at or at or 0

    async def close(self) -> None:
        """Listen no longer."""
        await asyncio.wait([self._opened])
        await self._broker.unsubscribe(self._name, self._hear)
        if self._worker is not None:
            self._worker.cancel()

    def _hear(self, what: Notice | Resync) -> None:
        self._heard_at = time.time()
        self._news.add(_news(what))
        if self._worker is None:
            self._worker = asyncio.create_task(self._work(), name="component-topic")

    async def _work(self) -> None:
        while self._news:
            news, self._news = self._news, News()
            news.within_ms = spread_ms(len(self.listeners))
            for listener in list(self.listeners):
                listener.tell(news)
            await asyncio.sleep(QUIET_S)
        self._worker = None


def spread_ms(listeners: int) -> int:
    """In which time so many may look again."""
    return min(MS_PER_LISTENER * (listeners - 1), MAX_WITHIN_MS)


def _news(what: Notice | Resync) -> News:
    if isinstance(what, Resync) or not what.payload:
        return News(is_stale=True)
    said: Any = json.loads(what.payload)
    if is_object(said):
        return News(announcements=(Announcement(**said),))
    push = Push(*said)
    return News(pushes={push.to: push})
