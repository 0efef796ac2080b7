"""The lists of the example sites, under real servers."""

import pytest
from browser.demo_page import Demo
from browser.demo_server import DemoServer
from playwright.sync_api import expect

pytestmark = pytest.mark.parametrize("demo", [("django", "wheel"), ("fastapi", "modules")], indirect=True, ids="-".join)


def test_a_feed_goes_on_as_one_scrolls_and_keeps_the_page_small(demo: Demo[DemoServer]) -> None:
    page = demo.open("/feed/")
    expect(page.locator(".posts [data-key='10000']")).to_have_count(1)
    page.wait_for_function(
        """() => {
            scrollTo(0, document.querySelector(".posts").getBoundingClientRect().bottom + scrollY - innerHeight + 100);
            return !document.querySelector(".posts [data-key='10000']");
        }"""
    )
    keys = page.evaluate("() => [...document.querySelectorAll('.posts li')].map((row) => +row.dataset.key)")
    assert keys == list(range(keys[0], keys[0] - 200, -1))
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


def test_the_evening_is_sorted_by_keyboard_and_stays_so(demo: Demo[DemoServer]) -> None:
    page = demo.open("/feed/")
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
