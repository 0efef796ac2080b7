"""A real Chromium, pages under a strict policy, and a small server that speaks docs/protocol.md, all without a network.

Whatever goes wrong in a page fails its test: uncaught errors, console errors and policy violations, unless the test
takes them off the list with `console.take`.
"""

import json
import os
import re
import shutil
import subprocess
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Any

import pytest
from browser.demo_page import Demo, serve_built
from browser.demo_server import DEMOS, DemoServer
from browser.desk import count, ignore
from browser.kept_page import PageKeeper
from browser.linked_pages import Pages
from browser.origin import ORIGIN, Answer, Origin, serving
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, Route, sync_playwright
from uv import find_uv_bin

ROOT = Path(__file__).parents[2]
NOT_A_MODULE = re.compile(re.escape(ORIGIN) + "/(?!client/)")
FOREVER = {"Cache-Control": "max-age=86400"}
POLICY = "default-src 'self'; require-trusted-types-for 'script'"
CLIENT = ROOT / "packages/component-core/src/component_framework/core/client"
# The folder of a built client (`live.min.js`, `late/`), to run these tests against what a wheel carries.
BUILT = os.environ.get("COMPONENT_CLIENT_FOLDER")
ENTRY = "live.min.js" if BUILT else "live.js"
FLAGS = """--disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update
    --disable-sync""".split()
OFF = """AvoidUnnecessaryBeforeUnloadCheckSync DestroyProfileOnBrowserClose HttpsFirstBalancedModeAutoEnable
    HttpsUpgrades MediaRouter OptimizationHints PaintHolding ThirdPartyStoragePartitioning
    WebUIOmniboxAimPopup WebUIOmniboxFullPopup WebUIOmniboxPopup""".split()
"""What playwright turns off (the last list counts), and the suggestions of the address bar: a third of a new page."""
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

State = dict[str, Any]
Handler = Callable[[State, dict[str, Any]], None]


@pytest.fixture(scope="session")
def origin() -> Iterator[Origin]:
    with serving() as origin:
        yield origin


@pytest.fixture(scope="session")
def chromium(origin: Origin) -> Iterator[Browser]:
    path = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        pytest.skip("no Chromium: `tools/chromium` finds or installs one, CHROMIUM=/path/to/it names one")
    as_root = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        args = [*FLAGS, f"--disable-features={','.join(OFF)}", origin.flag, *as_root]
        browser = playwright.chromium.launch(executable_path=shutil.which(path), args=args)
        yield browser
        browser.close()


class Console:
    """What a page complained about."""

    def __init__(self, page: Page) -> None:
        self.complaints: list[str] = []
        self.warnings: list[str] = []
        page.on("pageerror", lambda error: self.complaints.append(f"uncaught: {error}"))
        page.on("console", self._note)

    def take(self, text: str) -> None:
        """The complaint with this text was expected: it is taken off the list."""
        found = next((complaint for complaint in self.complaints if text in complaint), None)
        assert found is not None, f"no complaint says {text!r}: {self.complaints}"
        self.complaints.remove(found)

    def _note(self, message: ConsoleMessage) -> None:
        # The browser's own note about an answer's status is what many tests are about.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.complaints.append(message.text)
        if message.type == "warning":
            self.warnings.append(message.text)


@pytest.fixture(scope="session")
def page_keeper(chromium: Browser) -> Iterator[PageKeeper]:
    keeper = PageKeeper(chromium)
    yield keeper
    keeper.close()


@pytest.fixture
def page(request: pytest.FixtureRequest, page_keeper: PageKeeper) -> Iterator[Page]:
    """A page as good as new: empty, without cookies and storage, and without what other tests did to theirs."""
    failed = request.session.testsfailed
    yield page_keeper.lend().page
    page_keeper.take_back(has_failed=request.session.testsfailed != failed)


@pytest.fixture
def console(page: Page) -> Iterator[Console]:
    console = Console(page)
    yield console
    assert console.complaints == []


