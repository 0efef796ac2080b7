"""Replies to messages, kept in Django's cache."""

from typing import Final

from django.core.cache import caches

from component_framework.core.errors import BusyError
from component_framework.core.replies import CLAIM_S, KEPT_S

PREFIX: Final = "component_framework:reply:"
CLAIM: Final = "?"
REPLY: Final = "="
"""The first letter of what is kept; the text follows a reply's."""


class CacheReplyStore:
    """A `ReplyStore` in one of `CACHES`, shared by all processes that share that cache.

    Exact where the cache's `add` is one step: in Redis, Memcached, a database and local memory. Django's file cache
    looks first and writes then, so of two requests in the same moment both may win. A cache that drops entries before
    their time (`MAX_ENTRIES`, 300 unless set, in memory, in files and in a database) forgets replies early.
    """

    blocks: bool = True

    def __init__(self, alias: str = "default") -> None:
        self._alias = alias

    def begin(self, name: str) -> str | None:
        cache, place = caches[self._alias], PREFIX + name
        for _ in range(2):  # what stood in the way may be gone when it is looked at
            if cache.add(place, CLAIM, CLAIM_S):
                return None
            found: str | None = cache.get(place)
            if found == CLAIM:
                raise BusyError("the same message is being done")
            if found is not None:
                return found.removeprefix(REPLY)
        return None  # a cache that keeps nothing, such as Memcached while it is down

    def finish(self, name: str, text: str) -> None:
        caches[self._alias].set(PREFIX + name, REPLY + text, KEPT_S)

    def drop(self, name: str) -> None:
        if caches[self._alias].get(PREFIX + name) == CLAIM:
            caches[self._alias].delete(PREFIX + name)
