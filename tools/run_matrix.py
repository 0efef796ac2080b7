"""Runs the cells of the matrix that this machine has interpreters for: `run_matrix.py [--only WORDS] [package ...]`.

`--only "3.12 django=6.0"` keeps the cells that have all these words. REQUIRE_ALL=1 in the environment makes a cell that
has to be left out a failure.
"""

import argparse
import os
import subprocess
import sys
import time
from pathlib import Path

from matrix import ROOT, Cell, cells_of, read_projects
from pythons import find_python
from uv import find_uv_bin

REQUIRE_ALL = os.environ.get("REQUIRE_ALL", "") not in ("", "0")


def main(packages: list[str], only: list[str]) -> int:
    projects = read_projects()
    cells = [cell for name in packages or projects for cell in cells_of(name, projects)]
    chosen = [cell for cell in cells if set(only) <= set(str(cell).split())]
    if not chosen:
        print(f"no cell has {' '.join(only)!r}; there are:", *cells, sep="\n  ")
        return 1
    pythons = {cell.python: find_python(cell.python) for cell in chosen}
    outcomes = {cell: run(cell, pythons[cell.python]) for cell in chosen}
    print("\n" + "\n".join(f"{cell!s:<40} {outcome}" for cell, outcome in outcomes.items()))
    return exit_code(list(outcomes.values()), require_all=REQUIRE_ALL)


def exit_code(outcomes: list[str], *, require_all: bool) -> int:
    """1 when a cell failed, or was left out though none may be, or when none ran at all."""
    left_out = [outcome for outcome in outcomes if outcome.startswith("left out")]
    if left_out:
        print(f"{len(left_out)} of {len(outcomes)} cells were left out for lack of an interpreter")
    failed = any(outcome.startswith("failed") for outcome in outcomes)
    return int(failed or len(left_out) == len(outcomes) or (require_all and bool(left_out)))


def run(cell: Cell, python: Path | None) -> str:
    """`passed`, `failed` or `left out`, with what there is to say about it."""
    if python is None:
        return f"left out: no Python {cell.python} on PATH or among pyenv's"
    include = ["--include", cell.framework] if cell.framework else []
    command = [sys.executable, "-m", "hatch", "test", "--python", cell.python, *include, "--", "-q", "tests"]
    began = time.monotonic()
    done = subprocess.run(
        command,
        cwd=ROOT / "packages" / cell.package,
        env=environment(python),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    last_line = (done.stdout.strip().splitlines() or ["said nothing"])[-1].strip("= ")
    outcome = f"{'failed' if done.returncode else 'passed'} in {time.monotonic() - began:.0f} s: {last_line}"
    print(done.stdout if done.returncode else f"{cell}: {outcome}", flush=True)
    return outcome


def environment(python: Path) -> dict[str, str]:
    """Where hatch finds the interpreter first, takes our uv, and leaves its environments in the clone."""
    inherited = {name: value for name, value in os.environ.items() if name not in ("VIRTUAL_ENV", "PYTHONPATH")}
    return inherited | {
        "PATH": f"{python.parent}{os.pathsep}{os.environ['PATH']}",
        "HATCH_DATA_DIR": str(ROOT / ".tools/hatch"),
        "HATCH_ENV_TYPE_VIRTUAL_UV_PATH": find_uv_bin(),
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="")
    parser.add_argument("packages", nargs="*")
    arguments = parser.parse_args()
    sys.exit(main(arguments.packages, arguments.only.split()))
