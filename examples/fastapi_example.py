"""The FastAPI example: `uvicorn fastapi_example:app` in this folder, then http://127.0.0.1:8000.

The counter, with and without htmx, the todos and the sign-up of the Django example: the same classes, JinjaX templates.
`COMPONENT_SECRET_KEYS` holds the keys that sign; without it each start makes one of its own.
"""

import os
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Annotated

from fastapi import Depends, FastAPI, Request
from fastapi.responses import HTMLResponse, Response
from fastapi.staticfiles import StaticFiles
from jinja2 import Environment, FileSystemLoader
from jinjax import Catalog

from component_framework.adapters.fastapi import LivePage, create_component_routes
from component_framework.adapters.fastapi_websocket import create_websocket_route
from component_framework.adapters.jinjax_renderer import JinjaRenderer, JinjaxRenderer
from component_framework.core import ComponentSettings, registry
from shared_components import DASHBOARD, AgendaList, Feed, OrderBoard, SharedCounter, TodoList, Todos, Visitors
from shared_components.attributes import GROUPS
from shared_file import SharedFile
from shared_source import Source, class_source, template_source

HERE = Path(__file__).resolve().parent
TEMPLATES = HERE / "fastapi_templates"
SHARED_TEMPLATES = HERE / "shared_templates"
POLICY = (
    "default-src 'self'; base-uri 'self'; frame-ancestors 'none'; form-action 'self'; "
    "require-trusted-types-for 'script'"
)

Todos.store = TodoList(
    {"Read the source beside this list": True, "Rename this one: double-click on it": False, "Buy milk": False}
)

SharedCounter.store = OrderBoard.store = SharedFile(Path(os.environ.get("SHARED_FILE", HERE / "shared.sqlite3")))

catalog = Catalog(jinja_env=Environment(autoescape=True), root_url="/static/")  # where {#js …#} in a template looks
catalog.add_folder(TEMPLATES)

plain = JinjaRenderer(Environment(autoescape=True, loader=FileSystemLoader([SHARED_TEMPLATES, TEMPLATES])))
# Their templates are those of the Django site, in what both engines understand.
attributes_shown = [entry.component for group in GROUPS for entry in group.entries]
for component in (AgendaList, Feed, Todos, SharedCounter, OrderBoard, Visitors, *DASHBOARD, *attributes_shown):
    component.renderer = plain

settings = ComponentSettings.from_environment()
if not settings.keys:  # pages that are open when such a server starts anew refresh themselves
    settings = replace(settings, debug=True)

app = FastAPI(title="component-framework", docs_url=None, redoc_url=None)  # their pages need scripts of another host
app.mount("/static", StaticFiles(directory=HERE / "shared_static"), name="static")
htmx_files = StaticFiles(packages=[("django_htmx", "static/django_htmx")])  # htmx from PyPI; Django has no part in it
app.mount("/htmx-files", htmx_files, name="htmx_files")
live = create_component_routes(app, renderer=JinjaxRenderer(catalog), settings=settings)  # all that the framework needs
if os.environ.get("COMPONENT_SOCKET") != "":
    create_websocket_route(app)  # and this for what shows at once
Page = Annotated[LivePage, Depends(live)]


@app.get("/", name="home")
def home(page: Page) -> HTMLResponse:
    return page.render("pages.Home")


@app.get("/counter/", name="counter")
def counter(page: Page) -> HTMLResponse:
    return page.render("pages.Counter")


@app.get("/todos/", name="todos")
def todos(page: Page) -> HTMLResponse:
    return page.render("pages.Todos")


@app.get("/signup/", name="signup")
def signup(page: Page) -> HTMLResponse:
    return page.render("pages.Signup")


@app.get("/htmx/", name="htmx")
def htmx(page: Page) -> HTMLResponse:
    return page.render("pages.Htmx")


@app.get("/form-demo/", name="form_demo")
def form_demo(page: Page) -> HTMLResponse:
    return page.render("pages.FormDemo")


@app.get("/dashboard/", name="dashboard")
def dashboard(page: Page) -> HTMLResponse:
    return page.render("pages.Dashboard")


@app.get("/websocket-demo/", name="websocket_demo")
def websocket_demo(page: Page) -> HTMLResponse:
    return page.render("pages.WebsocketDemo")


@app.get("/feed/", name="feed")
def feed(page: Page) -> HTMLResponse:
    return page.render("pages.Feed")


@app.get("/attributes/", name="attributes")
def attributes(page: Page) -> HTMLResponse:
    return page.render("pages.Attributes", groups=GROUPS)


@app.middleware("http")
async def content_security_policy(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
    """A strict policy on every page: no inline script or style, no other host, no text turned into script."""
    response = await call_next(request)
    response.headers["Content-Security-Policy"] = POLICY
    return response


def component_sources(name: str) -> list[Source]:
    """The class and the template of the component registered as `name`."""
    cls = registry.get(name)
    files = [folder / f"components/{name}.html" for folder in (SHARED_TEMPLATES, TEMPLATES)]
    file = next((file for file in files if file.exists()), TEMPLATES / f"{cls.__name__}.jinja")
    return [class_source(cls), template_source(file)]


catalog.jinja_env.globals.update(url=app.url_path_for, component_sources=component_sources)
