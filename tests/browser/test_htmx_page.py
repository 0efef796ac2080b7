"""The htmx page of both example sites: real htmx, the real endpoint, the strict policy, slow answers."""

from typing import Any

import pytest
from browser.demo_page import Demo
from browser.demo_server import SLOWLY
from playwright.sync_api import Locator, Page, expect

pytestmark = pytest.mark.parametrize("demo", [("django", "modules"), ("fastapi", "wheel")], indirect=True, ids="-".join)


@pytest.fixture
def page(page: Page, demo: Demo[Any]) -> Page:
    page.set_extra_http_headers(SLOWLY)
    return demo.open("/htmx/")


LESS = "\N{MINUS SIGN}1"


def count(page: Page) -> Locator:
    return page.locator(".counter > output")


@pytest.mark.parametrize("clicks", [6, 20, 100])
def test_quick_clicks_and_keys_all_count_once(page: Page, demo: Demo[Any], clicks: int) -> None:
    more = page.get_by_role("button", name="+1")
    for _ in range(clicks // 2):
        more.click()
    more.focus()
    for _ in range(clicks // 2):
        page.keyboard.press("Enter")
    expect(count(page)).to_have_text(str(5 + clicks), timeout=20_000)
    expect(more).to_be_focused()
    assert len(demo.calls) == clicks
    assert set(demo.statuses) == {200}


def test_mixed_acts_count_in_order(page: Page, demo: Demo[Any]) -> None:
    for name in ("+5", LESS, "+1", "+5", LESS, LESS):
        page.get_by_role("button", name=name).click()
    expect(count(page)).to_have_text("13")
    assert [call["fields"]["amount"] for call in demo.calls] == ["5", "-1", "1", "5", "-1", "-1"]


def test_what_is_entered_while_a_form_is_under_way_comes_after_it(page: Page, demo: Demo[Any]) -> None:
    page.get_by_label("Step").focus()
    for step in ("100", "20", "3"):
        page.keyboard.press("Control+A")
        page.keyboard.type(step)
        page.keyboard.press("Enter")
    expect(count(page)).to_have_text("128")
    assert [call["fields"]["step"] for call in demo.calls] == ["100", "20", "3"]
    expect(page.get_by_label("Step")).to_have_value("3")
    expect(page.get_by_label("Step")).to_be_focused()


def test_typing_goes_on_while_an_answer_comes(page: Page) -> None:
    page.get_by_role("button", name="+1").click()
    step = page.get_by_label("Step")
    step.focus()
    page.keyboard.press("Control+A")
    for digit in "3456":
        page.keyboard.type(digit)
        page.wait_for_timeout(150)
    expect(step).to_be_focused()
    expect(step).to_have_value("3456")
    page.keyboard.press("Enter")
    expect(count(page)).to_have_text("3462")


def test_a_refused_step_is_reported_and_the_next_is_added(page: Page, demo: Demo[Any], console: Any) -> None:
    page.get_by_label("Step").fill("1e1")
    page.keyboard.press("Enter")
    expect(page.locator("[aria-busy]")).to_have_count(0)
    page.get_by_label("Step").fill("10")
    page.keyboard.press("Enter")
    expect(count(page)).to_have_text("15")
    demo.wait_for_statuses(422, 200)
    console.take("422 invalid")
