"""A field in the address bar: changes are seen there, back and forward are followed, and nothing is loaded again."""

import re
from collections.abc import Callable

import pytest
from browser.demo_page import Demo, is_marked, mark
from browser.demo_server import DemoServer
from browser.desk import hold, loaded, wait_for
from playwright.sync_api import Locator, Page, expect

pytestmark = pytest.mark.parametrize("demo", [("django", "wheel"), ("fastapi", "modules")], indirect=True, ids="-".join)

Open = Callable[[str], Page]


@pytest.fixture
def todos(demo: Demo[DemoServer]) -> Open:
    """Opens the todos under a query: forty that are open, and one that is done."""

    def opened(query: str = "") -> Page:
        demo.server.fill("x Done", *(f"Open {number}" for number in range(40)))
        return demo.open(f"/todos/{query}")

    return opened


def rows(page: Page) -> Locator:
    return page.locator("li.todo")


def show(page: Page, name: str) -> None:
    page.get_by_role("link", name=name, exact=True).click()


def test_the_address_follows_the_field_and_the_field_the_address(todos: Open) -> None:
    page = todos("?other=1")
    mark(page)
    show(page, "Completed")
    expect(rows(page)).to_have_count(1)
    page.wait_for_url("**/todos/?other=1&show=completed")
    show(page, "Active")
    page.wait_for_url("**/todos/?other=1&show=active")
    page.go_back()
    expect(rows(page)).to_have_count(1)
    expect(page.get_by_role("link", name="Completed", exact=True)).to_have_attribute("aria-current", "true")
    page.go_back()
    expect(rows(page)).to_have_count(41)
    page.go_forward()
    expect(rows(page)).to_have_count(1)
    assert page.evaluate("location.search") == "?other=1&show=completed"
    assert is_marked(page)


def test_back_keeps_what_is_typed_and_where_it_is_scrolled_to(todos: Open) -> None:
    page = todos("")
    page.get_by_label("New todo").fill("typed, not sent")
    page.evaluate("scrollTo(0, 900)")
    page.get_by_role("link", name="Completed", exact=True).evaluate("link => link.click()")
    page.wait_for_url("**/?show=completed")
    expect(rows(page)).to_have_count(1)
    page.go_back()
    expect(rows(page)).to_have_count(41)
    page.wait_for_function("() => scrollY === 900")
    expect(page.get_by_label("New todo")).to_have_value("typed, not sent")


def test_a_page_opens_and_loads_again_as_its_address_says(todos: Open) -> None:
    page = todos("?show=completed")
    expect(rows(page)).to_have_count(1)
    show(page, "All")
    page.wait_for_url("**/todos/")
    page.reload()
    expect(rows(page)).to_have_count(41)


def test_an_address_that_says_nothing_sensible_shows_the_default(todos: Open) -> None:
    expect(rows(todos("?show=%3Cscript%3E"))).to_have_count(41)


def test_a_hash_and_foreign_entries_ask_the_server_nothing(todos: Open, demo: Demo[DemoServer]) -> None:
    page = todos("")
    page.evaluate("location.hash = 'main'")
    page.evaluate("history.pushState(null, '', '?other=2')")
    page.go_back()
    page.go_back()
    page.wait_for_timeout(50)
    assert demo.messages == []


def test_back_counts_more_than_what_was_asked_for_before(todos: Open) -> None:
    page = todos("")
    show(page, "Completed")
    page.wait_for_url("**/?show=completed")
    held = hold(page, re.compile("/components/todos"))
    show(page, "Active")
    wait_for(page, held)
    page.go_back()
    held[0].continue_()
    expect(rows(page)).to_have_count(41)
    expect(page.locator("[aria-busy]")).to_have_count(0)
    expect(page.get_by_role("link", name="All", exact=True)).to_have_attribute("aria-current", "true")
    assert page.evaluate("location.search") == ""


@pytest.mark.parametrize("first", ["navigate", "query"])
def test_back_ends_a_visit_that_is_under_way(todos: Open, demo: Demo[DemoServer], first: str) -> None:
    """Whichever of the two parts that hear of it is there first."""
    second = hold(demo.page, re.compile("/late/query.js" if first == "navigate" else "/late/navigate.js"))
    page = todos("")
    wait_for(page, second)
    loaded(page, first)
    page.wait_for_timeout(100)
    second[0].continue_()
    page.wait_for_function("() => history.state?.liveIndex !== undefined")
    show(page, "Completed")
    page.wait_for_url("**/?show=completed")
    held = hold(page, re.compile("/signup/$"))
    page.locator("a[href$='/signup/']").first.click()
    wait_for(page, held)
    page.go_back()
    expect(rows(page)).to_have_count(41)
    held[0].continue_()
    page.wait_for_timeout(300)
    expect(rows(page)).to_have_count(41)
    assert page.evaluate("location.pathname + location.search") == "/todos/"
    assert page.locator("html").get_attribute("data-live-navigating") is None
