"""Who listens to what on one event loop. Everything in here is gone again when nobody does."""

from collections import Counter
from typing import Final

from component_framework.core.attendance import Attendance
from component_framework.core.broker import Broker
from component_framework.core.errors import TooManyError
from component_framework.core.identity import Identity
from component_framework.core.news import Listener, Topic
from component_framework.core.settings import ComponentSettings

RETRY_AFTER_S: Final = 10


class Hub:
    """The topics of one broker that are listened to, each once, and how many sockets each caller holds."""

    def __init__(self, broker: Broker) -> None:
        self.topics: dict[str, Topic] = {}
        self.sockets: Counter[str] = Counter()
        self.open = 0
        """How many sockets there are, those of nobody in particular included."""
        self.attendance = Attendance(broker)
        self._broker = broker

    def admit(self, identity: Identity, settings: ComponentSettings) -> tuple[str, ...]:
        """Count one socket of `identity`; gives what `leave` is to be told. Raises TooManyError over a limit."""
        limits = {identity.caller: settings.max_sockets_per_address, identity.audience: settings.max_sockets}
        limits.pop("", None)  # nobody that could be told from others
        if any(self.sockets[name] >= limit for name, limit in limits.items()):
            raise TooManyError(RETRY_AFTER_S)
        self.open += 1
        self.sockets.update(limits.keys())
        return tuple(limits)

    def leave(self, names: tuple[str, ...]) -> None:
        """One socket has gone."""
        self.open -= 1
        for name in names:
            self.sockets[name] -= 1
            if not self.sockets[name]:
                del self.sockets[name]

    async def listen(self, listener: Listener, topics: tuple[str, ...]) -> float:
        """Have `listener` told of `topics`. Gives when one of them changed last, in seconds since 1970."""
        self.attendance.start(lambda: tuple(self.topics))
        found = [self.join(listener, name) for name in topics]
        return max([await topic.changed_at() for topic in found])

    def join(self, listener: Listener, name: str) -> Topic:
        """Have `listener` told of one topic, as soon as the broker tells of it."""
        if name not in self.topics:
            self.topics[name] = Topic(name, self._broker)
        self.topics[name].listeners[listener] = None
        return self.topics[name]

    async def forget(self, listener: Listener, topics: tuple[str, ...]) -> None:
        """`listener` is told no more. A topic without listeners is given up."""
        for name in topics:
            topic = self.topics[name]
            topic.listeners.pop(listener)
            if not topic.listeners:
                del self.topics[name]
                await topic.close()
        if not self.topics:
            self.attendance.stop()
