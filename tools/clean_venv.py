"""A venv of its own for a package's tests: nothing of the workspace, only what the caller installs."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from matrix import ROOT, read_projects
from pythons import find_python
from uv import find_uv_bin

INTERESTING = ("component-", "channels", "cryptography", "django", "fastapi", "jinja", "pydantic", "pytest", "redis")


def make_venv(folder: Path, version: str) -> Path:
    """The interpreter of a new venv in `folder`."""
    python = find_python(version)
    if python is None:
        sys.exit(f"no Python {version} on PATH or among pyenv's")
    run_uv("venv", "--quiet", "--python", python, folder)
    return folder / "bin/python"


def install(python: Path, *requirements: str | Path) -> None:
    """Never the workspace's members: `--no-sources` makes ranges count as they do for users."""
    # of a --find-links folder uv goes on using yesterday's wheel while its version is the same
    fresh = [f"--refresh-package={package}" for package in read_projects()]
    run_uv("pip", "install", "--quiet", "--python", python, "--no-sources", *fresh, *requirements)
    run_uv("pip", "check", "--quiet", "--python", python)


def describe(python: Path) -> str:
    """The versions that matter, on one line."""
    frozen = run_uv("pip", "freeze", "--python", python)
    return ", ".join(line.partition(" @")[0] for line in frozen.splitlines() if line.startswith(INTERESTING))


def copy_tests(package: Path, folder: Path) -> None:
    """The package without its source, so that its tests import what is installed."""
    shutil.copytree(package, folder, ignore=shutil.ignore_patterns("src", "__pycache__", ".*_cache"))


def run_tests(python: Path, folder: Path) -> bool:
    """Whether they passed."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    command = [python, "-I", "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    return subprocess.run(command, cwd=folder, env=environment, check=False).returncode == 0


def run_uv(*arguments: str | Path) -> str:
    """What uv printed; it ends the program where uv fails."""
    done = subprocess.run([find_uv_bin(), *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"uv {' '.join(map(str, arguments))}\n{done.stdout}{done.stderr}")
    return done.stdout
