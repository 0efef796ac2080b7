"""What the tests of component-jinjax share: templates in a folder, renderers over them, and pages."""

import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jinja2 import DictLoader, Environment
from jinjax import Catalog

from component_framework.adapters.jinjax_renderer import JinjaRenderer, JinjaxRenderer
from component_framework.core import Component, ComponentRegistry, ComponentSettings, Renderer
from component_framework.core import host as host_module
from component_framework.core.host import Host
from component_framework.core.identity import NOBODY
from component_framework.core.page import Page, client_script, current_page
from component_framework.testing import Mounted, mount

KEY = "a key for these tests, long enough to sign"
CLIENT = client_script("/live.js", {})


@pytest.fixture(autouse=True)
def host(monkeypatch: pytest.MonkeyPatch) -> Host:
    """The configured host of this test, with a registry of its own."""
    host = Host(settings=ComponentSettings(keys=(KEY,), rate_per_s=0), registry=ComponentRegistry())
    monkeypatch.setattr(host_module, "_providers", [lambda: host])
    return host


@pytest.fixture
def folder(tmp_path: Path) -> Callable[[dict[str, str]], Path]:
    """`folder({"Card.jinja": "…"})`: a folder with these files."""

    def write(files: dict[str, str]) -> Path:
        for name, text in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
        return tmp_path

    return write


@pytest.fixture
def jinjax(folder: Any) -> Callable[..., JinjaxRenderer]:
    """`jinjax({"Card.jinja": "…"})`: a renderer of JinjaX components."""

    def make(files: dict[str, str], **options: Any) -> JinjaxRenderer:
        catalog = Catalog(jinja_env=Environment(autoescape=True), **options)
        catalog.add_folder(folder(files))
        return JinjaxRenderer(catalog)

    return make


@pytest.fixture
def jinja() -> Callable[[dict[str, str]], JinjaRenderer]:
    """`jinja({"components/card.html": "…"})`: a renderer of Jinja2 templates."""
    return lambda sources: JinjaRenderer(Environment(autoescape=True, loader=DictLoader(sources)))


@pytest.fixture(params=["jinjax", "jinja"])
def one_template(request: pytest.FixtureRequest) -> Callable[[str], Renderer]:
    """`one_template("<p>…</p>")`: a renderer whose component `shown` has this template, in each engine."""
    make = request.getfixturevalue(request.param)
    name = "Shown.jinja" if request.param == "jinjax" else "components/shown.html"
    return lambda source: make({name: source})


@pytest.fixture
def show(host: Host) -> Callable[..., Mounted]:
    """`show(renderer, template_name, …, **params)`: a component with that renderer; `cls` is its base."""

    def mounted(renderer: Renderer, template_name: str = "", *, cls: Any = Component, **params: Any) -> Mounted:
        members = {"renderer": renderer, "template_name": template_name, "__module__": __name__}
        shown: type[Component] = type("Shown", (cls,), members)
        host.registry._classes.clear()
        host.registry.register("shown")(shown)
        return mount(shown, host=host, **params)

    return mounted


@pytest.fixture
def inner() -> Callable[[Mounted], str]:
    """What the template itself printed: the HTML without the root's opening tag."""
    return lambda shown: shown.html.partition(">")[2]


@pytest.fixture
def render_page(host: Host) -> Callable[..., str]:
    """`render_page(renderer, "Home", …)`: the page for nobody, as an adapter makes one."""

    def render(renderer: Renderer, template_name: str, **context: Any) -> str:
        page = Page(NOBODY, dataclasses.replace(host, renderer=renderer), script=CLIENT)
        token = current_page.set(page)
        try:
            return page.with_assets(lambda: renderer.render(template_name, context))
        finally:
            current_page.reset(token)

    return render
