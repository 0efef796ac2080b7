"""A real site, under uvicorn, whose components are in each other: what `test_composition.py` looks at."""

import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any, ClassVar, Final

import uvicorn
from fastapi import Depends, FastAPI
from fastapi.responses import HTMLResponse
from jinja2 import DictLoader, Environment
from starlette.requests import Request
from starlette.responses import Response

from component_framework.adapters.fastapi import LivePage, create_component_routes
from component_framework.adapters.jinjax_renderer import JinjaRenderer
from component_framework.core import (
    Component,
    ComponentEvent,
    ComponentRegistry,
    ComponentSettings,
    ForbiddenError,
    Writable,
    listens,
)
from component_framework.testing.ports import free_port

registry: Final = ComponentRegistry()
renders: Final[Counter[str]] = Counter()
"""How often the component of that name and key was rendered."""
POLICY: Final = "default-src 'self'; require-trusted-types-for 'script'; trusted-types component-framework"

TEMPLATES: Final = {
    "page": """<!doctype html><html lang=en><title>Nested</title>{{ component_js() }}
        <body>{{ live_component(name, **params) }}""",
    "slotted_page": """<!doctype html><html lang=en><title>Slots</title>{{ component_js() }}<body>
        {% call(slot) live_component("panel", component_id="panel") %}
        {%- if slot == "footer" %}<i>end</i>{% else %}<b>of the page</b>{% endif %}{% endcall %}""",
    "components/board.html": """<section><h1>{{ title }}</h1><output id="told">{{ told }}</output>
        <button data-live-click="rename">rename</button><button data-live-click="restore">restore</button>
        <button data-live-click="drop">drop</button>
        <button data-live-click="bring">bring</button><button data-live-click="turn">turn</button>
        <button data-live-click="break">break</button>
        <ul>{% for key in keys %}{{ live_component("row", key=key, title=title ~ " " ~ key) }}{% endfor %}</ul>
        </section>""",
    "components/row.html": """<li><span>{{ title }}</span> <output>{{ count }}</output> <em>{{ changed }}</em>
        <button data-live-click="add">add</button><button data-live-click="pick">pick</button>
        <button data-live-click="leave">leave</button><button data-live-click="crash">crash</button>
        <button data-live-click="show">show</button><dialog>{{ title }}</dialog><input name="note"></li>""",
    "components/panel.html": """<section><h2>{{ state.turns }} turns</h2>
        <button data-live-click="turn">turn</button><button data-live-click="swap">swap</button>
        {% if is_swapped %}<footer>{{ slots.footer }}</footer><div>{{ slots.default }}</div>
        {% else %}<div>{{ slots.default }}</div><footer>{{ slots.footer or "fallback" }}</footer>{% endif %}
        </section>""",
    "components/owner.html": """<main><output id="count">{{ count }}</output>
        {% call live_component("panel") %}<button data-live-click="add">{{ count }} so far</button>
          <input name="typed">{{ live_component("row", key="inner", title="inner") }}{% endcall %}
        <button data-live-click="add">add</button></main>""",
    "components/boxes.html": """<main><output id="count">{{ count }}</output><output id="memo">{{ memo }}</output>
        {% call live_component("panel", key="outer") %}<i>{{ count }}</i>
          {% call live_component("panel", key="inner") %}<button data-live-click="add">in both</button>
            <input aria-label="memo" data-live-model="memo">
            {{ live_component("row", key="deep", title="deep " ~ count) }}{% endcall %}{% endcall %}</main>""",
    "components/frame.html": """<aside><output id="twists">{{ count }}</output>
        {% call live_component("panel") %}{{ slots.default }}{% endcall %}
        <button data-live-click="add">twist</button></aside>""",
    "framed_page": """<!doctype html><html lang=en><title>Slots</title>{{ component_js() }}<body>
        {% call live_component("frame", component_id="frame") %}<b>of the page</b>{% endcall %}""",
    "components/desk.html": """<section><button data-live-click="again">{{ count }}</button>
        {% if count < 3 %}{{ live_component("part", key="a", lazy="load", number=1) }}{% endif %}
        {{ live_component("part", key="b", lazy="load", number=2) }}
        {{ live_component("part", key="bad", lazy="load", number=0) }}
        {{ live_component("part", key="no", lazy="load", number=-1) }}
        <div class="far"></div>{{ live_component("part", key="far", lazy=True, number=3 + count) }}</section>""",
    "components/part.html": """<article data-number="{{ number }}">part {{ number }}
        <button data-live-click="up">{{ ups }}</button></article>""",
    "components/broken.html": """<article role="alert">no part today
        <button data-live-click="">again</button></article>""",
}


