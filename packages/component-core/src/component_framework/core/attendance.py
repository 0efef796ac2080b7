"""Who comes and goes on the pages of one event loop, told to whoever watches."""

import asyncio
import logging
from collections.abc import Callable, Collection, Mapping
from functools import partial
from typing import Any, Final, TypeVar

from component_framework.core.broker import Broker
from component_framework.core.presence import Arrival

T = TypeVar("T")
log = logging.getLogger("component_framework.presence")
GRACE_S: Final = 2
"""How long somebody may be away, loading the page again, without anybody noticing."""
BEAT_S: Final = 10
"""Between two times that this process says who is here."""


class Attendance:
    """Keeps the broker's `presence` for one event loop, and says in each topic when who is here has changed."""

    def __init__(self, broker: Broker) -> None:
        self._broker, self._presence = broker, broker.presence
        self._tasks: set[asyncio.Task[None]] = set()
        self._beating: asyncio.Task[None] | None = None

    def move(self, window: str, before: Mapping[str, Arrival], after: Mapping[str, Arrival]) -> None:
        """`window` is no longer in the topics `before`, but in those of `after`."""
        for topic, arrival in after.items():
            if self._presence.enter(topic, arrival, window):
                self._background(self._share(topic, arrival.person))
        for topic, arrival in before.items():
            if (topic, arrival.person) not in {(name, one.person) for name, one in after.items()}:
                self._leave(topic, arrival.person, window)

    def start(self, listened: Callable[[], Collection[str]]) -> None:
        """Beat from now on. `listened` gives the topics that this event loop listens to."""
        if self._beating is None:
            self._beating = asyncio.create_task(self._beat(listened), name="component-presence")

    def stop(self) -> None:
        """Beat no more. Who has left is still taken off."""
        if self._beating is not None:
            self._beating.cancel()
            self._beating = None

    def _leave(self, topic: str, person: str, window: str) -> None:
        if self._presence.leave(topic, person, window):
            asyncio.get_running_loop().call_later(GRACE_S, self._settle, topic, person)

    def _settle(self, topic: str, person: str) -> None:
        if self._presence.settle(topic, person):
            self._background(self._share(topic, person))

    async def _share(self, topic: str, person: str) -> None:
        await self._done(partial(self._presence.share, topic, person))
        await self._broker.apublish(topic)

    async def _beat(self, listened: Callable[[], Collection[str]]) -> None:
        while True:
            await asyncio.sleep(BEAT_S)
            try:
                for topic in await self._done(partial(self._presence.beat, listened())):
                    await self._broker.apublish(topic)
            except Exception:
                log.exception("who is here could not be told")

    async def _done(self, work: Callable[[], T]) -> T:
        return await asyncio.to_thread(work) if self._presence.blocks else work()

    def _background(self, work: Any) -> None:
        task = asyncio.create_task(work, name="component-presence")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
