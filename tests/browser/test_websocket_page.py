"""The page on real time of both examples: what one window does shows in the others, on one process and on two."""

import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

import pytest
from browser.bad_network import BadNetwork
from browser.demo_server import DEMOS, EXAMPLES, DemoServer, DjangoDemo
from playwright.sync_api import Browser, Locator, Page, WebSocketRoute, expect

from component_framework.testing.redis_process import redis_process

PATH, SOCKET = "/websocket-demo/", {"COMPONENT_SOCKET": "/ws/"}
PATIENCE_MS = 30_000
COMMANDS = (
    ("-m", "uvicorn", "--port", "{port}", "--log-level", "warning", "django_example.asgi:application"),
    ("django_example/manage.py", "runserver", "127.0.0.1:{port}", "--noreload"),
)
CHANGE = {
    "django": """
import django
django.setup()
from django_example.demo_app.models import Order
order = Order.objects.get(pk=2)
order.status = "shipped"
order.save()
""",
    "fastapi": """
from fastapi_example import OrderBoard
OrderBoard.store.move(2, "shipped")
""",
}
NOTE_EACH_NUMBER = """() => {
    window.shown = [];
    const note = () => shown.push(Number(document.querySelector(".shared output").textContent));
    const changes = { subtree: true, characterData: true, childList: true };
    new MutationObserver(note).observe(document.querySelector(".together"), changes);
}"""
Open = Callable[..., Page]


