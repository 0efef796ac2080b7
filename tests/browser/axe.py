"""axe-core in a page: what it finds against WCAG 2 A and AA. It comes from npm, in tests only."""

import json
from functools import cache
from typing import Any

from npm.packages import package_file
from playwright.sync_api import Page

RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}


@cache
def _script() -> str:
    return package_file("axe-core", "axe.min.js").read_text("utf-8")


def violations(page: Page) -> list[str]:
    """One line for each element that breaks a rule. Every frame is looked into. Without npm the test is skipped.

    The script goes in by the debugger, as the pages' own policy lets no text become script.
    """
    for frame in page.frames:
        if not frame.evaluate("'axe' in window"):
            frame.evaluate(_script())
    _let_fades_end(page)
    found = page.evaluate(f"axe.run(document, {json.dumps(RULES)}).then(({{ violations }}) => violations)")
    return [_line(rule, node) for rule in found for node in rule["nodes"]]


def _let_fades_end(page: Page) -> None:
    """Colours are measured as they are in the end."""
    page.evaluate("Promise.allSettled(document.getAnimations().map((animation) => animation.finished))")


def _line(rule: dict[str, Any], node: dict[str, Any]) -> str:
    return f"{rule['id']} at {node['target']}: {node['failureSummary']}"
