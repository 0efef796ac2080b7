"""The broker for sites that have a channel layer already."""

import asyncio
import hashlib
import threading
from typing import ClassVar, Final
from weakref import WeakKeyDictionary

from channels import DEFAULT_CHANNEL_LAYER
from channels.layers import InMemoryChannelLayer, get_channel_layer

from component_framework.adapters.django_websocket.layer_link import LayerLink
from component_framework.core.broker import MemoryBroker, Notice, Sink, check_payload
from component_framework.core.errors import ConfigurationError
from component_framework.core.presence import Presence
from component_framework.core.sealed_notices import open_notice, seal_notice
from component_framework.core.settings import ComponentSettings
from component_framework.core.unsent import Unsent

MARGIN_S: Final = 5
"""How far apart servers' clocks may be."""
OPEN_WITHIN_S: Final = 1
"""How long a subscriber waits for the layer."""
_in_memory: WeakKeyDictionary[InMemoryChannelLayer, MemoryBroker] = WeakKeyDictionary()


class ChannelLayerBroker:
    """A `Broker` over the channel layer of the site: `BROKER` is this class's path. Notices are signed.

    A layer loses messages without a word: while a connection is cut, when a queue is full, when Redis is emptied. Where
    that shows, at a ping that does not come back, everybody looks again; where it does not, everybody does so anyway
    within 30 seconds, and that is the price: each open component sends a message every 30 seconds. A notice may come
    twice. `RedisBroker` promises more, and costs less. Over `InMemoryChannelLayer` it is a `MemoryBroker`.
    """

    alias: ClassVar[str] = DEFAULT_CHANNEL_LAYER
    """Which of `CHANNEL_LAYERS`."""

    def __init__(self, settings: ComponentSettings) -> None:
        self._settings = settings
        self._group = f"component_framework.{hashlib.sha256(settings.app.encode()).hexdigest()[:16]}"
        self._heard = MemoryBroker()
        self.presence: Presence = self._heard.presence
        self._unsent = Unsent(self._send)
        self._link: LayerLink | None = None
        self._lock = threading.Lock()
        self._local()  # raises if there is no such layer

    @property
    def blocks(self) -> bool:
        return self._local() is None

    def publish(self, topic: str, payload: str = "") -> None:
        check_payload(payload)
        if (local := self._local()) is not None:
            local.publish(topic, payload)
        else:
            self._unsent.send(topic, payload)

    async def apublish(self, topic: str, payload: str = "") -> None:
        sent = asyncio.get_running_loop().run_in_executor(None, self.publish, topic, payload)
        await asyncio.shield(sent)  # a cancelled caller has changed something all the same

    async def subscribe(self, topic: str, sink: Sink) -> float | None:
        if (local := self._local()) is not None:
            return await local.subscribe(topic, sink)
        link = self._link
        if link is None or not link.is_open:
            link = await asyncio.to_thread(self._joined)
        changed_at = await self._heard.subscribe(topic, sink)
        return changed_at + MARGIN_S if changed_at is not None and link.is_open else None

    async def unsubscribe(self, topic: str, sink: Sink) -> None:
        await (self._local() or self._heard).unsubscribe(topic, sink)

    async def close(self) -> None:
        """The thread goes when nobody in this process listens any more."""
        with self._lock:
            if self._heard.topics() or self._link is None:
                return
            link, self._link = self._link, None
        await asyncio.to_thread(link.stop)

    def _local(self) -> MemoryBroker | None:
        """What does for a layer that reaches this process only."""
        layer = get_channel_layer(self.alias)
        if layer is None:
            raise ConfigurationError(f"the setting BROKER is a channel layer, and CHANNEL_LAYERS has no {self.alias!r}")
        return _in_memory.setdefault(layer, MemoryBroker()) if isinstance(layer, InMemoryChannelLayer) else None

    def _joined(self) -> LayerLink:
        link = self._linked()
        link.join(OPEN_WITHIN_S)
        return link

    def _linked(self) -> LayerLink:
        with self._lock:
            if self._link is None or not self._link.is_alive:
                self._link = LayerLink(self.alias, self._group, local=self._heard, open_sealed=self._opened)
            return self._link

    def _opened(self, sealed: str) -> Notice | None:
        return open_notice(sealed, self._settings)

    def _send(self, topic: str, payload: str) -> None:
        self._linked().send(seal_notice(Notice(topic, payload), self._settings))
