"""Rows that only the page has: what each message does to them, in a real browser."""

import os
import random
from typing import Any

import pytest
from browser.stream_page import UPDATES, Feed, FeedPage, model, random_steps
from playwright.sync_api import Page, expect

from component_framework.testing import mount

SEEDS = range(int(os.environ.get("STREAM_SEEDS", "2")))


@pytest.fixture
def feed(site: Any, server: Any, page: Page) -> FeedPage:
    return FeedPage(site, page)


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ([["append", "d"]], "a b c d"),
        ([["prepend", "d", "e"]], "d e a b c"),
        ([["insert", 1, "d"]], "a d b c"),
        ([["insert", 0, "c"]], "c a b"),
        ([["remove", "b"]], "a c"),
        ([["reset", ["c", "d"]]], "c d"),
        ([["clear"]], ""),
        ([["append", "d"], ["remove", "d"]], "a b c"),
        ([["append", "a"], ["remove", "a"]], "b c"),
    ],
)
def test_a_step_changes_the_rows(feed: FeedPage, steps: list[Any], expected: str) -> None:
    feed.open("a b c").do(*steps)
    assert feed.rows == expected.split()


@pytest.mark.parametrize("seed", SEEDS)
def test_a_model_the_harness_and_the_browser_agree_on_every_step(feed: FeedPage, seed: int) -> None:
    draw = random.Random(seed)
    shown = ["k1", "k2", "k3"]
    feed.open(" ".join(shown))
    tested = mount(Feed, text=" ".join(shown))
    for _ in range(int(os.environ.get("STREAM_STEPS", "30"))):
        steps = random_steps(draw, shown)
        expected = model(shown, steps)
        feed.do(*steps)
        tested.send("do", steps=steps)
        assert [row.text for row in tested.root.find_all("li")] == expected, (shown, steps)
        assert feed.rows == expected, (shown, steps)
        shown = expected


def test_a_message_that_touches_no_row_leaves_all_of_them(feed: FeedPage, page: Page) -> None:
    feed.open("a b")
    page.locator("li input").first.fill("typed")
    page.evaluate("window.first = document.querySelector('li')")
    page.get_by_role("button", name="Look").click()
    expect(page.locator("output")).to_have_text("1")
    assert feed.rows == ["a", "b"]
    assert page.evaluate("first === document.querySelector('li') && first.querySelector('input').value") == "typed"


def test_focus_and_typed_text_stay_in_rows_that_others_push_about(feed: FeedPage, page: Page) -> None:
    feed.open("a b c")
    field = page.locator("[data-key=b] input")
    field.fill("half an ans")
    feed.do(["prepend", "d"], ["append", "e"], ["insert", 2, "f"], ["remove", "a"])
    feed.do(["insert", 0, "b anew"])
    page.keyboard.type("wer")
    assert feed.rows == ["b anew", "d", "f", "c", "e"]
    assert page.locator("[data-key=b] input").input_value() == "half an answer"


def test_a_row_that_a_page_script_has_changed_stays_as_it_is(feed: FeedPage, page: Page) -> None:
    feed.open("a b")
    page.evaluate("""() => {
        document.querySelector("li").classList.add("read");
        document.querySelector("ul").append(Object.assign(document.createElement("li"), { className: "mine" }));
    }""")
    feed.do(["append", "c"])
    assert feed.rows == ["a", "b", "c"]
    assert page.locator("li.read span").inner_text() == "a"
    assert page.locator("li.mine").count() == 1


def test_an_answer_that_got_lost_doubles_no_row(feed: FeedPage) -> None:
    feed.open("a")
    feed.lost = 2
    feed.do(["append", "b"])
    assert feed.rows == ["a", "b"]
    assert len(feed.bodies) == 3
    assert len(feed.replies) == 1


def test_a_stale_page_shows_the_rows_of_a_fresh_one(site: Any, feed: FeedPage, page: Page) -> None:
    feed.open("a b c")
    feed.do(["append", "d"])
    page.evaluate("window.before = document.querySelector('[data-key=b]')")
    site.posts = lambda route: route.fulfill(status=410, body='{"type": "error", "code": "stale_snapshot"}')
    site.body = site.body.replace("a</span>", "a anew</span>")
    page.get_by_role("button", name="Look").click()
    expect(page.locator("li")).to_have_count(3)
    assert feed.rows == ["a anew", "b", "c"]
    assert page.evaluate("before.isConnected")


def test_rows_without_a_key_are_complained_about_once_and_none_is_lost(
    site: Any, server: Any, page: Page, console: Any
) -> None:
    feed = FeedPage(site, page, "keyless").open("a b")
    feed.do(["append", "c"])
    feed.do(["append", "d"])
    assert feed.rows == ["a", "b", "c", "d"]
    console.take("the stream posts: a row has no data-key")


def test_a_limit_keeps_the_page_small_however_long_it_is_open(feed: FeedPage, page: Page) -> None:
    feed.open("a")
    nodes = """() => {
        const walker = document.createTreeWalker(document, NodeFilter.SHOW_ALL);
        let count = 0;
        while (walker.nextNode()) count++;
        return count;
    }"""
    most = 0
    for start in range(0, UPDATES, 50):
        for number in range(start, start + 50):
            page.evaluate(
                """(text) => new Promise((done) => {
                    document.addEventListener("live:update", () => done(), { once: true });
                    live.send(document.querySelector("section"), "limited", { text });
                })""",
                f"n{number}",
            )
        most = most or page.evaluate(nodes)
        assert page.evaluate(nodes) <= most
    assert feed.rows == [f"n{number}" for number in range(UPDATES - 20, UPDATES)]
