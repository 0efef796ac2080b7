"""The socket of an app, as a browser meets it."""

import dataclasses
import json
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from fastapi import FastAPI, HTTPException, Request
from starlette.testclient import TestClient, WebSocketDenialResponse
from starlette.websockets import WebSocketDisconnect

from component_framework.adapters.fastapi import create_component_routes
from component_framework.adapters.fastapi_websocket import create_websocket_route
from component_framework.core import (
    Component,
    ComponentRegistry,
    ComponentSettings,
    ConfigurationError,
    refresh,
    ws_manager,
)

OURS = {"Origin": "http://testserver"}


class Socket:
    """The browser's end of one: it acknowledges what comes."""

    def __init__(self, session: Any) -> None:
        self.session, self.frames, self.mark = session, 0, None

    def say(self, **frame: Any) -> None:
        self.session.send_text(json.dumps(frame))

    def got(self, kind: str, **members: Any) -> Any:
        """The next frame of that type with those members; others are let pass."""
        while True:
            frame = json.loads(self.session.receive_text())
            self.frames += 1
            self.mark = frame.pop("mark", self.mark)
            self.say(type="ack", frames=self.frames, mark=self.mark)
            if frame["type"] == kind and members.items() <= frame.items():
                return frame

    def subscribe(self, shown: Any) -> None:
        self.say(type="subscribe", component_id=shown.id, state=shown.state)
        self.got("subscribed", component_id=shown.id)


@pytest.fixture
def user() -> dict[str, Any]:
    """Who is there: `name` is signed in, `status` refuses."""
    return {"name": None, "status": None}


@pytest.fixture
def app(make_app: Callable[..., FastAPI], user: dict[str, Any]) -> FastAPI:
    def current_user(request: Request) -> str | None:
        if user["status"]:
            raise HTTPException(user["status"])
        return user["name"]

    app = make_app(identity=current_user)
    create_websocket_route(app)

    @app.post("/changed")
    def changed() -> None:
        refresh("board")

    return app


@pytest.fixture
def browser(app: FastAPI, counter: Any, make_browser: Any) -> Any:
    return make_browser(app)


@pytest.fixture
def socket(browser: Any) -> Iterator[Socket]:
    with browser.client.websocket_connect("/ws/", headers=OURS) as session:
        socket = Socket(session)
        socket.got("connected")
        yield socket


def event(shown: Any, **message: Any) -> dict[str, Any]:
    known = {"type": "component_event", "component": shown.name, "component_id": shown.id, "state": shown.state}
    return {**known, "key": "test:1", **message}


@pytest.mark.parametrize("path", ["/ws", "/ws/"])
def test_the_socket_is_there_with_and_without_a_slash(path: str, browser: Any) -> None:
    with browser.client.websocket_connect(path, headers=OURS) as session:
        assert json.loads(session.receive_text())["type"] == "connected"


def test_pages_name_the_socket_where_there_is_one(browser: Any, make_app: Any, make_browser: Any) -> None:
    assert 'data-live-socket="/ws/"' in browser.open().html
    assert "data-live-socket" not in make_browser(make_app()).open().html


@pytest.mark.usefixtures("counter")
def test_the_routes_may_come_after_the_socket(options: dict[str, Any], make_browser: Any, add_page: Any) -> None:
    app = FastAPI()
    create_websocket_route(app)
    add_page(app, create_component_routes(app, **options))
    browser = make_browser(app)
    assert 'data-live-socket="/ws/"' in browser.open().html
    with browser.client.websocket_connect("/ws", headers=OURS) as session:
        assert json.loads(session.receive_text())["type"] == "connected"


