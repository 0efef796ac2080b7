"""Sockets: `ws_manager` and what it holds, from frame to frame, with a browser that is the test."""

import asyncio
import json
import logging
import re
import threading
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

import pytest

from component_framework.core import (
    Component,
    ComponentWebSocketManager,
    ForbiddenError,
    Identity,
    MemoryReplyStore,
    MemoryStateStore,
    StateError,
    TooManyError,
    WebSocketConnection,
    Writable,
    announce,
    refresh,
    requires,
    session_changed,
    signed_in,
)
from component_framework.core import host as host_module
from component_framework.core import news as news_module
from component_framework.core import pushes as pushes_module
from component_framework.core import subscription as subscription_module
from component_framework.core.children import first_render
from component_framework.core.connection_state import Timing
from component_framework.core.flow import run
from component_framework.core.host import Host
from component_framework.core.identity import NOBODY
from component_framework.core.news import News
from component_framework.core.outbox import MAX_BYTES
from component_framework.core.pushes import push
from component_framework.testing.sockets import FakeSocket

ALICE = Identity(user="alice", audience="user:1", caller="user:1")
BOB = Identity(user="bob", audience="user:2", caller="user:2")
VISITOR = Identity(audience="session:1", caller="address:1")


class Counter(Component):
    count: int = 0
    day: date = date(2026, 1, 1)
    price: Decimal = Decimal("1.50")

    def on_increment(self, amount: int = 1) -> None:
        self.count += amount

    def on_fail(self) -> None:
        raise LookupError("hunter2")


class Board(Component):
    watches = ["board"]

    def get_context(self) -> dict[str, Any]:
        return {"who": self.user}


class Order(Component):
    number: int = 1

    def get_watches(self) -> Sequence[object]:
        return [*super().get_watches(), f"order:{self.number}"]

    def on_go(self, number: int) -> None:
        self.number = number


@requires(signed_in)
class Secret(Component):
    watches = ["board"]


class Page:
    """What a browser shows of a component, and the frames that it sends of it."""

    def __init__(self, socket: FakeSocket, name: str, root: dict[str, str]) -> None:
        self.socket, self.name, self.id, self.state = socket, name, root["id"], root["data-live-state"]
        self.sent = 0

    def subscribe(self, **members: Any) -> None:
        self.socket.give(**{"type": "subscribe", "component_id": self.id, "state": self.state, **members})

    async def listen(self) -> None:
        self.subscribe()
        await self.socket.got("subscribed", component_id=self.id)

    def event(self, event: str | None = None, **members: Any) -> str:
        self.sent += 1
        named = {"event": event} if event else {}
        frame = {"component_id": self.id, "state": self.state, "key": f"{self.id}:{self.sent}", **named, **members}
        self.socket.give(type="component_event", **frame)
        return str(frame["key"])

    async def ask(self, event: str | None = None, **members: Any) -> dict[str, Any]:
        key = self.event(event, **members)
        await self.socket.until(lambda: any(frame.get("key") == key for frame in self.socket.frames))
        return next(frame for frame in self.socket.frames if frame.get("key") == key)


