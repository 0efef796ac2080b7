"""Both example sites by their navigation bar: no page is loaded in full, and each works as if it had been."""

from typing import Any

import pytest
from browser.axe import violations
from browser.demo_page import Demo, hold, is_marked, mark
from browser.demo_server import DemoServer
from browser.example_pages import PATHS, acts_on
from browser.test_policy import WATCH
from playwright.sync_api import Locator, Page, expect

pytestmark = pytest.mark.parametrize("demo", [("django", "modules"), ("fastapi", "wheel")], indirect=True, ids="-".join)


@pytest.fixture
def site(demo: Demo[DemoServer]) -> Page:
    """The start page, as soon as it can navigate; `is_marked` tells whether it is still the same document."""
    demo.server.fill("x Done", *(f"Open {number}" for number in range(40)))
    page = demo.open("/")
    page.wait_for_function("() => history.state?.liveIndex !== undefined")
    mark(page)
    return page


def visit(page: Page, path: str) -> None:
    page.locator(f"nav a[href='{path}']").click()
    page.wait_for_function(
        "path => location.pathname === path && !document.querySelector('[data-live-navigating]')", arg=path
    )


def rows(page: Page) -> Locator:
    return page.locator("li.todo")


def show(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def test_every_page_works_after_a_visit(demo: Demo[DemoServer], site: Page, console: Any) -> None:
    page = site
    page.evaluate(WATCH)
    for path in PATHS["fastapi" if "fastapi" in type(demo.server).__name__.lower() else "django"][1:]:
        visit(page, path)
        expect(page.locator("nav[aria-label=Pages] [aria-current=page]")).to_have_attribute("href", path)
        for act in acts_on(path)[:4]:
            act(page)
        assert page.locator(".drawing svg").count() == page.locator(".drawing").count()
    assert is_marked(page)
    assert page.evaluate("window.violations") == []
    assert console.warnings == []
    visit(page, "/signup/")
    assert page.locator(".drawing svg").count() == page.locator(".drawing").count() == 1
    visit(page, "/htmx/")
    page.get_by_role("button", name="+1", exact=True).first.click()
    expect(page.locator("[data-live=htmx_counter] output")).to_contain_text("6")


def test_14_an_answer_is_dropped_with_the_page_that_it_was_for(demo: Demo[DemoServer], site: Page) -> None:
    page = site
    visit(page, "/counter/")
    release = hold(page)
    show(page, "+1")
    page.wait_for_selector("[aria-busy=true]")
    visit(page, "/todos/")
    sent = len(demo.messages)
    before = page.locator("main").inner_html()
    release()
    demo.wait_for_statuses(200)
    assert page.locator("main").inner_html() == before
    page.get_by_role("link", name="Completed").click()
    expect(rows(page)).to_have_count(1)
    assert {message["component"] for message in demo.messages[sent:]} == {"todos"}
    assert is_marked(page)


def test_25_back_and_forward_restore_page_fields_scroll_and_hash(demo: Demo[DemoServer], site: Page) -> None:
    page = site
    visit(page, "/todos/")
    page.evaluate("document.querySelector('[data-live=todos]').is = 'first'")
    page.get_by_label("New todo").fill("typed, not sent")
    page.evaluate("scrollTo(0, 900)")
    page.get_by_role("link", name="Completed").evaluate("link => link.click()")
    expect(rows(page)).to_have_count(1)
    page.wait_for_url("**/todos/?show=completed")
    page.evaluate("location.hash = 'main'")
    messages = len(demo.messages)
    page.go_back()
    page.wait_for_url("**/todos/?show=completed")
    assert len(demo.messages) == messages
    page.go_back()
    expect(rows(page)).to_have_count(41)
    page.wait_for_function("() => scrollY === 900")
    expect(page.get_by_label("New todo")).to_have_value("typed, not sent")
    page.go_forward()
    expect(rows(page)).to_have_count(1)
    assert page.evaluate("document.querySelector('[data-live=todos]').is") == "first"
    page.go_forward()
    page.wait_for_url("**/todos/?show=completed#main")
    visit(page, "/counter/")
    page.go_back()
    page.wait_for_url("**/todos/?show=completed#main")
    expect(rows(page)).to_have_count(1)
    assert is_marked(page)


def test_a_visit_under_way_breaks_no_rule(demo: Demo[DemoServer], site: Page) -> None:
    page = site
    page.route("**/todos/", lambda route: None)
    page.locator("nav a[href='/todos/']").click()
    expect(page.get_by_role("progressbar", name="Todos")).to_be_visible()
    assert violations(page) == []
    page.unroute("**/todos/")
    visit(page, "/counter/")
    expect(page.locator(".live-announcer")).to_contain_text("Counter")
    assert violations(page) == []


def test_a_plain_form_is_posted_and_its_answer_shown(demo: Demo[DemoServer], site: Page) -> None:
    page = site
    visit(page, "/form-demo/")
    page.evaluate(
        """() => {
            document.body.dataset.liveNavigate = "";
            document.querySelector("form[data-live-submit]").removeAttribute("data-live-submit");
        }"""
    )
    page.get_by_label("Name").first.fill("Ada")
    page.locator("form button:not([type=button])").first.evaluate(
        "button => (button.formNoValidate = true, button.click())"
    )
    page.wait_for_url("**/form-demo/?live=*")
    expect(page.get_by_label("Name").first).to_have_value("Ada")
    expect(page.locator("[data-live=contact_form] [aria-invalid=true]").first).to_be_visible()
    assert demo.messages == []
    assert is_marked(page)
