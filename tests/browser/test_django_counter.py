"""The example site in a real browser, under a real server and its strict policy: once with the client's modules, once
with the one file that a wheel carries."""

import json
import re
import subprocess
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from browser.demo_server import OTHER_KEY, SECRET_KEY, DemoServer
from playwright.sync_api import Locator, Page, Request, Route, expect
from uv import find_uv_bin

from component_framework.core import ComponentSettings
from component_framework.core.signing import sealer

ROOT = Path(__file__).parents[2]
POSTS = "**/components/*/"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DemoServer]:
    server = DemoServer(tmp_path_factory.mktemp("demo"))
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def built_client(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The script inside component-core's wheel."""
    out = tmp_path_factory.mktemp("wheel")
    command = [find_uv_bin(), "build", "--quiet", "--wheel", "--no-sources", "--package", "component-core", "-o", out]
    subprocess.run(command, cwd=ROOT, check=True)
    (wheel,) = out.glob("component_core-*.whl")
    return zipfile.ZipFile(wheel).read("component_framework/core/client/live.min.js").decode()


class Demo:
    """One browser on the site: the messages that it sent, and the answers' statuses."""

    def __init__(self, page: Page, server: DemoServer) -> None:
        self.page, self.server = page, server
        self.messages: list[dict[str, Any]] = []
        self.statuses: list[int] = []
        page.on("request", self._note)
        page.on("response", lambda answer: self.statuses.append(answer.status) if is_post(answer.request) else None)

    @property
    def calls(self) -> list[dict[str, Any]]:
        return [call for message in self.messages for call in message.get("calls", [message])]

    def open(self, path: str) -> None:
        answer = self.page.goto(self.server.url + path)
        assert answer is not None
        policy = answer.headers["content-security-policy"].split("; ")
        assert {"default-src 'self'", "require-trusted-types-for 'script'"} <= set(policy)

    def _note(self, request: Request) -> None:
        if is_post(request):
            self.messages.append(json.loads(request.post_data or ""))


def is_post(request: Request) -> bool:
    return request.method == "POST" and "/components/" in request.url


@pytest.fixture(params=["modules", "wheel"])
def demo(request: pytest.FixtureRequest, page: Page, console: Any, running: DemoServer) -> Demo:
    if request.param == "wheel":
        serve_one_file(page, request.getfixturevalue("built_client"))
    return Demo(page, running)


@pytest.fixture
def one_demo(page: Page, console: Any, running: DemoServer) -> Demo:
    """For what does not depend on how the client is packed."""
    return Demo(page, running)


def serve_one_file(page: Page, script: str) -> None:
    """The wheel's file in place of the first module; another module would be missing."""
    page.route("**/static/component_framework/**", lambda route: route.fulfill(status=404))
    page.route(
        re.compile(r"/component_framework/live(\.min)?\.js"),
        lambda route: route.fulfill(body=script, content_type="text/javascript"),
    )


def count(page: Page) -> Locator:
    return page.locator(".counter > output")


def notes(page: Page) -> Locator:
    return page.get_by_label("Notes")


def plus_one(page: Page) -> Locator:
    return page.get_by_role("button", name="+1", exact=True)


def add_tally(demo: Demo, name: str) -> Locator:
    """A new row on the board; its button that counts one more."""
    demo.open("/tallies/")
    demo.page.get_by_label("New tally").fill(name)
    demo.page.keyboard.press("Enter")
    one_more = demo.page.get_by_role("button", name=f"One more: {name}")
    expect(one_more).to_be_visible()
    return one_more


def hold(page: Page) -> Callable[[], None]:
    """From now on messages wait on their way; the function that is given lets all go on."""
    held: list[Route] = []
    page.route(POSTS, lambda route: held.append(route))  # noqa: PLW0108  # playwright refuses a builtin

    def release() -> None:
        page.wait_for_timeout(1)  # lets playwright hand over what has come
        page.route(POSTS, lambda route: route.continue_())
        for route in held:
            route.continue_()

    return release


def with_state(change: Callable[[str], str]) -> Callable[[Route], None]:
    def send(route: Route) -> None:
        message = json.loads(route.request.post_data or "")
        route.continue_(post_data=json.dumps({**message, "state": change(message["state"])}))

    return send


def aged(state: str) -> str:
    """The same snapshot, issued 25 hours ago."""
    seal = sealer(ComponentSettings(keys=(SECRET_KEY,)), "state")
    content = json.loads(seal.open(state))
    return seal.seal(json.dumps([*content[:-1], content[-1] - 25 * 3600]).encode())


def mark(page: Page) -> None:
    """A page that was loaded again has lost it."""
    page.evaluate("window.marked = true")


def is_marked(page: Page) -> bool:
    return bool(page.evaluate("window.marked === true"))


def test_twenty_quick_clicks_show_twenty(demo: Demo) -> None:
    demo.open("/")
    for _ in range(20):
        demo.page.get_by_role("button", name="Click me").click()
    expect(demo.page.locator(".clicker output")).to_have_text("20")
    assert [call["event"] for call in demo.calls] == ["click"] * 20


def test_twenty_clicks_in_one_tick_show_twenty(demo: Demo) -> None:
    demo.open("/counter/")
    plus_one(demo.page).evaluate("button => { for (let i = 0; i < 20; i++) button.click(); }")
    expect(count(demo.page)).to_have_text("25")
    assert len(demo.calls) == 20
    assert len(demo.messages) <= 2


def test_the_handler_ran_as_often_as_was_clicked(demo: Demo) -> None:
    name = f"Clicks {time.monotonic_ns()}"
    one_more = add_tally(demo, name)
    for _ in range(20):
        one_more.click()
    expect(one_more.locator("xpath=preceding-sibling::output")).to_have_text("20")
    assert demo.server.tally(name) == 20


def test_typing_while_answers_come_loses_nothing(demo: Demo) -> None:
    demo.open("/counter/")
    page = demo.page
    for letter in "what is typed while the answers come":
        plus_one(page).evaluate("button => button.click()")
        notes(page).press_sequentially(letter)
    expect(count(page)).to_have_text(str(5 + 36))
    expect(notes(page)).to_have_value("what is typed while the answers come")
    expect(notes(page)).to_be_focused()


def test_the_caret_stays_where_it_is(demo: Demo) -> None:
    demo.open("/counter/")
    page = demo.page
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


def test_a_model_is_sent_after_a_pause_and_keeps_what_is_typed(demo: Demo) -> None:
    demo.open("/counter/")
    page = demo.page
    step = page.get_by_label("Step")
    step.fill("")
    step.press_sequentially("123", delay=10)
    expect(page.get_by_role("button", name="Add 123", exact=True)).to_be_visible()
    expect(step).to_have_value("123")
    expect(step).to_be_focused()
    assert demo.calls[-1] == {**demo.calls[-1], "fields": {"step": "123"}}
    assert len(demo.calls) <= 2


def test_a_click_waits_for_what_was_typed_before_it(demo: Demo) -> None:
    demo.open("/counter/")
    demo.page.get_by_label("Step").fill("7")
    demo.page.get_by_role("button", name=re.compile("^Add ")).click()
    expect(count(demo.page)).to_have_text("12")


def test_a_submitted_form_adds_a_row_and_is_ready_for_the_next(demo: Demo) -> None:
    page, name = demo.page, f"Row {time.monotonic_ns()}"
    add_tally(demo, name)
    field = page.get_by_label("New tally")
    expect(field).to_have_value("")
    expect(field).to_be_focused()
    assert demo.server.tally(name) == 0


def test_a_refused_form_says_why_and_keeps_what_was_typed(demo: Demo) -> None:
    page, name = demo.page, f"Taken {time.monotonic_ns()}"
    add_tally(demo, name)
    page.get_by_label("New tally").fill(name)
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_role("alert")).to_have_text("This one is on the board already.")
    expect(page.get_by_label("New tally")).to_have_value(name)


