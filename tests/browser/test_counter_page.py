"""The home and counter pages of the example sites, under real servers and their strict policies."""

import re
from typing import Any

import pytest
from browser.demo_page import POSTS, Demo, aged, hold, is_marked, mark, with_state
from browser.demo_server import OTHER_KEY, DemoServer
from playwright.sync_api import Locator, Page, expect

# The todo page has the other two pairs.
pytestmark = pytest.mark.parametrize("demo", [("django", "wheel"), ("fastapi", "modules")], indirect=True, ids="-".join)


def count(page: Page) -> Locator:
    return page.locator(".counter > output")


def notes(page: Page) -> Locator:
    return page.get_by_label("Notes")


def plus_one(page: Page) -> Locator:
    return page.get_by_role("button", name="+1", exact=True)


def test_twenty_quick_clicks_show_twenty(demo: Demo[DemoServer]) -> None:
    demo.open("/")
    for _ in range(20):
        demo.page.get_by_role("button", name="Click me").click()
    expect(demo.page.locator(".clicker output")).to_have_text("20")
    assert [call["event"] for call in demo.calls] == ["click"] * 20


def test_twenty_clicks_in_one_tick_show_twenty(demo: Demo[DemoServer]) -> None:
    demo.open("/counter/")
    plus_one(demo.page).evaluate("button => { for (let i = 0; i < 20; i++) button.click(); }")
    expect(count(demo.page)).to_have_text("25")
    assert len(demo.calls) == 20
    assert len(demo.messages) <= 2


def test_typing_while_answers_come_loses_nothing(demo: Demo[DemoServer]) -> None:
    page = demo.open("/counter/")
    for letter in "what is typed while the answers come":
        plus_one(page).evaluate("button => button.click()")
        notes(page).press_sequentially(letter)
    expect(count(page)).to_have_text(str(5 + 36))
    expect(notes(page)).to_have_value("what is typed while the answers come")
    expect(notes(page)).to_be_focused()


def test_the_caret_stays_where_it_is(demo: Demo[DemoServer]) -> None:
    page = demo.open("/counter/")
    release = hold(page)
    plus_one(page).click()
    notes(page).press_sequentially("before after")
    for _ in "after":
        page.keyboard.press("ArrowLeft")
    release()
    expect(count(page)).to_have_text("6")
    page.keyboard.type("and ")
    expect(notes(page)).to_have_value("before and after")
    assert notes(page).evaluate("control => control.selectionStart") == len("before and ")


def test_a_model_is_sent_after_a_pause_and_keeps_what_is_typed(demo: Demo[DemoServer]) -> None:
    page = demo.open("/counter/")
    step = page.get_by_label("Step")
    step.fill("")
    step.press_sequentially("123")
    expect(page.get_by_role("button", name="Add 123", exact=True)).to_be_visible()
    expect(step).to_have_value("123")
    expect(step).to_be_focused()
    assert demo.calls[-1] == {**demo.calls[-1], "fields": {"step": "123"}}
    assert len(demo.calls) <= 2


def test_a_click_waits_for_what_was_typed_before_it(demo: Demo[DemoServer]) -> None:
    demo.open("/counter/")
    demo.page.get_by_label("Step").fill("7")
    demo.page.get_by_role("button", name=re.compile("^Add ")).click()
    expect(count(demo.page)).to_have_text("12")


def test_the_keyboard_is_enough(demo: Demo[DemoServer]) -> None:
    page = demo.open("/counter/")
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent") == "+1":
            break
    page.keyboard.press("Enter")
    expect(count(page)).to_have_text("6")
    expect(plus_one(page)).to_be_focused()
    page.keyboard.press("Space")
    expect(count(page)).to_have_text("7")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(count(page)).to_have_text("12")
    expect(page.get_by_role("button", name="+5")).to_be_focused()


def test_a_forged_snapshot_is_an_error_and_the_component_stays_usable(demo: Demo[DemoServer], console: Any) -> None:
    page = demo.open("/counter/")
    page.route(POSTS, with_state(lambda state: state[:-2] + ("AA" if state[-2:] != "AA" else "BB")))
    with page.expect_response(POSTS) as refused:
        plus_one(page).click()
    assert refused.value.status == 400
    page.unroute(POSTS)
    plus_one(page).click()
    expect(count(page)).to_have_text("6")
    console.take("counter was refused: 400 bad_snapshot")


def test_an_expired_snapshot_is_refreshed_calmly(demo: Demo[DemoServer]) -> None:
    page = demo.open("/counter/")
    mark(page)
    plus_one(page).click()
    expect(count(page)).to_have_text("6")
    notes(page).fill("not to be lost")
    page.route(POSTS, with_state(aged), times=1)
    plus_one(page).click()
    expect(count(page)).to_have_text("5")
    expect(notes(page)).to_have_value("not to be lost")
    plus_one(page).click()
    expect(count(page)).to_have_text("6")
    demo.wait_for_statuses(200, 410, 200)
    assert is_marked(page)


def test_clicks_while_the_server_restarts_are_counted_once(demo: Demo[DemoServer]) -> None:
    page = demo.open("/counter/")
    mark(page)
    page.wait_for_load_state("networkidle")  # parts of the client that come late
    demo.server.stop()
    for _ in range(3):
        plus_one(page).click()
    notes(page).fill("written meanwhile")
    demo.server.start()
    expect(count(page)).to_have_text("8", timeout=20_000)
    expect(notes(page)).to_have_value("written meanwhile")
    assert is_marked(page)


def test_a_deploy_with_another_key_refreshes_the_page_calmly(demo: Demo[DemoServer]) -> None:
    page = demo.open("/counter/")
    mark(page)
    plus_one(page).click()
    expect(count(page)).to_have_text("6")
    notes(page).fill("not to be lost")
    demo.server.stop()
    demo.server.start(secret_key=OTHER_KEY)
    try:
        plus_one(page).click()
        expect(count(page)).to_have_text("5", timeout=20_000)
        plus_one(page).click()
        expect(count(page)).to_have_text("6")
        expect(notes(page)).to_have_value("not to be lost")
        assert is_marked(page)
    finally:
        demo.server.stop()
        demo.server.start()
