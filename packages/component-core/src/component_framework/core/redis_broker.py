"""Notices through Redis: to every process of an installation, whichever framework it runs."""

import asyncio
import time
from typing import Any, Final, cast

from component_framework.core.broker import Notice, Sink, check_payload
from component_framework.core.errors import ConfigurationError
from component_framework.core.presence import Presence
from component_framework.core.redis_listener import Names, RedisListener
from component_framework.core.redis_presence import RedisPresence
from component_framework.core.sealed_notices import open_notice, seal_notice
from component_framework.core.settings import ComponentSettings
from component_framework.core.unsent import Unsent

TIMEOUT_S: Final = 0.5
"""For each attempt to connect and for each answer."""
KEPT_S: Final = 48 * 60 * 60
"""How long a topic is known after its last change; longer than any snapshot is good by default."""
PUBLISH: Final = """
local epoch = redis.call("hget", KEYS[1], "epoch") or ARGV[1]
local offset = redis.call("hincrby", KEYS[1], "offset", 1)
redis.call("hset", KEYS[1], "epoch", epoch, "at", ARGV[2])
redis.call("expire", KEYS[1], ARGV[3])
redis.call("set", KEYS[2], ARGV[2], "nx")
redis.call("publish", KEYS[1], epoch .. " " .. offset .. " " .. ARGV[4])
"""


class RedisBroker:
    """A `Broker` in the Redis at `url`, as redis-py spells addresses (extra `component-core[redis]`).

    Connects when it is first used. Notices are signed, so that Redis itself need not be trusted with what pages show.
    Raises ConfigurationError for an address that is none.
    """

    blocks: bool = True

    def __init__(self, url: str, settings: ComponentSettings) -> None:
        self._url, self._settings, self._names = url, settings, Names(settings.app)
        self._redis = _client(url, is_async=False)
        self.presence: Presence = RedisPresence(self._redis, settings, self._names.presence)
        self._publish: Any = self._redis.register_script(PUBLISH)
        self._unsent = Unsent(self._send)
        self._listeners: dict[asyncio.AbstractEventLoop, RedisListener] = {}

    def publish(self, topic: str, payload: str = "") -> None:
        check_payload(payload)
        self._unsent.send(topic, payload)

    async def apublish(self, topic: str, payload: str = "") -> None:
        check_payload(payload)
        sent = asyncio.get_running_loop().run_in_executor(None, self._unsent.send, topic, payload)
        await asyncio.shield(sent)  # a cancelled caller has changed something all the same

    async def subscribe(self, topic: str, sink: Sink) -> float | None:
        loop = asyncio.get_running_loop()
        if loop not in self._listeners:
            client = _client(self._url, is_async=True)
            self._listeners[loop] = RedisListener(client, names=self._names, open_sealed=self._opened)
        return await self._listeners[loop].subscribe(topic, sink)

    async def unsubscribe(self, topic: str, sink: Sink) -> None:
        if listener := self._listeners.get(asyncio.get_running_loop()):
            await listener.unsubscribe(topic, sink)

    async def close(self) -> None:
        if listener := self._listeners.pop(asyncio.get_running_loop(), None):
            await listener.close()

    def _send(self, topic: str, payload: str) -> None:
        now = time.time()
        sealed = seal_notice(Notice(topic, payload), self._settings)
        keys = [self._names.topic(topic), self._names.born]
        self._publish(keys=keys, args=[f"{now:.3f}-{id(self):x}", now, KEPT_S, sealed])

    def _opened(self, topic: str, sealed: bytes) -> str | None:
        """The payload of a notice that one of ours has sent lately for this topic; None for anything else."""
        notice = open_notice(sealed.decode("ascii", "replace"), self._settings)
        return notice.payload if notice is not None and notice.topic == topic else None


def _client(url: str, *, is_async: bool) -> Any:
    try:
        from redis import Redis
        from redis.asyncio import Redis as AsyncRedis
        from redis.asyncio.retry import Retry as AsyncRetry
        from redis.backoff import NoBackoff
        from redis.retry import Retry
    except ImportError:
        raise ConfigurationError("a broker in Redis needs redis-py: pip install 'component-core[redis]'") from None
    limits: dict[str, Any] = {"socket_timeout": TIMEOUT_S, "socket_connect_timeout": TIMEOUT_S}
    untyped, retry = (cast(Any, AsyncRedis), AsyncRetry) if is_async else (cast(Any, Redis), Retry)
    try:
        return untyped.from_url(url, retry=retry(NoBackoff(), 0), **limits)
    except ValueError:  # its text quotes the address, which may hold a password
        raise ConfigurationError("the address of the Redis for the broker is none that redis-py takes") from None
