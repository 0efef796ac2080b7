"""A bad network over HTTP, on both example sites: what was done is done once, in order, and shown."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
from browser.bad_network import BadNetwork
from browser.demo_page import Demo
from browser.demo_server import DemoServer
from faults.kinds import IS_LONG
from playwright.sync_api import expect

ACTS = int(os.environ.get("FAULT_ACTS", "100"))
SHARES = [0.1, 0.25] if IS_LONG else [0.25]

pytestmark = [
    pytest.mark.parametrize("demo", [("django", "modules"), ("fastapi", "wheel")], indirect=True, ids="-".join),
    pytest.mark.parametrize("share", SHARES),
]

ADD = """async ([first, count]) => {
    const form = document.querySelector("[data-live-submit=add]");
    for (let number = first; number < first + count; number++) {
        const answered = new Promise((done) => document.addEventListener("live:update", done, { once: true }));
        form.elements.title.value = `No. ${number}`;
        form.requestSubmit();
        if (number % 3) await answered;
    }
}"""
CLICK = """async (count) => {
    const button = [...document.querySelectorAll(".counter button")].find((one) => one.textContent === "+1");
    for (let number = 0; number < count; number++) {
        const answered = new Promise((done) => document.addEventListener("live:update", done, { once: true }));
        button.click();
        if (number % 3) await answered;
    }
}"""
TITLES = "() => [...document.querySelectorAll('li.todo .todo-title')].map((title) => title.textContent)"
NUMBERED = [f"No. {number}" for number in range(ACTS)]


def test_a_hundred_clicks_show_a_hundred(demo: Demo[DemoServer], share: float) -> None:
    network = BadNetwork(demo.page, share=share)
    demo.open("/counter/").evaluate(CLICK, ACTS)
    expect(demo.page.locator(".counter > output")).to_have_text(str(5 + ACTS))
    assert network.faults > ACTS * share


def test_a_hundred_titles_are_added_once_each_in_order(demo: Demo[DemoServer], share: float) -> None:
    demo.server.fill()
    network = BadNetwork(demo.page, share=share)
    page = demo.open("/todos/")
    page.evaluate(ADD, [0, ACTS])
    expect(page.locator("li.todo")).to_have_count(ACTS)
    assert page.evaluate(TITLES) == NUMBERED
    page.unroute_all()
    page.reload()
    assert page.evaluate(TITLES) == NUMBERED
    assert network.faults > ACTS * share


@pytest.fixture
def without_replies(demo: Demo[Any]) -> Iterator[Demo[Any]]:
    """The site does not keep replies: what comes again is done again."""
    demo.server.restart(reply_store="off")
    yield demo
    demo.server.restart()


def test_without_a_reply_store_a_hundred_clicks_show_a_hundred(without_replies: Demo[Any], share: float) -> None:
    test_a_hundred_clicks_show_a_hundred(without_replies, share)


def test_without_a_reply_store_the_page_shows_what_the_server_has(without_replies: Demo[Any], share: float) -> None:
    acts = max(ACTS // 4, 20)
    without_replies.server.fill()
    BadNetwork(without_replies.page, share=share)
    page = without_replies.open("/todos/")
    page.evaluate(ADD, [0, acts])
    expect(page.locator("[data-live=todos]")).not_to_have_attribute("aria-busy", "true")
    page.unroute_all()
    page.evaluate("live.send(document.querySelector('[data-live=todos] li'), '')")  # after the last late copy
    expect(page.locator("[data-live=todos]")).not_to_have_attribute("aria-busy", "true")
    shown = page.evaluate(TITLES)
    assert list(dict.fromkeys(shown)) == NUMBERED[:acts]
    assert len(shown) > acts
    page.reload()
    assert page.evaluate(TITLES) == shown
