"""Links and forms that are followed without a full page load: what is exchanged, and what is left to the browser."""

from typing import Any

import pytest
from browser.demo_page import is_marked, mark
from browser.origin import ORIGIN, Answer
from playwright.sync_api import Page, expect

POLICY = "default-src 'self'; require-trusted-types-for 'script'"
TALL = '<p class="tall">…</p>' * 200


@pytest.fixture
def two(pages: Any) -> Any:
    pages.add("/a", '<main><h1>A</h1><a href="/b">to b</a> <a href="/b#below">below</a></main>')
    pages.add("/b", f'<main><h1>B</h1><a href="/a">to a</a></main>{TALL}<h2 id="below">Below</h2>{TALL}')
    return pages


def test_a_link_shows_the_next_page_in_this_one(two: Any, page: Page) -> None:
    two.open("/a")
    mark(page)
    page.get_by_text("to b").click()
    two.shows("/b")
    expect(page.locator("h1")).to_have_text("B")
    assert page.url == ORIGIN + "/b"
    assert is_marked(page)
    page.get_by_text("to a").click()
    two.shows("/a")
    assert two.loads == ["/a"]
    assert is_marked(page)
    assert page.evaluate("document.body.dataset.liveNavigate") == ""
    assert page.locator("body").count() == 1


def test_the_events_name_the_address_and_one_can_be_refused(two: Any, page: Page) -> None:
    two.open("/a")
    page.evaluate(
        """() => ["live:navigate", "live:navigated"].forEach((type) =>
            document.addEventListener(type, (event) => {
                (window.heard ??= []).push(`${type} ${event.detail.url}`);
                if (window.refuses) event.preventDefault();
            }))"""
    )
    page.get_by_text("to b").click()
    two.shows("/b")
    assert page.evaluate("heard") == [f"live:navigate {ORIGIN}/b", f"live:navigated {ORIGIN}/b"]
    page.evaluate("window.refuses = true")
    page.get_by_text("to a").click()
    page.wait_for_function("() => heard.length === 3")
    assert page.url == ORIGIN + "/b"
    assert two.gets.count("/a") <= 2  # at most for the intent


# --- what is not meant ---

NOT_MEANT = {
    "off": '<a href="/b" data-live-navigate="off">go</a>',
    "within off": '<p data-live-navigate="off"><a href="/b">go</a></p>',
    "target": '<a href="/b" target="_top">go</a>',
    "a script's": '<a href="/b" id="prevented">go</a>',
}


@pytest.mark.parametrize("kind", NOT_MEANT)
def test_what_is_not_meant_stays_the_browsers(pages: Any, page: Page, kind: str) -> None:
    pages.add("/a", NOT_MEANT[kind])
    pages.add("/b", "<h1>B</h1>")
    pages.open("/a")
    page.evaluate(
        """() => document.querySelector("#prevented")?.addEventListener("click", (event) => {
            event.preventDefault();
            location.assign("/b");
        })"""
    )
    page.get_by_text("go").click()
    pages.shows("/b")
    assert pages.loads == ["/a", "/b"]


@pytest.mark.parametrize("scope", ["a", "nav", "form"])
def test_only_what_is_marked_navigates(pages: Any, page: Page, scope: str) -> None:
    marked = {
        "a": '<a href="/b" data-live-navigate>in</a>',
        "nav": '<nav data-live-navigate><a href="/b">in</a></nav>',
        "form": '<form action="/b" data-live-navigate><button>in</button></form>',
    }
    for path in ("/a", "/b"):
        pages.add(path, marked[scope] + '<a href="/a">out</a>', scope="")
    pages.open("/a")
    page.get_by_text("in").click()
    pages.shows("/b")
    assert pages.loads == ["/a"]
    page.get_by_text("out").click()
    pages.shows("/a")
    assert pages.loads == ["/a", "/a"]


def test_a_modified_click_opens_a_tab(two: Any, page: Page) -> None:
    two.open("/a")
    with page.context.expect_page() as other:
        page.get_by_text("to b").click(modifiers=["ControlOrMeta"])
    other.value.close()
    assert page.title() == "Page /a"


def test_a_link_to_a_place_in_the_page_asks_for_nothing(pages: Any, page: Page) -> None:
    pages.add("/a", f'<a href="#below">go</a>{TALL}<h2 id="below">Below</h2>{TALL}')
    pages.open("/a")
    page.get_by_text("go").click()
    page.wait_for_function("() => scrollY > 1000")
    page.go_back()
    page.wait_for_function("() => scrollY === 0")
    page.go_forward()
    page.wait_for_function("() => scrollY > 1000")
    assert pages.gets == ["/a"]


# --- answers ---


