"""One process's rounds: it has a hash seed and a layout of its memory of its own, which count for a few per cent."""

from benchmarks.nesting.site import configure
from benchmarks.timing import Rounds, take_turns


def measure(rows: int, rounds: int) -> Rounds:
    """What each of the two pages takes, in a process that has no Django yet."""
    configure()
    from benchmarks.nesting.pages import pages  # Django is set up only now

    jobs = {name: lambda render=render: render for name, render in pages(rows).items()}
    rendered = [render() for render in pages(rows).values()]
    assert {html.count("<h3>") for html in rendered} == {rows}, "both show the same rows"
    return take_turns(jobs, rounds=rounds, repetitions=1)
