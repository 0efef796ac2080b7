"""A FastAPI app behind its test client, with its socket."""

import json
from types import SimpleNamespace
from typing import Annotated, Any
from urllib.parse import urlencode

from anyio.from_thread import BlockingPortal
from fastapi import Depends, FastAPI, Header
from fastapi.responses import HTMLResponse
from fastapi.testclient import TestClient

from component_framework.adapters.fastapi import LivePage, create_component_routes
from component_framework.adapters.fastapi_websocket import create_websocket_route
from component_framework.core import ComponentSettings, Upload
from conformance.site import Answer, Pairs
from conformance.socket_site import Sockets

KEY = "the key of a site that exists in tests only"
JSON = {"Content-Type": "application/json", "X-Component-Request": "1"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


SESSIONS: set[str] = set()
"""Who is signed in at all."""


def current_user(x_user: Annotated[str, Header()] = "") -> Any:
    return SimpleNamespace(username=x_user) if x_user in SESSIONS else None


def make_app() -> FastAPI:
    app = FastAPI()
    settings = ComponentSettings(keys=(KEY,), rate_per_s=0, bad_snapshots_per_minute=0)
    live = create_component_routes(app, identity=current_user, settings=settings)
    create_websocket_route(app)

    @app.get("/page/{name}/")
    def page(name: str, live_page: Annotated[LivePage, Depends(live)], params: str = "{}") -> HTMLResponse:
        return HTMLResponse(live_page.script + live_page.component(name, **json.loads(params)))

    return app


class Http:
    def __init__(self) -> None:
        self.client = TestClient(make_app(), raise_server_exceptions=False, follow_redirects=False)
        self.client.headers["Sec-Fetch-Site"] = "same-origin"

    def sign_in(self, username: str) -> None:
        self.client.headers["X-User"] = username
        SESSIONS.add(username)

    def sign_out(self) -> None:
        SESSIONS.discard(self.client.headers.pop("X-User", ""))

    def get(self, path: str) -> Answer:
        return _answer(self.client.get(path))

    def post_json(self, name: str, body: bytes) -> Answer:
        return _answer(self.client.post(f"/components/{name}", content=body, headers=JSON))

    def post_parts(self, name: str, pairs: Pairs) -> Answer:
        return self._post_parts(name, pairs, {"X-Component-Request": "1"})

    def post_form(self, name: str, pairs: Pairs, *, page: str, is_htmx: bool) -> Answer:
        headers = {"Referer": f"http://testserver{page}", **({"HX-Request": "true"} if is_htmx else {})}
        if any(isinstance(value, Upload) for _, value in pairs):
            return self._post_parts(name, pairs, headers)
        headers |= FORM
        return _answer(self.client.post(f"/components/{name}", content=urlencode(pairs), headers=headers))

    def _post_parts(self, name: str, pairs: Pairs, headers: dict[str, str]) -> Answer:
        files: Any = [(field, _part(value)) for field, value in pairs]
        return _answer(self.client.post(f"/components/{name}", files=files, headers=headers))


class FastAPISocket(Sockets, Http):
    """The pages by HTTP, their messages over the socket."""

    def __init__(self, portal: BlockingPortal) -> None:
        Http.__init__(self)
        Sockets.__init__(self, self.client.app, portal)

    def headers(self) -> dict[str, str]:
        return {name: value for name, value in self.client.headers.items() if name == "x-user"}


def _part(value: str | Upload) -> Any:
    return (None, value) if isinstance(value, str) else (value.name, value.read(), value.content_type)


def _answer(response: Any) -> Answer:
    return Answer(response.status_code, response.headers, response.text)
