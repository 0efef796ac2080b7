"""The dashboard of both examples: cards with slots round live parts, late parts, and drill-down in the address."""

import json
import re
from collections.abc import Sequence

import pytest
from browser.conftest import Console
from browser.demo_page import POSTS, Demo, is_marked, mark
from browser.demo_server import DemoServer
from playwright.sync_api import Browser, Locator, Page, Route, expect

pytestmark = pytest.mark.parametrize(
    "demo", [("django", "modules"), ("fastapi", "modules")], indirect=True, ids="-".join
)
PATH = "/dashboard/"
NARROW = {"width": 1000, "height": 700}


def card(page: Page, title: str) -> Locator:
    return page.get_by_role("article", name=title)


def click(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def here(page: Page) -> Locator:
    """The last place of the path."""
    return page.get_by_role("navigation", name="Place").locator("[aria-current=page]")


def titles(page: Page, *expected: str) -> None:
    expect(page.get_by_role("article").get_by_role("heading")).to_have_text(expected)


def pick(page: Page, place: str) -> None:
    card(page, "Where").get_by_role("link", name=place).click()


def write_note(page: Page, title: str, text: str) -> None:
    card(page, title).locator("summary").click()
    card(page, title).get_by_label("New note").fill(text)
    card(page, title).get_by_role("button", name="Add", exact=True).click()
    expect(card(page, title).locator("summary output")).to_have_text("1")


def messages_to(demo: Demo[DemoServer], name: str) -> Sequence[object]:
    return [message for message in demo.messages if message["component"] == name]


def test_a_direct_link_leads_to_the_shop_of_a_region(demo: Demo[DemoServer]) -> None:
    page = demo.open(f"{PATH}?period=week&region=North&shop=Bergen&measure=orders")
    expect(here(page)).to_have_text("Bergen")
    expect(card(page, "Where").locator("[aria-current]")).to_contain_text("Bergen")
    expect(page.get_by_role("link", name="7 days")).to_have_attribute("aria-current", "true")
    expect(page.get_by_role("button", name="Orders", exact=True)).to_have_attribute("aria-pressed", "true")
    expect(page.locator("rect title")).to_have_count(7)


@pytest.mark.parametrize("query", ["region=Atlantis", "period=century", "region=North&shop=Porto", "shop=Bergen"])
def test_an_address_that_does_not_fit_shows_what_does(demo: Demo[DemoServer], query: str) -> None:
    page = demo.open(f"{PATH}?{query}")
    expect(here(page)).to_have_text("North" if "North" in query else "All regions")
    titles(page, "Day by day", "Where", "What sells", "Next week", "Latest orders")


def test_a_place_that_is_picked_in_the_chart_is_what_the_dashboard_shows(demo: Demo[DemoServer]) -> None:
    page = demo.open(PATH)
    whole = page.get_by_role("region", name="Totals").inner_text()
    pick(page, "South")
    expect(here(page)).to_have_text("South")
    expect(page).to_have_url(re.compile(r"\?region=South$"))
    expect(page.get_by_role("region", name="Totals")).not_to_have_text(whole)
    pick(page, "Porto")
    expect(here(page)).to_have_text("Porto")
    expect(page).to_have_url(re.compile(r"\?region=South&shop=Porto$"))


def test_25_back_and_forward_bring_the_place_the_parts_and_the_scroll_position(demo: Demo[DemoServer]) -> None:
    page = demo.open(PATH)
    page.set_viewport_size(NARROW)
    mark(page)
    write_note(page, "Where", "stays")
    totals = page.get_by_role("region", name="Totals")
    whole = totals.inner_text()
    card(page, "Where").get_by_role("link", name="West").scroll_into_view_if_needed()
    page.evaluate("scrollTo(0, 420)")
    pick(page, "West")
    expect(here(page)).to_have_text("West")
    expect(card(page, "Where").get_by_role("link", name="Ghent")).to_be_visible()
    page.evaluate("scrollTo(0, 0)")
    page.go_back()
    expect(here(page)).to_have_text("All regions")
    expect(card(page, "Where").get_by_role("link", name="West")).to_be_visible()
    expect(totals).to_have_text(whole, use_inner_text=True)
    page.wait_for_function("scrollY === 420")
    page.go_forward()
    expect(here(page)).to_have_text("West")
    expect(card(page, "Where").get_by_role("link", name="Ghent")).to_be_visible()
    expect(card(page, "Where").locator("summary output")).to_have_text("1")
    assert is_marked(page)


def test_22_cards_that_are_moved_keep_the_state_of_what_is_in_them(demo: Demo[DemoServer]) -> None:
    page = demo.open(PATH)
    write_note(page, "What sells", "Order more mirrors")
    click(page, "All products")
    expect(card(page, "What sells").get_by_role("listitem").filter(has_text="€")).to_have_count(10)
    page.evaluate("document.querySelector('.sales-products').mark = 1")
    click(page, "Earlier: What sells")
    titles(page, "Day by day", "What sells", "Where", "Next week", "Latest orders")
    expect(page.get_by_role("button", name="Earlier: What sells")).to_be_focused()
    click(page, "Earlier: What sells")
    titles(page, "What sells", "Day by day", "Where", "Next week", "Latest orders")
    expect(card(page, "What sells").get_by_text("Order more mirrors")).to_be_visible()
    expect(card(page, "What sells").get_by_role("listitem").filter(has_text="€")).to_have_count(10)
    assert page.evaluate("document.querySelector('.sales-products').mark") == 1


def test_22_only_parts_with_other_params_are_asked_for_when_the_dashboard_is_rendered(demo: Demo[DemoServer]) -> None:
    page = demo.open(PATH)
    expect(card(page, "Next week").get_by_role("alert")).to_be_visible()
    demo.messages.clear()
    click(page, "Later: Day by day")
    titles(page, "Where", "Day by day", "What sells", "Next week", "Latest orders")
    assert {message["component"] for message in demo.messages} <= {"dashboard", "sales_forecast"}
    demo.messages.clear()
    pick(page, "East")
    expect(card(page, "Where").get_by_role("link", name="Brno")).to_be_visible()
    asked = {message["component"] for message in demo.messages}
    assert {"dashboard", "sales_places"} <= asked
    assert "card_notes" not in asked


def test_22_a_card_is_closed_and_brought_back_anew(demo: Demo[DemoServer]) -> None:
    page = demo.open(PATH)
    write_note(page, "Where", "gone with it")
    click(page, "Close: Where")
    titles(page, "Day by day", "What sells", "Next week", "Latest orders")
    click(page, "Bring back: Where")
    titles(page, "Day by day", "What sells", "Next week", "Latest orders", "Where")
    expect(card(page, "Where").locator("summary output")).to_have_text("0")
    pick(page, "North")
    expect(here(page)).to_have_text("North")
    expect(card(page, "Where").get_by_role("link", name="Bergen")).to_be_visible()


def test_a_pinned_shop_takes_itself_out_and_can_be_pinned_again(demo: Demo[DemoServer]) -> None:
    page = demo.open(f"{PATH}?region=East&shop=Graz")
    pinned = page.get_by_role("list", name="Pinned shops").get_by_role("listitem")
    for _ in range(2):
        click(page, "Pin Graz")
        expect(pinned).to_have_count(1)
        expect(page.get_by_role("button", name="Pin Graz", exact=True)).to_have_count(0)
        click(page, "Unpin Graz")
        expect(pinned).to_have_count(0)
        expect(page.get_by_role("button", name="Pin Graz", exact=True)).to_be_visible()


def test_a_footer_that_nobody_fills_says_what_the_card_says(demo: Demo[DemoServer]) -> None:
    page = demo.open(PATH)
    expect(card(page, "Next week").locator("footer")).to_have_text("All figures are made up.")
    expect(card(page, "Where").locator("footer")).not_to_contain_text("All figures are made up.")


def test_24_the_orders_are_not_loaded_before_they_are_seen(demo: Demo[DemoServer]) -> None:
    page = demo.page
    page.set_viewport_size(NARROW)
    demo.open(PATH)
    expect(card(page, "Next week").get_by_role("alert")).to_be_attached()
    read_at = card(page, "Where").locator("time")
    before = read_at.inner_text()
    pick(page, "North")
    expect(card(page, "Where").get_by_role("link", name="Bergen")).to_be_visible()
    page.wait_for_function("before => new Date().toTimeString().slice(0, 8) !== before", arg=before)
    click(page, "Refresh")
    expect(read_at).not_to_have_text(before)
    assert messages_to(demo, "sales_orders") == []
    height = card(page, "Latest orders").bounding_box()
    card(page, "Latest orders").scroll_into_view_if_needed()
    expect(card(page, "Latest orders").locator("tbody tr")).to_have_count(8)
    for shop in card(page, "Latest orders").locator("tbody tr td:nth-child(4)").all_inner_texts():
        assert shop in ("Bergen", "Tampere", "Uppsala")
    after = card(page, "Latest orders").bounding_box()
    assert height is not None
    assert after is not None
    assert after["height"] == height["height"], "the placeholder has the size of what comes"


def test_26_a_part_that_fails_spares_the_others_and_can_be_asked_for_again(demo: Demo[DemoServer]) -> None:
    page = demo.open(PATH)
    alert = card(page, "Next week").get_by_role("alert")
    expect(alert).to_contain_text("The forecast is asleep.")
    write_note(page, "Where", "works meanwhile")
    alert.get_by_role("button", name="Try again").click()
    expect(card(page, "Next week")).to_contain_text("is what seven days should bring")
    expected = card(page, "Next week").locator(".expected")
    whole = expected.inner_text()
    pick(page, "North")
    expect(expected).not_to_have_text(whole)


def test_a_part_that_failed_is_asked_for_again_with_other_figures(demo: Demo[DemoServer]) -> None:
    page = demo.open(PATH)
    expect(card(page, "Next week").get_by_role("alert")).to_be_visible()
    page.get_by_role("link", name="7 days").click()
    expect(card(page, "Next week")).to_contain_text("is what seven days should bring")


def test_26_a_handler_that_fails_leaves_the_page_as_it_is(demo: Demo[DemoServer], console: Console) -> None:
    page = demo.open(PATH)
    mark(page)
    expect(card(page, "Next week").get_by_role("alert")).to_be_visible()  # the page asks for no more by itself
    write_note(page, "Where", "stays")
    page.route(POSTS, lambda route: route.fulfill(status=500, body="<h1>Server Error</h1>"))
    with page.expect_response(lambda answer: answer.status == 500):
        pick(page, "North")
    expect(page.locator("[aria-busy=true]")).to_have_count(0)
    console.take("500")
    expect(here(page)).to_have_text("All regions")
    page.unroute(POSTS)
    pick(page, "North")
    expect(here(page)).to_have_text("North")
    expect(card(page, "Where").locator("summary output")).to_have_text("1")
    assert is_marked(page)


def test_26_a_part_that_can_never_be_shown_is_not_asked_for_without_end(
    demo: Demo[DemoServer], console: Console
) -> None:
    page = demo.page

    def fail(route: Route) -> None:
        if json.loads(route.request.post_data or "")["component"] == "sales_forecast":
            route.fulfill(status=500, body="")
        else:
            route.fallback()

    page.route(POSTS, fail)
    demo.open(PATH)
    demo.wait_until(lambda: 500 in demo.statuses)
    page.wait_for_timeout(2000)
    assert len(messages_to(demo, "sales_forecast")) == 1
    console.take("500")  # for once
    with page.expect_console_message(lambda message: message.text.startswith("component-framework: ")):
        pick(page, "North")  # that part is another one now, and asked for
    expect(here(page)).to_have_text("North")
    console.take("500")


def test_a_keyboard_alone_goes_to_a_shop_and_back_up(demo: Demo[DemoServer]) -> None:
    page = demo.open(PATH)
    card(page, "Where").get_by_role("link", name="North").focus()
    page.keyboard.press("Enter")
    expect(here(page)).to_have_text("North")
    card(page, "Where").get_by_role("link", name="Uppsala").focus()
    page.keyboard.press("Enter")
    expect(here(page)).to_have_text("Uppsala")
    page.get_by_role("link", name="All regions").press("Enter")
    expect(here(page)).to_have_text("All regions")


def test_without_script_the_links_lead_everywhere(chromium: Browser, demo: Demo[DemoServer]) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(demo.server.url + PATH)
    pick(page, "North")
    pick(page, "Bergen")
    page.get_by_role("link", name="7 days").click()
    expect(here(page)).to_have_text("Bergen")
    expect(page.get_by_role("link", name="7 days")).to_have_attribute("aria-current", "true")
    expect(page.locator("rect title")).to_have_count(7)
    expect(page.get_by_role("button", name="Refresh")).to_be_hidden()
    page.get_by_role("link", name="North").click()
    expect(here(page)).to_have_text("North")
    context.close()
