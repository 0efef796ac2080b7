"""The reply store that a setting's text names."""

from collections.abc import Callable

from component_framework.core.errors import ConfigurationError
from component_framework.core.redis_replies import RedisReplyStore
from component_framework.core.replies import MemoryReplyStore, ReplyStore


def reply_store(setting: str, *, cache: Callable[[str], ReplyStore] | None = None) -> ReplyStore | None:
    """The store that `ComponentSettings.reply_store` names; None for "off".

    `cache` makes the store for "cache" and "cache:<alias>", on hosts that have caches; it is given the alias, or "".
    """
    kind, _, rest = setting.partition(":")
    if kind in ("redis", "rediss") and rest.startswith("//"):
        return RedisReplyStore(setting)
    if kind == "cache" and cache is not None:
        return cache(rest)
    if setting == "memory":
        return MemoryReplyStore()
    if setting != "off":
        known = "'memory', 'off', 'redis://…', 'rediss://…'" + (", 'cache', 'cache:<alias>'" if cache else "")
        raise ConfigurationError(f"the setting REPLY_STORE has a text that is none of {known}")  # may hold a password
    return None
