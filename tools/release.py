"""What a release of one package needs to agree on: its tag, its pyproject.toml and its changelog.

`release.py check component-django` looks for the changelog's section; `release.py plan component-django-v0.1.0` holds
the tag against the tree and prints lines for $GITHUB_OUTPUT; `release.py notes TAG` prints the section.
Standard library only.
"""

import re
import sys
from dataclasses import dataclass
from pathlib import Path

from matrix import ROOT, read_projects

TAG = re.compile(r"(?P<package>component-[a-z]+)-v(?P<version>\d+\.\d+\.\d+(?:(?:a|b|rc)\d+)?)")
SECTION = re.compile(r"^## (?P<version>\S+) \((?P<date>[^)\n]*)\)\n(?P<notes>.*?)(?=^## |\Z)", re.DOTALL | re.MULTILINE)


class ReleaseError(Exception):
    """The package cannot be released like this; the message says what to mend."""


@dataclass(frozen=True)
class Section:
    """A version's part of a changelog. `date` is `unreleased` until the day of the release."""

    version: str
    date: str
    notes: str


def find_section(package: str, version: str, root: Path = ROOT) -> Section:
    """The section `## version (date)` of the package's changelog."""
    text = (root / "packages" / package / "CHANGELOG.md").read_text("utf-8")
    for found in SECTION.finditer(text):
        section = Section(found["version"], found["date"], found["notes"].strip())
        if section.version == version and section.notes:
            return section
    raise ReleaseError(f"packages/{package}/CHANGELOG.md has no section '## {version} (date)' with notes in it")


def check(package: str, root: Path = ROOT) -> Section:
    """The section of the version that the tree holds; that of 0.2.0 while the tree is at 0.2.0.dev3."""
    version = str(read_projects(root)[package]["project"]["version"])
    return find_section(package, version.partition(".dev")[0], root)


def plan(tag: str, root: Path = ROOT) -> dict[str, str]:
    """The package, version and files of a tag that agrees with the tree and with a dated section of the changelog."""
    found = TAG.fullmatch(tag)
    projects = read_projects(root)
    if found is None or found["package"] not in projects:
        raise ReleaseError(f"{tag!r} is no tag of a release, such as component-core-v0.1.0")
    package, version = found["package"], found["version"]
    held = projects[package]["project"]["version"]
    if held != version:
        raise ReleaseError(f"the tag says {version}, packages/{package}/pyproject.toml says {held}")
    section = find_section(package, version, root)
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", section.date):
        raise ReleaseError(
            f"the changelog's section {version} is dated {section.date!r}: write the day, like 2030-01-31"
        )
    return {
        "package": package,
        "version": version,
        "files": f"dist/{package.replace('-', '_')}-{version}*",
        "prerelease": str(not re.fullmatch(r"[\d.]+", version)).lower(),
    }


def main(command: str, name: str) -> None:
    if command == "check":
        section = check(name)
        print(f"{name}: the changelog's section {section.version} ({section.date}) has {len(section.notes)} characters")
    elif command == "plan":
        print(*(f"{key}={value}" for key, value in plan(name).items()), sep="\n")
    elif command == "notes":
        planned = plan(name)
        print(find_section(planned["package"], planned["version"]).notes)
    else:
        raise ReleaseError(f"no command {command!r}; there are: check, plan, notes")


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except ReleaseError as error:
        sys.exit(str(error))
