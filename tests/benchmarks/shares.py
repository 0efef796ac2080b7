"""Which part of the work takes how long, by a stopwatch at the borders between the parts.

A profiler pays per call, and so makes many small functions look dearer than one large one. Here only some twenty
functions, those at the borders, are wrapped, for two readings of the clock each (0.1 µs); everything inside runs as it
is. What the wrapping adds is reported, and the wrapped run is a process of its own: no ratio comes from it.
"""

import time
import timeit
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from importlib import import_module
from statistics import median
from typing import Any, Final

from benchmarks.timing import Job

DJANGO: Final = "Django: handler, middleware, URL, response"
Border = tuple[str, str]
"""The part that begins here, and the function: `module:name` or `module:Class.name`."""


class Stopwatch:
    """Charges the time since the last border to the part that it was spent in; inner parts are not counted twice."""

    def __init__(self) -> None:
        self.spent: Counter[str] = Counter()
        self.crossings = 0
        self._stack = [DJANGO]
        self._since = 0

    def wrap(self, part: str, fn: Callable[..., Any]) -> Callable[..., Any]:
        clock, stack = time.perf_counter_ns, self._stack

        @wraps(fn)
        def timed(*args: Any, **kwargs: Any) -> Any:
            now = clock()
            self.spent[stack[-1]] += now - self._since
            self.crossings += 1
            stack.append(part)
            self._since = now
            try:
                return fn(*args, **kwargs)
            finally:
                now = clock()
                self.spent[stack.pop()] += now - self._since
                self._since = now

        return timed

    def install(self, borders: list[Border]) -> None:
        """Put a border round each function. Raises AttributeError for one that is no longer there."""
        for part, place in borders:
            module, _, path = place.partition(":")
            *owners, name = path.split(".")
            target: Any = import_module(module)
            for owner in owners:
                target = getattr(target, owner)
            setattr(target, name, self.wrap(part, getattr(target, name)))

    def time(self, work: Callable[[], object]) -> dict[str, int]:
        """Nanoseconds by part, and how many borders were crossed, for one repetition."""
        self.spent.clear()
        self.crossings = 0
        begin = self._since = time.perf_counter_ns()
        work()
        now = time.perf_counter_ns()
        self.spent[DJANGO] += now - self._since
        return {**self.spent, "all": now - begin, "crossings": self.crossings}


def shares_of(stopwatch: Stopwatch, jobs: Mapping[str, Job], *, repetitions: int) -> dict[str, dict[str, float]]:
    """For each job, which take turns: the median nanoseconds of each part, of `all`, and of the `stopwatch` in that."""
    found: dict[str, list[dict[str, int]]] = {name: [] for name in jobs}
    for _ in range(repetitions):
        for name, prepare in jobs.items():
            found[name].append(stopwatch.time(prepare()))
    cost_ns = _cost_ns()
    return {name: _medians(times, cost_ns) for name, times in found.items()}


def _medians(times: Sequence[Mapping[str, int]], cost_ns: float) -> dict[str, float]:
    names = dict.fromkeys(name for one in times for name in one)
    medians = {name: median(one.get(name, 0) for one in times) for name in names}
    return medians | {"stopwatch": medians.pop("crossings") * cost_ns}


def _cost_ns() -> float:
    """What one wrapped call takes longer than the call alone."""

    def nothing() -> None: ...

    wrapped = Stopwatch().wrap(DJANGO, nothing)
    dear, cheap = (min(timeit.repeat(fn, number=1000, repeat=20)) for fn in (wrapped, nothing))
    return (dear - cheap) * 1e6  # seconds for 1000 calls
