"""The part of CSS selectors that tests need: `tag#id.class[attr="value"]`, descendants, children and lists."""

import re
from collections.abc import Callable
from typing import Any, Final, TypeAlias

Test: TypeAlias = Callable[[Any], bool]
Step: TypeAlias = tuple[str, list[Test]]
"""How a compound stands to the one on its left (" " below it, ">" right below it), and what it asks of an element."""

COMPOUND: Final = re.compile(
    r"""(?P<tag>\*|[a-zA-Z][\w-]*)
      | \#(?P<id>[\w:.-]+)
      | \.(?P<class>[\w-]+)
      | \[(?P<name>[\w:.-]+)(?:(?P<how>[~^$*]?=)(?P<quote>["']?)(?P<value>.*?)(?P=quote))?\]""",
    re.VERBOSE,
)
COMPARE: Final[dict[str, Callable[[str, str], bool]]] = {
    "=": lambda has, wanted: has == wanted,
    "~=": lambda has, wanted: wanted in has.split(),
    "^=": str.startswith,
    "$=": str.endswith,
    "*=": lambda has, wanted: wanted in has,
}


def parse_selector(text: str) -> list[list[Step]] | None:
    """`text` as alternatives of steps, None when it is no selector of this kind."""
    alternatives: list[list[Step]] = []
    for part in re.split(r",(?![^\[]*\])", text):
        steps: list[Step] = []
        for relation, compound in re.findall(r"(\s*>\s*|\s+|^)((?:\[[^\]]*\]|[^\s>\[])+)", part.strip()):
            tests = _tests(compound)
            if not tests:
                return None
            steps.append((relation.strip() or " ", tests))
        if not steps:
            return None
        alternatives.append(steps)
    return alternatives


def matches(element: Any, alternatives: list[list[Step]]) -> bool:
    """Whether `element` (a `dom.Element`) is one that the selector means."""
    return any(_stands(element, steps) for steps in alternatives)


def _stands(element: Any, steps: list[Step]) -> bool:
    *above, (relation, tests) = steps
    if not element.tag or not all(test(element) for test in tests):
        return False
    if not above:
        return True
    parents = list(element.ancestors())[1:]
    return any(_stands(parent, above) for parent in (parents[:1] if relation == ">" else parents))


def _tests(compound: str) -> list[Test]:
    tests: list[Test] = []
    at = 0
    while at < len(compound):
        found = COMPOUND.match(compound, at)
        if found is None or (found["tag"] and at):
            return []
        tests.append(_test(found))
        at = found.end()
    return tests


def _test(found: re.Match[str]) -> Test:
    if found["tag"]:
        return lambda element: found["tag"] in ("*", element.tag)
    if found["id"]:
        return lambda element: element.attributes.get("id") == found["id"]
    if found["class"]:
        return lambda element: found["class"] in element.attributes.get("class", "").split()
    if not found["how"]:
        return lambda element: found["name"] in element.attributes
    return lambda element: (
        found["name"] in element.attributes and COMPARE[found["how"]](element.attributes[found["name"]], found["value"])
    )
