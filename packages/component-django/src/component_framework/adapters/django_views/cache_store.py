"""State kept in Django's cache."""

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
        found = caches[self._alias].get(PREFIX + key)
        return None if found is None else StoredState(*found)

    def save(self, key: str, text: str, *, revision: int) -> bool:
        """As `StateStore.save`. Of several that save one revision the first to claim it wins."""
        cache = caches[self._alias]
        stored = self.load(key)
        if stored is not None and stored.revision != revision - 1:
            return False
        if not cache.add(f"{PREFIX}{key}:{revision}", 1, self._ttl_s):
            return False
        cache.set(PREFIX + key, (revision, text), self._ttl_s)
        return True

    def delete(self, key: str) -> None:
        caches[self._alias].delete(PREFIX + key)