def test_the_keyboard_is_enough(demo: Demo) -> None:
    demo.open("/counter/")
    page = demo.page
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


def test_a_forged_snapshot_is_an_error_and_the_component_stays_usable(one_demo: Demo, console: Any) -> None:
    one_demo.open("/counter/")
    page = one_demo.page
    page.route(POSTS, with_state(lambda state: state[:-2] + ("AA" if state[-2:] != "AA" else "BB")))
    with page.expect_response(POSTS) as refused:
        plus_one(page).click()
    assert refused.value.status == 400
    page.unroute(POSTS)
    plus_one(page).click()
    expect(count(page)).to_have_text("6")
    console.take("counter was refused: 400 bad_snapshot")


def test_an_expired_snapshot_is_refreshed_calmly(demo: Demo) -> None:
    demo.open("/counter/")
    page = demo.page
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
    assert demo.statuses == [200, 410, 200]
    assert is_marked(page)


def test_clicks_while_the_server_restarts_are_counted_once(one_demo: Demo) -> None:
    one_demo.open("/counter/")
    page = one_demo.page
    mark(page)
    one_demo.server.stop()
    for _ in range(3):
        plus_one(page).click()
    notes(page).fill("written meanwhile")
    one_demo.server.start()
    expect(count(page)).to_have_text("8", timeout=20_000)
    expect(notes(page)).to_have_value("written meanwhile")
    assert is_marked(page)


def test_a_deploy_with_another_key_refreshes_the_page_calmly(one_demo: Demo) -> None:
    one_demo.open("/counter/")
    page = one_demo.page
    mark(page)
    plus_one(page).click()
    expect(count(page)).to_have_text("6")
    notes(page).fill("not to be lost")
    one_demo.server.stop()
    one_demo.server.start(secret_key=OTHER_KEY)
    try:
        plus_one(page).click()
        expect(count(page)).to_have_text("5", timeout=20_000)
        plus_one(page).click()
        expect(count(page)).to_have_text("6")
        expect(notes(page)).to_have_value("not to be lost")
        assert is_marked(page)
    finally:
        one_demo.server.stop()
        one_demo.server.start()


def test_the_csrf_cookie_changes_in_another_tab(demo: Demo) -> None:
    demo.open("/counter/")
    page = demo.page
    new = "r" * 32

    def rotate_on_the_way(route: Route) -> None:
        """The message arrives with the new cookie, and in the header with the token as it was."""
        page.context.add_cookies([{"name": "csrftoken", "value": new, "url": demo.server.url}])
        answer = route.fetch(headers={**route.request.all_headers(), "cookie": f"csrftoken={new}"})
        route.fulfill(response=answer)

    page.route(POSTS, rotate_on_the_way, times=1)
    plus_one(page).click()
    expect(count(page)).to_have_text("6")
    assert demo.statuses == [403, 200]
    plus_one(page).click()
    expect(count(page)).to_have_text("7")
