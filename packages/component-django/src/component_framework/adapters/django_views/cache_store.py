"""State kept in Django's cache."""

import secrets

from django.core.cache import caches

from component_framework.core.state import StoredState

PREFIX = "component_framework:"


class CacheStateStore:
    """A `StateStore` in one of `CACHES`, shared by all processes that share that cache; entries live `ttl_s` seconds.

    `state_store = CacheStateStore()` on a component keeps its state there. With Django's default cache, which is each
    process's own, it holds for one process only.
    """

    def __init__(self, alias: str = "default", *, ttl_s: int = 3600) -> None:
        self._alias, self._ttl_s = alias, ttl_s

    def load(self, key: str) -> StoredState | None:
        entry = self._entry(key)
        return None if entry is None else StoredState(*entry[1:])

    def save(self, key: str, text: str, *, revision: int) -> bool:
        """As `StateStore.save`. Of several that save one revision the first to claim it wins."""
        cache, place, entry = caches[self._alias], PREFIX + key, self._entry(key)
        if entry is None:
            return bool(cache.add(place, (secrets.token_hex(8), revision, text), self._ttl_s))
        life, stored, _ = entry
        if stored != revision - 1 or not cache.add(f"{place}:{life}:{revision}", 1, self._ttl_s):
            return False
        cache.set(place, (life, revision, text), self._ttl_s)
        return True

    def touch(self, key: str) -> None:
        caches[self._alias].touch(PREFIX + key, self._ttl_s)

    def delete(self, key: str) -> None:
        caches[self._alias].delete(PREFIX + key)

    def _entry(self, key: str) -> tuple[str, int, str] | None:
        """What names this life of the entry, which claims of an earlier one do not bind; then revision and text."""
        found: tuple[str, int, str] | None = caches[self._alias].get(PREFIX + key)
        return found
