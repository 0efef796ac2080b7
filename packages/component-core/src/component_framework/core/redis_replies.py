"""Replies to messages in Redis, where all processes of an installation find them."""

from typing import Any, Final, cast

from component_framework.core.errors import BusyError, ConfigurationError
from component_framework.core.replies import CLAIM_S, KEPT_S

PREFIX: Final = "component_framework:reply:"
CLAIM: Final = b"?"
REPLY: Final = b"="
"""The first byte of what is kept; the text follows a reply's."""
TIMEOUT_S: Final = 0.5
"""For each attempt to connect and for each answer."""
DROP: Final = 'if redis.call("get", KEYS[1]) == ARGV[1] then return redis.call("del", KEYS[1]) end return 0'


class RedisReplyStore:
    """A `ReplyStore` in the Redis at `url`, as redis-py spells addresses (extra `component-core[redis]`).

    Connects when it is first used. Raises redis-py's errors, within a second, when there is nothing to connect to.
    """

    blocks: bool = True

    def __init__(self, url: str) -> None:
        try:
            from redis import Redis
            from redis.backoff import NoBackoff
            from redis.retry import Retry
        except ImportError:
            raise ConfigurationError("replies in Redis need redis-py: pip install 'component-core[redis]'") from None
        untyped = cast(Any, Redis)  # its `from_url` is typed in part only
        limits: dict[str, Any] = {"socket_timeout": TIMEOUT_S, "socket_connect_timeout": TIMEOUT_S}
        try:
            self._redis: Any = untyped.from_url(url, retry=Retry(NoBackoff(), 0), **limits)
        except ValueError:  # its text quotes the address, which may hold a password
            raise ConfigurationError("the address of the Redis for replies is none that redis-py takes") from None
        self._drop_claim: Any = self._redis.register_script(DROP)

    def begin(self, name: str) -> str | None:
        with self._redis.pipeline(transaction=True) as both:  # SET with NX and GET needs Redis 7
            is_ours, found = both.set(PREFIX + name, CLAIM, nx=True, ex=CLAIM_S).get(PREFIX + name).execute()
        if is_ours:
            return None
        if found == CLAIM:
            raise BusyError("the same message is being done")
        return str(found[1:].decode())

    def finish(self, name: str, text: str) -> None:
        self._redis.set(PREFIX + name, REPLY + text.encode(), ex=KEPT_S)

    def drop(self, name: str) -> None:
        self._drop_claim(keys=[PREFIX + name], args=[CLAIM])
