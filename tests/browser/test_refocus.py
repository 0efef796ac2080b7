"""Where the focus goes when an update takes away what has it, and forms that are empty as soon as they are sent."""

from typing import Any

import pytest
from browser.desk import ignore, loaded, refuse
from playwright.sync_api import Page, expect

# --- data-live-refocus ---


@pytest.fixture
def rows(desk: Any, page: Page) -> None:
    """A list of four: each can be opened, which shows a field in place of the row's buttons, and deleted."""

    def row(state: dict[str, Any], number: int) -> str:
        if state.get("open") == number:
            return f'<li data-key="{number}"><form data-live-submit="close"><input value="eggs"></form></li>'
        argument = f'data-live-arg-number="{number}"'
        return f"""<li data-key="{number}"><button data-live-click="open" {argument}>open {number}</button>
            <button data-live-click="delete" {argument}>delete {number}</button></li>"""

    def delete(state: dict[str, Any], fields: dict[str, Any]) -> None:
        state["gone"] = [*state.get("gone", []), int(fields["number"])]

    def render(state: dict[str, Any]) -> str:
        left = [row(state, number) for number in range(4) if number not in state.get("gone", [])]
        return f'<ul data-live-refocus="#new">{"".join(left)}</ul><input id="new"><p>blank</p>'

    desk(
        render,
        delete=delete,
        open=lambda state, fields: state.update(open=int(fields["number"])),
        close=lambda state, fields: state.update(open=None),
    )
    loaded(page, "refocus")


def text_in_focus(page: Page) -> str:
    return page.evaluate("document.activeElement.id || document.activeElement.textContent.trim()")


@pytest.mark.usefixtures("rows")
def test_the_focus_goes_to_the_same_place_in_the_next_row_then_the_one_before_then_the_rest(page: Page) -> None:
    page.get_by_text("delete 2").focus()
    for gone, expected in ((2, "delete 3"), (3, "delete 1"), (1, "delete 0"), (0, "new")):
        page.keyboard.press("Enter")
        expect(page.get_by_text(f"delete {gone}")).to_have_count(0)
        assert text_in_focus(page) == expected


@pytest.mark.usefixtures("rows")
def test_the_focus_stays_in_a_row_that_shows_something_else(page: Page) -> None:
    page.get_by_text("open 1").focus()
    page.keyboard.press("Enter")
    expect(page.locator("li input")).to_be_focused()
    page.keyboard.type("!")
    expect(page.locator("li input")).to_have_value("eggs!")
    page.keyboard.press("Enter")
    expect(page.get_by_text("open 1")).to_be_focused()


@pytest.mark.usefixtures("rows")
def test_focus_that_has_moved_on_is_left_alone(server: Any, page: Page) -> None:
    server.is_slow = True
    page.get_by_text("delete 2").click()
    page.locator("#new").focus()
    server.release()
    expect(page.get_by_text("delete 2")).to_have_count(0)
    assert text_in_focus(page) == "new"


@pytest.mark.usefixtures("rows")
def test_who_has_clicked_on_nothing_gets_no_focus_back(server: Any, page: Page) -> None:
    server.is_slow = True
    page.get_by_text("delete 2").click()
    page.get_by_text("blank").click()
    server.release()
    expect(page.get_by_text("delete 2")).to_have_count(0)
    assert page.evaluate("document.activeElement === document.body")


# --- data-live-optimistic-reset ---

FORM = """<form data-live-submit="{event}" data-live-busy="queue" data-live-optimistic data-live-optimistic-reset>
    <input name="title" value="{value}"><input type="checkbox" name="urgent">
    <select name="size"><option>S<option selected>M</select><button>Add</button></form>"""
VALUES = """[document.querySelector("[name=title]").value, document.querySelector("[name=urgent]").checked,
    document.querySelector("select").value]"""


@pytest.fixture
def form(desk: Any, server: Any, page: Page) -> Any:
    """Opens the desk with a form for that event, whose handler may put its title back into the field."""

    def opened(event: str, **handlers: Any) -> None:
        desk(lambda state: FORM.format(event=event, value=state.get("title", "")), **handlers)
        loaded(page, "optimistic")
        server.is_slow = True

    return opened


def submit(page: Page, title: str) -> None:
    page.locator("[name=title]").press_sequentially(title)
    page.locator("[name=title]").press("Enter")


def test_a_form_is_empty_for_the_next_entry_as_soon_as_it_is_sent(form: Any, server: Any, page: Page) -> None:
    form("go")
    page.locator("[name=urgent]").check()
    page.locator("select").select_option("S")
    submit(page, "milk")
    assert page.evaluate(VALUES) == ["", False, "M"]
    submit(page, "bread")
    submit(page, "eggs")
    page.keyboard.type("half a ti")
    server.release()
    server.wait(lambda: len(server.held) == 1)
    assert page.evaluate(VALUES) == ["half a ti", False, "M"]
    server.release()
    page.wait_for_selector("[aria-busy]", state="detached")
    page.keyboard.type("tle")
    assert page.evaluate(VALUES) == ["half a title", False, "M"]
    fields = [call["fields"] for calls in server.calls for call in calls]
    assert [one["title"] for one in fields] == ["milk", "bread", "eggs"]
    assert fields[0] == {"title": "milk", "urgent": "on", "size": "S"}


def test_what_was_sent_comes_back_when_it_is_refused(form: Any, server: Any, page: Page, console: Any) -> None:
    form("fail", fail=refuse(server))
    page.locator("[name=urgent]").check()
    submit(page, "milk")
    assert page.evaluate(VALUES) == ["", False, "M"]
    server.release()
    page.wait_for_selector("[aria-busy]", state="detached")
    assert page.evaluate(VALUES) == ["milk", True, "M"]
    console.take("desk was refused: 403")


def test_what_the_server_puts_into_the_field_is_shown(form: Any, server: Any, page: Page) -> None:
    form("keep", keep=lambda state, fields: state.update(title=fields["title"].upper()))
    submit(page, "milk")
    server.release()
    page.wait_for_selector("[aria-busy]", state="detached")
    assert page.evaluate(VALUES) == ["MILK", False, "M"]


def test_what_was_typed_meanwhile_stays_when_the_entry_before_is_refused(
    form: Any, server: Any, page: Page, console: Any
) -> None:
    form("fail", fail=refuse(server), go=ignore)
    submit(page, "milk")
    page.keyboard.type("bread")
    server.release()
    page.wait_for_selector("[aria-busy]", state="detached")
    assert page.evaluate(VALUES) == ["bread", False, "M"]
    console.take("desk was refused: 403")
