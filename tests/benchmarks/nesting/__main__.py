"""`python -m benchmarks.nesting`, in tests/: a page of a hundred nested components beside the same as includes."""

import argparse

from benchmarks.nesting.site import configure
from benchmarks.timing import ratio_of, take_turns


def main() -> None:
    parser = argparse.ArgumentParser(prog="benchmarks.nesting", description=__doc__)
    parser.add_argument("--rounds", type=int, default=60)
    parser.add_argument("--rows", type=int, default=100)
    options = parser.parse_args()
    configure()
    from benchmarks.nesting.pages import pages  # Django is set up only now

    jobs = {name: lambda render=render: render for name, render in pages(options.rows).items()}
    rendered = [render() for render in pages(options.rows).values()]
    assert {html.count("<h3>") for html in rendered} == {options.rows}, "both show the same rows"
    rounds = take_turns(jobs, rounds=options.rounds, repetitions=1)
    ratio = ratio_of([rounds], "components", "includes")
    each = {name: min(times) / 1e6 for name, times in rounds.items()}
    print(f"{options.rows} components: {each['components']:.1f} ms; as includes: {each['includes']:.1f} ms")
    print(f"ratio {ratio.value:.2f} (95 %: {ratio.low:.2f} to {ratio.high:.2f})")


if __name__ == "__main__":
    main()
