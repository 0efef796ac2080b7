"""docs/conformance.md: which behaviour holds where, as a run of this suite has shown."""

import ast
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).parent
DOCUMENT = HERE.parents[1] / "docs/conformance.md"
COMMAND = "RENEW=1 python -m pytest -q tests/conformance"

HEAD = """# What holds everywhere

One suite of behaviours, `tests/conformance`, runs against every transport of every adapter, with every renderer; the
components in it are imported unchanged everywhere. A new adapter or transport joins with one fixture. A letter says
that the behaviour was seen with that renderer: {letters}. Pages, form posts and files go by HTTP also where there is
a socket, and only a socket hears what the server says by itself: there the table has n/a.

Written by the run itself, `{command}`; a test fails when it is out of date.
"""


WAYS = ("by_http", "by_socket")
"""Marks of behaviours that make sense on one kind of transport only."""


class Column(NamedTuple):
    """A transport as the table has it."""

    heading: str
    is_socket: bool = False

    def shows(self, way: str) -> bool:
        """Whether behaviours with that mark, or with none, make sense on it."""
        return not way or self.is_socket == (way == "by_socket")


class Case(NamedTuple):
    """One behaviour (the name of its test) on one transport with one renderer."""

    behaviour: str
    transport: str
    renderer: str


def table(outcomes: Mapping[Case, bool], columns: Mapping[str, Column], letters: Mapping[str, str]) -> str:
    """The page. A cell lists the renderers with which every case of the behaviour passed, by their letters."""
    legend = ", ".join(f"{letter} {renderer}" for renderer, letter in letters.items())
    lines = [HEAD.format(letters=legend, command=COMMAND)]
    headings = " | ".join(column.heading for column in columns.values())
    for section, behaviours in sections().items():
        lines += [f"\n## {section}\n", f"| | {headings} |", "|---|" + "---|" * len(columns)]
        for behaviour, way in behaviours.items():
            cells = [
                "".join(letters[one] for one in letters if outcomes.get(Case(behaviour, name, one))) or "–"
                if column.shows(way)
                else "n/a"
                for name, column in columns.items()
            ]
            lines.append(f"| {spoken(behaviour)} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def sections() -> dict[str, dict[str, str]]:
    """The tests that take a `site` with their ways, by the title of their module, in the order in which they stand."""
    found: dict[str, dict[str, str]] = {}
    for file in sorted(HERE.glob("test_*.py")):
        tree = ast.parse(file.read_text("utf-8"))
        if names := dict(_behaviours(tree)):
            found[file.stem.removeprefix("test_").replace("_", " ").capitalize()] = names
    return found


def spoken(behaviour: str) -> str:
    return behaviour.removeprefix("test_").replace("_", " ")


def _behaviours(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Marks stand on a test, or on all of a module as `pytestmark`."""
    marks = [node.value for node in tree.body if isinstance(node, ast.Assign) and "pytestmark" in _names(node.targets)]
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and "site" in {argument.arg for argument in node.args.args}:
            yield node.name, next((name for name in _names([*node.decorator_list, *marks]) if name in WAYS), "")


def _names(nodes: Sequence[ast.AST]) -> list[str]:
    return [node.id for node in nodes if isinstance(node, ast.Name)]
