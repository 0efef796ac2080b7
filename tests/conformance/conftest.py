"""Transports and renderers: every behaviour runs on each with each.

A new transport joins with one fixture below, marked by `@transport("its heading in docs/conformance.md")`. One that
has a socket (`socket=True`) runs what sockets do as well, and not what goes by HTTP in any case.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from anyio.from_thread import BlockingPortal
from django.test import override_settings
from jinja2 import Environment, FileSystemLoader
from jinjax import Catalog

from component_framework.adapters.django_renderer import DjangoCottonRenderer, DjangoRenderer
from component_framework.adapters.jinjax_renderer import JinjaRenderer, JinjaxRenderer
from component_framework.core import Renderer
from component_framework.core import host as host_module
from component_framework.core.flow import run
from conformance import (
    django_sites,
    fastapi_site,
    in_process,
    nested_components,  # noqa: F401  # registers them
    table,
)
from conformance.components import Conforming
from conformance.field_components import FieldsForm
from conformance.form_components import ContactForm, ScanForm
from conformance.site import Site, SocketTransport, Transport

HERE = Path(__file__).parent
COLUMNS: dict[str, table.Column] = {}
MARKS: dict[str, Sequence[Any]] = {}


def transport(heading: str, *marks: Any, socket: bool = False) -> Callable[[Callable[..., Any]], Any]:
    """A fixture that gives a `Transport`, as a column of the table; its tests have the `marks`."""

    def add(function: Callable[..., Any]) -> Any:
        COLUMNS[function.__name__] = table.Column(heading, is_socket=socket)
        MARKS[function.__name__] = marks
        return pytest.fixture(function)

    return add


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """`site` is a visitor of each transport that the behaviour makes sense on."""
    if "site" in metafunc.fixturenames:
        way = next((way for way in table.WAYS if metafunc.definition.get_closest_marker(way)), "")
        names = [name for name, column in COLUMNS.items() if column.shows(way)]
        metafunc.parametrize("site", [pytest.param(name, marks=MARKS[name]) for name in names], indirect=True)


@transport("in process, `run`")
def in_process_sync() -> Transport:
    return in_process.InProcess(run)


@transport("in process, `arun`")
def in_process_async() -> Transport:
    return in_process.InProcess(in_process.drive_async)


@transport("Django, WSGI", pytest.mark.django_db)
def django_wsgi() -> Iterator[Transport]:
    with override_settings(ROOT_URLCONF=django_sites.SYNC_VIEW):
        yield django_sites.Wsgi()


@transport("Django, ASGI", pytest.mark.django_db)
def django_asgi() -> Iterator[Transport]:
    with override_settings(ROOT_URLCONF=django_sites.SYNC_VIEW):
        yield django_sites.Asgi()


@transport("Django, ASGI, `acomponent_view`", pytest.mark.django_db)
def django_asgi_async_view() -> Iterator[Transport]:
    with override_settings(ROOT_URLCONF=django_sites.ASYNC_VIEW):
        yield django_sites.Asgi()


@transport("FastAPI")
def fastapi(monkeypatch: pytest.MonkeyPatch) -> Transport:
    monkeypatch.setattr(host_module, "_providers", [*host_module._providers])  # the app makes itself the default
    return fastapi_site.Http()


@transport("Channels socket", pytest.mark.django_db(transaction=True), socket=True)
def channels_socket(portal: BlockingPortal) -> Iterator[SocketTransport]:
    with override_settings(ROOT_URLCONF=django_sites.SYNC_VIEW):
        visitor = django_sites.ChannelsSocket(portal)
        yield visitor
        visitor.leave()


@transport("FastAPI socket", socket=True)
def fastapi_socket(portal: BlockingPortal, monkeypatch: pytest.MonkeyPatch) -> Iterator[SocketTransport]:
    monkeypatch.setattr(host_module, "_providers", [*host_module._providers])
    visitor = fastapi_site.FastAPISocket(portal)
    yield visitor
    visitor.leave()


def jinjax() -> Renderer:
    catalog = Catalog(jinja_env=Environment(autoescape=True))
    catalog.add_folder(HERE / "templates/jinjax")
    return JinjaxRenderer(catalog)


def jinja() -> Renderer:
    loader = FileSystemLoader(HERE / "templates/jinja")
    return JinjaRenderer(Environment(autoescape=True, loader=loader))


RENDERERS: dict[str, Renderer] = {
    "Django": DjangoRenderer(),
    "cotton": DjangoCottonRenderer(),
    "JinjaX": jinjax(),
    "Jinja2": jinja(),
}
LETTERS = {"Django": "D", "cotton": "C", "JinjaX": "X", "Jinja2": "J"}
"""What stands for a renderer in the table."""


@pytest.fixture
def columns() -> tuple[dict[str, table.Column], dict[str, str]]:
    """The transports, and the renderers with their letters."""
    return COLUMNS, LETTERS


@pytest.fixture(params=RENDERERS)
def renderer(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    for cls in (Conforming, ContactForm, FieldsForm, ScanForm):
        monkeypatch.setattr(cls, "renderer", RENDERERS[request.param])
    return str(request.param)


@pytest.fixture
def site(request: pytest.FixtureRequest, renderer: str) -> Site:
    """One visitor of a site on one transport, whose components render with one engine."""
    found: Transport = request.getfixturevalue(request.param)
    return Site(found)


outcomes: dict[table.Case, bool] = {}


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[Any]:
    report = yield
    call = getattr(item, "callspec", None)
    if call is not None and {"site", "renderer"} <= call.params.keys():
        case = table.Case(item.originalname, call.params["site"], call.params["renderer"])
        outcomes[case] = outcomes.get(case, True) and report.passed
    return report


def pytest_sessionfinish() -> None:
    if os.environ.get("RENEW") and outcomes:
        table.DOCUMENT.write_text(table.table(outcomes, COLUMNS, LETTERS), "utf-8")