def test_a_socket_alone_is_one_of_an_app_with_the_defaults(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMPONENT_SECRET_KEYS", "k" * 50)
    app = FastAPI()
    create_websocket_route(app)
    with TestClient(app) as client, client.websocket_connect("/ws", headers=OURS) as session:
        assert json.loads(session.receive_text())["type"] == "connected"
        assert client.post("/components/nothing").json()["code"] == "forbidden"


def test_a_socket_alone_does_not_start_without_a_key() -> None:
    app = FastAPI()
    create_websocket_route(app)
    with pytest.raises(ConfigurationError, match="COMPONENT_SECRET_KEYS"), TestClient(app):
        pass


@pytest.mark.parametrize("headers", [{"Origin": "https://evil.example"}, {}, {"Origin": "null"}])
def test_pages_of_other_sites_are_refused_at_the_handshake(headers: dict[str, str], browser: Any) -> None:
    with pytest.raises(WebSocketDisconnect), browser.client.websocket_connect("/ws", headers=headers):
        pass  # to servers, closed before it is accepted is 403


@pytest.mark.parametrize("status", [401, 429])
def test_whom_the_dependency_refuses_is_refused_at_the_handshake(
    status: int, browser: Any, user: dict[str, Any]
) -> None:
    user["status"] = status
    with pytest.raises(WebSocketDenialResponse) as refused, browser.client.websocket_connect("/ws", headers=OURS):
        pass
    assert refused.value.status_code == status


def test_one_socket_too_many_is_refused_at_the_handshake(
    make_app: Any, settings: ComponentSettings, make_browser: Any
) -> None:
    app = make_app(settings=dataclasses.replace(settings, max_sockets_per_address=1))
    create_websocket_route(app)
    client = make_browser(app).client
    with client.websocket_connect("/ws", headers=OURS), pytest.raises(WebSocketDenialResponse) as refused:
        client.websocket_connect("/ws", headers=OURS).__enter__()
    assert refused.value.status_code == 429


def test_a_message_is_answered_as_over_http(browser: Any, socket: Socket) -> None:
    shown = browser.open()
    socket.say(**event(shown, event="increment", payload={"amount": 2}))
    told = socket.got("component_update")
    by_post = browser.send(shown, event="increment", payload={"amount": 2}, key="test:2").json()
    assert told["html"].replace(told["state"], "") == by_post["html"].replace(by_post["state"], "")
    assert told["key"] == "test:1"


@pytest.mark.parametrize(("status", "code"), [(401, "signed_out"), (403, "forbidden"), (404, "not_found")])
def test_an_http_exception_of_a_handler_is_translated(
    status: int, code: str, registry: ComponentRegistry, browser: Any, socket: Socket
) -> None:
    @registry.register("picky")
    class Picky(Component):
        def on_go(self) -> None:
            raise HTTPException(status)

    socket.say(**event(browser.open("/page/picky"), event="go"))
    assert socket.got("error", status=status)["code"] == code


def test_a_sync_endpoint_refreshes_those_who_watch(registry: ComponentRegistry, browser: Any, socket: Socket) -> None:
    @registry.register("board")
    class Board(Component):
        watches = ["board"]

    shown = browser.open("/page/board")
    socket.subscribe(shown)
    assert browser.client.post("/changed").status_code == 200
    assert socket.got("stale")["component_id"] == shown.id


def test_a_broadcast_reaches_proved_sockets_only(browser: Any, socket: Socket) -> None:
    shown, other = browser.open(), browser.open()
    socket.subscribe(shown)
    with browser.client.websocket_connect("/ws", headers=OURS) as session:
        stranger = Socket(session)
        stranger.say(type="subscribe", component_id=shown.id, state=other.state)
        assert stranger.got("error")["code"] == "bad_snapshot"
        browser.client.portal.call(ws_manager.broadcast_update, shown.id, "<p>41</p>", {"count": 41})
        assert "41" in socket.got("component_update", key=None)["html"]
        stranger.say(type="ping")
        assert json.loads(session.receive_text())["type"] == "pong"


@pytest.mark.parametrize("raw", ["no JSON", "[]", '{"type": "broadcast"}', b"\x00\xff"])
def test_what_is_no_frame_is_answered_and_changes_nothing(raw: str | bytes, socket: Socket) -> None:
    if isinstance(raw, bytes):
        socket.session.send_bytes(raw)
    else:
        socket.session.send_text(raw)
    assert socket.got("error")["code"] == "bad_request"
    socket.say(type="ping")
    socket.got("pong")


def test_a_frame_over_the_limit_closes(socket: Socket) -> None:
    socket.session.send_text("x" * (64 * 1024 + 1))
    with pytest.raises(WebSocketDisconnect) as closed:
        socket.got("never")
    assert closed.value.code == 4009


@pytest.mark.parametrize("change", [{"name": None}, {"name": "eve"}, {"status": 401}])
def test_the_socket_of_who_is_signed_out_is_closed(change: Any, browser: Any, user: dict[str, Any]) -> None:
    user["name"] = "ada"
    shown = browser.open()
    with browser.client.websocket_connect("/ws", headers=OURS) as session:
        socket = Socket(session)
        socket.got("connected")
        user.update(change)
        socket.say(**event(shown, event="increment"))
        with pytest.raises(WebSocketDisconnect) as closed:
            socket.got("component_update")
    assert closed.value.code == 4401


def test_a_slow_sync_handler_holds_up_nothing_else(registry: ComponentRegistry, browser: Any, socket: Socket) -> None:
    may_end = threading.Event()

    @registry.register("slow")
    class Slow(Component):
        def on_go(self) -> None:
            assert may_end.wait(20)

    slow, quick = browser.open("/page/slow"), browser.open()
    socket.say(**event(slow, event="go", key="test:slow"))
    socket.say(**event(quick, event="increment", key="test:quick"))
    assert socket.got("component_update")["key"] == "test:quick"
    may_end.set()
    socket.got("component_update", key="test:slow")


def test_dependency_overrides_hold_for_the_socket(options: Any, make_browser: Any) -> None:
    def current_user() -> str:
        raise HTTPException(401)

    app = FastAPI()
    create_component_routes(app, **options, identity=current_user)
    create_websocket_route(app, path="/live")
    app.dependency_overrides[current_user] = lambda: "ada"
    with make_browser(app).client.websocket_connect("/live", headers=OURS) as session:
        assert json.loads(session.receive_text())["type"] == "connected"


def test_browsers_are_told_that_the_app_ends(app: FastAPI, browser: Any, socket: Socket) -> None:
    async def start_and_end() -> None:
        async with app.router.lifespan_context(app):
            pass

    browser.client.portal.call(start_and_end)
    assert socket.got("restart")["within_ms"] > 0
