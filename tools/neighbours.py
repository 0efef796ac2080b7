"""Tests this tree's component-core under each adapter as it was last released: `neighbours.py package ...`.

An adapter of last month meets the core of today as soon as the core is published. Released is what has a tag; the core
comes from dist/. Nothing is owed to an adapter whose range leaves this core out: it is released again after the core.
"""

import re
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

from clean_venv import copy_tests, describe, install, make_venv, run_tests
from matrix import CORE, ROOT, cells_of, read_projects
from packaging.requirements import Requirement


def main(packages: list[str]) -> int:
    outcomes = [check(package) for package in packages if package != CORE]
    return int(not all(outcomes))


def check(package: str) -> bool:
    """Whether the released adapter's own tests pass, or there is nothing that they would have to pass with."""
    version = last_release(package)
    if version is None:
        print(f"{package}: not released yet, so nothing can break")
        return True
    with tempfile.TemporaryDirectory() as scratch:
        source = checkout(package, version, Path(scratch))
        released = tomllib.loads((source / "pyproject.toml").read_text("utf-8"))
        core = read_projects()[CORE]["project"]["version"]
        wanted = range_of_core(released["project"]["dependencies"])
        if not wanted.specifier.contains(core, prereleases=True):
            print(f"{package} {version} asks for {wanted}, this tree has {core}: release it again after the core")
            return True
        print(f"\n== {package} {version} on {CORE} {core} of this tree", flush=True)
        return passes(source, Path(scratch), list(cells_of(package, {package: released}))[-1].python)


def last_release(package: str, root: Path = ROOT) -> str | None:
    """The highest final version that has a tag."""
    command = ["git", "tag", "--list", f"{package}-v*"]
    tags = subprocess.run(command, cwd=root, check=True, capture_output=True, text=True).stdout.split()
    finals = [found[1] for tag in tags if (found := re.fullmatch(rf"{package}-v(\d+\.\d+\.\d+)", tag))]
    return max(finals, key=lambda version: [int(number) for number in version.split(".")], default=None)


def checkout(package: str, version: str, folder: Path, root: Path = ROOT) -> Path:
    """The package's folder as it was tagged."""
    command = ["git", "archive", "--format=tar", f"{package}-v{version}", f"packages/{package}"]
    packed = subprocess.run(command, cwd=root, check=True, capture_output=True).stdout
    subprocess.run(["tar", "-x", "-C", folder], input=packed, check=True)
    return folder / "packages" / package


def range_of_core(dependencies: list[str]) -> Requirement:
    (found,) = (wanted for wanted in map(Requirement, dependencies) if wanted.name == CORE)
    return found


def passes(source: Path, scratch: Path, python_version: str) -> bool:
    (core,) = (ROOT / "dist").glob(f"{CORE.replace('-', '_')}-*.whl")
    python = make_venv(scratch / "venv", python_version)
    install(python, core, source, "--group", f"{source}/pyproject.toml:dev")
    print(describe(python), flush=True)
    copy_tests(source, scratch / "package")
    return run_tests(python, scratch / "package")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