@pytest.mark.parametrize(
    "answer",
    [
        Answer("text", "text/plain"),
        Answer("<title>Page /b</title>broken", "text/html", status=500),
        Answer("<title>Page /b</title>no client", "text/html"),
        Answer('<title>Page /b</title><script type="module" src="/other.js" data-live-client></script>', "text/html"),
    ],
    ids=["no page", "an error", "no client", "another client"],
)
def test_what_cannot_be_put_in_is_loaded_in_full(two: Any, page: Page, answer: Answer) -> None:
    two.open("/a")
    two.site.files["/other.js"] = ""
    two.answers["/b"] = answer
    page.get_by_text("to b").click()
    page.wait_for_function("() => performance.getEntriesByType('navigation')[0].name.endsWith('/b')")
    assert two.loads == ["/a", "/b"]
    assert page.url == ORIGIN + "/b"


def test_a_page_that_tracks_another_asset_is_loaded_in_full(pages: Any, page: Page) -> None:
    pages.add("/a", '<a href="/b">to b</a>', head='<meta name="build" content="1" data-live-track>')
    pages.add("/b", '<a href="/a">to a</a>', head='<meta name="build" content="2" data-live-track>')
    pages.open("/a")
    page.get_by_text("to b").click()
    pages.shows("/b")
    page.wait_for_function("() => document.readyState === 'complete'")
    assert pages.loads == ["/a", "/b"]


def test_a_page_that_is_missing_shows_what_the_server_says(two: Any, page: Page) -> None:
    two.add("/b", "<h1>There is no such page</h1>", status=404)
    two.open("/a")
    page.get_by_text("to b").click()
    expect(page.locator("h1")).to_have_text("There is no such page")
    assert two.loads == ["/a"]


def test_a_redirect_is_followed_to_its_address(two: Any, page: Page) -> None:
    two.answers["/b"] = Answer(status=302, headers={"Location": "/c"})
    two.add("/c", "<h1>C</h1>")
    two.open("/a")
    page.get_by_text("to b").click()
    two.shows("/c")
    assert page.url == ORIGIN + "/c"
    assert two.loads == ["/a"]


def test_a_newer_visit_ends_the_one_before(two: Any, page: Page) -> None:
    two.add("/a", '<a href="/b">to b</a> <a href="/c">to c</a>')
    two.add("/c", "<h1>C</h1>")
    slow = two.hold("/b")
    two.open("/a")
    page.get_by_text("to b").click()
    page.get_by_text("to c").click()
    two.shows("/c")
    slow.set()
    page.evaluate("() => new Promise((done) => setTimeout(done, 50))")
    assert page.title() == "Page /c"
    assert page.evaluate("history.length") == 3  # with the blank page that it began with


# --- the head ---


def test_head_language_and_body_are_the_new_pages(pages: Any, page: Page) -> None:
    shared = '<meta name="color-scheme" content="light dark">'
    pages.add(
        "/a",
        '<a href="/b">to b</a>',
        head=f'{shared}<meta name="description" content="A"><link rel="canonical" href="/a">',
    )
    pages.add("/b", "<h1>B</h1>", html=' lang="ar" dir="rtl"', head=f'{shared}<meta name="description" content="B">')
    pages.open("/a")
    page.evaluate("window.scheme = document.querySelector('[name=color-scheme]')")
    page.get_by_text("to b").click()
    pages.shows("/b")
    assert page.evaluate("[document.documentElement.lang, document.documentElement.dir]") == ["ar", "rtl"]
    assert page.evaluate("[...document.querySelectorAll('[name=description]')].map((one) => one.content)") == ["B"]
    assert page.locator("[rel=canonical]").count() == 0
    assert page.evaluate("scheme.isConnected")


def test_a_style_sheet_is_there_before_its_page(pages: Any, page: Page) -> None:
    pages.site.files |= {
        "/a.css": "h1 { color: rgb(1, 0, 0); margin-top: 7px; }",
        "/b.css": "h1 { color: rgb(2, 0, 0); }",
    }
    pages.add("/a", '<h1>A</h1><a href="/b">to b</a>', head='<link rel="stylesheet" href="/a.css">')
    pages.add("/b", "<h1>B</h1>", head='<link rel="stylesheet" href="/b.css">')
    pages.open("/a")
    page.evaluate(
        """() => document.addEventListener("live:navigated", () => {
            const { color, marginTop } = getComputedStyle(document.querySelector("h1"));
            window.seen = [color, marginTop === "7px"];
        })"""
    )
    page.get_by_text("to b").click()
    pages.shows("/b")
    assert page.evaluate("seen") == ["rgb(2, 0, 0)", False]
    page.go_back()
    pages.shows("/a")
    assert page.evaluate("seen") == ["rgb(1, 0, 0)", True]


