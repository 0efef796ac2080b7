"""The figures as a table for people and as JSON for comparisons."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any, TypeAlias

from benchmarks.counter.borders import PARTS
from benchmarks.counter.scenarios import Scenario
from benchmarks.timing import Ratio, Rounds, middle, ratio_of

Shares: TypeAlias = Mapping[str, Mapping[str, float]]
"""Nanoseconds by part (and of `all`, and of the `stopwatch`), for `component` and for `by_hand`."""

KINDS = ("component", "by_hand", "nothing")


@dataclass(frozen=True)
class Comparison:
    scenario: Scenario
    processes: Sequence[Rounds]

    @cached_property
    def ratio(self) -> Ratio:
        return ratio_of(self.processes, "component", "by_hand")

    @cached_property
    def micros(self) -> dict[str, float]:
        """The medians, in microseconds of CPU time per request."""
        return {kind: middle(self.processes, kind) / 1000 for kind in KINDS}


def as_markdown(comparisons: Sequence[Comparison], shares: Shares, circumstances: str) -> str:
    lines = [
        "# One click on a counter, CPU time on the server",
        "",
        f"{circumstances} Medians; ratio with its 95 % interval, and the extremes among the processes.",
        "",
        "| scenario | component µs | by hand µs | empty view µs | ratio | 95 % | processes |",
        "|---|--:|--:|--:|--:|---|---|",
        *map(_row, comparisons),
        "",
        f"## Where it goes: {comparisons[0].scenario.title}",
        "",
        "| part | component µs | share | by hand µs | share | more µs |",
        "|---|--:|--:|--:|--:|--:|",
        *(_share(part, shares) for part in (*PARTS, "all")),
        "",
        _distortion(shares),
        "",
    ]
    return "\n".join(lines)


def as_json(comparisons: Sequence[Comparison], shares: Shares, circumstances: str) -> dict[str, Any]:
    rows = [
        {**asdict(each.scenario), "micros": each.micros, "ratio": asdict(each.ratio), "processes": list(each.processes)}
        for each in comparisons
    ]
    return {"circumstances": circumstances, "scenarios": rows, "shares": shares}


def _row(comparison: Comparison) -> str:
    ratio, micros = comparison.ratio, comparison.micros
    times = " | ".join(f"{micros[kind]:.0f}" for kind in KINDS)
    interval = f"{ratio.low:.2f}–{ratio.high:.2f} | {ratio.least:.2f}–{ratio.most:.2f}"
    return f"| {comparison.scenario.title} | {times} | **{ratio.value:.2f}** | {interval} |"


def _share(part: str, shares: Shares) -> str:
    ours, theirs = (shares[kind].get(part, 0) for kind in KINDS[:2])
    all_ours, all_theirs = (shares[kind]["all"] for kind in KINDS[:2])
    return (
        f"| {part} | {ours / 1000:.1f} | {100 * ours / all_ours:.0f} % "
        f"| {theirs / 1000:.1f} | {100 * theirs / all_theirs:.0f} % | {(ours - theirs) / 1000:+.1f} |"
    )


def _distortion(shares: Shares) -> str:
    texts = [f"{shares[kind]['stopwatch'] / 1000:.1f} µs ({kind.replace('_', ' ')})" for kind in KINDS[:2]]
    return f"Of that the stopwatch itself takes {' and '.join(texts)}, which no ratio above contains."
