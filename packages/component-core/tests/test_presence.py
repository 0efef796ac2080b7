"""Who is here: on the pages of one process, of several that share a Redis, and after one of them has died."""

import asyncio
import re
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
import redis

from component_framework.core import (
    Component,
    ComponentSettings,
    ComponentWebSocketManager,
    ConfigurationError,
    Identity,
    Visitor,
    ahere,
    here,
    requires,
    signed_in,
)
from component_framework.core import attendance as attendance_module
from component_framework.core import news as news_module
from component_framework.core import redis_presence as redis_presence_module
from component_framework.core.children import first_render
from component_framework.core.flow import run
from component_framework.core.host import Host
from component_framework.core.identity import NOBODY
from component_framework.core.presence import Arrival, MemoryPresence, Presence
from component_framework.core.redis_broker import RedisBroker
from component_framework.core.redis_presence import RedisPresence
from component_framework.testing.redis_process import RedisProcess
from component_framework.testing.sockets import FakeSocket

SETTINGS = ComponentSettings(keys=("a key for these tests, long enough to sign",), app="shop")
ALICE = Identity(user="alice", audience="user:1", caller="user:1")
BOB = Identity(user="bob", audience="user:2", caller="user:2")
ADA, BEN = Arrival("ada", 1.0, '{"name": "Ada"}'), Arrival("ben", 2.0, "{}")
KILLED = """
import sys, time
import redis
from component_framework.core import ComponentSettings
from component_framework.core.presence import Arrival
from component_framework.core.redis_presence import RedisPresence

settings = ComponentSettings(keys=("a key for these tests, long enough to sign",), app="shop")
presence = RedisPresence(redis.Redis.from_url(sys.argv[1]), settings, "presence:{}".format)
presence.enter("board", Arrival("ada", 1.0, "{}"), "window 1")
presence.share("board", "ada")
print("here", flush=True)
time.sleep(600)
"""


@pytest.fixture
def another(server: Any, process: RedisProcess) -> Iterator[Callable[..., RedisPresence]]:
    """Makes what another process would have."""
    clients: list[Any] = []

    def make(settings: ComponentSettings = SETTINGS) -> RedisPresence:
        limits: dict[str, Any] = {"socket_timeout": 30, "socket_connect_timeout": 30}
        clients.append(redis.Redis.from_url(process.address, **limits))
        return RedisPresence(clients[-1], settings, "presence:{}".format)

    yield make
    for client in clients:
        client.close()


def come(presence: Presence, topic: str, arrival: Arrival, window: str = "1") -> bool:
    is_news = presence.enter(topic, arrival, window)
    presence.share(topic, arrival.person)
    return is_news


def go(presence: Presence, topic: str, person: str, window: str = "1") -> bool:
    is_news = presence.leave(topic, person, window) and presence.settle(topic, person)
    presence.share(topic, person)
    return is_news


def people(presence: Presence, topic: str = "board") -> set[str]:
    return {arrival.person for arrival in presence.here(topic)}


class PresenceContract:
    """What each of them does."""

    def test_somebody_is_here_from_the_first_window_to_the_last(self, presence: Presence) -> None:
        assert come(presence, "board", ADA)
        assert not come(presence, "board", ADA, "2")
        assert come(presence, "board", BEN, "3")
        assert people(presence) == {"ada", "ben"}
        assert not go(presence, "board", "ada", "2")
        assert go(presence, "board", "ada")
        assert (people(presence), people(presence, "other")) == ({"ben"}, set())

    def test_who_loads_the_page_again_was_never_away(self, presence: Presence) -> None:
        come(presence, "board", ADA)
        assert presence.leave("board", "ada", "1")
        assert not come(presence, "board", ADA, "2")
        assert not presence.settle("board", "ada")
        assert not presence.settle("board", "somebody else")
        assert people(presence) == {"ada"}

    def test_what_others_see_of_somebody_may_change(self, presence: Presence) -> None:
        come(presence, "board", ADA)
        assert come(presence, "board", Arrival("ada", 9.0, '{"name": "Countess"}'), "2")
        assert {(one.since, one.info) for one in presence.here("board")} == {(1.0, '{"name": "Countess"}')}

    def test_nothing_is_left_of_a_thousand_who_came_and_went(self, presence: Presence) -> None:
        for number in range(1000):
            come(presence, f"topic {number % 7}", Arrival(f"person {number % 11}", number, "{}"), f"{number}")
            go(presence, f"topic {number % 7}", f"person {number % 11}", f"{number}")
        assert vars(presence)["_held"] == {}
        assert presence.beat(["topic 1"]) == []


