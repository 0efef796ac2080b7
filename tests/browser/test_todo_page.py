"""The todo page of the example sites, under real servers whose answers take their time."""

import re
from collections.abc import Callable

import pytest
from browser.demo_page import POSTS, Demo
from browser.demo_server import SLOWLY, DemoServer
from browser.desk import loaded
from playwright.sync_api import Browser, Locator, Page, expect

# The counter page has the other two pairs.
pytestmark = pytest.mark.parametrize("demo", [("django", "modules"), ("fastapi", "wheel")], indirect=True, ids="-".join)

Open = Callable[..., Page]


@pytest.fixture
def todos(demo: Demo[DemoServer]) -> Open:
    """Opens the page with exactly these titles in the list; one that starts with "x " is done."""

    def opened(*titles: str) -> Page:
        demo.server.fill(*titles)
        demo.page.set_extra_http_headers(SLOWLY)
        page = demo.open("/todos/")
        for part in ("optimistic", "refocus", *["on" for _ in titles[:1]]):
            loaded(page, part)
        return page

    return opened


def rows(page: Page) -> Locator:
    return page.locator("li.todo")


def row(page: Page, title: str) -> Locator:
    return rows(page).filter(has=page.get_by_text(title, exact=True))


def box(page: Page, title: str) -> Locator:
    return row(page, title).get_by_role("checkbox")


def title_field(page: Page, title: str) -> Locator:
    """The field of the todo, once its editing has begun."""
    row(page, title).locator(".todo-title").dblclick()
    field = page.get_by_label("Title", exact=True)
    expect(field).to_be_focused()
    return field


def delete_button(row: Locator) -> Locator:
    return row.get_by_role("button", name=re.compile("^Delete: "))


def settled(page: Page) -> None:
    """No message is under way."""
    page.wait_for_timeout(20)
    expect(page.locator("[data-live=todos]")).not_to_have_attribute("aria-busy", "true")


def titles(page: Page) -> list[str]:
    """What the list shows, top down; ticked ones with an x."""
    return page.evaluate(
        """() => [...document.querySelectorAll("li.todo")].map((row) =>
            (row.querySelector(":checked") ? "x " : "") + row.querySelector(".todo-title").textContent)"""
    )


def kept(page: Page) -> list[str]:
    """What the server has."""
    settled(page)
    page.reload()
    return titles(page)


def focused(page: Page) -> str:
    return page.evaluate(
        "document.activeElement.getAttribute('aria-label') ?? document.activeElement.labels?.[0]?.textContent ?? ''"
    )


# --- by keyboard ---


def test_titles_typed_one_after_the_other_are_added_in_order(todos: Open) -> None:
    page = todos()
    page.get_by_label("New todo").focus()
    for title in ("milk", "bread", "six eggs", "tea"):
        page.keyboard.type(title)
        page.keyboard.press("Enter")
    page.keyboard.type("half a ti")
    settled(page)
    page.keyboard.type("tle")
    expect(page.get_by_label("New todo")).to_have_value("half a title")
    expect(page.get_by_label("New todo")).to_be_focused()
    assert titles(page) == ["milk", "bread", "six eggs", "tea"]
    assert kept(page) == ["milk", "bread", "six eggs", "tea"]


def test_the_whole_list_is_used_by_keyboard_alone(todos: Open) -> None:
    page = todos("milk", "bread", "eggs")
    page.get_by_label("New todo").focus()
    press = page.keyboard.press
    for _ in range(2):  # all as complete, the first tick
        press("Tab")
    assert focused(page) == "Done: milk"
    press("Space")
    press("Tab")
    assert focused(page) == "Edit: milk"
    press("Enter")
    expect(page.get_by_label("Title", exact=True)).to_be_focused()
    page.keyboard.type(", two bottles")
    press("Enter")
    settled(page)
    assert focused(page) == "Done: milk, two bottles"
    for _ in range(4):
        press("Tab")
    assert focused(page) == "Edit: bread"
    press("Space")
    expect(page.get_by_label("Title", exact=True)).to_be_focused()
    press("Control+A")
    page.keyboard.type("toast")
    press("Tab")
    settled(page)
    assert focused(page) == "Done: eggs"
    press("Space")
    settled(page)
    assert focused(page) == "Done: eggs"
    assert titles(page) == ["x milk, two bottles", "toast", "x eggs"]
    assert kept(page) == ["x milk, two bottles", "toast", "x eggs"]


def test_after_a_delete_the_focus_is_on_the_next_row_the_last_or_the_new_one(todos: Open) -> None:
    page = todos("one", "two", "three")
    delete_button(row(page, "two")).focus()
    for expected in ("Delete: three", "Delete: one", "New todo"):
        page.keyboard.press("Enter")
        settled(page)
        assert focused(page) == expected


def test_a_row_that_the_filter_takes_hands_its_focus_on(todos: Open) -> None:
    page = todos("one", "two", "three")
    page.get_by_role("link", name="Active").click()
    settled(page)
    box(page, "two").focus()
    page.keyboard.press("Space")
    settled(page)
    assert focused(page) == "Done: three"
    assert titles(page) == ["one", "three"]


def test_the_focus_that_has_moved_on_stays_where_it_is(todos: Open) -> None:
    page = todos("one", "two")
    delete_button(row(page, "one")).click()
    page.get_by_label("New todo").focus()
    page.keyboard.type("thr")
    settled(page)
    page.keyboard.type("ee")
    expect(page.get_by_label("New todo")).to_be_focused()
    expect(page.get_by_label("New todo")).to_have_value("three")