@dataclass
class Site:
    """Serves the client, the tests' own files and pages on ORIGIN; whatever else is asked for fails the test."""

    page: Page
    console: Console
    files: dict[str, str] = field(default_factory=dict)
    body: str = ""
    head: str = ""
    script: str = "data-live-client"
    posts: Callable[[Route], None] | None = None
    loads: int = 0
    policy: str = POLICY

    def __post_init__(self) -> None:
        self.page.on("requestfailed", self._note_foreign)

    def open(self, body: str, path: str = "/") -> None:
        self.body = body
        self.page.goto(ORIGIN + path)

    def answer(self, route: Route) -> None:
        """Hands a message to `posts`; whatever else is asked for goes on to `serve`."""
        if route.request.method == "POST" and self.posts:
            self.posts(route)
        else:
            route.continue_()

    def serve(self, path: str, is_page: bool) -> Answer:  # called by a thread of the origin
        if path.startswith("/client/"):
            return self.module(path.removeprefix("/client/"))
        if path in self.files:
            return Answer(self.files[path], "text/css" if path.endswith(".css") else "text/javascript")
        if path == "/" or path.startswith("/page/"):
            self.loads += is_page
            return Answer(self.html(), "text/html", headers={"Content-Security-Policy": self.policy})
        if path == "/favicon.ico":
            return Answer(status=204)
        return self.nothing(ORIGIN + path)

    def module(self, name: str) -> Answer:
        source = Path(BUILT or CLIENT, name)
        if not source.is_file():
            return self.nothing(f"{ORIGIN}/client/{name}")
        return Answer(source.read_text("utf-8"), "text/javascript", headers=FOREVER)

    def nothing(self, url: str) -> Answer:
        self.console.complaints.append(f"nothing is served at {url}")
        return Answer(status=404)

    def _note_foreign(self, request: Request) -> None:
        if "ERR_NAME_NOT_RESOLVED" in (request.failure or ""):
            self.nothing(request.url)

    def html(self) -> str:
        entry = f'<script type="module" src="/client/{ENTRY}" {self.script}></script>'
        return f'<!doctype html><html><meta charset="utf-8"><title>Test</title>{entry}{self.head}<body>{self.body}'


@pytest.fixture
def site(page: Page, console: Console, origin: Origin) -> Iterator[Site]:
    site = Site(page, console)
    origin.serve = site.serve
    yield site
    origin.serve = None


@pytest.fixture
def pages(site: Any, origin: Origin, page: Page) -> Iterator[Pages]:
    pages = Pages(site, origin, page)
    yield pages
    for event in pages.held.values():
        event.set()
    origin.take = None


@dataclass
class Component:
    """A component of the fake server: `render` makes the root's content from the state; handlers change the state."""

    name: str
    id: str
    state: State
    render: Callable[[State], str]
    handlers: dict[str, Handler]
    watches: str | None = None

    def html(self, state: State) -> str:
        given = {"id": self.id, "data-live": self.name, "data-live-url": f"/components/{self.name}/"}
        given["data-live-state"] = json.dumps(state)
        given |= {"data-live-watches": self.watches} if self.watches else {}
        attributes = "".join(f' {name}="{escape(value)}"' for name, value in given.items())
        return f"<section{attributes}>{self.render(state)}</section>"


@dataclass
class RefusalError(Exception):
    """Raised by a handler: the answer is an error."""

    status: int
    code: str
    errors: dict[str, list[str]] | None = None


