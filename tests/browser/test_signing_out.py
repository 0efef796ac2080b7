"""What a page does whose session ends while it polls, and its user types and clicks: scenario 27, over sockets."""

from collections.abc import Iterator
from typing import Any

import pytest
from browser.test_two_windows import PATIENCE_MS, open_window, wait
from faults.conftest import run_farm
from faults.farm import Farm
from faults.kinds import IS_LONG
from playwright.sync_api import Page, expect

DESKS = "+".join(["desk"] * 5)
SERVERS = ["django-daphne", "django-uvicorn", "fastapi-uvicorn"]
ENDS = ["sign-out", "sessions/expired", "sessions/deleted"]
EACH = [(server, end) for server in SERVERS for end in ENDS]
SOME = [*zip(SERVERS, reversed(ENDS), strict=True), ("fastapi-uvicorn", "sessions/expired")]
each_end = pytest.mark.parametrize(("farm", "end"), EACH if IS_LONG else SOME, indirect=["farm"])
QUIET_MS = 1500
"""In which each of five components would have polled seven times."""
NOTE_ENDS = "() => { window.ends = 0; document.addEventListener('live:expired', () => { ends++ }) }"
STAY = "() => document.addEventListener('live:expired', (event) => event.preventDefault())"


@pytest.fixture(scope="module", params=SERVERS)
def farm(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Farm]:
    yield from run_farm((request.param,), tmp_path_factory.mktemp("farm"), COMPONENT_BROKER="memory")


class Talk:
    """All that a page says: messages by either way, sockets, loads of its own address, questions to the user."""

    def __init__(self, page: Page, farm: Farm) -> None:
        self.page, self.url = page, farm.servers[0].url
        self.messages: list[str] = []
        self.sockets: list[str] = []
        self.loads: list[str] = []
        self.questions: list[str] = []
        page.on("request", self._note)
        page.on("websocket", self._join)
        page.on("dialog", self._ask)

    def open(self, kind: str) -> None:
        """That kind of page of five desks, signed in; something is typed, and each desk polls."""
        self.visit("sign-in")
        open_window(self.page, f"{self.url}/{kind}/{DESKS}/")
        self.page.evaluate(NOTE_ENDS)
        wait(self.page, lambda: sum('"look"' in message for message in self.messages) >= 10)
        self.loads.clear()

    def visit(self, path: str) -> None:
        """In another tab."""
        assert self.page.context.request.get(f"{self.url}/{path}/").ok

    def said_in_a_while(self) -> tuple[int, int, int]:
        """How many messages, sockets and loads come from now on."""
        before = len(self.messages), len(self.sockets), len(self.loads)
        self.page.wait_for_timeout(QUIET_MS)
        return len(self.messages) - before[0], len(self.sockets) - before[1], len(self.loads) - before[2]

    def _note(self, request: Any) -> None:
        if "/components/" in request.url and request.method == "POST":
            self.messages.append(request.post_data or "")
        if DESKS in request.url or "/door/" in request.url:
            self.loads.append(request.url.removeprefix(self.url).split("?")[0])

    def _join(self, socket: Any) -> None:
        self.sockets.append(socket.url)
        socket.on("framesent", lambda text: self.messages.append(text) if "component_event" in text else None)

    def _ask(self, dialog: Any) -> None:
        self.questions.append(dialog.type)
        dialog.dismiss()


@pytest.fixture
def talk(page: Page, farm: Farm) -> Talk:
    return Talk(page, farm)


def click_all(page: Page) -> None:
    page.evaluate("() => document.querySelectorAll('button').forEach((button) => button.click())")


def memo(page: Page) -> Any:
    return page.get_by_label("Memo").first


@each_end
def test_27_a_session_that_ends_is_one_question_and_nothing_typed_is_lost(talk: Talk, end: str) -> None:
    page = talk.page
    talk.open("private")
    memo(page).press_sequentially("not to be lost")  # by keys: browsers ask nobody who has not touched the page
    talk.visit(end)
    click_all(page)
    wait(page, lambda: talk.questions != [])
    expect(page.locator("[aria-busy=true]")).to_have_count(0)
    assert talk.said_in_a_while() == (0, 0, 0)
    assert talk.questions == ["beforeunload"]
    assert page.evaluate("ends") == 1
    expect(memo(page)).to_have_value("not to be lost")

    talk.visit("sign-in")
    click_all(page)
    expect(page.locator("output")).to_have_text(["1"] * 5, timeout=PATIENCE_MS)
    expect(page.locator("html")).to_have_attribute("data-live-socket", "connected", timeout=PATIENCE_MS)
    expect(memo(page)).to_have_value("not to be lost")
    assert talk.said_in_a_while()[0] > 10


def test_27_a_page_where_nothing_was_typed_leads_to_the_door_once(talk: Talk) -> None:
    talk.open("private")
    talk.visit("sign-out")
    expect(talk.page.get_by_role("heading")).to_have_text("Please sign in", timeout=PATIENCE_MS)
    assert talk.questions == []
    assert talk.loads == [f"/private/{DESKS}/", "/door/", f"/private/{DESKS}/", "/door/"]  # a look, and the way there


def test_27_a_page_script_may_say_that_the_session_has_ended(talk: Talk) -> None:
    talk.open("private")
    talk.page.evaluate(STAY)
    talk.visit("sign-out")
    wait(talk.page, lambda: talk.page.evaluate("ends") == 1)
    assert talk.said_in_a_while() == (0, 0, 0)
    assert talk.page.evaluate("ends") == 1
    expect(talk.page.locator("html")).to_have_attribute("data-live-expired", "")


@each_end
def test_27_a_page_that_everybody_may_see_goes_on_without_polls(talk: Talk, end: str, console: Any) -> None:
    page = talk.page
    talk.open("show")
    memo(page).press_sequentially("not to be lost")  # by keys: browsers ask nobody who has not touched the page
    page.evaluate("window.marked = true")
    page.evaluate("() => addEventListener('live:error', (event) => event.preventDefault())")
    talk.visit(end)
    click_all(page)
    wait(page, lambda: len(talk.sockets) == 2)
    expect(page.locator("html")).to_have_attribute("data-live-socket", "connected", timeout=PATIENCE_MS)
    wait(page, lambda: talk.said_in_a_while()[0] == 0)
    assert talk.loads == [f"/show/{DESKS}/"]
    assert len(talk.sockets) == 2
    assert talk.questions == []
    assert page.evaluate("[marked, ends]") == [True, 0]
    expect(memo(page)).to_have_value("not to be lost")
