"""Components in components: what children keep, slots, what one tells another, parts that come later."""

import re
from typing import Any

import pytest

from component_framework.testing.page import Page
from conformance.components import SECRET
from conformance.site import Site


def texts(page: Page, selector: str) -> list[str]:
    return [element.text for top in list(page.roots())[:1] for element in top.find_all(selector)]


def act(page: Page, name: str, event: str, at: int = 0) -> None:
    """An event of the component of that name, the one at that place among them."""
    root = [root for root in page.roots() if root.attributes["data-live"] == name][at]
    page.send(root.attributes["id"], {"event": event})


def test_a_child_has_its_own_state(site: Site) -> None:
    page = site.browse("conforming_nest")
    act(page, "conforming_nest_row", "add", at=1)
    assert texts(page, "output") == ["0", "1"]


def test_a_child_with_async_hooks_has_its_own_state(site: Site) -> None:
    page = site.browse("conforming_nest", row="conforming_nest_async_row")
    act(page, "conforming_nest_async_row", "add", at=1)
    assert texts(page, "output") == ["10", "11"]


def test_a_child_keeps_its_state_when_its_parent_is_rendered(site: Site) -> None:
    page = site.browse("conforming_nest")
    act(page, "conforming_nest_row", "add", at=1)
    act(page, "conforming_nest", "turn")
    assert texts(page, "output") == ["1", "0"]


def test_a_child_follows_its_params_and_keeps_the_rest(site: Site) -> None:
    page = site.browse("conforming_nest")
    act(page, "conforming_nest_row", "add", at=1)
    act(page, "conforming_nest", "rename")
    assert texts(page, "li") == ["two0was one", "two1was one"]


def test_a_child_tells_its_parent(site: Site) -> None:
    page = site.browse("conforming_nest")
    act(page, "conforming_nest_row", "pick", at=1)
    assert (texts(page, "b"), texts(page, "em")) == (["b"], ["", ""])


def test_a_child_tells_the_page(site: Site) -> None:
    page = site.browse("conforming_nest")
    act(page, "conforming_nest_row", "call", at=1)
    assert (texts(page, "b"), texts(page, "em")) == (["b"], ["heard b", ""])


def test_a_child_leaves_the_page(site: Site) -> None:
    page = site.browse("conforming_nest", keys=["a", "b", "c"])
    act(page, "conforming_nest_row", "add", at=2)
    act(page, "conforming_nest_row", "leave", at=1)
    assert texts(page, "output") == ["0", "1"]


def test_components_go_as_deep_as_their_templates(site: Site) -> None:
    page = site.browse("conforming_nest", row="conforming_nest", keys=["a", "b"])
    act(page, "conforming_nest_row", "add", at=3)
    act(page, "conforming_nest", "rename")
    assert texts(page, "h1") == ["two", "two", "two"]
    assert texts(page, "output") == ["0", "0", "0", "1"]
    assert texts(page, "em") == ["was one"] * 4


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("conforming_nest_same_keys", r"a second 'conforming_nest_row' with key 'a' .*\({}, line 3\)"),
        ("conforming_nest_no_keys", r"'conforming_nest_row' .*\({}, line 3\): give (it|each) a key="),
    ],
)
def test_rows_need_keys_of_their_own(row: str, said: str, site: Site, caplog: pytest.LogCaptureFixture) -> None:
    page = site.browse("conforming_nest", row=row, keys=["a"])
    assert len(texts(page, "[data-live-failed]")) == 1
    name = r"\S*(conforming_nest\.html|ConformingNest\.jinja)"
    assert re.search(said.format(name), caplog.text), caplog.text


def test_a_child_that_raises_spares_what_is_round_it(site: Site) -> None:
    page = site.browse("conforming_nest", row="conforming_nest_failing")
    assert len(texts(page, "[data-live-failed]")) == 1
    act(page, "conforming_nest_failing", "add", at=1)
    act(page, "conforming_nest", "rename")
    assert (texts(page, "h1"), texts(page, "output")) == (["two"], ["1"])
    assert SECRET not in page.html_of(next(page.roots()))


def test_a_child_that_may_not_be_seen_leaves_its_place_empty(site: Site) -> None:
    page = site.browse("conforming_nest", row="conforming_nest_forbidden")
    assert texts(page, "li") == ["one0"]
    act(page, "conforming_nest", "rename")
    assert texts(page, "li") == ["two0was one"]


def test_a_static_child_is_a_template(site: Site) -> None:
    page = site.browse("conforming_nest", row="conforming_nest_static")
    act(page, "conforming_nest", "rename")
    assert texts(page, "li") == ["two7", "two7"]
    assert len(list(page.roots())) == 1


def test_a_part_comes_after_the_page(site: Site) -> None:
    page = site.browse("conforming_nest", when="load")
    act(page, "conforming_nest_row", "add", at=1)
    assert texts(page, "output") == ["0", "1"]


def test_a_part_waits_until_it_is_seen(site: Site) -> None:
    page = site.browse("conforming_nest", when="view")
    assert (texts(page, "output"), len(texts(page, ".live-placeholder"))) == ([], 2)
    act(page, "conforming_nest", "rename")
    load(page, at=1)
    assert texts(page, "li") == ["two0"]


def test_a_part_that_fails_is_shown_so_in_its_place(site: Site) -> None:
    page = site.browse("conforming_nest", row="conforming_nest_failing", when="load")
    assert (len(texts(page, "[data-live-failed]")), texts(page, "output")) == (1, ["0"])


def test_a_part_that_may_not_be_seen_leaves_its_place_empty(site: Site) -> None:
    page = site.browse("conforming_nest", row="conforming_nest_forbidden", when="load")
    assert texts(page, "li") == ["one0"]
    assert len(list(page.roots())) == 2


def load(page: Page, at: int) -> None:
    root = [root for root in page.roots() if "data-live-when" in root.attributes][at]
    page.send(root.attributes["id"], {"query": ""})


@pytest.mark.parametrize("name", ["conforming_owner", "conforming_given"])
def test_a_slot_keeps_its_content_through_the_components_messages(name: str, site: Site) -> None:
    page = site.browse(name)
    act(page, "conforming_panel", "turn")
    assert texts(page, "div > output") == ["1"]
    assert (texts(page, "p")[0][:7], texts(page, "footer u")) == ("0 & <b>", ["0"])


@pytest.mark.parametrize("name", ["conforming_owner", "conforming_given"])
def test_a_slot_follows_who_filled_it(name: str, site: Site) -> None:
    page = site.browse(name)
    act(page, "conforming_panel", "turn")
    act(page, name, "more")
    assert texts(page, "div > output") == ["1"]
    assert (texts(page, "p")[0][:7], texts(page, "footer u")) == ("1 & <b>", ["1"])


def test_a_component_in_a_slot_keeps_its_state(site: Site) -> None:
    page = site.browse("conforming_owner")
    act(page, "conforming_nest_row", "add")
    act(page, "conforming_owner", "more")
    act(page, "conforming_panel", "turn")
    assert (texts(page, "li output"), texts(page, "a")) == (["1"], ["1 & <b>"])


def test_what_a_page_gives_a_slot_is_text_unless_it_is_html(site: Site) -> None:
    page: Any = site.browse("conforming_panel", slots={"default": "<b>"})
    act(page, "conforming_panel", "turn")
    assert texts(page, "p") == ["<b>"]
