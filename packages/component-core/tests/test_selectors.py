"""The part of CSS selectors that tests need."""

import pytest

from component_framework.testing.dom import parse_html
from component_framework.testing.selectors import parse_selector

PAGE = """
<main id="top" class="page wide">
  <ul class="list"><li data-key="1" class="row done">a</li><li data-key="2" class="row"><b title="x y">b</b></li></ul>
  <section><ul><li data-key="3"><input name="q[]" type="text" data-live-click="go-now"></li></ul></section>
</main>
"""


def found(selector: str) -> list[str]:
    return [element.attributes.get("data-key") or element.tag for element in parse_html(PAGE).find_all(selector)]


@pytest.mark.parametrize(
    ("selector", "wanted"),
    [
        ("li", ["1", "2", "3"]),
        ("*", ["main", "ul", "1", "2", "b", "section", "ul", "3", "input"]),
        ("#top", ["main"]),
        (".row", ["1", "2"]),
        ("li.row.done", ["1"]),
        (".do", []),
        ("main.wide#top", ["main"]),
        ("[data-key]", ["1", "2", "3"]),
        ('[data-key="2"]', ["2"]),
        ("[data-key='2']", ["2"]),
        ("[data-key=2]", ["2"]),
        ('[title~="y"]', ["b"]),
        ('[title="y"]', []),
        ('[data-live-click^="go"]', ["input"]),
        ('[data-live-click$="now"]', ["input"]),
        ('[data-live-click*="o-n"]', ["input"]),
        ('[name="q[]"]', ["input"]),
        ("main li", ["1", "2", "3"]),
        ("section li", ["3"]),
        ("main > ul > li", ["1", "2"]),
        ("main>ul", ["ul"]),
        ("main > li", []),
        ("section ul li input", ["input"]),
        ("ul > b", []),
        ("b, input", ["b", "input"]),
        ('[title="x y"], section', ["b", "section"]),
        ("li[class]", ["1", "2"]),
        ("nothing", []),
    ],
)
def test_a_selector_means_these_elements(selector: str, wanted: list[str]) -> None:
    assert found(selector) == wanted


@pytest.mark.parametrize("text", ["", "li:first-child", "5 items", "Save!", ".row.", "#", "a..b", ".row li(", "li,"])
def test_what_is_no_selector_of_this_kind_is_none(text: str) -> None:
    assert parse_selector(text) is None
