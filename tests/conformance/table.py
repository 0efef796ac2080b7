"""docs/conformance.md: which behaviour holds where, as a run of this suite has shown."""

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).parent
DOCUMENT = HERE.parents[1] / "docs/conformance.md"
COMMAND = "RENEW=1 python -m pytest -q tests/conformance"

HEAD = """# What holds everywhere

One suite of behaviours, `tests/conformance`, runs against every transport of every adapter, with every renderer; the
components in it are imported unchanged everywhere. A new adapter or transport joins with one fixture. A letter says
that the behaviour was seen with that renderer: {letters}.

Written by the run itself, `{command}`; a test fails when it is out of date.
"""


class Case(NamedTuple):
    """One behaviour (the name of its test) on one transport with one renderer."""

    behaviour: str
    transport: str
    renderer: str


def table(outcomes: Mapping[Case, bool], transports: Mapping[str, str], letters: Mapping[str, str]) -> str:
    """The page. A cell lists the renderers with which every case of the behaviour passed, by their letters."""
    legend = ", ".join(f"{letter} {renderer}" for renderer, letter in letters.items())
    lines = [HEAD.format(letters=legend, command=COMMAND)]
    for section, behaviours in sections().items():
        lines += [f"\n## {section}\n", f"| | {' | '.join(transports.values())} |", "|---|" + "---|" * len(transports)]
        for behaviour in behaviours:
            cells = [
                "".join(letters[one] for one in letters if outcomes.get(Case(behaviour, transport, one))) or "–"
                for transport in transports
            ]
            lines.append(f"| {spoken(behaviour)} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def sections() -> dict[str, list[str]]:
    """The tests that take a `site`, by the title of their module, in the order in which they stand."""
    found: dict[str, list[str]] = {}
    for file in sorted(HERE.glob("test_*.py")):
        tree = ast.parse(file.read_text("utf-8"))
        if names := list(_behaviours(tree)):
            found[file.stem.removeprefix("test_").replace("_", " ").capitalize()] = names
    return found


def spoken(behaviour: str) -> str:
    return behaviour.removeprefix("test_").replace("_", " ")


def _behaviours(tree: ast.Module) -> Iterator[str]:
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and "site" in {argument.arg for argument in node.args.args}:
            yield node.name
