"""Every page of both example sites under its policy: sent, and kept to by its HTML and by all that is done on it."""

import re
from typing import Any

import pytest
from browser.demo_page import Demo, is_post
from browser.demo_server import DemoServer
from browser.example_pages import PAGES, acts_on
from playwright.sync_api import Response

STRICT = {"default-src 'self'", "require-trusted-types-for 'script'"}
INLINE = re.compile(r"<style|\sstyle=|\son\w+=|\bjavascript:|<script(?![^>]*\ssrc=)", re.IGNORECASE)
WATCH = """(() => {
    window.violations = [];
    document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI, sample }) =>
        window.violations.push(`${violatedDirective} ${blockedURI} ${sample}`));
})()"""

pytestmark = pytest.mark.parametrize(("demo", "path"), PAGES, indirect=["demo"])


@pytest.fixture(autouse=True)
def known_todos(demo: Demo[DemoServer]) -> None:
    """Not what another test has typed into the list: a title may well say `onerror=`."""
    demo.server.fill("Milk", "x Bread")


def test_a_page_sends_a_strict_policy_and_has_nothing_inline(demo: Demo[DemoServer], path: str) -> None:
    answer = demo.page.goto(demo.server.url + path)
    assert answer is not None
    assert set(answer.headers["content-security-policy"].split("; ")) >= STRICT
    assert INLINE.findall(answer.text()) == []


def test_what_is_done_on_a_page_violates_nothing(demo: Demo[DemoServer], path: str, console: Any) -> None:
    page = demo.page
    page.goto(demo.server.url + path)
    page.evaluate(WATCH)
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer) if is_post(answer.request) else None)
    for act in acts_on(path):
        act(page)
    assert page.evaluate("window.violations") == []
    assert [INLINE.findall(answer.text()) for answer in answers] == [[]] * len(answers)
    assert console.warnings == []


def test_a_script_in_what_is_typed_stays_text(demo: Demo[DemoServer], path: str) -> None:
    page = demo.page
    page.goto(demo.server.url + path)
    page.evaluate(WATCH)
    text = "\"'><img src=x onerror=alert(1)><script>alert(2)</script>"
    for field in page.locator("main :is(input:not([type]), input[type=text], textarea)").all():
        if field.is_visible() and field.is_editable():
            field.fill(text)
            field.press("Tab")
    page.wait_for_timeout(500)
    assert page.locator("[data-live] :is(script, img)").count() == 0
    assert page.evaluate("window.violations") == []
