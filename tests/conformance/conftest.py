"""Transports and renderers: every behaviour runs on each with each.

A new transport joins with one fixture below, marked by `@transport("its heading in docs/conformance.md")`.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings
from jinja2 import Environment, FileSystemLoader
from jinjax import Catalog

from component_framework.adapters.django_renderer import DjangoCottonRenderer, DjangoRenderer
from component_framework.adapters.jinjax_renderer import JinjaRenderer, JinjaxRenderer
from component_framework.core import Renderer
from component_framework.core import host as host_module
from component_framework.core.flow import run
from conformance import django_sites, fastapi_site, in_process, table
from conformance.components import Conforming
from conformance.field_components import FieldsForm
from conformance.form_components import ContactForm, ScanForm
from conformance.site import Site, Transport

HERE = Path(__file__).parent
TRANSPORTS: dict[str, str] = {}
PARAMS: list[Any] = []


def transport(heading: str, *marks: Any) -> Callable[[Callable[..., Any]], Any]:
    """A fixture that gives a `Transport`, as a column of the table; its tests have the `marks`."""

    def add(function: Callable[..., Any]) -> Any:
        TRANSPORTS[function.__name__] = heading
        PARAMS.append(pytest.param(function.__name__, marks=marks))
        return pytest.fixture(function)

    return add


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
def columns() -> tuple[dict[str, str], dict[str, str]]:
    """The transports with their headings, and the renderers with their letters."""
    return TRANSPORTS, LETTERS


@pytest.fixture(params=RENDERERS)
def renderer(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    for cls in (Conforming, ContactForm, FieldsForm, ScanForm):
        monkeypatch.setattr(cls, "renderer", RENDERERS[request.param])
    return str(request.param)


@pytest.fixture(params=PARAMS)
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
        table.DOCUMENT.write_text(table.table(outcomes, TRANSPORTS, LETTERS), "utf-8")
