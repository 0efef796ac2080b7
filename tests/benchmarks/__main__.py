"""`python -m benchmarks`, in tests/: runs every scenario in several processes, prints a table, writes the report."""

import argparse
import json
import os
import platform
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks.counter.scenarios import HEADLINE, SCENARIOS
from benchmarks.report import Comparison, Shares, as_json, as_markdown
from benchmarks.timing import Rounds

TESTS = Path(__file__).resolve().parents[1]
OUT = TESTS.parent / ".bench"


def main() -> None:
    options = _options()
    measured: dict[str, list[Rounds]] = {scenario.name: [] for scenario in SCENARIOS}
    checked: dict[str, Any] = {}
    for number in range(options.processes):  # the scenarios take turns too: a slow minute is nobody's alone
        for scenario in SCENARIOS:
            _say(f"process {number + 1} of {options.processes}: {scenario.title}")
            result = _work(scenario.name, options, shares=False)
            measured[scenario.name].append(result["rounds"])
            checked[scenario.name] = {"answers": result["answers"], "refusals": result["refusals"]}
    comparisons = [Comparison(scenario, measured[scenario.name]) for scenario in SCENARIOS]
    shares: Shares = _work(HEADLINE.name, options, shares=True)
    text = as_markdown(comparisons, shares, _circumstances(options))
    options.out.mkdir(parents=True, exist_ok=True)
    (options.out / ".gitignore").write_text("*\n")
    (options.out / "counter.md").write_text(text, "utf-8")
    data = as_json(comparisons, shares, _circumstances(options)) | {"checked": checked}
    (options.out / "counter.json").write_text(json.dumps(data, indent=1), "utf-8")
    print(f"{text}\nWritten: {options.out}/counter.md and counter.json")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("--processes", type=int, default=5, help="processes per scenario")
    parser.add_argument("--rounds", type=int, default=100, help="rounds in each of them")
    parser.add_argument("--repetitions", type=int, default=20, help="requests of each kind in a round")
    parser.add_argument("--warm-up", type=int, default=10, help="rounds that do not count")
    parser.add_argument("--out", type=Path, default=OUT, help="the folder for the report")
    return parser.parse_args()


def _work(scenario: str, options: argparse.Namespace, *, shares: bool) -> dict[str, Any]:
    order = {
        "scenario": scenario,
        "shares": shares,
        "rounds": options.rounds,
        "repetitions": options.repetitions,
        "warm_up": options.warm_up,
    }
    command = [sys.executable, "-W", "error", "-m", "benchmarks.counter.worker", json.dumps(order)]
    done = subprocess.run(command, cwd=TESTS, check=True, stdout=subprocess.PIPE, text=True)
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def _circumstances(options: argparse.Namespace) -> str:
    load = f", load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores" if hasattr(os, "getloadavg") else ""
    versions = ", ".join(f"{name} {version(name.lower())}" for name in ("Django", "pydantic"))
    requests = f"{options.processes} processes × {options.rounds} rounds × {options.repetitions} requests of each kind"
    return f"Python {platform.python_version()}, {versions}; {requests}{load}."


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
