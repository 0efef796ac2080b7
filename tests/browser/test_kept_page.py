"""What one test does to its page the next one does not see, although it may get the same page."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from browser.kept_page import PageKeeper
from browser.origin import ORIGIN
from playwright.sync_api import Browser, Page


@pytest.fixture
def keeper(chromium: Browser) -> Iterator[PageKeeper]:
    keeper = PageKeeper(chromium)
    yield keeper
    keeper.close()


def used(keeper: PageKeeper, act: Callable[[Page], Any], *, has_failed: bool = False) -> tuple[Page, Page]:
    """The page in which `act` was done, and the one that is handed out after it."""
    before = keeper.lend().page
    before.route("**/*", lambda route: route.fulfill(body="<title>x</title>", content_type="text/html"))
    before.goto(ORIGIN)
    act(before)
    keeper.take_back(has_failed=has_failed)
    return before, keeper.lend().page


def test_nothing_is_left_of_what_can_be_undone(keeper: PageKeeper, site: Any) -> None:
    heard: list[str] = []

    def act(page: Page) -> None:
        page.on("console", lambda message: heard.append(message.text))
        page.evaluate("document.cookie = 'a=1'; localStorage.a = sessionStorage.a = 1; window.a = 1")
        page.evaluate("history.pushState(null, '', '/page/2')")
        page.context.set_offline(True)

    before, after = used(keeper, act)
    after.goto(ORIGIN)
    after.evaluate("console.log('not heard')")
    assert after is before
    assert heard == []
    assert after.title() == "Test"
    kept = "[document.cookie, localStorage.length, sessionStorage.length, window.a ?? null, history.length]"
    assert after.evaluate(kept) == ["", 0, 0, None, 2]


@pytest.mark.parametrize(
    "act",
    [
        lambda page: page.add_init_script("0"),
        lambda page: page.clock.install(),
        lambda page: page.clock.set_fixed_time(0),
        lambda page: page.close(),
        lambda page: page.context.new_page(),
        lambda page: page.context.grant_permissions(["clipboard-read"]),
        lambda page: page.context.route("**/*", lambda route: route.abort()),
        lambda page: page.emulate_media(color_scheme="dark"),
        lambda page: page.evaluate("void window.open('about:blank')"),
        lambda page: page.expose_function("f", lambda: 1),
        lambda page: page.set_viewport_size({"width": 320, "height": 800}),
    ],
)
def test_what_lasts_costs_the_page(keeper: PageKeeper, act: Callable[[Page], Any]) -> None:
    before, after = used(keeper, act)
    assert after is not before
    assert before.is_closed()


def test_a_test_that_failed_costs_the_page(keeper: PageKeeper) -> None:
    before, after = used(keeper, lambda page: None, has_failed=True)
    assert after is not before


def test_a_host_that_nobody_knows_fails_the_test(site: Any, page: Page, console: Any) -> None:
    site.open("")
    with page.expect_event("requestfailed"):
        page.evaluate("() => { location.href = 'http://evil.test/' }")
    console.take("nothing is served at http://evil.test/")


def test_a_file_that_is_missing_fails_the_test(site: Any, page: Page, console: Any) -> None:
    site.open('<link rel="stylesheet" href="/missing.css"><script type="module" src="/client/missing.js"></script>')
    console.take("nothing is served at http://app.test/missing.css")
    console.take("nothing is served at http://app.test/client/missing.js")
