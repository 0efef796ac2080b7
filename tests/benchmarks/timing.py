"""CPU times of alternatives that take turns, and what can be said of their ratio."""

import random
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

Job = Callable[[], Callable[[], object]]
"""Prepares one repetition, untimed, and gives the work to time."""

Rounds = dict[str, list[float]]
"""Nanoseconds per repetition, round by round; the same index is the same round."""


def take_turns(jobs: Mapping[str, Job], *, rounds: int, repetitions: int) -> Rounds:
    """Each round times `repetitions` of every job, in an order that turns from round to round.

    What slows the machine for a while slows all of them. The clock is the process's CPU time: waiting is free, and
    so is what other processes do, but for the caches that they empty.
    """
    found: Rounds = {name: [] for name in jobs}
    names = list(jobs)
    for number in range(rounds):
        shift = number % len(names)
        for name in (*names[shift:], *names[:shift]):
            works = [jobs[name]() for _ in range(repetitions)]
            start = time.process_time_ns()
            for work in works:
                work()
            found[name].append((time.process_time_ns() - start) / repetitions)
    return found


@dataclass(frozen=True)
class Ratio:
    """A median of ratios, the interval that holds it with 95 % confidence, and the extremes among processes."""

    value: float
    low: float
    high: float
    least: float
    most: float


def ratio_of(processes: Sequence[Rounds], one: str, other: str, *, resamples: int = 1000) -> Ratio:
    """How often `other` fits into `one`, round by round: from one to the next a machine's speed changes.

    The interval is a bootstrap of two stages: processes differ among themselves (memory layout, hash seed) by more
    than the rounds of one do, so that resampling rounds alone would promise too much.
    """
    dice = random.Random(1)  # the same figures give the same interval
    each = [[mine / theirs for mine, theirs in zip(rounds[one], rounds[other], strict=True)] for rounds in processes]
    samples = sorted(_resampled(each, dice) for _ in range(resamples))
    return Ratio(
        value=median(ratio for ratios in each for ratio in ratios),
        low=samples[int(0.025 * resamples)],
        high=samples[int(0.975 * resamples)],
        least=min(map(median, each)),
        most=max(map(median, each)),
    )


def _resampled(each: Sequence[Sequence[float]], dice: random.Random) -> float:
    return median(ratio for ratios in dice.choices(each, k=len(each)) for ratio in dice.choices(ratios, k=len(ratios)))


def middle(processes: Sequence[Rounds], name: str) -> float:
    """The median of all rounds of `name`, in nanoseconds."""
    return median(time for rounds in processes for time in rounds[name])
