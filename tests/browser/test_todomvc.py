"""Each behaviour of the TodoMVC application specification (todomvc.com), on both example sites."""

from collections.abc import Callable

import pytest
from browser.demo_page import Demo, is_marked, mark
from browser.demo_server import SLOWLY, DemoServer
from browser.desk import loaded
from playwright.sync_api import Locator, Page, expect

pytestmark = pytest.mark.parametrize("demo", [("django", "wheel"), ("fastapi", "modules")], indirect=True, ids="-".join)

Open = Callable[..., "App"]


class App:
    """The page as somebody uses it who knows the specification."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.new = page.get_by_placeholder("What needs to be done?")
        self.rows = page.locator("li.todo")
        self.field = page.locator(".editing").get_by_role("textbox")
        self.all = page.get_by_label("Mark all as complete")
        self.count = page.get_by_role("status")
        self.clear = page.get_by_role("button", name="Clear completed")

    def __getitem__(self, title: str) -> Locator:
        return self.rows.filter(has=self.page.get_by_text(title, exact=True))

    def box(self, title: str) -> Locator:
        return self[title].get_by_role("checkbox")

    def button(self, action: str, title: str) -> Locator:
        return self.page.get_by_role("button", name=f"{action}: {title}", exact=True)

    def link(self, name: str) -> Locator:
        return self.page.get_by_role("link", name=name, exact=True)

    def add(self, title: str) -> None:
        self.new.fill(title)
        self.new.press("Enter")

    def edit(self, title: str, text: str = "") -> None:
        """Begins to edit, and writes `text` in place of what is there."""
        self[title].locator(".todo-title").dblclick()
        expect(self.field).to_be_focused()
        if text:
            self.field.fill(text)

    def shows(self, *titles: str) -> None:
        """Exactly these, top down; one that starts with "x " is completed, by its box and by its class."""
        expect(self.rows.locator(".todo-title")).to_have_text([title.removeprefix("x ") for title in titles])
        for row, title in zip(self.rows.all(), titles, strict=True):
            expect(row.get_by_role("checkbox")).to_be_checked(checked=title.startswith("x "))
            expect(row).to_have_class("todo completed" if title.startswith("x ") else "todo")

    def keeps(self, *titles: str) -> None:
        """They are shown, and again after a reload."""
        self.shows(*titles)
        self.page.reload()
        self.shows(*titles)


@pytest.fixture
def todos(demo: Demo[DemoServer]) -> Open:
    """Opens the page with exactly these todos; one that starts with "x " is completed."""

    def opened(*titles: str, query: str = "") -> App:
        demo.server.fill(*titles)
        page = demo.open(f"/todos/{query}")
        for part in ("optimistic", "query", "refocus", *["on" for _ in titles[:1]]):
            loaded(page, part)
        return App(page)

    return opened


# --- no todos ---


def test_without_todos_there_is_neither_list_nor_footer(todos: Open) -> None:
    app = todos()
    for part in (".todo-main", ".todo-footer"):
        expect(app.page.locator(part)).to_have_count(0)
    app.add("milk")
    for part in (".todo-main", ".todo-footer"):
        expect(app.page.locator(part)).to_be_visible()
    app.button("Delete", "milk").focus()
    app.page.keyboard.press("Enter")
    for part in (".todo-main", ".todo-footer"):
        expect(app.page.locator(part)).to_have_count(0)


# --- a new todo ---


def test_the_field_for_a_new_todo_has_the_focus_when_the_page_opens(todos: Open) -> None:
    expect(todos("milk").new).to_be_focused()


def test_enter_adds_the_trimmed_title_at_the_end_and_empties_the_field(todos: Open) -> None:
    app = todos("milk")
    app.add("  six  eggs ")
    app.shows("milk", "six eggs")  # HTML shows one space
    expect(app.new).to_have_value("")
    expect(app.new).to_be_focused()
    app.keeps("milk", "six eggs")


@pytest.mark.parametrize("title", ["", "   "])
def test_an_empty_title_adds_nothing(todos: Open, demo: Demo[DemoServer], title: str) -> None:
    app = todos("milk")
    app.add(title)
    demo.wait_for_statuses(200)
    app.keeps("milk")


# --- all at once ---


def test_mark_all_gives_every_todo_the_state_of_its_box(todos: Open) -> None:
    app = todos("milk", "x bread", "tea")
    app.all.check()
    app.shows("x milk", "x bread", "x tea")
    expect(app.count).to_have_text("0 items left")
    app.all.uncheck()
    app.keeps("milk", "bread", "tea")


def test_mark_all_follows_the_single_todos(todos: Open) -> None:
    app = todos("milk", "x bread")
    expect(app.all).not_to_be_checked()
    app.box("milk").check()
    expect(app.all).to_be_checked()
    app.box("bread").uncheck()
    expect(app.all).not_to_be_checked()
    app.button("Delete", "bread").click()
    expect(app.all).to_be_checked()
    app.add("tea")
    expect(app.all).not_to_be_checked()


def test_mark_all_is_clear_after_the_completed_ones_are_cleared(todos: Open) -> None:
    app = todos("milk", "bread")
    app.all.check()
    app.clear.click()
    expect(app.rows).to_have_count(0)
    app.add("tea")
    app.shows("tea")
    expect(app.all).not_to_be_checked()


def test_mark_all_reaches_what_the_filter_hides(todos: Open) -> None:
    app = todos("milk", "x bread", query="?show=completed")
    app.all.check()
    app.shows("x milk", "x bread")


# --- one todo ---


def test_the_box_completes_a_todo_and_takes_it_back(todos: Open) -> None:
    app = todos("milk", "bread")
    app.box("milk").check()
    app.shows("x milk", "bread")
    expect(app["milk"].locator(".todo-title")).to_have_css("text-decoration-line", "line-through")
    app.box("milk").uncheck()
    app.box("bread").check()
    app.keeps("milk", "x bread")


def test_the_button_that_removes_shows_on_hover_and_by_keyboard(todos: Open) -> None:
    app = todos("milk", "bread")
    remove = app.button("Delete", "milk")
    app.new.hover()
    expect(remove).to_have_css("opacity", "0")
    app["milk"].hover()
    expect(remove).to_have_css("opacity", "1")
    app["bread"].hover()
    expect(remove).to_have_css("opacity", "0")
    app.box("milk").focus()
    for _ in range(2):  # the button that edits, then the one that removes
        app.page.keyboard.press("Tab")
    expect(remove).to_be_focused()
    expect(remove).to_have_css("opacity", "1")
    remove.click()
    app.keeps("bread")


# --- editing ---


def test_a_double_click_edits_with_the_caret_at_the_end(todos: Open) -> None:
    app = todos("milk", "bread")
    app.edit("milk")
    expect(app.page.locator(".editing")).to_have_count(1)
    expect(app.field).to_have_value("milk")
    app.page.keyboard.type(", cold")
    expect(app.field).to_have_value("milk, cold")


def test_what_else_a_todo_has_is_hidden_while_it_is_edited(todos: Open) -> None:
    app = todos("milk", "bread")
    app.edit("milk")
    for control in (app.box("milk"), app.button("Edit", "milk"), app.button("Delete", "milk")):
        expect(control).to_have_count(0)
    expect(app["milk"].locator(".todo-title")).to_be_hidden()
    expect(app.box("bread")).to_be_visible()


def test_nothing_moves_when_the_editing_begins(todos: Open) -> None:
    app = todos("a long title " * 8 + "indeed", "bread")
    before = [row.bounding_box() for row in app.rows.all()]
    app.rows.first.locator(".todo-title").dblclick()
    expect(app.field).to_be_focused()
    assert [row.bounding_box() for row in app.rows.all()] == before


@pytest.mark.parametrize("leave", ["Enter", "Tab", "click"])
def test_enter_and_leaving_the_field_save_the_trimmed_title(todos: Open, leave: str) -> None:
    app = todos("milk", "bread")
    app.edit("milk", "  oat milk ")
    if leave == "click":
        app.page.get_by_role("heading", level=1).click()
    else:
        app.page.keyboard.press(leave)
    expect(app.field).to_have_count(0)
    app.keeps("oat milk", "bread")


@pytest.mark.parametrize("leave", ["Enter", "Tab"])
def test_an_emptied_title_removes_the_todo(todos: Open, leave: str) -> None:
    app = todos("milk", "bread")
    app.edit("milk", "   ")
    app.page.keyboard.press(leave)
    app.keeps("bread")


def test_escape_leaves_the_todo_as_it_was(todos: Open) -> None:
    app = todos("milk", "bread")
    app.edit("milk", "oat milk")
    app.page.keyboard.press("Escape")
    expect(app.field).to_have_count(0)
    app.keeps("milk", "bread")


def test_whoever_begins_with_another_todo_has_saved_the_first(todos: Open) -> None:
    app = todos("milk", "bread")
    app.edit("milk", "oat milk")
    app.edit("bread", "toast")
    app.page.keyboard.press("Enter")
    app.keeps("oat milk", "toast")


def test_the_focus_is_in_the_row_after_the_editing(todos: Open) -> None:
    app = todos("milk", "bread")
    for key in ("Enter", "Escape"):
        app.edit("bread")
        app.page.keyboard.press(key)
        expect(app.box("bread")).to_be_focused()


# --- the counter, and clearing ---


def test_the_counter_says_item_of_one_and_items_of_all_other_numbers(todos: Open) -> None:
    app = todos("milk", "bread")
    expect(app.count).to_have_text("2 items left")
    app.box("milk").check()
    expect(app.count).to_have_text("1 item left")
    expect(app.count.locator("strong")).to_have_text("1")
    app.box("bread").check()
    expect(app.count).to_have_text("0 items left")


def test_clear_completed_removes_them_and_is_there_only_with_some(todos: Open) -> None:
    app = todos("milk", "bread", "tea")
    expect(app.clear).to_have_count(0)
    app.box("bread").check()
    app.clear.click()
    expect(app.clear).to_have_count(0)
    app.keeps("milk", "tea")


# --- persistence ---


def test_a_reload_keeps_the_todos_and_not_the_editing(todos: Open) -> None:
    app = todos("milk")
    app.add("bread")
    app.box("milk").check()
    app.shows("x milk", "bread")
    app.edit("bread", "toast")
    app.page.reload()
    expect(app.field).to_have_count(0)
    expect(app.rows).to_have_count(2)
    expect(app.box("milk")).to_be_checked()


# --- the address ---


@pytest.mark.parametrize(
    ("name", "query", "shown"),
    [
        ("All", "", ["milk", "x bread", "tea"]),
        ("Active", "?show=active", ["milk", "tea"]),
        ("Completed", "?show=completed", ["x bread"]),
    ],
)
def test_an_address_shows_its_todos_and_its_link_is_selected(
    todos: Open, name: str, query: str, shown: list[str]
) -> None:
    app = todos("milk", "x bread", "tea", query=query)
    app.shows(*shown)
    expect(app.page.locator(".todo-filters .selected")).to_have_text(name)
    expect(app.count).to_have_text("2 items left")


def test_the_links_filter_and_back_and_forward_follow(todos: Open) -> None:
    app = todos("milk", "x bread")
    mark(app.page)
    app.link("Active").click()
    app.shows("milk")
    app.page.wait_for_url("**/todos/?show=active")
    app.link("Completed").click()
    app.shows("x bread")
    app.page.wait_for_url("**/todos/?show=completed")
    app.page.go_back()
    app.shows("milk")
    expect(app.page.locator(".todo-filters .selected")).to_have_text("Active")
    app.page.go_back()
    app.shows("milk", "x bread")
    app.page.go_forward()
    app.shows("milk")
    app.link("All").click()
    app.shows("milk", "x bread")
    app.page.wait_for_url("**/todos/")
    assert is_marked(app.page)


def test_a_todo_that_the_filter_does_not_want_any_more_goes_and_comes_back(todos: Open) -> None:
    app = todos("milk", "bread", query="?show=active")
    app.box("milk").click()
    app.shows("bread")
    app.link("Completed").click()
    app.shows("x milk")
    app.box("milk").click()
    expect(app.rows).to_have_count(0)
    app.link("Active").click()
    app.shows("milk", "bread")
    app.add("tea")
    app.shows("milk", "bread", "tea")


# --- all of it, where messages are slow ---


def test_it_is_the_same_where_messages_are_slow(todos: Open) -> None:
    app = todos()
    app.page.set_extra_http_headers(SLOWLY)
    for title in (" milk ", "bread", "  ", "tea"):
        app.add(title)
        expect(app.new).to_have_value("")
    app.shows("milk", "bread", "tea")
    loaded(app.page, "on")
    app.all.check()
    app.shows("x milk", "x bread", "x tea")
    app.box("bread").click()
    app.shows("x milk", "bread", "x tea")
    app.edit("bread", "toast")
    app.page.keyboard.press("Escape")
    app.new.click()  # leaves the field before the answer to Escape
    expect(app.field).to_have_count(0)
    app.edit("milk", "oat milk")
    app.page.keyboard.press("Enter")
    app.add("sugar")
    app.shows("x oat milk", "bread", "x tea", "sugar")
    app.link("Active").click()
    app.box("bread").click()
    app.shows("sugar")
    app.page.go_back()
    app.shows("x oat milk", "x bread", "x tea", "sugar")
    app.edit("sugar", " ")
    app.new.click()
    app.shows("x oat milk", "x bread", "x tea")
    app.button("Delete", "tea").click()
    app.shows("x oat milk", "x bread")
    app.add("jam")
    app.clear.click()
    expect(app.count).to_have_text("1 item left")
    app.keeps("jam")