class TestMemoryPresence(PresenceContract):
    @pytest.fixture
    def presence(self) -> Presence:
        return MemoryPresence()


class TestRedisPresence(PresenceContract):
    @pytest.fixture
    def presence(self, another: Callable[..., RedisPresence]) -> Presence:
        return another()

    @pytest.fixture(autouse=True)
    def _nothing_stays(self, presence: RedisPresence, server: Any, request: pytest.FixtureRequest) -> Iterator[None]:
        yield
        if "thousand" in request.node.name:
            assert (server.dbsize(), presence._told) == (0, {})


def test_processes_know_of_each_others_visitors(another: Callable[..., RedisPresence]) -> None:
    one, two = another(), another()
    come(one, "board", ADA)
    come(two, "board", BEN)
    assert people(one) == people(two) == {"ada", "ben"}
    go(one, "board", "ada")
    assert people(one) == people(two) == {"ben"}


def test_the_broker_in_redis_has_it(process: RedisProcess, server: Any) -> None:
    one, two = [RedisBroker(process.address, SETTINGS) for _ in range(2)]
    come(one.presence, "board", ADA)
    assert people(two.presence) == {"ada"}
    assert server.keys() == [b"component_framework:shop:presence:board"]
    for broker in (one, two):
        broker._redis.close()


