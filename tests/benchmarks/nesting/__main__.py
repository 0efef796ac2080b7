"""`python -m benchmarks.nesting`, in tests/: a page of a hundred nested components beside the same as includes."""

import argparse
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from benchmarks.nesting.worker import measure
from benchmarks.timing import middle, ratio_of


def main() -> None:
    parser = argparse.ArgumentParser(prog="benchmarks.nesting", description=__doc__)
    parser.add_argument("--processes", type=int, default=5)
    parser.add_argument("--rounds", type=int, default=60)
    parser.add_argument("--rows", type=int, default=100)
    options = parser.parse_args()
    with ProcessPoolExecutor(1, mp_context=get_context("spawn"), max_tasks_per_child=1) as one_by_one:
        futures = [one_by_one.submit(measure, options.rows, options.rounds) for _ in range(options.processes)]
        processes = [future.result() for future in futures]
    ratio = ratio_of(processes, "components", "includes")
    components, includes = (middle(processes, name) / 1e6 for name in ("components", "includes"))
    print(f"{options.rows} components: {components:.1f} ms; as includes: {includes:.1f} ms")
    print(f"ratio {ratio.value:.2f} (95 %: {ratio.low:.2f} to {ratio.high:.2f})")
    print(f"each of {options.processes} processes: {ratio.least:.2f} to {ratio.most:.2f}")


if __name__ == "__main__":
    main()