def test_a_script_with_an_address_runs_once_and_in_order(pages: Any, page: Page) -> None:
    for name in ("first", "second", "third"):
        pages.site.files[f"/{name}.js"] = f'(window.ran ??= []).push("{name}");'
    scripts = "".join(f'<script src="/{name}.js" defer></script>' for name in ("first", "second"))
    scripts += '<script type="module" src="/third.js"></script>'
    pages.add("/a", '<a href="/b">to b</a>')
    pages.add("/b", '<a href="/a">to a</a>', head=scripts)
    pages.open("/a")
    page.get_by_text("to b").click()
    page.wait_for_function("() => window.ran?.length === 3")
    page.get_by_text("to a").click()
    pages.shows("/a")
    page.get_by_text("to b").click()
    pages.shows("/b")
    page.evaluate("() => new Promise((done) => setTimeout(done, 50))")
    assert page.evaluate("ran") == ["first", "second", "third"]


def with_nonce(nonce: str) -> dict[str, str]:
    return {"Content-Security-Policy": f"{POLICY}; script-src 'self' 'nonce-{nonce}'"}


@pytest.mark.parametrize(("nonce", "ran"), [("two", "yes"), ("guessed", None)])
def test_an_inline_script_runs_if_the_policy_of_its_page_vouches_for_it(
    pages: Any, page: Page, console: Any, nonce: str, ran: str | None
) -> None:
    inline = f'<script nonce="{nonce}">window.ran = "yes";</script>'
    pages.site.script = 'data-live-client nonce="one"'
    pages.add("/a", '<a href="/b">to b</a>', headers=with_nonce("one"))
    pages.add("/b", f"<h1>B</h1>{inline}", headers=with_nonce("two"))
    pages.open("/a")
    page.get_by_text("to b").click()
    pages.shows("/b")
    if ran:
        page.wait_for_function("() => window.ran")
    else:
        page.wait_for_timeout(50)
        console.take("script-src")
    assert page.evaluate("window.ran ?? null") == ran


# --- focus, scroll, words ---


def test_the_focus_goes_to_the_content_and_the_title_is_said(two: Any, page: Page) -> None:
    two.open("/a")
    page.get_by_text("to b").focus()
    page.keyboard.press("Enter")
    two.shows("/b")
    assert page.evaluate("document.activeElement.localName") == "main"
    expect(page.locator("[aria-live=polite]")).to_have_text("Page /b")
    page.keyboard.press("Tab")
    expect(page.get_by_text("to a")).to_be_focused()
    assert page.evaluate("document.querySelector('main').hasAttribute('tabindex')") is False


def test_the_focus_goes_where_the_page_wants_it(pages: Any, page: Page) -> None:
    pages.add("/a", '<a href="/b">to b</a> <a href="/c#place">to c</a>')
    pages.add("/b", "<main><input autofocus></main>")
    pages.add("/c", f'<main>{TALL}<p id="place">here</p></main>')
    pages.open("/a")
    page.get_by_text("to b").click()
    pages.shows("/b")
    expect(page.locator("input")).to_be_focused()
    page.go_back()
    pages.shows("/a")
    page.get_by_text("to c").click()
    pages.shows("/c")
    expect(page.locator("#place")).to_be_focused()
    expect(page.locator("#place")).to_be_in_viewport()


def test_scroll_is_at_the_top_first_and_where_it_was_on_return(two: Any, page: Page) -> None:
    two.add("/a", f'{TALL}<a href="/b">to b</a>{TALL}')
    two.open("/a")
    page.evaluate("scrollTo(0, 900)")
    page.get_by_text("to b").evaluate("link => link.click()")
    two.shows("/b")
    assert page.evaluate("scrollY") == 0
    page.evaluate("scrollTo(0, 400)")
    page.wait_for_function("() => history.state.liveScroll?.[1] === 400")
    page.go_back()
    two.shows("/a")
    assert page.evaluate("scrollY") == 900
    page.go_forward()
    two.shows("/b")
    assert page.evaluate("scrollY") == 400
    assert two.loads == ["/a"]


def test_a_hash_of_the_new_page_is_scrolled_to(two: Any, page: Page) -> None:
    two.open("/a")
    page.get_by_text("below").click()
    two.shows("/b")
    assert page.url == ORIGIN + "/b#below"
    expect(page.get_by_text("Below")).to_be_in_viewport()


def test_a_page_that_is_loaded_again_is_where_it_was(two: Any, page: Page) -> None:
    two.open("/a")
    page.get_by_text("to b").click()
    two.shows("/b")
    page.evaluate("scrollTo(0, 400)")
    page.wait_for_function("() => history.state.liveScroll?.[1] === 400")
    page.reload()
    page.wait_for_function("() => scrollY === 400")
    page.goto(ORIGIN + "/a")
    page.go_back()
    page.wait_for_function("() => scrollY === 400")


def test_the_same_address_makes_no_entry(two: Any, page: Page) -> None:
    two.add("/a", '<a href="/a">again</a>')
    two.open("/a")
    before = page.evaluate("history.length")
    with page.expect_response(ORIGIN + "/a"):
        page.get_by_text("again").click()
    page.wait_for_selector("html:not([data-live-navigating])")
    assert page.evaluate("history.length") == before
    assert two.loads == ["/a"]