class Browsers:
    """Opens sockets and shows components on them."""

    def __init__(self, host: Host, manager: ComponentWebSocketManager) -> None:
        self.host, self.manager = host, manager
        self.served: dict[FakeSocket, asyncio.Task[None]] = {}

    async def open(self, identity: Identity = NOBODY, socket: FakeSocket | None = None) -> FakeSocket:
        socket = socket or FakeSocket(identity=identity)
        self.served[socket] = asyncio.create_task(self.manager.serve(socket, host=self.host))
        await socket.got("connected")
        return socket

    def show(self, socket: FakeSocket, cls: type[Component], **params: Any) -> Page:
        name = cls.__name__.lower()
        self.host.registry.register(name)(cls)
        assert isinstance(socket.identity, Identity)
        html = run(first_render(name, params, identity=socket.identity, host=self.host))
        root = dict(re.findall(r' ([a-z-]+)="([^"]*)"', html))
        return Page(socket, name, root)

    async def show_new(self, cls: type[Component], identity: Identity = NOBODY, **params: Any) -> Page:
        page = self.show(await self.open(identity), cls, **params)
        await page.listen()
        return page

    async def closed(self, socket: FakeSocket) -> int | None:
        await asyncio.wait([self.served[socket]], timeout=30)
        assert socket not in self.manager._states
        return socket.closed_with

    async def leave(self, socket: FakeSocket) -> None:
        socket.give_raw(None)
        await self.served[socket]


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Topics speak when they have something to say."""
    monkeypatch.setattr(news_module, "QUIET_S", 0.001)


@pytest.fixture
def timing() -> Timing:
    return Timing()


@pytest.fixture
async def browsers(host: Host, timing: Timing) -> AsyncIterator[Browsers]:
    """Everything is gone when all have left."""
    manager = ComponentWebSocketManager(timing=timing)
    browsers = Browsers(host, manager)
    yield browsers
    for socket in browsers.served:
        socket.is_stalled = False
        socket.give_raw(None)
    await asyncio.gather(*browsers.served.values(), return_exceptions=True)
    assert (manager._states, manager._hubs) == ({}, {})
    assert getattr(host.broker, "_sinks", {}) == {}


async def test_the_first_frame_says_who_one_is(browsers: Browsers) -> None:
    socket = await browsers.open()
    assert socket.is_accepted
    assert socket.frames[0] == {
        "type": "connected",
        "connection_id": browsers.manager._states[socket][0].id,
        "max_bytes": 65536,
    }


async def test_a_message_is_answered_as_over_http(browsers: Browsers) -> None:
    page = await browsers.show_new(Counter)
    update = await page.ask("increment", payload={"amount": 2})
    assert (update["type"], update["component_id"], update["effects"]) == ("component_update", page.id, [])
    page.state = update["state"]
    await page.ask("increment", component="counter")
    assert "status" not in update


async def test_the_same_message_is_done_once(browsers: Browsers) -> None:
    page = await browsers.show_new(Counter)
    first = await page.ask("increment")
    page.sent -= 1
    page.event("increment")
    assert await page.socket.got("component_update", 2) == first


@pytest.mark.parametrize(
    ("members", "status", "code"),
    [
        ({"event": "nothing"}, 404, "unknown_event"),
        ({"event": "increment", "payload": {"amount": "5"}}, 422, "invalid"),
        ({"event": "increment", "component": "order"}, 404, "unknown_component"),
        ({"event": "increment", "component_id": "c-other"}, 400, "bad_snapshot"),
        ({"event": "increment", "state": "cf1.x"}, 400, "bad_snapshot"),
    ],
)
async def test_a_mistake_is_answered_with_its_status_and_code(
    browsers: Browsers, members: dict[str, Any], status: int, code: str
) -> None:
    page = await browsers.show_new(Counter)
    error = await page.ask(**members)
    assert (error["type"], error["status"], error["code"]) == ("error", status, code)


async def test_an_exception_is_an_id_and_the_component_stays_usable(
    browsers: Browsers, caplog: pytest.LogCaptureFixture
) -> None:
    page = await browsers.show_new(Counter)
    caplog.set_level(logging.CRITICAL)
    error = await page.ask("fail")
    assert (error["status"], error["code"], error["component_id"]) == (500, "internal", page.id)
    assert "hunter2" not in json.dumps(error)
    assert len(error["id"]) == 8
    assert (await page.ask("increment"))["type"] == "component_update"


@pytest.mark.parametrize(
    "raw",
    [
        "", "{", "[]", "null", '{"type": "broadcast"}', '{"type": "component_update"}', '{"type": "ack"}', b"\x80\x04",
        '{"type": "ack", "frames": -1}', '{"type": "ack", "frames": 99}', '{"type": "ping", "all": 1}', "\ud800",
        '{"type": "component_event", "component": "\ud800"}', '{"type": "subscribe", "component_id": 5, "state": ""}',
        '{"a": 1, "a": 2}', "[" * 500 + "]" * 500,
        '{"type": "component_event", "event": 5}', '{"type": "component_event", "state": null, "calls": []}',
    ],
)  # fmt: skip
async def test_what_is_no_frame_is_an_error_and_no_end(browsers: Browsers, raw: str | bytes) -> None:
    """ATTACKS F04, E14."""
    socket, other = await browsers.open(), await browsers.open()
    socket.give_raw(raw)
    error = await socket.got("error")
    assert (error["status"], error["code"], error["component_id"], error["key"]) == (400, "bad_request", None, None)
    socket.give(type="ping")
    await socket.got("pong")
    assert [frame["type"] for frame in other.frames] == ["connected"]


async def test_frames_as_dicts_are_taken_too(browsers: Browsers) -> None:
    socket = await browsers.open()
    await browsers.manager.handle_message(socket, {"type": "ping"})
    await socket.got("pong")
    await browsers.manager.handle_message(FakeSocket(), "{}")
    await browsers.manager.disconnect(FakeSocket())
    await browsers.manager.unsubscribe(FakeSocket(), "c-1")


@pytest.mark.parametrize("raw", ["x" * 65537, "é" * 32769, b"x" * 65537], ids=["text", "beyond ASCII", "binary"])
async def test_a_frame_of_too_many_bytes_ends_the_socket(browsers: Browsers, raw: str | bytes) -> None:
    """ATTACKS I07."""
    socket = await browsers.open()
    socket.give_raw(raw)
    assert await browsers.closed(socket) == 4009


@pytest.mark.parametrize("raw", ["x" * 65536, "é" * 32768, "\ud800" * 100])
async def test_a_frame_of_as_many_bytes_as_may_be_is_read(browsers: Browsers, raw: str) -> None:
    socket = await browsers.open()
    socket.give_raw(raw)
    await socket.got("error", code="bad_request")


async def test_flooding_ends_the_socket(browsers: Browsers) -> None:
    socket = await browsers.open()
    for _ in range(1500):
        socket.give(type="ping")
    assert await browsers.closed(socket) == 4008


async def test_the_rate_limit_is_the_same_as_over_http(browsers: Browsers) -> None:
    """ATTACKS I22."""
    settings = replace(browsers.host.settings, rate_per_s=0.001, rate_burst=2, app="rate")
    browsers.host = replace(browsers.host, settings=settings)
    page = await browsers.show_new(Counter)
    await page.ask("increment")
    error = await page.ask("increment")
    assert (error["status"], error["code"]) == (429, "too_many")
    assert error["retry_after_s"] > 0
    page.subscribe()
    assert (await page.socket.got("error", 2))["retry_after_s"] > 0


async def test_a_refresh_is_a_poke_to_who_watches(browsers: Browsers) -> None:
    watching, other = await browsers.show_new(Board, ALICE), await browsers.show_new(Counter)
    refresh("board")
    stale = await watching.socket.got("stale")
    assert stale == {"type": "stale", "component_id": watching.id, "within_ms": 0}
    update = await watching.ask()
    assert update["type"] == "component_update"
    assert "stale" not in [frame["type"] for frame in other.socket.frames]


async def test_each_instance_watches_what_it_shows(browsers: Browsers) -> None:
    one, two = await browsers.show_new(Order, number=1), await browsers.show_new(Order, number=2)
    refresh("order:2")
    await two.socket.got("stale")
    assert "stale" not in [frame["type"] for frame in one.socket.frames]


async def test_who_subscribes_again_watches_what_it_shows_now(browsers: Browsers) -> None:
    page = await browsers.show_new(Order, number=1)
    page.state = (await page.ask("go", payload={"number": 2}))["state"]
    page.subscribe()
    await page.socket.got("subscribed", 2)
    refresh("order:1")
    refresh("order:2")
    await page.socket.got("stale")
    hub = next(iter(browsers.manager._hubs.values()))
    assert sorted(hub.topics) == [f"component:{page.id}", "topic:order:2"]


async def test_many_who_watch_are_spread_in_time(browsers: Browsers) -> None:
    pages = [await browsers.show_new(Board) for _ in range(4)]
    refresh("board")
    assert [(await page.socket.got("stale"))["within_ms"] for page in pages] == [6] * 4


async def test_a_storm_is_told_ten_times_a_second_and_its_end_comes_through(
    browsers: Browsers, monkeypatch: pytest.MonkeyPatch
) -> None:
    """ATTACKS F20."""
    monkeypatch.setattr(news_module, "QUIET_S", 0.1)
    page = await browsers.show_new(Board)
    for _ in range(10_000):
        refresh("board")
    await page.socket.got("stale")
    await page.ask()
    refresh("board")
    await page.socket.got("stale", 2)
    assert len(page.socket.frames) <= 6


async def test_a_page_that_has_not_looked_yet_is_not_poked_again(browsers: Browsers) -> None:
    page = await browsers.show_new(Board)
    refresh("board")
    await page.socket.got("stale")
    for _ in range(3):
        refresh("board")
        await asyncio.sleep(0.005)
    page.socket.give(type="ping")
    await page.socket.got("pong")
    assert [frame["type"] for frame in page.socket.frames].count("stale") == 1


async def test_what_changes_while_a_page_looks_is_news(browsers: Browsers) -> None:
    go_on, began = threading.Event(), threading.Event()

    class Slow(Component):
        watches = ["board"]

        def before_render(self) -> None:
            began.set()
            assert go_on.wait(30)

    go_on.set()
    page = await browsers.show_new(Slow)
    go_on.clear()
    began.clear()
    page.event()
    await asyncio.to_thread(began.wait, 30)
    refresh("board")
    await page.socket.got("stale")
    go_on.set()
    await page.socket.got("component_update")


async def test_looking_again_when_told_to_is_free(browsers: Browsers) -> None:
    """No limit counts it, and no reply is kept: it would crowd out those of messages that did something."""
    settings = replace(browsers.host.settings, rate_per_s=0.001, rate_burst=1, app="free")
    browsers.host = replace(browsers.host, settings=settings, replies=Forbidden())
    page = await browsers.show_new(Board)
    for number in range(1, 4):
        await browsers.host.broker.apublish("topic:board")
        await page.socket.got("stale", number)
        assert (await page.ask())["type"] == "component_update"
    assert (await page.ask())["code"] == "too_many"


class Forbidden(MemoryReplyStore):
    """Keeps no reply."""

    def begin(self, name: str) -> str | None:
        raise AssertionError("nothing is to be kept")


async def test_who_was_shown_something_older_looks_again_at_once(browsers: Browsers) -> None:
    page = browsers.show(await browsers.open(), Board)
    refresh("board")
    await page.listen()
    await page.socket.got("stale")


@pytest.mark.parametrize(
    ("members", "code"),
    [
        ({"state": "cf1.x"}, "bad_snapshot"),
        ({"state": "board"}, "bad_snapshot"),
        ({"component_id": "board"}, "bad_snapshot"),
        ({"component": "counter"}, "bad_snapshot"),
    ],
)
async def test_nobody_listens_to_what_was_not_shown_to_them(
    browsers: Browsers, members: dict[str, str], code: str
) -> None:
    """ATTACKS F01, F02."""
    page = browsers.show(await browsers.open(), Board)
    page.subscribe(**members)
    assert (await page.socket.got("error"))["code"] == code
    refresh("board")
    page.socket.give(type="ping")
    await page.socket.got("pong")
    assert "stale" not in [frame["type"] for frame in page.socket.frames]


async def test_forgers_are_counted(browsers: Browsers) -> None:
    """ATTACKS I19."""
    settings = replace(browsers.host.settings, bad_snapshots_per_minute=1, bad_snapshots_burst=1, app="forgers")
    browsers.host = replace(browsers.host, settings=settings)
    page = browsers.show(await browsers.open(), Board)
    for _ in range(2):
        page.subscribe(state="cf1.x")
    assert (await page.socket.got("error", 2))["code"] == "too_many"


async def test_anothers_snapshot_is_stale(browsers: Browsers) -> None:
    alice, bob = browsers.show(await browsers.open(ALICE), Board), await browsers.open(BOB)
    bob.give(type="subscribe", component_id=alice.id, state=alice.state)
    assert (await bob.got("error"))["code"] == "stale_snapshot"


async def test_permissions_are_asked(browsers: Browsers, monkeypatch: pytest.MonkeyPatch) -> None:
    alice = browsers.show(await browsers.open(ALICE), Secret)
    await alice.listen()
    allowed: list[bool] = [True, False]
    monkeypatch.setattr(Secret, "permissions", (lambda component: allowed[0],))
    page = browsers.show(await browsers.open(ALICE), Secret)
    allowed.pop(0)
    page.subscribe()
    assert (await page.socket.got("error"))["code"] == "forbidden"


async def test_who_lost_the_right_is_told_no_more(browsers: Browsers, monkeypatch: pytest.MonkeyPatch) -> None:
    """ATTACKS F07."""
    allowed = [True]

    @requires(lambda component: allowed[0])
    class Room(Component):
        watches = ["room"]

    page = await browsers.show_new(Room, ALICE)
    monkeypatch.setattr(subscription_module, "TRUSTED_FOR_S", -1)
    allowed[0] = False
    refresh("room")
    await page.socket.got("stale")
    refresh("room")
    told = await page.socket.got("unsubscribed")
    assert told == {"type": "unsubscribed", "component_id": page.id, "code": "forbidden"}
    refresh("room")
    page.socket.give(type="ping")
    await page.socket.got("pong")
    assert [frame["type"] for frame in page.socket.frames].count("stale") == 1


async def test_being_asked_again_by_the_server_counts_for_no_limit(
    browsers: Browsers, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = replace(browsers.host.settings, rate_per_s=0.001, rate_burst=1, app="again")
    browsers.host = replace(browsers.host, settings=settings)
    page = await browsers.show_new(Counter)
    monkeypatch.setattr(subscription_module, "TRUSTED_FOR_S", -1)
    await browsers.manager.broadcast_update(page.id, "<p></p>", dict(Counter().state))
    await page.socket.got("component_update")


async def test_an_older_subscription_does_not_end_its_successor(browsers: Browsers) -> None:
    page = await browsers.show_new(Counter)
    state = browsers.manager._states[page.socket][0]
    older = state.subscriptions[page.id]
    page.subscribe()
    await page.socket.got("subscribed", 2)
    await state.drop(older, ForbiddenError("too late"))
    assert page.id in state.subscriptions


async def test_a_proof_that_raises_has_the_viewer_look_again(
    browsers: Browsers, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    broken = [False]

    class Broken(Component):
        def hydrate(self, state: dict[str, Any]) -> None:
            if broken[0]:
                raise LookupError

    page = await browsers.show_new(Broken)
    monkeypatch.setattr(subscription_module, "TRUSTED_FOR_S", -1)
    broken[0] = True
    caplog.set_level(logging.CRITICAL)
    await browsers.manager.broadcast_update(page.id, "<p></p>", {})
    await page.socket.got("stale")
    assert page.id in browsers.manager._states[page.socket][0].subscriptions


async def test_who_answers_pokes_is_not_asked_to_prove_itself(
    browsers: Browsers, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = await browsers.show_new(Board)
    monkeypatch.setattr(subscription_module, "TRUSTED_FOR_S", -1)
    subscription = browsers.manager._states[page.socket][0].subscriptions[page.id]
    for number in (1, 2):
        refresh("board")
        await page.socket.got("stale", number)
        await page.ask()
        assert subscription._poked_at is None
    refresh("board")
    await page.socket.got("stale", 3)
    refresh("board")  # unanswered: it is asked, and still may
    await page.socket.got("stale", 4)


async def test_unsubscribed_is_told_no_more(browsers: Browsers) -> None:
    page = await browsers.show_new(Board)
    page.socket.give(type="unsubscribe", component_id=page.id)
    assert await page.socket.got("unsubscribed") == {"type": "unsubscribed", "component_id": page.id}
    page.socket.give(type="unsubscribe", component_id=page.id)
    await page.socket.got("unsubscribed", 2)
    assert next(iter(browsers.manager._hubs.values())).topics == {}


async def test_a_socket_has_so_many_subscriptions(browsers: Browsers) -> None:
    """ATTACKS F13."""
    browsers.host = replace(browsers.host, settings=replace(browsers.host.settings, max_subscriptions=2))
    socket = await browsers.open()
    pages = [browsers.show(socket, Board) for _ in range(3)]
    for page in pages[:2]:
        await page.listen()
        page.subscribe()
    pages[2].subscribe()
    error = await socket.got("error")
    assert (error["code"], error["component_id"]) == ("too_many", pages[2].id)


async def test_the_server_subscribes_too(browsers: Browsers) -> None:
    page = browsers.show(await browsers.open(), Board)
    await browsers.manager.subscribe(page.socket, page.id, page.state)
    await page.socket.got("subscribed")
    await browsers.manager.unsubscribe(page.socket, page.id)
    refresh("board")
    page.socket.give(type="ping")
    await page.socket.got("pong")
    assert "stale" not in [frame["type"] for frame in page.socket.frames]


async def test_a_broadcast_shows_html_with_a_snapshot_of_each_viewers_own(browsers: Browsers) -> None:
    """ATTACKS F05."""
    one, two = await browsers.show_new(Counter, ALICE, component_id="counter-1"), await browsers.open(BOB)
    other = browsers.show(two, Counter, component_id="counter-1")
    await other.listen()
    stranger = await browsers.show_new(Counter, BOB)
    result = await Counter(component_id="counter-1").adispatch("increment", {"amount": 41}, {"count": 1})
    await browsers.manager.broadcast_update("counter-1", result["html"], result["state"])
    updates = [await page.socket.got("component_update") for page in (one, other)]
    assert [(update["key"], update["effects"]) for update in updates] == [(None, []), (None, [])]
    assert 'id="counter-1" data-live="counter"' in updates[0]["html"]
    assert updates[0]["state"] != updates[1]["state"]
    for page, update in zip((one, other), updates, strict=True):
        assert update["state"] in update["html"]
        page.state = update["state"]
        assert (await page.ask("increment"))["type"] == "component_update"
    assert "component_update" not in [frame["type"] for frame in stranger.socket.frames]


async def test_of_a_broadcast_one_frame_is_made_for_each_audience(browsers: Browsers) -> None:
    """As many viewers as there are, their frame is signed once."""
    made: list[int] = []

    class Seen(Component):
        def get_watches(self) -> Sequence[object]:
            made.append(1)
            return ()

    pages = [await browsers.show_new(Seen, component_id="seen") for _ in range(5)]
    made.clear()
    await browsers.manager.broadcast_update("seen", "<p>new</p>", {})
    updates = [await page.socket.got("component_update") for page in pages]
    assert len({update["state"] for update in updates}) == 1
    assert made == [1]


async def test_the_first_of_many_have_a_push_before_the_last_are_told(
    browsers: Browsers, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting: list[int] = []

    class First(FakeSocket):
        async def send(self, message: dict[str, Any]) -> None:
            await super().send(message)
            if message["type"] == "component_update":
                subscriptions = [state.subscriptions["seen"] for state, _ in browsers.manager._states.values()]
                waiting.append(sum(one._waits_for is not None for one in subscriptions))

    monkeypatch.setattr(pushes_module, "AT_ONCE", 2)
    first = browsers.show(await browsers.open(socket=First()), Counter, component_id="seen")
    await first.listen()
    pages = [first, *[await browsers.show_new(Counter, component_id="seen") for _ in range(7)]]
    await browsers.manager.broadcast_update("seen", "<p>new</p>", {"count": 1})
    for page in pages:
        await page.socket.got("component_update")
    assert waiting == [6]


async def test_what_is_announced_reaches_who_watches_and_nobody_else(browsers: Browsers) -> None:
    boards = [await browsers.show_new(Board, who) for who in (ALICE, BOB)]
    other = await browsers.show_new(Counter, BOB)
    for price in ("9.90", "9.50"):
        announce("board", "price", {"sku": 7, "price": price})
    for page in boards:
        events = [await page.socket.got("event", number) for number in (1, 2)]
        about = {"type": "event", "component_id": page.id, "name": "price"}
        assert events == [{**about, "detail": {"sku": 7, "price": price}} for price in ("9.90", "9.50")]
        assert "stale" not in [frame["type"] for frame in page.socket.frames]
    assert (await other.ask("increment"))["type"] == "component_update"
    assert "event" not in [frame["type"] for frame in other.socket.frames]


async def test_what_is_announced_is_for_who_may_see_it_now(browsers: Browsers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subscription_module, "TRUSTED_FOR_S", 0)
    page = await browsers.show_new(Secret, ALICE)
    page.socket.identity = Identity(user=None, audience="user:1", caller="user:1")
    announce("board", "secret")
    assert (await page.socket.got("unsubscribed"))["code"] in ("forbidden", "signed_out")
    assert "event" not in [frame["type"] for frame in page.socket.frames]


@pytest.mark.parametrize("detail", [object(), float("nan"), "x" * 32 * 1024])
def test_what_cannot_be_announced_is_refused_at_once(detail: Any) -> None:
    with pytest.raises(StateError, match=r"announce\('price'\)"):
        announce("board", "price", detail)


async def test_a_push_is_for_one_connection(browsers: Browsers) -> None:
    one, two = [await browsers.show_new(Counter, component_id="counter-1") for _ in range(2)]
    result = Counter().state
    meant = two.socket.frames[0]["connection_id"]
    await browsers.manager.push_update(meant, "counter-1", "<p>yours</p>", dict(result))
    await two.socket.got("component_update")
    await browsers.manager.push_update(meant, "counter-1", "<p>yours</p>", dict(result))
    await browsers.manager.broadcast_update("counter-1", "<p>all</p>", dict(result))
    await one.socket.got("component_update")
    await two.socket.until(lambda: ">all<" in str(two.socket.frames))
    assert "yours" not in str(one.socket.frames)
    assert ">all<" in two.socket.frames[-1]["html"]


async def test_what_comes_while_a_viewer_is_told_is_told_after_it(browsers: Browsers) -> None:
    go_on, began = threading.Event(), threading.Event()
    go_on.set()

    class Slow(Component):
        def get_watches(self) -> Sequence[object]:
            began.set()
            assert go_on.wait(30)
            return ["board"]

    page = await browsers.show_new(Slow)
    go_on.clear()
    began.clear()
    await browsers.manager.broadcast_update(page.id, "<p>1</p>", {})
    await asyncio.to_thread(began.wait, 30)
    await browsers.manager.broadcast_update(page.id, "<p>2</p>", {})
    refresh("board")
    subscription = browsers.manager._states[page.socket][0].subscriptions[page.id]
    async with asyncio.timeout(30):
        while not (subscription._news.is_stale and subscription._news.pushes):
            await asyncio.sleep(0.001)
    go_on.set()
    await page.socket.got("stale")
    assert [frame["type"] for frame in page.socket.frames[2:]][-2:] == ["component_update", "stale"]
    assert ">2<" in page.socket.frames[-2]["html"]


async def test_a_push_from_sync_code_waits_for_the_transaction(
    browsers: Browsers, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting: list[Callable[[], None]] = []
    page = await browsers.show_new(Counter)
    host = replace(browsers.host, on_commit=waiting.append)
    monkeypatch.setattr(host_module, "_providers", [lambda: host])
    await asyncio.to_thread(push, page.id, "<p>new</p>", dict(Counter().state))
    assert len(waiting) == 1
    await asyncio.to_thread(waiting[0])
    await page.socket.got("component_update")


async def test_a_refresh_of_one_component(browsers: Browsers) -> None:
    page = await browsers.show_new(Counter)
    await browsers.manager.refresh(page.id)
    await page.socket.got("stale")


@pytest.mark.parametrize(
    ("html", "state"), [("<p></p>", {"count": "many"}), ("<p></p>", {}), ("no element", {"count": 2})]
)
async def test_a_push_that_does_not_fit_has_its_viewers_look_again(
    browsers: Browsers, html: str, state: dict[str, Any]
) -> None:
    """ATTACKS F19."""

    class Strict(Component):
        count: int

    page = await browsers.show_new(Strict, count=1)
    await browsers.manager.broadcast_update(page.id, html, state)
    await page.socket.got("stale")
    assert "component_update" not in [frame["type"] for frame in page.socket.frames]


async def test_a_push_to_what_keeps_its_state_here_has_its_viewers_look_again(browsers: Browsers) -> None:
    class Kept(Component):
        state_store = MemoryStateStore()
        count: int = 0

        def on_add(self) -> None:
            self.count += 1

    page = await browsers.show_new(Kept)
    await browsers.manager.broadcast_update(page.id, "<p></p>", {"count": 5})
    await page.socket.got("stale")


async def test_an_exception_while_showing_has_the_viewer_look_again(
    browsers: Browsers, caplog: pytest.LogCaptureFixture
) -> None:
    broken = [False]

    class Broken(Component):
        def get_watches(self) -> Sequence[object]:
            if broken[0]:
                raise LookupError
            return ()

    page = await browsers.show_new(Broken)
    broken[0] = True
    caplog.set_level(logging.CRITICAL)
    await browsers.manager.broadcast_update(page.id, "<p></p>", {})
    await page.socket.got("stale")


async def test_a_push_is_bounded(browsers: Browsers) -> None:
    with pytest.raises(StateError, match="the limit is"):
        await browsers.manager.broadcast_update("c-1", "x" * 200_000, {})
    with pytest.raises(StateError, match="the limit is"):
        push("c-1", "x" * 200_000, {})


async def test_a_slow_handler_holds_up_its_component_only(browsers: Browsers) -> None:
    go_on, began = threading.Event(), threading.Event()

    class Slow(Component):
        watches = ["board"]
        text: Annotated[str, Writable()] = ""

        def on_wait(self) -> None:
            began.set()
            assert go_on.wait(30)

    socket = await browsers.open()
    slow, quick = browsers.show(socket, Slow), browsers.show(socket, Counter)
    await slow.listen()
    slow.event("wait")
    slow.event(fields={"text": "after"})
    await asyncio.to_thread(began.wait, 30)
    await quick.ask("increment")
    refresh("board")
    await socket.got("stale")
    assert not [frame for frame in socket.frames if frame.get("component_id") == slow.id and "html" in frame]
    go_on.set()
    await socket.got("component_update", 2, component_id=slow.id)
    keys = [frame["key"] for frame in socket.frames if frame.get("component_id") == slow.id and "html" in frame]
    assert keys == [f"{slow.id}:1", f"{slow.id}:2"]


async def test_work_that_has_begun_when_the_browser_leaves_is_finished(browsers: Browsers) -> None:
    go_on, began, done = threading.Event(), threading.Event(), threading.Event()

    class Slow(Component):
        def on_wait(self) -> None:
            began.set()
            assert go_on.wait(30)
            done.set()

        def on_more(self) -> None:
            raise AssertionError("nobody waits for it")

    page = browsers.show(await browsers.open(), Slow)
    lanes = None
    page.event("wait")
    page.event("more")
    await asyncio.to_thread(began.wait, 30)
    lanes = browsers.manager._states[page.socket][0].lanes
    tasks = set(lanes._tasks)
    await browsers.leave(page.socket)
    go_on.set()
    await asyncio.wait(tasks, timeout=30)
    assert done.is_set()
    assert lanes._lanes == {}
    assert not lanes.put("a", asyncio.sleep)  # type: ignore[arg-type]


async def test_one_socket_has_so_much_work_under_way(browsers: Browsers) -> None:
    go_on = asyncio.Event()

    class Slow(Component):
        async def on_wait(self) -> None:
            await go_on.wait()

    page = browsers.show(await browsers.open(), Slow)
    for _ in range(65):
        page.event("wait")
    error = await page.socket.got("error")
    assert (error["status"], error["code"], error["key"]) == (503, "busy", f"{page.id}:65")
    go_on.set()
    await page.socket.got("component_update", 64)


async def test_who_signs_out_is_closed_at_the_next_message(browsers: Browsers) -> None:
    """ATTACKS D03."""
    page = await browsers.show_new(Counter, ALICE)
    page.socket.identity = NOBODY
    page.event("increment")
    assert await browsers.closed(page.socket) == 4401
    assert "component_update" not in [frame["type"] for frame in page.socket.frames]


@pytest.mark.parametrize("ends_late", [False, True])
async def test_who_is_said_to_sign_out_is_closed_at_once(browsers: Browsers, ends_late: bool) -> None:
    """ATTACKS F07. Frameworks say it just before the session ends."""
    browsers.manager = ComponentWebSocketManager(timing=Timing(ends_s=0.2, identify_s=600))
    page, other = await browsers.show_new(Counter, ALICE), await browsers.show_new(Counter, BOB)
    if not ends_late:
        page.socket.identity = NOBODY
    session_changed("user:1", host=browsers.host)
    if ends_late:
        await asyncio.sleep(0.1)
        page.socket.identity = NOBODY
    assert await browsers.closed(page.socket) == 4401
    assert (await other.ask("increment"))["type"] == "component_update"


async def test_a_socket_that_ends_asks_nobody_any_more(browsers: Browsers, monkeypatch: pytest.MonkeyPatch) -> None:
    page = await browsers.show_new(Counter, ALICE)
    state, task = browsers.manager._states[page.socket]
    state.stop(4012)
    monkeypatch.setattr(state, "identify", None)
    state.tell(News(is_stale=True))
    await task


async def test_who_is_signed_in_still_stays(browsers: Browsers) -> None:
    browsers.manager = ComponentWebSocketManager(timing=Timing(ends_s=0))
    page = await browsers.show_new(Counter, ALICE)
    session_changed("user:1", host=browsers.host)
    await asyncio.sleep(0.2)
    assert (await page.ask("increment"))["type"] == "component_update"


async def test_a_visitor_who_gets_a_session_stays(browsers: Browsers) -> None:
    page = await browsers.show_new(Counter)
    page.socket.identity = VISITOR
    assert (await page.ask("increment"))["type"] == "component_update"


async def test_the_sockets_of_one_caller_are_counted(browsers: Browsers) -> None:
    """ATTACKS I09."""
    settings = replace(browsers.host.settings, max_sockets=2, max_sockets_per_address=3)
    browsers.host = replace(browsers.host, settings=settings)
    sessions = [replace(VISITOR, audience=f"session:{number}") for number in (1, 1, 2)]
    for identity in sessions:
        await browsers.open(identity)
    for identity in (sessions[0], replace(VISITOR, audience="session:3")):
        refused = FakeSocket(identity=identity)
        with pytest.raises(TooManyError):
            await browsers.manager.serve(refused, host=browsers.host)
        assert not refused.is_accepted
    await browsers.open(ALICE)
    await browsers.leave(next(iter(browsers.served)))
    await browsers.open(sessions[0])


async def test_a_handshake_that_fails_counts_for_nothing(browsers: Browsers) -> None:
    class Unwilling(FakeSocket):
        async def accept(self) -> None:
            raise ConnectionError

    with pytest.raises(ConnectionError):
        await browsers.manager.serve(Unwilling(identity=ALICE), host=browsers.host)
    assert browsers.manager._hubs == {}


async def test_a_browser_that_does_not_acknowledge_is_eight_frames_behind(browsers: Browsers) -> None:
    """ATTACKS F17."""
    socket = await browsers.open()
    socket.acknowledges = False
    for _ in range(20):
        socket.give(type="ping")
    await socket.got("pong", 7)
    await asyncio.sleep(0.05)
    assert len(socket.frames) <= 8 + 1  # `connected` was acknowledged
    socket.give(type="ack", frames=len(socket.frames))
    await socket.got("pong", 12)


async def test_too_much_that_waits_ends_the_socket(browsers: Browsers) -> None:
    socket = await browsers.open()
    socket.is_stalled = True
    state = browsers.manager._states[socket][0]
    for _ in range(5):
        state.say("x" * (MAX_BYTES // 4))
    socket.is_stalled = False
    assert await browsers.closed(socket) == 4408


async def test_a_socket_that_has_gone_is_given_up(browsers: Browsers) -> None:
    page = await browsers.show_new(Board)
    page.socket.is_broken = True
    refresh("board")
    async with asyncio.timeout(30):
        while len(browsers.manager):
            await asyncio.sleep(0.005)
    assert page.socket.closed_with is None


@pytest.mark.parametrize("timing", [Timing(speak_s=0.001)])
async def test_a_socket_that_breaks_while_it_is_closed_leaves_nothing(browsers: Browsers) -> None:
    class Breaking(FakeSocket):
        """Something is still to be sent when it is closed already."""

        async def close(self, code: int = 1000) -> None:
            await super().close(code)
            (state,) = [state for state, _ in browsers.manager._states.values()]
            state.say("{}")
            while len(state._tasks):
                await asyncio.sleep(0)

    socket = await browsers.open(socket=Breaking())
    _, held = browsers.manager._states[socket]
    assert await browsers.closed(socket) == 4408
    assert held.exception() is None


async def test_a_restart_is_announced(browsers: Browsers) -> None:
    sockets = [await browsers.open() for _ in range(3)]
    await browsers.manager.restart()
    await browsers.manager.restart()
    for socket in sockets:
        assert socket.frames[-1] == {"type": "restart", "within_ms": 5000}
        assert socket.closed_with == 4012
    assert len(browsers.manager) == 0


async def test_nothing_is_subscribed_to_after_the_end(browsers: Browsers) -> None:
    page = await browsers.show_new(Board)
    state = browsers.manager._states[page.socket][0]
    proof = state.subscriptions[page.id].proof
    await browsers.leave(page.socket)
    await state.subscribe(proof)
    assert state.subscriptions == {}


async def test_an_adapter_needs_three_methods(browsers: Browsers) -> None:
    class Bare(WebSocketConnection):
        def __init__(self) -> None:
            self.frames: list[str | None] = ['{"type": "ping"}', None]
            self.sent: list[Any] = []

        async def send(self, message: dict[str, Any]) -> None:
            self.sent.append(message["type"])

        async def receive(self) -> str | None:
            await asyncio.sleep(0.01)
            return self.frames.pop(0)

        async def close(self, code: int = 1000) -> None:
            raise AssertionError("it has gone by itself")

    bare = Bare()
    await browsers.manager.serve(bare)
    assert bare.sent == ["connected", "pong"]


async def test_frames_after_the_end_are_nothing(browsers: Browsers) -> None:
    socket = await browsers.open()
    browsers.manager._states[socket][0].stop(4012)
    await browsers.manager.handle_message(socket, '{"type": "ping"}')
    await browsers.closed(socket)
    assert "pong" not in [frame["type"] for frame in socket.frames]


class TestInALittleTime:
    """What ends by the clock."""

    @pytest.fixture
    def timing(self) -> Timing:
        return Timing(speak_s=0.5, identify_s=0.02, idle_s=30, send_s=0.3, close_s=0.05)

    async def test_who_says_nothing_is_closed(self, browsers: Browsers) -> None:
        """ATTACKS E14, I10."""
        socket = await browsers.open()
        socket.give(type="ping")
        assert await browsers.closed(socket) == 4408

    async def test_who_falls_silent_is_closed(self, browsers: Browsers) -> None:
        browsers.manager = ComponentWebSocketManager(timing=Timing(speak_s=0.5, idle_s=0.1))
        page = await browsers.show_new(Counter)
        assert await browsers.closed(page.socket) == 4408

    async def test_who_signs_out_is_closed_without_a_message(self, browsers: Browsers) -> None:
        page = await browsers.show_new(Counter, ALICE)
        page.socket.identity = NOBODY
        assert await browsers.closed(page.socket) == 4401

    async def test_who_cannot_be_asked_for_is_closed(
        self, browsers: Browsers, caplog: pytest.LogCaptureFixture
    ) -> None:
        page = await browsers.show_new(Counter, ALICE)
        caplog.set_level(logging.CRITICAL)
        page.socket.identity = ConnectionError("the database")
        assert await browsers.closed(page.socket) == 4011

    async def test_one_that_never_reads_is_closed_and_delays_nobody(self, browsers: Browsers) -> None:
        """ATTACKS F16."""
        stalled, healthy = [await browsers.show_new(Counter, component_id="shared") for _ in range(2)]
        stalled.socket.is_stalled = True
        for number in range(5):
            await browsers.manager.broadcast_update("shared", f"<p>{number}</p>", dict(Counter().state))
            await healthy.socket.until(lambda n=number: any(f">{n}</p>" in str(f) for f in healthy.socket.frames))
        await browsers.closed(stalled.socket)
        assert not [frame for frame in stalled.socket.frames if "html" in frame]

    async def test_one_that_never_acknowledges_is_closed(self, browsers: Browsers) -> None:
        socket = await browsers.open()
        socket.acknowledges = False
        for _ in range(10):
            socket.give(type="ping")
        assert await browsers.closed(socket) == 4408
