"""Tests each package with the lowest or the newest versions that its ranges allow: `resolution.py lowest package ...`.

Lowest runs on the lowest Python of the package's matrix, newest on the newest. Our own packages come from dist/.
"""

import sys
import tempfile
from pathlib import Path

from clean_venv import copy_tests, describe, install, make_venv, run_tests
from matrix import ROOT, cells_of, read_projects

STRATEGIES = {"lowest": "lowest-direct", "newest": "highest"}


def main(resolution: str, packages: list[str]) -> int:
    outcomes = [check(resolution, package) for package in packages]
    return int(not all(outcomes))


def check(resolution: str, package: str) -> bool:
    """Whether the package's own tests pass."""
    version = python_for(resolution, package)
    print(f"\n== {package}, {resolution}, Python {version}", flush=True)
    source = ROOT / "packages" / package
    with tempfile.TemporaryDirectory() as scratch:
        python = make_venv(Path(scratch, "venv"), version)
        # the source, not the wheel, and its extras by name: all else that it asks for uv takes as indirect and new
        install(
            *(python, f"{source}{extras(package)}", "--group", f"{source}/pyproject.toml:dev"),
            *("--resolution", STRATEGIES[resolution], "--find-links", ROOT / "dist"),
        )
        print(describe(python), flush=True)
        copy_tests(source, Path(scratch, "package"))
        return run_tests(python, Path(scratch, "package"))


def extras(package: str) -> str:
    """All extras of the package, as `[crypto,redis]`."""
    names = read_projects()[package]["project"].get("optional-dependencies", {})
    return f"[{','.join(names)}]" if names else ""


def python_for(resolution: str, package: str) -> str:
    versions = {cell.python for cell in cells_of(package, read_projects())}
    in_order = sorted(versions, key=lambda version: [int(number) for number in version.split(".")])
    return in_order[0] if resolution == "lowest" else in_order[-1]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
