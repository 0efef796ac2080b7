"""A bad network over HTTP, on both example sites: what was done ahead of every fault is done once, in order, and shown."""

import os
from typing import Any

import pytest
from browser.bad_network import BadNetwork
from browser.demo_page import Demo
from browser.demo_server import DemoServer
from playwright.sync_api import expect

ACTS = int(os.environ.get("FAULT_ACTS", "100"))
SHARES = [0.1, 0.25]

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
TITLES = "() => [...document.querySelectorAll('li.todo [name=title]')].map((field) => field.value)"
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


def test_without_a_reply_store_the_page_shows_what_the_server_has(demo: Demo[Any], share: float) -> None:
    demo.server.restart(reply_store="off")
    try:
        demo.server.fill()
        BadNetwork(demo.page, share=share)
        page = demo.open("/todos/")
        page.evaluate(ADD, [0, ACTS])
        page.wait_for_function("() => !document.querySelector('[aria-busy]')")
        shown = page.evaluate(TITLES)
        assert list(dict.fromkeys(shown)) == NUMBERED
        assert len(shown) > ACTS
        page.unroute_all()
        page.reload()
        assert page.evaluate(TITLES) == shown
    finally:
        demo.server.restart()
