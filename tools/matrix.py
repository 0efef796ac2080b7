"""The matrix of CI: `matrix.py [git ref]` prints, as lines for $GITHUB_OUTPUT, what has to be tested since that ref.

A package's cells are declared once, in its [tool.hatch.envs.hatch-test]. Without a ref every package counts as touched.
Standard library only, because CI calls it before anything is installed.
"""

import itertools
import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
CORE = "component-core"
SHARED = (".github/", "Makefile", "pyproject.toml", "tools/", "uv.lock")
"""A change of these touches every package."""

Projects = dict[str, dict[str, Any]]
"""The parsed pyproject.toml of each package, by the package's name."""


@dataclass(frozen=True)
class Cell:
    """One run of a package's tests. `framework` is hatch's variable, such as `django=5.2`, or empty."""

    package: str
    python: str
    framework: str

    def __str__(self) -> str:
        return f"{self.package} {self.python} {self.framework}".rstrip()


def read_projects(root: Path = ROOT) -> Projects:
    files = sorted(root.glob("packages/component-*/pyproject.toml"))
    return {file.parent.name: tomllib.loads(file.read_text("utf-8")) for file in files}


def cells_of(package: str, projects: Projects) -> Iterator[Cell]:
    """Every combination of each row of the package's matrix."""
    for row in projects[package]["tool"]["hatch"]["envs"]["hatch-test"]["matrix"]:
        variables = [[f"{name}={value}" for value in values] for name, values in row.items() if name != "python"]
        for python, *rest in itertools.product(row["python"], *variables):
            yield Cell(package, python, " ".join(rest))


def needs(package: str, projects: Projects) -> set[str]:
    """The names that the package depends on, those of its extras too."""
    project = projects[package]["project"]
    extras = itertools.chain.from_iterable(project.get("optional-dependencies", {}).values())
    return {re.split(r"[^\w.-]", requirement, maxsplit=1)[0] for requirement in [*project["dependencies"], *extras]}


def with_dependants(packages: set[str], projects: Projects) -> set[str]:
    """The packages and all that stand on them, however far above."""
    found = set(packages)
    while more := {name for name in projects if needs(name, projects) & found} - found:
        found |= more
    return found


def touched(files: list[str], projects: Projects) -> set[str]:
    """The packages that a change of the files touches."""
    if any(file.startswith(SHARED) for file in files):
        return set(projects)
    changed = {file.split("/")[1] for file in files if file.startswith("packages/")}
    return with_dependants(changed & set(projects), projects)


def changed_files(ref: str, root: Path = ROOT) -> list[str]:
    """What differs between HEAD and where it left `ref`."""
    command = ["git", "diff", "--name-only", "--no-renames", "-z", f"{ref}...HEAD"]
    done = subprocess.run(command, cwd=root, check=True, capture_output=True, text=True)
    return done.stdout.rstrip("\0").split("\0")


def plan(packages: set[str], projects: Projects) -> dict[str, str]:
    """The outputs of CI's first job. GitHub fails on an empty matrix: `any` and `neighbours` say which jobs to skip."""
    names = sorted(packages)
    adapters = sorted(with_dependants({CORE}, projects) - {CORE}) if CORE in packages else []
    return {
        "matrix": json.dumps({"include": [asdict(cell) for name in names for cell in cells_of(name, projects)]}),
        "packages": json.dumps(names),
        "neighbours": json.dumps(adapters),
        "any": json.dumps(bool(names)),
    }


def main(refs: list[str]) -> None:
    projects = read_projects()
    packages = touched(changed_files(refs[0]), projects) if refs else set(projects)
    for name, value in plan(packages, projects).items():
        print(f"{name}={value}")


if __name__ == "__main__":
    main([argument for argument in sys.argv[1:] if argument])