class Picked(ComponentEvent):
    title: str


class Left(ComponentEvent):
    key: str


class Board(Component):
    title: str = "Row"
    keys: list[str] = ["1", "2", "3"]
    told: str = ""

    def on_rename(self) -> None:
        self.title += "!"

    def on_restore(self) -> None:
        self.title = "Row"

    def on_drop(self) -> None:
        self.keys = self.keys[1:]

    def on_bring(self) -> None:
        self.keys = ["1", *self.keys]

    def on_turn(self) -> None:
        self.keys = self.keys[::-1]

    def on_break(self) -> None:
        self.keys = [*self.keys, "broken"]

    @listens(Picked)
    def note(self, picked: Picked) -> None:
        self.told += picked.title

    @listens(Left)
    def forget(self, left: Left) -> None:
        self.keys = [key for key in self.keys if key != left.key]


class Row(Component):
    title: str
    count: int = 0
    changed: str = ""

    def before_render(self) -> None:
        renders[f"row {self.params['key']}"] += 1

    def mount(self) -> None:
        if self.params["key"] == "broken":
            raise ValueError("a row that cannot be")

    def params_changed(self, before: Any) -> None:
        self.changed = f"was {before['title']}"

    def on_add(self) -> None:
        self.count += 1

    def on_pick(self) -> None:
        self.tell_parent(Picked(title=self.title))

    def on_show(self) -> None:
        self.open_dialog("dialog")
        self.on_pick()

    def on_leave(self) -> None:
        self.remove()
        self.tell_parent(Left(key=self.params["key"]))

    def on_crash(self) -> None:
        raise ValueError("a handler that fails")


class Panel(Component):
    turns: int = 0
    is_swapped: bool = False

    def on_turn(self) -> None:
        self.turns += 1

    def on_swap(self) -> None:
        self.is_swapped = not self.is_swapped


class Owner(Component):
    count: int = 0

    def on_add(self) -> None:
        self.count += 1


class Boxes(Owner):
    """Fills a slot of a panel that it puts into a slot of another one."""

    memo: Annotated[str, Writable()] = ""


class Frame(Owner):
    """Hands its slot on to a panel."""


class Desk(Component):
    count: int = 0

    def on_again(self) -> None:
        self.count += 1


class Part(Component):
    error_template = "components/broken.html"
    is_healed: ClassVar[bool] = False
    number: int
    ups: int = 0

    def mount(self) -> None:
        renders[f"part {self.number}"] += 1
        if self.number < 0:
            raise ForbiddenError("not for you")
        if self.number == 0 and not Part.is_healed:
            raise ValueError("a part that fails")

    def on_up(self) -> None:
        self.ups += 1


for cls in (Board, Row, Panel, Owner, Boxes, Frame, Desk, Part):
    registry.register(cls.__name__.lower())(cls)

app = FastAPI()
live = create_component_routes(
    app,
    renderer=JinjaRenderer(Environment(autoescape=True, loader=DictLoader(TEMPLATES))),
    registry=registry,
    settings=ComponentSettings(keys=("a key for these tests, long enough to sign",), rate_per_s=0),
)


@app.middleware("http")
async def strictly(request: Request, call_next: Any) -> Response:
    response: Response = await call_next(request)
    response.headers["Content-Security-Policy"] = POLICY
    return response


@app.get("/favicon.ico")
def favicon() -> Response:
    return Response(status_code=204)


@app.get("/slots")
def slots(page: Annotated[LivePage, Depends(live)]) -> HTMLResponse:
    return page.render("slotted_page")


@app.get("/frame")
def frame(page: Annotated[LivePage, Depends(live)]) -> HTMLResponse:
    return page.render("framed_page")


@app.get("/{name}")
def show(name: str, page: Annotated[LivePage, Depends(live)]) -> HTMLResponse:
    return page.render("page", name=name, params={"component_id": name})


@contextmanager
def serving() -> Iterator[str]:
    """The address under which the site answers meanwhile."""
    port = free_port()
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="critical", timeout_keep_alive=600))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            time.sleep(0.01)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join()