@dataclass
class Server:
    """Speaks the protocol for its components, keeps its answers by key, and can be slow, deaf or silent.

    `faults` is asked for each message; it may end the route itself (and return True) to lose a request or an answer.
    """

    page: Page
    components: dict[str, Component] = field(default_factory=dict)
    bodies: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    is_slow: bool = False
    held: list[Callable[[], None]] = field(default_factory=list)
    faults: Callable[[Route, dict[str, Any]], bool] = lambda route, message: False
    effects: list[dict[str, Any]] = field(default_factory=list)
    status: int = 200
    replies: dict[str, tuple[int, dict[str, Any]]] = field(default_factory=dict)
    Refusal = RefusalError

    @property
    def messages(self) -> list[dict[str, Any]]:
        return [json.loads(body) for body in self.bodies]

    @property
    def calls(self) -> list[list[dict[str, Any]]]:
        """The calls of each message, whether they came alone or as `calls`."""
        members = ("event", "payload", "fields")
        return [
            message.get("calls") or [{name: message[name] for name in members if name in message}]
            for message in self.messages
        ]

    def add(self, name: str, state: State, render: Callable[[State], str], **handlers: Handler) -> Component:
        component = Component(name, "c-" + name, state, render, handlers)
        self.components[name] = component
        return component

    def post(self, route: Route) -> None:
        self.bodies.append(route.request.post_data or "")
        self.headers.append(route.request.headers)
        message = json.loads(self.bodies[-1])
        if not self.faults(route, message):
            status, reply = self.reply(message)
            self.send(route, status, reply)

    def send(self, route: Route, status: int, reply: dict[str, Any]) -> None:
        def fulfill() -> None:
            route.fulfill(status=status, body=json.dumps(reply), content_type="application/json")

        if self.is_slow:
            self.held.append(fulfill)
        else:
            fulfill()

    def reply(self, message: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        key = message["key"]
        if key not in self.replies:
            self.replies[key] = self.handle(message)
        return self.replies[key]

    def handle(self, message: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        component = self.components[message["component"]]
        state = json.loads(message["state"])
        about = {"component_id": message["component_id"], "key": message["key"]}
        try:
            for call in message.get("calls", [message]):
                act(component, state, call)
        except RefusalError as refusal:
            error = {"type": "error", "code": refusal.code, "error": "a fixed sentence", **about}
            return refusal.status, error | ({"errors": refusal.errors} if refusal.errors else {})
        update = {"html": component.html(state), "state": json.dumps(state), "effects": self.effects}
        return self.status, {"type": "component_update", **about, **update}

    def release(self) -> None:
        """Lets the oldest held answer go."""
        self.wait(lambda: bool(self.held))
        self.held.pop(0)()

    def wait(self, condition: Callable[[], bool]) -> None:
        deadline = time.monotonic() + 5
        while not condition():
            assert time.monotonic() < deadline, f"waited in vain; messages so far: {self.bodies}"
            self.page.wait_for_timeout(5)

    def wait_for_messages(self, count: int) -> None:
        self.wait(lambda: len(self.bodies) >= count)
        assert len(self.bodies) == count, self.bodies


def act(component: Component, state: State, call: dict[str, Any]) -> None:
    if event := call.get("event"):
        component.handlers[event](state, {**call.get("payload", {}), **call.get("fields", {})})
    else:
        state.update(call.get("fields", {}))


@pytest.fixture
def server(site: Site) -> Server:
    server = Server(site.page)
    site.posts = server.post
    site.page.route(NOT_A_MODULE, site.answer)
    return server


@pytest.fixture
def desk(site: Any, server: Any) -> Callable[..., Any]:
    """Opens a page with one component: its HTML, or a function of its state; `go` and `add` are always there."""

    def open_desk(inner: str | Callable[[dict[str, Any]], str], **handlers: Any) -> Any:
        render = inner if callable(inner) else lambda state: inner.replace("{count}", str(state["count"]))
        component = server.add("desk", {"count": 0}, render, **{"go": ignore, "add": count, **handlers})
        site.open(component.html(component.state))
        return component

    return open_desk


# --- the example sites ---


@pytest.fixture(scope="session")
def demo_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], DemoServer]]:
    """`demo_server("fastapi")`: that example, served since it was first asked for."""
    servers: dict[str, DemoServer] = {}

    def running(framework: str) -> DemoServer:
        if framework not in servers:
            servers[framework] = DEMOS[framework](tmp_path_factory.mktemp(framework))
            servers[framework].start()
        return servers[framework]

    yield running
    for server in servers.values():
        server.stop()


@pytest.fixture(scope="session")
def built_client(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The scripts inside component-core's wheel, by their names below the client's folder."""
    out = tmp_path_factory.mktemp("wheel")
    command = [find_uv_bin(), "build", "--quiet", "--wheel", "--no-sources", "--package", "component-core", "-o", out]
    subprocess.run(command, cwd=ROOT, check=True)
    (wheel,) = out.glob("component_core-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        folder = "component_framework/core/client/"
        scripts = [name for name in archive.namelist() if name.startswith(folder)]
        return {name.removeprefix(folder): archive.read(name).decode() for name in scripts}


@pytest.fixture
def demo(
    request: pytest.FixtureRequest, page: Page, console: Console, demo_server: Callable[[str], DemoServer]
) -> Demo[Any]:
    """The example of a framework, with the client as modules or as the one file of a wheel: `("fastapi", "wheel")`."""
    framework, client = request.param
    if client == "wheel":
        serve_built(page, request.getfixturevalue("built_client"))
    return Demo(page, demo_server(framework))
