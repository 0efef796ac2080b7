"""What the tests of component-fastapi share: a renderer without templates, an app, and a browser in front of it."""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from html import unescape
from typing import Annotated, Any

import pytest
from fastapi import APIRouter, Depends, FastAPI
from fastapi.responses import HTMLResponse
from fastapi.testclient import TestClient

from component_framework.adapters.fastapi import LivePage, create_component_routes
from component_framework.core import Component, ComponentRegistry, ComponentSettings
from component_framework.core import host as host_module
from component_framework.core.children import Wanted
from component_framework.core.markup import escape
from component_framework.core.page import current_page

KEY = "a key for these tests, long enough to sign"
ROOT_TAG = re.compile(r"<\w+[^>]*\sdata-live=[^>]*>")
CHROME = {"Sec-Fetch-Site": "same-origin"}


class Templates:
    """A renderer over plain functions of the context. A template that nobody wrote shows the state and the errors."""

    def __init__(self) -> None:
        self.pages: dict[str, Callable[[Any], str]] = {}

    def render(self, template_name: str, context: Any) -> str:
        if template_name in self.pages:
            return self.pages[template_name](context)
        return f"<p>{escape(json.dumps(dict(context['state'])))} {escape(json.dumps(context['errors']))}</p>"


@dataclass(frozen=True)
class Shown:
    """A component as a page shows it."""

    name: str
    id: str
    url: str
    state: str
    html: str


class Browser:
    """A visitor of `app`: a cookie jar, and the headers that a browser adds by itself. An exception is a 500."""

    def __init__(self, app: Any, **options: Any) -> None:
        self.client = TestClient(app, raise_server_exceptions=False, follow_redirects=False, **options)

    def open(self, path: str = "/page/counter", **headers: str) -> Shown:
        answer = self.client.get(path, headers=headers)
        assert answer.status_code == 200, answer.text
        root = ROOT_TAG.search(answer.text)
        assert root is not None, answer.text
        found = {name: unescape(value) for name, value in re.findall(r'([\w-]+)="([^"]*)"', root.group())}
        return Shown(found["data-live"], found["id"], found["data-live-url"], found["data-live-state"], answer.text)

    def send(self, shown: Shown, *, headers: dict[str, str] | None = None, **message: Any) -> Any:
        """What the client sends when the component is used."""
        known = {"type": "component_event", "component": shown.name, "component_id": shown.id, "state": shown.state}
        return self.post(shown.url, json.dumps({**known, "key": "test:1", **message}), headers=headers)

    def post(
        self, url: str, body: str | bytes = b"", *, media_type: str = "application/json", headers: Any = None
    ) -> Any:
        sent = {"Content-Type": media_type, "X-Component-Request": "1", **CHROME, **(headers or {})}
        return self.client.post(url, content=body, headers=sent)

    def submit(self, shown: Shown, *, headers: dict[str, str] | None = None, **texts: str) -> Any:
        """A plain form post, as a browser without script makes it."""
        sent = {**CHROME, "Referer": f"http://testserver/page/{shown.name}", **(headers or {})}
        return self.client.post(shown.url, data={"live-state": shown.state, **texts}, headers=sent)


@pytest.fixture(autouse=True)
def _no_other_host(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(host_module, "_providers", [])


@pytest.fixture
def registry() -> ComponentRegistry:
    return ComponentRegistry()


@pytest.fixture
def renderer() -> Templates:
    found = Templates()
    found.pages["Page"] = lambda context: f"<head>{current_page.get().script}</head>{shown_on_page(context['name'])}"
    return found


def shown_on_page(name: str) -> str:
    """What a template engine's `live_component(name)` does."""
    page = current_page.get()
    return page.host.run(page.show(Wanted(name, {})))


@pytest.fixture
def settings() -> ComponentSettings:
    return ComponentSettings(keys=(KEY,), rate_per_s=0, bad_snapshots_per_minute=0)


@pytest.fixture
def options(registry: ComponentRegistry, renderer: Templates, settings: ComponentSettings) -> dict[str, Any]:
    """Arguments of `create_component_routes`, for a test to change before `browser` or `make_app` uses them."""
    return {"registry": registry, "renderer": renderer, "settings": settings}


@pytest.fixture
def counter(registry: ComponentRegistry) -> type[Component]:
    class Counter(Component):
        count: int = 0

        def on_increment(self, amount: int = 1) -> None:
            self.count += amount

    return registry.register("counter")(Counter)


def add_page_to(app: FastAPI | APIRouter, live: Callable[..., LivePage]) -> None:
    """`GET /page/{name}`: a page that shows one component."""

    @app.get("/page/{name}")
    def page(name: str, page: Annotated[LivePage, Depends(live)]) -> HTMLResponse:
        return page.render("Page", name=name)


@pytest.fixture
def add_page() -> Callable[..., None]:
    return add_page_to


@pytest.fixture
def make_app(options: dict[str, Any]) -> Callable[..., FastAPI]:
    """An app with the routes and a page; arguments are laid over `options`."""

    def make(**more: Any) -> FastAPI:
        app = FastAPI()
        add_page_to(app, create_component_routes(app, **{**options, **more}))
        return app

    return make


@pytest.fixture
def make_browser() -> Iterator[Callable[..., Browser]]:
    """Browsers whose apps are started, and ended with the test."""
    with ExitStack() as stack:

        def make(app: Any, **options: Any) -> Browser:
            browser = Browser(app, **options)
            stack.enter_context(browser.client)
            return browser

        yield make


@pytest.fixture
def browser(counter: Any, make_app: Callable[..., FastAPI], make_browser: Callable[..., Browser]) -> Browser:
    """In front of an app with one component, the counter."""
    return make_browser(make_app())