@pytest.fixture(scope="module", params=DEMOS)
def framework(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def server(framework: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[DemoServer]:
    """One process, which needs nothing else."""
    server = DEMOS[framework](tmp_path_factory.mktemp(framework))
    server.start(**SOCKET)
    yield server
    server.stop()


@pytest.fixture
def open_page(chromium: Browser) -> Iterator[Open]:
    """Opens the page in a browser of its own, that of `beside` if it is given, and waits for its socket."""
    complaints: list[str] = []
    with ExitStack() as stack:

        def open_page(server: DemoServer, *, beside: Page | None = None) -> Page:
            context = beside.context if beside else stack.enter_context(chromium.new_context())
            page = context.new_page()
            page.on("pageerror", lambda error: complaints.append(str(error)))
            page.goto(server.url + PATH)
            expect(page.locator("html")).to_have_attribute("data-live-socket", "connected", timeout=PATIENCE_MS)
            expect(visitors(page).filter(has_text="you")).to_have_count(1, timeout=PATIENCE_MS)
            return page

        yield open_page
    assert complaints == []


def count(page: Page) -> Locator:
    return page.locator(".shared output")


def visitors(page: Page) -> Locator:
    return page.locator(".visitors li")


def column(page: Page, title: str) -> Locator:
    return page.get_by_role("region", name=title, exact=True).get_by_role("listitem")


def click(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).first.click()


def agree(one: Page, two: Page, number: int) -> None:
    """They show this number, and one board."""
    for page in (one, two):
        expect(count(page)).to_have_text(f"{number}", timeout=PATIENCE_MS)
    deadline = time.monotonic() + PATIENCE_MS / 1000
    while one.locator(".order-board").inner_text() != two.locator(".order-board").inner_text():
        assert time.monotonic() < deadline, "two boards"
        one.wait_for_timeout(50)


def test_each_window_shows_what_the_other_does(server: DemoServer, open_page: Open) -> None:
    one, two = open_page(server), open_page(server)
    before = int(count(one).inner_text())
    click(one, "+1")
    expect(count(two)).to_have_text(f"{before + 1}", timeout=PATIENCE_MS)
    click(two, "+10")
    expect(count(one)).to_have_text(f"{before + 11}", timeout=PATIENCE_MS)
    name = column(one, "New").first.locator("b").inner_text()
    paid = column(two, "Paid").count()
    click(one, "Mark as paid")
    expect(column(two, "Paid")).to_have_count(paid + 1, timeout=PATIENCE_MS)
    expect(column(two, "Paid").filter(has_text=name).first).to_be_visible()
    agree(one, two, before + 11)


def test_without_script_the_buttons_do_the_same(server: DemoServer, chromium: Browser) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(server.url + PATH)
    before, paid = int(count(page).inner_text()), column(page, "Paid").count()
    click(page, "+10")
    expect(count(page)).to_have_text(f"{before + 10}", timeout=PATIENCE_MS)
    page.locator(".order-board section").first.get_by_role("button", name="Mark as paid").first.click()
    expect(column(page, "Paid")).to_have_count(paid + 1, timeout=PATIENCE_MS)
    context.close()


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[1])
def test_the_django_site_works_under_other_servers_too(
    command: Sequence[str], tmp_path: Path, open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = DjangoDemo(tmp_path)
    monkeypatch.setattr(server, "command", lambda: [part.format(port=server.port) for part in command])
    server.start(**SOCKET)
    try:
        one, two = open_page(server), open_page(server)
        before = int(count(one).inner_text())
        click(one, "+1")
        click(two, "Mark as paid")
        agree(one, two, before + 1)
    finally:
        server.stop()


def test_twenty_clicks_in_both_at_once_are_all_counted(server: DemoServer, open_page: Open) -> None:
    one, two = open_page(server), open_page(server)
    before = int(count(one).inner_text())
    for _ in range(10):
        click(one, "+1")
        click(two, "+10")
    for page in (one, two):
        expect(count(page)).to_have_text(f"{before + 110}", timeout=PATIENCE_MS)


class BadLink:
    """Between a page's socket and the server: frames come twice, and connections are cut before or after a frame."""

    def __init__(self, page: Page, *, seed: int) -> None:
        self.cuts = self.doubles = 0
        self._fates = random.Random(seed)
        page.route_web_socket("**/ws/", self._join)

    def _join(self, page: WebSocketRoute) -> None:
        server = page.connect_to_server()

        def cut() -> None:
            self.cuts += 1
            server.close()
            page.close(code=1001)

        def to_server(frame: str | bytes) -> None:
            fate = self._fates.random()
            if fate < 0.1:
                return cut()
            server.send(frame)
            if fate < 0.9 and '"component_event"' in str(frame):
                self.doubles += 1
                server.send(frame)
            return None

        def to_page(frame: str | bytes) -> None:
            if '"component_update"' in str(frame) and self._fates.random() < 0.15:
                return cut()
            return page.send(frame)

        page.on_message(to_server)
        server.on_message(to_page)


def test_a_hundred_clicks_over_a_bad_link_are_a_hundred(server: DemoServer, open_page: Open) -> None:
    one = open_page(server)
    before = int(count(one).inner_text())
    two = one.context.new_page()
    link, network, pauses = BadLink(two, seed=7), BadNetwork(two, share=0.2), random.Random(7)
    two.goto(server.url + PATH)
    two.evaluate(NOTE_EACH_NUMBER)
    for number in range(100):
        click(two, "+1")
        if number % 3:
            two.wait_for_timeout(pauses.uniform(0, 80))
    agree(one, two, before + 100)
    shown = two.evaluate("shown")
    assert shown == sorted(shown)
    assert min(link.cuts, link.doubles, network.faults) > 3


def test_who_comes_and_goes_shows(server: DemoServer, open_page: Open) -> None:
    one = open_page(server)
    expect(visitors(one)).to_have_count(1, timeout=PATIENCE_MS)
    two = open_page(server)
    expect(visitors(one)).to_have_count(2)
    expect(visitors(two)).to_have_count(2)
    two.context.close()
    expect(visitors(one)).to_have_count(1, timeout=PATIENCE_MS)


def test_somebody_who_is_signed_in_is_here_once(server: DemoServer, open_page: Open) -> None:
    one = open_page(server)
    if isinstance(server, DjangoDemo):
        one.context.add_cookies([{"name": "sessionid", "value": server.sign_in("ada"), "url": server.url}])
        one.goto(server.url + PATH)
        expect(visitors(one)).to_have_text(["ada you"], timeout=PATIENCE_MS)
    two, stranger = open_page(server, beside=one), open_page(server)
    expected = 2 if isinstance(server, DjangoDemo) else 3  # the FastAPI site knows nobody: each page is somebody
    for page in (one, two, stranger):
        expect(visitors(page)).to_have_count(expected, timeout=PATIENCE_MS)


def test_back_and_forward_and_offline_end_with_what_is_so(server: DemoServer, open_page: Open) -> None:
    one, two = open_page(server), open_page(server)
    before = int(count(one).inner_text())
    two.goto(f"{server.url}/counter/")
    click(one, "+1")
    two.go_back()
    expect(two.locator("html")).to_have_attribute("data-live-socket", "connected", timeout=PATIENCE_MS)
    agree(one, two, before + 1)
    two.context.set_offline(True)
    click(one, "+1")
    click(two, "+10")
    two.wait_for_timeout(1000)
    two.context.set_offline(False)
    expect(two.locator("html")).to_have_attribute("data-live-socket", "connected", timeout=PATIENCE_MS)
    click(one, "+1")
    agree(one, two, before + 13)


def test_the_page_says_when_the_connection_is_lost(server: DemoServer, open_page: Open) -> None:
    page = open_page(server)
    expect(page.get_by_text("Connected: changes")).to_be_visible()
    height = page.locator(".page-head").bounding_box()
    server.stop()
    expect(page.get_by_text("The connection is lost")).to_be_visible(timeout=PATIENCE_MS)
    assert page.locator(".page-head").bounding_box() == height
    server.start(**SOCKET)
    expect(page.get_by_text("Connected: changes")).to_be_visible(timeout=PATIENCE_MS)
    before = int(count(page).inner_text())
    click(page, "+1")
    expect(count(page)).to_have_text(f"{before + 1}", timeout=PATIENCE_MS)


def test_two_processes_and_a_script_share_a_redis(
    framework: str, open_page: Open, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    one = DEMOS[framework](tmp_path_factory.mktemp(framework))
    with redis_process(tmp_path) as redis, ExitStack() as stack:
        if redis is None:
            pytest.skip("no redis-server on PATH")
        shared = {**SOCKET, "COMPONENT_BROKER": redis, "reply_store": redis}
        two = DEMOS[framework](one.folder)  # the same site on another port
        for server in (one, two):
            server.start(**shared)
            stack.callback(server.stop)
        first, second = open_page(one), open_page(two)
        expect(visitors(first)).to_have_count(2, timeout=PATIENCE_MS)
        click(first, "+1")
        click(second, "+10")
        for page in (first, second):
            expect(count(page)).to_have_text("11", timeout=PATIENCE_MS)
        shipped = column(first, "Shipped").count()
        environment = {**one._environment(), "COMPONENT_BROKER": redis, "COMPONENT_SOCKET": ""}
        subprocess.run([sys.executable, "-c", CHANGE[framework]], cwd=EXAMPLES, env=environment, check=True)
        for page in (first, second):
            expect(column(page, "Shipped")).to_have_count(shipped + 1, timeout=PATIENCE_MS)
        agree(first, second, 11)
