"""The lists of the example sites, under real servers."""

import re

import pytest
from browser.demo_page import POSTS, Demo, aged, is_marked, mark, with_state
from browser.demo_server import DemoServer
from browser.desk import loaded
from playwright.sync_api import Page, Route, expect

pytestmark = pytest.mark.parametrize("demo", [("django", "wheel"), ("fastapi", "modules")], indirect=True, ids="-".join)


def keys(page: Page) -> list[int]:
    numbers: list[int] = page.evaluate(
        "() => [...document.querySelectorAll('.posts li')].map((row) => +row.dataset.key)"
    )
    return numbers


def test_a_feed_goes_on_as_one_scrolls_and_keeps_the_page_small(demo: Demo[DemoServer]) -> None:
    page = demo.open("/feed/")
    expect(page.locator(".posts [data-key='10000']")).to_have_count(1)
    page.wait_for_function(
        """() => {
            scrollTo(0, document.querySelector(".posts").getBoundingClientRect().bottom + scrollY - innerHeight + 100);
            return !document.querySelector(".posts [data-key='10000']");
        }"""
    )
    shown = keys(page)
    assert shown == list(range(shown[0], shown[0] - 200, -1))
    page.get_by_role("button", name="Back to the newest").click()
    expect(page.locator(".posts [data-key='10000']")).to_have_count(1)


def test_a_new_post_comes_on_top_and_another_is_hidden(demo: Demo[DemoServer]) -> None:
    page = demo.open("/feed/")
    page.get_by_label("New post").fill("Hello, everybody")
    page.get_by_role("button", name="Post", exact=True).click()
    expect(page.locator(".posts li").first).to_contain_text("Hello, everybody")
    expect(page.get_by_label("New post")).to_have_value("")
    page.get_by_role("button", name="Hide post 10000", exact=True).click()
    expect(page.locator(".posts [data-key='10000']")).to_have_count(0)
    expect(page.locator(".posts [data-key='9999']")).to_have_count(1)


def test_19_a_page_that_turns_out_stale_has_its_rows_in_order(demo: Demo[DemoServer]) -> None:
    page = demo.open("/feed/")
    mark(page)
    for text in ("First", "Second"):
        page.get_by_label("New post").fill(text)
        page.get_by_role("button", name="Post", exact=True).click()
        expect(page.locator(".posts li").first).to_contain_text(text)
    page.get_by_role("button", name="Hide post 9999", exact=True).click()
    expect(page.locator(".posts [data-key='9999']")).to_have_count(0)
    page.route(POSTS, with_state(aged))
    page.get_by_label("New post").fill("Third")
    page.get_by_role("button", name="Post", exact=True).click()
    expect(page.locator("[aria-busy=true]")).to_have_count(0)
    page.unroute(POSTS)
    expect(page.get_by_label("New post")).to_have_value("Third")
    page.get_by_label("New post").fill("Fourth")
    page.get_by_role("button", name="Post", exact=True).click()
    expect(page.locator(".posts li").first).to_contain_text("Fourth")
    shown = keys(page)
    assert shown == sorted(shown, reverse=True)
    assert len(shown) == len({*shown})
    assert is_marked(page)


def test_23_rows_that_share_a_key_are_all_shown(demo: Demo[DemoServer]) -> None:
    """Rows of a list that is rendered anew; what a server's template owes is in the conformance table."""
    page = demo.open("/feed/")
    loaded(page, "sort")
    titles = page.locator(".agenda li span")
    before = titles.all_inner_texts()

    def confuse(route: Route) -> None:
        answer = route.fetch()
        body = answer.json()
        route.fulfill(response=answer, json={**body, "html": re.sub(r'data-key="[^"]*"', 'data-key="1"', body["html"])})

    page.route(POSTS, confuse)
    page.get_by_role("button", name=f"Move: {before[0]}").focus()
    for key in ("Space", "ArrowDown", "Space"):
        page.keyboard.press(key)
    expect(page.locator("[aria-busy=true]")).to_have_count(0)
    assert sorted(titles.all_inner_texts()) == sorted(before)


def test_the_evening_is_sorted_by_keyboard_and_stays_so(demo: Demo[DemoServer]) -> None:
    page = demo.open("/feed/")
    loaded(page, "sort")
    titles = page.locator(".agenda li span")
    before = titles.all_inner_texts()
    page.get_by_role("button", name=f"Move: {before[0]}").focus()
    for key in ("Space", "ArrowDown", "Space"):
        page.keyboard.press(key)
    expected = [before[1], before[0], *before[2:]]
    expect(titles).to_have_text(expected)
    expect(page.locator("[aria-busy=true]")).to_have_count(0)
    page.reload()
    expect(titles).to_have_text(expected)
