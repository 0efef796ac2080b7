"""The attribute reference has one truth: each entry of docs/attributes.md is a card, runs, and has a browser test."""

import inspect
import re
from pathlib import Path

import pytest

from shared_components.attributes import GROUPS, Entry

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = (ROOT / "docs/attributes.md").read_text("utf-8")
CLIENT = ROOT / "packages/component-core/src/component_framework/core/client"
TESTS = (ROOT / "tests/browser/test_attributes.py").read_text("utf-8")
ENTRIES = [entry for group in GROUPS for entry in group.entries]
SECTIONS = dict(re.findall(r'<a id="(\w+)"></a>\n(### .*?)(?=<a id=|^## |\Z)', REFERENCE, re.DOTALL | re.MULTILINE))
INNER = {
    "data-live-client",
    "data-live-url",
    "data-live-state",
    "data-live-stored",
    "data-live-query",
    "data-live-htmx",
    "data-live-watches",
    "data-live-hears",
    "data-live-slots",
    "data-live-nest",
    "data-live-mount",
    "data-live-when",
    "data-live-kept",
    "data-live-failed",
    "data-live-expired",
    "data-live-gone",
    "data-live-navigating",
}
"""What the framework itself puts into a page."""


def test_the_reference_and_the_page_have_the_same_entries() -> None:
    assert list(SECTIONS) == [entry.slug for entry in ENTRIES]


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.slug)
def test_an_entry_shows_the_template_that_runs_and_has_a_browser_test(entry: Entry) -> None:
    section = SECTIONS[entry.slug]
    template = (ROOT / "examples/shared_templates" / entry.template).read_text("utf-8")
    assert section.startswith(f"### {entry.title}\n")
    assert f"```html\n{template.strip()}\n```" in section
    assert f"def test_{entry.slug}_" in TESTS
    for shown in re.findall(r"```python\n(.*?)\n```", section, re.DOTALL):
        assert shown == inspect.getsource(entry.component).strip()


def test_every_attribute_that_the_client_reads_is_in_the_reference() -> None:
    sources = [file.read_text("utf-8") for file in [*CLIENT.glob("*.js"), *CLIENT.glob("late/*.js")]]
    words = re.findall(r"data-live-[a-z-]*[a-z]", "\n".join(sources))
    parts = (CLIENT / "late.js").read_text("utf-8").partition("const PARTS = [")[2].partition("]")[0]
    words += [f"data-live-{word}" for names in re.findall(r'"([a-z ]+)"', parts) for word in names.split()]
    assert "data-live-keyup" in words
    assert [word for word in set(words) - INNER if not is_named(word)] == []


def is_named(word: str) -> bool:
    """By its whole name or, beside one that it extends, by its end."""
    end = word.removeprefix("data-live-").removeprefix("optimistic-")
    return word in REFERENCE or re.search(rf"(, |`)-{end}\b", REFERENCE) is not None