# --- by mouse, quickly ---

# As answers come to what was clicked before the editing began, which leaves it where it is.
CLICK_BESIDE = """() => {
    document.querySelector("[aria-label='Done: one']").click();
    document.querySelector("[aria-label='Delete: three']").click();
}"""


def test_quick_clicks_hit_the_rows_they_were_meant_for(todos: Open) -> None:
    names = [f"todo {number}" for number in range(8)]
    page = todos(*names)
    for number in (0, 3, 5):
        box(page, f"todo {number}").click()
    delete_button(row(page, "todo 1")).click()
    title_field(page, "todo 2")
    page.keyboard.type(" b")
    delete_button(row(page, "todo 6")).click()
    box(page, "todo 3").click()
    title_field(page, "todo 7")
    page.keyboard.type("!")
    box(page, "todo 4").click()
    expected = ["x todo 0", "todo 2 b", "todo 3", "x todo 4", "x todo 5", "todo 7!"]
    settled(page)
    assert titles(page) == expected
    assert kept(page) == expected


def test_typing_in_a_title_goes_on_while_answers_arrive(todos: Open) -> None:
    page = todos("one", "two", "three")
    field = title_field(page, "two")
    page.evaluate(CLICK_BESIDE)
    page.keyboard.press("Home")
    for letter in "forty-":
        page.keyboard.type(letter)
        page.wait_for_timeout(100)
    expect(field).to_be_focused()
    expect(field).to_have_value("forty-two")
    page.keyboard.press("Enter")
    assert kept(page) == ["x one", "forty-two"]


def test_a_double_click_deletes_one_row(todos: Open) -> None:
    page = todos("one", "two", "three")
    page.route(POSTS, lambda route: (page.wait_for_timeout(300), route.continue_()))
    delete_button(row(page, "one")).dblclick()
    assert kept(page) == ["two", "three"]


def test_the_filter_and_the_counts_follow(todos: Open) -> None:
    page = todos("one", "x two", "three")
    expect(page.get_by_role("status")).to_have_text("2 items left")
    page.get_by_role("link", name="Completed", exact=True).click()
    settled(page)
    assert titles(page) == ["x two"]
    expect(page.get_by_role("link", name="Completed", exact=True)).to_have_attribute("aria-current", "true")
    page.get_by_role("button", name="Clear completed").click()
    expect(rows(page)).to_have_count(0)
    page.get_by_role("link", name="All", exact=True).click()
    assert kept(page) == ["one", "three"]


# --- what is refused ---


def test_a_refused_title_comes_back_with_the_reason(todos: Open) -> None:
    page = todos()
    field = page.get_by_label("New todo")
    field.fill("t" * 121)
    field.press("Enter")
    expect(field).to_have_accessible_description("At most 120 letters, please.")
    expect(field).to_have_value("t" * 121)
    expect(field).to_be_focused()
    field.press("End")
    field.press("Backspace")
    field.press("Enter")
    expect(field).to_have_accessible_description("")
    assert kept(page) == ["t" * 120]


def test_a_refused_change_stays_in_its_field_with_the_reason(todos: Open) -> None:
    page = todos("one", "two")
    field = title_field(page, "one")
    field.fill("t" * 121)
    field.press("Enter")
    expect(field).to_have_accessible_description("At most 120 letters, please.")
    expect(field).to_have_value("t" * 121)
    box(page, "two").click()
    settled(page)
    expect(field).to_have_accessible_description("At most 120 letters, please.")
    field.press("End")
    field.press("Backspace")
    field.press("Enter")
    expect(field).to_have_count(0)
    assert kept(page) == ["t" * 120, "x two"]


# --- on a phone, and without script ---


@pytest.mark.parametrize("width", [360, 1280])
def test_long_titles_wrap(todos: Open, width: int) -> None:
    page = todos("a long title " * 8 + "indeed", "onewordthatdoesnotend" * 5)
    page.set_viewport_size({"width": width, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") == width
    for one in rows(page).all():
        height = one.bounding_box()
        assert height is not None
        assert height["height"] > 60


def test_without_script_the_list_is_added_to_ticked_edited_filtered_and_cleared(
    chromium: Browser, demo: Demo[DemoServer]
) -> None:
    demo.server.fill("one", "two")
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{demo.server.url}/todos/")
    page.get_by_label("New todo").fill("three")
    page.get_by_role("button", name="Add").click()
    page.get_by_role("button", name="Done: two").click()
    page.get_by_role("button", name="Delete: one").click()
    page.get_by_role("link", name="Active", exact=True).click()
    expect(page.locator("li.todo")).to_have_count(1)
    expect(page.locator("li.todo")).to_contain_text("three")
    expect(page.get_by_role("status")).to_have_text("1 item left")
    page.get_by_label("New todo").fill("t" * 121)
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_text("At most 120 letters, please.")).to_be_visible()
    page.goto(f"{demo.server.url}/todos/")
    page.get_by_role("button", name="Not done: two").click()
    expect(page.get_by_role("status")).to_have_text("2 items left")
    page.get_by_role("button", name="Edit: three").click()
    page.get_by_label("Title", exact=True).fill("four")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("button", name="Mark all as complete").click()
    expect(page.get_by_role("button", name="Not done: four")).to_be_visible()
    page.get_by_role("button", name="Clear completed").click()
    expect(page.locator("li.todo")).to_have_count(0)
    context.close()
