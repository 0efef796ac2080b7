"""What a handler has the browser do beside new HTML: focus, scroll, dialogs, the title, files, the query."""

import base64
from typing import Any

import pytest
from playwright.sync_api import Page, expect

INNER = """<button data-live-click="go">go</button><p id="far">far</p><div id="box"><span>x</span><input></div>
    <dialog><button>inside</button></dialog>"""
TALL = '<link rel="stylesheet" href="/page.css">'


@pytest.fixture
def acted(desk: Any, server: Any, site: Any, page: Page) -> Any:
    """Opens the desk and clicks, with these effects in the answer."""

    def act(*effects: dict[str, Any]) -> None:
        site.files["/page.css"] = "#far { margin-top: 3000px }"
        site.head = TALL
        desk(INNER)
        server.effects = [*effects, {"type": "event", "name": "done", "detail": None}]
        page.evaluate("() => document.addEventListener('done', () => { window.done = true; })")
        page.get_by_text("go").click()
        page.wait_for_function("() => window.done")

    return act


@pytest.mark.parametrize("target", ["input", "#box", ""])
def test_the_focus_goes_to_the_target_or_the_first_thing_in_it(acted: Any, page: Page, target: str) -> None:
    acted({"type": "focus", "target": target})
    focused = page.evaluate("document.activeElement.nodeName")
    assert focused == ("INPUT" if target else "BUTTON")


def test_the_caret_of_a_text_where_nobody_has_been_goes_to_its_end(desk: Any, server: Any, page: Page) -> None:
    desk('<button data-live-click="go">go</button><input value="six eggs">')
    server.effects = [{"type": "focus", "target": "input"}]
    page.get_by_text("go").click()
    expect(page.locator("input")).to_be_focused()
    page.keyboard.type("!")
    expect(page.locator("input")).to_have_value("six eggs!")


def test_the_caret_of_an_edited_text_stays_where_it_is(desk: Any, server: Any, page: Page) -> None:
    desk('<button data-live-click="go">go</button><input value="eggs">')
    server.effects = [{"type": "focus", "target": "input"}]
    page.locator("input").press_sequentially("x ")
    page.keyboard.press("Home")
    page.get_by_text("go").click()
    expect(page.locator("input")).to_be_focused()
    page.keyboard.type("si")
    expect(page.locator("input")).to_have_value("six eggs")


def test_the_target_is_scrolled_into_view(acted: Any, page: Page) -> None:
    acted({"type": "scroll", "target": "#far", "block": "start"})
    expect(page.locator("#far")).to_be_in_viewport()
    assert page.evaluate("scrollY") > 2000


def test_a_dialog_is_opened_as_a_modal_once_and_closed(acted: Any, server: Any, page: Page) -> None:
    shown = {"type": "dialog", "target": "dialog", "open": True}
    acted(shown, shown)
    assert page.evaluate("document.querySelector('dialog').matches(':modal')")
    server.effects = [{**shown, "open": False}]
    page.evaluate("live.send(document.querySelector('button'), 'go')")
    expect(page.locator("dialog")).to_be_hidden()


def test_the_window_gets_a_title(acted: Any, page: Page) -> None:
    acted({"type": "title", "text": "3 <new>"})
    assert page.title() == "3 <new>"


def test_a_file_in_the_answer_is_saved(acted: Any, page: Page) -> None:
    content = base64.b64encode("größe;1\n".encode()).decode()
    file = {"type": "download", "filename": "sizes.csv", "media_type": "text/csv", "base64": content}
    with page.expect_download() as download:
        acted(file)
    assert download.value.suggested_filename == "sizes.csv"
    assert download.value.path().read_text("utf-8") == "größe;1\n"


def test_a_file_of_the_site_is_saved_and_the_page_stays(acted: Any, site: Any, page: Page) -> None:
    site.files["/report.css"] = "a {}"
    with page.expect_download() as download:
        acted({"type": "download", "url": "/report.css", "filename": "report.txt"})
    assert download.value.suggested_filename == "report.txt"
    assert site.loads == 1


@pytest.mark.parametrize(
    ("effect", "complaint"),
    [
        ({"type": "focus", "target": "#nowhere"}, "nothing matches #nowhere"),
        ({"type": "focus", "target": "::"}, "not a valid selector"),
        ({"type": "dialog", "target": "#box", "open": True}, "showModal"),
        ({"type": "download", "url": "//evil.test/x", "filename": "x"}, "it leads to"),
        ({"type": "download", "url": "javascript:alert(1)", "filename": "x"}, "it leads to"),
    ],
)
def test_what_cannot_be_done_is_reported_and_the_rest_goes_on(
    acted: Any, console: Any, effect: dict[str, Any], complaint: str
) -> None:
    acted(effect)
    console.take(complaint)


def test_parameters_of_the_query_are_set_and_taken_away_beside_others(acted: Any, page: Page, site: Any) -> None:
    acted(
        {"type": "query", "params": {"a": ["1", "ö&"], "gone": None}, "replace": False},
        {"type": "query", "params": {"a": ["1", "ö&"]}, "replace": False},
        {"type": "query", "params": {"b": [""]}, "replace": True},
    )
    assert page.evaluate("location.search") == "?a=1&a=%C3%B6%26&b="
    assert page.evaluate("history.length") == 3
    assert site.loads == 1
