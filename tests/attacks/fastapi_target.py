"""A real FastAPI app, with its own protection against other sites."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import Depends, FastAPI, Request
from fastapi.responses import HTMLResponse
from fastapi.testclient import TestClient
from starlette.middleware.trustedhost import TrustedHostMiddleware

from attacks.target import Answer, Shown, shown_in
from component_framework.adapters.django_views.host import django_host
from component_framework.adapters.fastapi import LivePage, create_component_routes
from component_framework.adapters.fastapi_websocket import create_websocket_route
from component_framework.core import ComponentSettings
from component_framework.core.host import configure

KEYS = ("the key of a FastAPI app that exists in tests only",)


def current_user(request: Request) -> str | None:
    return request.cookies.get("user")


class FastAPITarget:
    trusts_our_header = True

    def __init__(self) -> None:
        self.settings = ComponentSettings(keys=KEYS, rate_per_s=0, bad_snapshots_burst=1_000_000)
        self._client = self._started(self.settings)

    def show(self, name: str, **params: Any) -> Shown:
        return shown_in(self.page(name, params), name)

    def page(self, name: str, params: Mapping[str, Any], *, query: str = "") -> Answer:
        given = urlencode({"name": name, "params": json.dumps(params)})
        return _answer(self._client.get(f"/page?{given}&{query}"))

    def post(
        self, name: str, body: bytes, *, media_type: str = "application/json", headers: Mapping[str, str] | None = None
    ) -> Answer:
        own = {"X-Component-Request": "1", "Sec-Fetch-Site": "same-origin", "Origin": "http://testserver"}
        sent = own | dict(headers or {})
        if "Origin" in (headers or {}):
            sent.pop("Sec-Fetch-Site")  # an older browser, where the origin is all there is
        return self.post_from_elsewhere(name, body, media_type=media_type, headers=sent)

    def post_from_elsewhere(self, name: str, body: bytes, *, media_type: str, headers: Mapping[str, str]) -> Answer:
        given = {"Content-Type": media_type, **headers}
        raw = [(key.encode(), value.encode("utf-8", "surrogateescape")) for key, value in given.items()]
        return _answer(self._client.post(f"/components/{name}", content=body, headers=raw))

    def request(self, method: str, name: str) -> Answer:
        return _answer(self._client.request(method, f"/components/{name}"))

    def sign_in(self, name: str) -> None:
        self._client.cookies.set("user", name)

    def sign_out(self) -> None:
        self._client.cookies.clear()

    @contextmanager
    def configured(self, **settings: Any) -> Iterator[None]:
        before, self.settings = self.settings, ComponentSettings.from_mapping({"KEYS": KEYS, **settings})
        client, self._client = self._client, self._started(self.settings, cookies=dict(self._client.cookies))
        try:
            yield
        finally:
            self.settings, self._client = before, client

    def _started(self, settings: ComponentSettings, *, cookies: dict[str, str] | None = None) -> TestClient:
        app = FastAPI()
        app.add_middleware(TrustedHostMiddleware, allowed_hosts=["testserver"])
        live = create_component_routes(app, settings=settings, identity=current_user)
        create_websocket_route(app)
        configure(django_host)  # the host of all other tests in this process

        @app.get("/page")
        def page(name: str, params: str, page: Annotated[LivePage, Depends(live)]) -> HTMLResponse:
            return HTMLResponse(page.component(name, **json.loads(params)))

        return TestClient(app, raise_server_exceptions=False, cookies=cookies, follow_redirects=False)


def _answer(response: Any) -> Answer:
    return Answer(response.status_code, response.headers, response.content)