def test_who_is_killed_is_gone_for_all_when_it_lapses(
    process: RedisProcess, another: Callable[..., RedisPresence], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(time, "time", lambda: now)
    now = datetime.now(UTC).timestamp()
    one = another()
    command = [sys.executable, "-c", KILLED, process.address]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as killed:
        assert killed.stdout is not None
        assert killed.stdout.readline() == "here\n"
        killed.kill()
    assert people(one) == {"ada"}
    assert one.beat(["board"]) == []
    now += redis_presence_module.LAPSES_S + 60
    assert people(one) == set()
    assert one.beat(["board", "other"]) == ["board"]
    assert one.beat(["board"]) == []


def test_who_beats_does_not_lapse(another: Callable[..., RedisPresence], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "time", lambda: now)
    now = datetime.now(UTC).timestamp()
    one, two = another(), another()
    come(one, "board", ADA)
    for _ in range(5):
        now += redis_presence_module.LAPSES_S - 1
        assert one.beat([]) == []
        assert people(two) == {"ada"}


def test_an_emptied_redis_is_filled_again(server: Any, another: Callable[..., RedisPresence]) -> None:
    one, two = another(), another()
    come(one, "board", ADA)
    server.flushall()
    assert people(two) == set()
    assert one.beat([]) == ["board"]
    assert people(two) == {"ada"}


def test_without_redis_each_process_knows_its_own(
    process: RedisProcess, another: Callable[..., RedisPresence], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = another(), another()
    come(one, "board", ADA)
    process.kill()
    try:
        assert come(two, "board", BEN)
        assert (people(one), people(two)) == ({"ada"}, {"ben"})
        assert one.beat([]) == []
    finally:
        process.start()
    monkeypatch.setattr(redis_presence_module, "PAUSE_S", 0)
    for presence in (one, two):
        presence._down_until = 0
        assert presence.beat([]) == ["board"]
    assert people(one) == people(two) == {"ada", "ben"}


def test_who_can_write_into_redis_is_not_believed(server: Any, another: Callable[..., RedisPresence]) -> None:
    """ATTACKS F08."""
    stranger = ComponentSettings(keys=("another key, that these processes do not have",), app="shop")
    one, two = another(), another(stranger)
    come(two, "board", BEN)
    come(one, "board", ADA)
    (ours,) = [text for text in server.zrange("presence:board", 0, -1) if one._opened("board", text)]
    server.zadd("presence:other", {ours: 9e12, b"\xff\x00": 9e12, "cf1.": 9e12})
    assert (people(one), people(one, "other")) == ({"ada"}, set())


class Board(Component):
    watches = ["board"]
    presence = ["board"]
    permissions = ()

    def get_visitor(self) -> dict[str, Any]:
        return {"name": self.user}

    def get_context(self) -> dict[str, Any]:
        return {"here": self.here("board")}


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(news_module, "QUIET_S", 0.001)
    monkeypatch.setattr(attendance_module, "GRACE_S", 0.05)


class Pages:
    """Opens pages with one component each."""

    def __init__(self, host: Host) -> None:
        self.host, self.manager = host, ComponentWebSocketManager()
        self.served: dict[FakeSocket, asyncio.Task[None]] = {}

    async def open(self, cls: type[Component], identity: Identity = NOBODY, **params: Any) -> FakeSocket:
        name = cls.__name__.lower()
        self.host.registry.register(name)(cls)
        html = await asyncio.to_thread(run, first_render(name, params, identity=identity, host=self.host))
        root = dict(re.findall(r' ([a-z-]+)="([^"]*)"', html))
        socket = FakeSocket(identity=identity)
        self.served[socket] = asyncio.create_task(self.manager.serve(socket, host=self.host))
        await socket.got("connected")
        socket.give(type="subscribe", component_id=root["id"], state=root["data-live-state"])
        await socket.until(lambda: {"subscribed", "error"} & {frame["type"] for frame in socket.frames} != set())
        return socket

    def shown(self, cls: type[Component], identity: Identity) -> Sequence[Visitor]:
        """Whom the component shows to somebody."""
        component = cls()
        component._identity, component._host = identity, self.host
        return component.here("board")

    async def leave(self, socket: FakeSocket) -> None:
        socket.give_raw(None)
        await self.served.pop(socket)


@pytest.fixture
async def pages(host: Host) -> AsyncIterator[Pages]:
    """Nobody is here in the end."""
    pages = Pages(host)
    yield pages
    for socket in list(pages.served):
        await pages.leave(socket)
    await until(lambda: vars(host.broker.presence)["_held"] == {})


async def until(is_so: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not is_so():
            await asyncio.sleep(0.005)


def names() -> list[str]:
    return [visitor.info["name"] for visitor in here("board")]


async def test_who_has_it_on_a_page_is_here_and_the_others_look_again(pages: Pages) -> None:
    alice = await pages.open(Board, ALICE)
    await alice.got("stale")
    bob = await pages.open(Board, BOB)
    assert names() == ["alice", "bob"]
    assert await ahere("board") == here("board")
    assert (datetime.now(UTC) - here("board")[0].since).total_seconds() < 30
    assert await bob.got("stale")
    await pages.leave(bob)
    await until(lambda: names() == ["alice"])


async def test_the_viewer_is_marked_and_ids_say_nothing(pages: Pages) -> None:
    await pages.open(Board, ALICE)
    await pages.open(Board, BOB)
    board = await asyncio.to_thread(pages.shown, Board, BOB)
    assert [(visitor.info["name"], visitor.is_me) for visitor in board] == [("alice", False), ("bob", True)]
    assert not [visitor for visitor in here("board") if visitor.id == "1" or "user" in visitor.id]


async def test_a_second_window_is_news_for_nobody(pages: Pages, monkeypatch: pytest.MonkeyPatch) -> None:
    await pages.open(Board, ALICE)
    said: list[str] = []
    monkeypatch.setattr(pages.host.broker, "publish", lambda topic, payload="": said.append(topic))
    second = await pages.open(Board, ALICE)
    await pages.leave(second)
    await pages.open(Board, ALICE)
    await asyncio.sleep(0.2)
    assert (names(), said) == (["alice"], [])


async def test_who_loads_the_page_again_or_subscribes_again_was_never_away(
    pages: Pages, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attendance_module, "GRACE_S", 3)
    page = await pages.open(Board, ALICE)
    said: list[str] = []
    monkeypatch.setattr(pages.host.broker, "publish", lambda topic, payload="": said.append(topic))
    await pages.leave(page)
    again = await pages.open(Board, ALICE)
    state = next(iter(pages.manager._states.values()))[0]
    (proof,) = [one.proof for one in state.subscriptions.values()]
    again.give(type="subscribe", component_id=proof.snapshot.component_id, state=proof.text)
    await again.got("subscribed", 2)
    await asyncio.sleep(3.5)
    assert (names(), said) == (["alice"], [])


async def test_visitors_without_a_session_are_each_somebody(pages: Pages) -> None:
    await pages.open(Board)
    await pages.open(Board)
    assert names() == [None, None]


async def test_who_may_not_have_it_is_not_here(pages: Pages) -> None:
    """ATTACKS F01."""

    @requires(signed_in)
    class Room(Component):
        presence = ["room"]

    socket = await pages.open(Room, ALICE)
    assert len(here("room")) == 1
    socket.identity = NOBODY
    socket.give(type="ping")
    snapshot = next(iter(pages.manager._states.values()))[0].subscriptions
    assert len(snapshot) == 1
    stranger = FakeSocket()
    pages.served[stranger] = asyncio.create_task(pages.manager.serve(stranger, host=pages.host))
    await stranger.got("connected")
    proof = next(iter(snapshot.values())).proof
    stranger.give(type="subscribe", component_id=proof.snapshot.component_id, state=proof.text)
    assert (await stranger.got("error"))["code"] in ("stale_snapshot", "signed_out")
    assert len(here("room")) == 1


async def test_a_topic_of_its_own_fields(pages: Pages) -> None:
    class Room(Component):
        number: int = 0

        def mount(self, number: int) -> None:
            self.number = number

        def get_presence(self) -> Sequence[object]:
            return [*super().get_presence(), f"room:{self.number}"]

    await pages.open(Room, ALICE, number=7)
    assert (len(here("room:7")), len(here("room:8"))) == (1, 0)
    assert here("room:7")[0].info == {}


@pytest.mark.parametrize("said", [{"name": "x" * 2000}, {"name": object()}])
async def test_what_cannot_be_shown_of_somebody_is_nothing(
    said: dict[str, Any], pages: Pages, caplog: pytest.LogCaptureFixture
) -> None:
    class Loud(Component):
        presence = ["loud"]

        def get_visitor(self) -> dict[str, Any]:
            return said

    await pages.open(Loud, ALICE)
    assert [visitor.info for visitor in here("loud")] == [{}]
    assert "get_visitor() of loud" in caplog.text


async def test_a_beat_that_finds_somebody_gone_is_news(
    pages: Pages, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    beats: list[Sequence[str]] = []

    def beat(listened: Sequence[str]) -> list[str]:
        beats.append(listened)
        if len(beats) == 1:
            raise LookupError("something")
        return [topic for topic in listened if topic == "topic:board"] if len(beats) == 2 else []

    monkeypatch.setattr(attendance_module, "BEAT_S", 0.02)
    monkeypatch.setattr(pages.host.broker.presence, "beat", beat)

    class Watching(Component):
        watches = ["board"]

    socket = await pages.open(Watching)
    await socket.got("stale")
    assert "who is here could not be told" in caplog.text


async def test_an_event_loop_does_not_wait_for_redis(pages: Pages, another: Callable[..., RedisPresence]) -> None:
    pages.host.broker.presence = another()  # type: ignore[misc]
    with pytest.raises(ConfigurationError, match="await ahere"):
        here("board")
    await pages.open(Board, ALICE)
    while not await ahere("board"):
        await asyncio.sleep(0.005)
    board = Board()
    board._identity, board._host = ALICE, pages.host
    assert [visitor.is_me for visitor in await board.ahere("board")] == [True]
