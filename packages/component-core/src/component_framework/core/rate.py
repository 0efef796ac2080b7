"""How often one caller may send."""

import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable

from component_framework.core.errors import TooManyError
from component_framework.core.settings import ComponentSettings


class RateLimiter:
    """A token bucket per caller: `burst` messages at once, then `per_s` a second. `per_s` 0 lets everything through.

    Keeps the `max_callers` most recent callers of this process; whoever falls out starts with a full bucket.
    """

    def __init__(
        self, *, per_s: float, burst: int, max_callers: int = 10_000, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._per_s, self._burst, self._max_callers, self._clock = per_s, burst, max_callers, clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def take(self, caller: str) -> None:
        """Count one message of `caller`. Raises TooManyError with the seconds until the next one is free."""
        if not self._per_s:
            return
        with self._lock:
            now = self._clock()
            left, since = self._buckets.pop(caller, (float(self._burst), now))
            left = min(self._burst, left + (now - since) * self._per_s)
            self._buckets[caller] = (left - 1 if left >= 1 else left, now)
            if len(self._buckets) > self._max_callers:
                self._buckets.popitem(last=False)
        if left < 1:
            raise TooManyError(math.ceil((1 - left) / self._per_s))


class RateLimits:
    """The limits of one installation in this process: on messages, and on forged snapshots."""

    def __init__(self, settings: ComponentSettings) -> None:
        self.messages = RateLimiter(per_s=settings.rate_per_s, burst=settings.rate_burst)
        per_s = settings.bad_snapshots_per_minute / 60
        self.bad_snapshots = RateLimiter(per_s=per_s, burst=settings.bad_snapshots_burst)
