"""The pages that only the Django example has: tallies and cotton; and its CSRF cookie."""

import time

import pytest
from browser.demo_page import POSTS, Demo
from browser.demo_server import SLOWLY, DjangoDemo
from playwright.sync_api import Locator, Page, Route, expect

pytestmark = pytest.mark.parametrize("demo", [("django", "modules")], indirect=True, ids="-".join)


def add_tally(demo: Demo[DjangoDemo], name: str) -> Locator:
    """A new row on the board; its button that counts one more."""
    demo.open("/tallies/")
    demo.page.get_by_label("New tally").fill(name)
    demo.page.keyboard.press("Enter")
    one_more = demo.page.get_by_role("button", name=f"One more: {name}")
    expect(one_more).to_be_visible()
    return one_more


def open_slowly(demo: Demo[DjangoDemo], path: str) -> Page:
    demo.page.set_extra_http_headers(SLOWLY)
    return demo.open(path)


def test_the_handler_ran_as_often_as_was_clicked(demo: Demo[DjangoDemo]) -> None:
    name = f"Clicks {time.monotonic_ns()}"
    one_more = add_tally(demo, name)
    for _ in range(20):
        one_more.click()
    expect(one_more.locator("xpath=preceding-sibling::output")).to_have_text("20")
    assert demo.server.tally(name) == 20


def test_a_submitted_form_adds_a_row_and_is_ready_for_the_next(demo: Demo[DjangoDemo]) -> None:
    page, name = demo.page, f"Row {time.monotonic_ns()}"
    add_tally(demo, name)
    field = page.get_by_label("New tally")
    expect(field).to_have_value("")
    expect(field).to_be_focused()
    assert demo.server.tally(name) == 0


def test_a_refused_form_says_why_and_keeps_what_was_typed(demo: Demo[DjangoDemo]) -> None:
    page, name = demo.page, f"Taken {time.monotonic_ns()}"
    add_tally(demo, name)
    page.get_by_label("New tally").fill(name)
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_role("alert")).to_have_text("This one is on the board already.")
    expect(page.get_by_label("New tally")).to_have_value(name)


def test_the_csrf_cookie_changes_in_another_tab(demo: Demo[DjangoDemo]) -> None:
    demo.open("/counter/")
    page = demo.page
    new = "r" * 32

    def rotate_on_the_way(route: Route) -> None:
        """The message arrives with the new cookie, and in the header with the token as it was."""
        page.context.add_cookies([{"name": "csrftoken", "value": new, "url": demo.server.url}])
        answer = route.fetch(headers={**route.request.all_headers(), "cookie": f"csrftoken={new}"})
        route.fulfill(response=answer)

    page.route(POSTS, rotate_on_the_way, times=1)
    plus_one, count = page.get_by_role("button", name="+1", exact=True), page.locator(".counter > output")
    plus_one.click()
    expect(count).to_have_text("6")
    demo.wait_for_statuses(403, 200)
    plus_one.click()
    expect(count).to_have_text("7")


def test_a_cotton_component_is_live(demo: Demo[DjangoDemo]) -> None:
    page = open_slowly(demo, "/cotton/")
    page.get_by_role("button", name="Tea").dblclick()
    expect(page.get_by_role("button", name="Tea")).to_have_text("Tea 5")
    expect(page.get_by_role("status")).to_have_text("11 votes")
    expect(page.get_by_role("button", name="Tea")).to_be_focused()
