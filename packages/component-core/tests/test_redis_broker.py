"""`RedisBroker`: the contract of every broker over a real Redis, and that every view converges after every fault."""

import asyncio
import contextlib
import dataclasses
import json
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from component_framework.core import Component, ComponentSettings, ComponentWebSocketManager, ConfigurationError
from component_framework.core import redis_broker as broker_module
from component_framework.core import redis_listener as listener_module
from component_framework.core.broker import Notice, Resync
from component_framework.core.children import first_render
from component_framework.core.flow import run
from component_framework.core.host import Host
from component_framework.core.identity import NOBODY
from component_framework.core.redis_broker import RedisBroker
from component_framework.core.redis_listener import Names
from component_framework.core.refresh import refresh_on
from component_framework.core.sealed_notices import MAX_SEALED_BYTES
from component_framework.core.signing import sealer
from component_framework.testing.brokers import PATIENCE_S, BrokerContract, Heard, Views
from component_framework.testing.redis_process import RedisProcess
from component_framework.testing.sockets import FakeSocket

SETTINGS = ComponentSettings(keys=("a key for these tests, long enough to sign",), app="shop")
NAMES = Names("shop")
SAYS_AND_ENDS = """
import sys
from component_framework.core import ComponentSettings
from component_framework.core.redis_broker import RedisBroker

settings = ComponentSettings(keys=("a key for these tests, long enough to sign",), app="shop")
broker = RedisBroker(sys.argv[1], settings)
print("ready", flush=True)
sys.stdin.readline()
broker.publish("board", "said")
"""


@pytest.fixture
async def brokers(server: Any, process: RedisProcess) -> AsyncIterator[Callable[..., RedisBroker]]:
    """Makes a broker, as another process would; all are closed at the end."""
    made: list[RedisBroker] = []

    def make(settings: ComponentSettings = SETTINGS) -> RedisBroker:
        made.append(RedisBroker(process.address, settings))
        return made[-1]

    yield make
    for broker in made:
        await broker.close()
        broker._redis.close()
        if thread := broker._unsent._thread:
            thread.join(PATIENCE_S)


@pytest.fixture
def broker(brokers: Callable[..., RedisBroker]) -> RedisBroker:
    return brokers()


@pytest.fixture
def elsewhere(brokers: Callable[..., RedisBroker]) -> RedisBroker:
    return brokers()


class TestRedisBroker(BrokerContract):
    """The fixtures are those of this module. A slow machine's answer is no fault of Redis here."""

    @pytest.fixture(autouse=True)
    def _patient(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(broker_module, "TIMEOUT_S", PATIENCE_S)
        monkeypatch.setattr(listener_module, "KNOWN_WITHIN_S", PATIENCE_S)


class Site(Views):
    """Views in each of two processes, and a process that changes what they show."""

    def __init__(self, brokers: Callable[..., RedisBroker]) -> None:
        self.readers = [brokers(), brokers()]
        super().__init__(self.readers, writer=brokers())

    def listener(self, reader: RedisBroker) -> Any:
        """Its one connection of this event loop."""
        return next(iter(reader._listeners.values()))


@pytest.fixture
async def site(brokers: Callable[..., RedisBroker], monkeypatch: pytest.MonkeyPatch) -> Site:
    monkeypatch.setattr(listener_module, "KNOWN_WITHIN_S", PATIENCE_S)
    site = Site(brokers)
    await site.open()
    await site.change()
    await site.converge()
    return site


async def test_a_redis_that_was_killed_and_comes_back_empty(site: Site, process: RedisProcess) -> None:
    process.kill()
    await site.change()
    process.start()
    await site.converge()
    await site.change()
    await site.converge()


async def test_what_was_said_just_before_redis_was_killed(site: Site, process: RedisProcess) -> None:
    task = asyncio.create_task(site.change())
    await asyncio.sleep(0)
    process.kill()
    await task
    process.start()
    await site.converge()


async def test_five_flaps(site: Site, process: RedisProcess) -> None:
    for _ in range(5):
        process.kill()
        await site.change()
        process.start()
        await site.change()
    await site.converge()


async def test_connections_that_are_cut_while_all_is_written(site: Site, server: Any) -> None:
    for _ in range(10):
        server.client_kill_filter(_type="pubsub")
        await site.change()
    await site.converge()


async def test_a_cut_connection_alone_has_nobody_look_again(site: Site, server: Any) -> None:
    cut = [site.listener(reader)._pubsub for reader in site.readers]
    server.client_kill_filter(_type="pubsub")
    async with asyncio.timeout(PATIENCE_S):
        for reader, old in zip(site.readers, cut, strict=True):
            while site.listener(reader)._pubsub in (old, None):
                await asyncio.sleep(0.005)
            while await reader.subscribe("after", Heard()) is None:  # what it asked for before has been settled, too
                await asyncio.sleep(0.005)
    await site.change()
    await site.converge()
    assert site.resyncs == 0


async def test_after_a_break_all_topics_are_asked_for_together(
    broker: RedisBroker, server: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard = {f"topic {number}": Heard() for number in range(200)}
    for topic, one in heard.items():
        await broker.subscribe(topic, one)
    listener = next(iter(broker._listeners.values()))
    lost, place, asked = listener._pubsub, listener._place, []

    async def noted(standing: Any) -> None:
        asked.append(len(standing))
        await place(standing)

    monkeypatch.setattr(listener, "_place", noted)
    server.client_kill_filter(_type="pubsub")
    for topic in heard:
        server.hset(NAMES.topic(topic), mapping={"epoch": "e", "offset": 2})  # what was said meanwhile
    async with asyncio.timeout(PATIENCE_S):
        while listener._pubsub in (lost, None) or sum(asked) < 200:
            await asyncio.sleep(0.005)
    for topic, one in heard.items():
        await one.until_told(Resync(topic))
    assert len(asked) <= 20


async def test_more_topics_than_are_asked_for_at_once(broker: RedisBroker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listener_module, "PLACED_AT_ONCE", 3)
    monkeypatch.setattr(listener_module, "KNOWN_WITHIN_S", PATIENCE_S)
    known = await asyncio.gather(*(broker.subscribe(f"topic {number}", Heard()) for number in range(20)))
    assert None not in known


async def test_what_is_said_of_a_topic_that_was_just_given_up_is_nothing(broker: RedisBroker, server: Any) -> None:
    await broker.subscribe("left", left := Heard())
    await broker.subscribe("board", heard := Heard())
    next(iter(broker._listeners.values()))._topics.pop("left")
    await broker.apublish("left", "1")
    await broker.apublish("board", "2")
    assert await heard.until("2") == ["2"]
    assert left.all == []


async def test_a_redis_that_pauses(site: Site, server: Any) -> None:
    server.client_pause(1500)
    await site.change()
    await site.converge()


async def test_a_redis_that_is_emptied_alone(site: Site, server: Any) -> None:
    server.flushall()
    await site.change()
    await site.converge()


async def test_a_cancelled_publisher(site: Site, server: Any) -> None:
    server.client_pause(300)
    site.truth["order:1"] += 1
    task = asyncio.create_task(site.writer.apublish("order:1"))
    await asyncio.sleep(0)
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
    await site.converge()


async def test_a_process_that_ends_says_what_it_has_to_say(
    broker: RedisBroker, server: Any, process: RedisProcess
) -> None:
    await broker.subscribe("board", heard := Heard())
    command = [sys.executable, "-c", SAYS_AND_ENDS, process.address]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as speaker:
        assert speaker.stdin is not None
        assert speaker.stdout is not None
        await asyncio.to_thread(speaker.stdout.readline)
        server.client_pause(800, all=True)  # its first try takes half a second
        speaker.stdin.write(b"\n")
        speaker.stdin.close()
        assert await heard.until("said") == ["said"]


async def test_a_silent_connection_is_given_up(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    listener = site.listener(site.readers[0])
    lost = listener._pubsub
    monkeypatch.setattr(listener_module, "HEARTBEAT_S", 0.01)

    async def nothing(**_: Any) -> None:
        await asyncio.sleep(0)

    monkeypatch.setattr(lost, "get_message", nothing)
    await site.change()
    await site.converge()
    assert listener._pubsub is not lost


async def test_an_idle_connection_is_kept(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listener_module, "HEARTBEAT_S", 2)
    listener = site.listener(site.readers[0])
    kept, asked = listener._pubsub, asyncio.Semaphore(0)
    ping = kept.ping

    async def counted() -> None:
        asked.release()
        await ping()

    monkeypatch.setattr(kept, "ping", counted)
    await site.change()
    async with asyncio.timeout(PATIENCE_S):
        for _ in range(3):
            await asked.acquire()
    assert listener._pubsub is kept is not None


async def test_who_subscribes_while_redis_is_down_looks_again_when_it_is_back(
    broker: RedisBroker, process: RedisProcess
) -> None:
    process.kill()
    heard, other = Heard(), Heard()
    known = [await broker.subscribe("board", heard), await broker.subscribe("board", other)]
    process.start()
    await heard.until_told(Resync("board"))
    assert known == [None, None]
    assert heard.all == other.all == [Resync("board")]


async def test_who_leaves_while_redis_is_down_has_left(broker: RedisBroker, process: RedisProcess) -> None:
    await broker.subscribe("board", heard := Heard())
    await broker.subscribe("other", other := Heard())
    process.kill()
    await broker.unsubscribe("board", heard)
    await broker.apublish("board")
    await broker.apublish("other", "1")
    process.start()
    await other.until_told()  # of the notice, or that one may have been missed
    assert heard.all == []


async def test_a_gap_has_all_look_again_and_what_is_old_is_nothing(broker: RedisBroker, server: Any) -> None:
    await broker.subscribe("board", heard := Heard())
    for offset in (1, 2, 5, 4, 5, 6):
        server.publish(NAMES.topic("board"), f"e {offset} ".encode() + sealed("board", str(offset)))
    assert await heard.until("6") == ["1", "2", "5", "6"]
    assert heard.all.index(Resync("board")) == 2
    assert len(heard.all) == 5


async def test_another_epoch_has_all_look_again(broker: RedisBroker, server: Any) -> None:
    await broker.subscribe("board", heard := Heard())
    for epoch in ("e 1 ", "f 1 "):
        server.publish(NAMES.topic("board"), epoch.encode() + sealed("board", epoch))
    await heard.until("f 1 ")
    assert heard.all == [Notice("board", "e 1 "), Resync("board"), Notice("board", "f 1 ")]


def sealed(topic: str, payload: str, *, age_s: float = 0, settings: ComponentSettings = SETTINGS) -> bytes:
    return sealer(settings, "broker").seal(json.dumps([topic, time.time() - age_s, payload]).encode()).encode()


async def test_what_others_put_into_redis_is_dropped(
    broker: RedisBroker, server: Any, caplog: pytest.LogCaptureFixture
) -> None:
    """ATTACKS F08."""
    other_app = ComponentSettings(keys=SETTINGS.keys, app="staging")
    await broker.subscribe("board", heard := Heard())
    forged = [
        b"",
        b'{"state": {}, "__class__": "os.system"}',
        b"\x80\x04\x95\xff",
        b"e 1 cf1.00000000.p.e30.x",
        b"e 1 " + b"x" * (MAX_SEALED_BYTES + 1),
        b"e 1 " + sealed("other", "2"),
        b"e 1 " + sealed("board", "2", age_s=61),
        b"e 1 " + sealed("board", "2", settings=other_app),
        b"e one " + sealed("board", "2"),
    ]
    for data in forged:
        server.publish(NAMES.topic("board"), data)
    await broker.apublish("board", "1")
    assert await heard.until("1") == ["1"]
    assert heard.all == [Notice("board", "1")]
    assert sum("dropped" in record.getMessage() for record in caplog.records) == len(forged)


async def test_two_installations_in_one_redis_do_not_meet(brokers: Callable[..., RedisBroker]) -> None:
    one, other = brokers(), brokers(ComponentSettings(keys=SETTINGS.keys, app="staging"))
    await one.subscribe("board", heard := Heard())
    await other.apublish("board", "2")
    await one.apublish("board", "1")
    assert await heard.until("1") == ["1"]


async def test_nothing_is_left_behind(broker: RedisBroker, server: Any) -> None:
    for number in range(20):
        await broker.subscribe(f"t{number}", heard := Heard())
        await broker.unsubscribe(f"t{number}", heard)
    await broker.subscribe("last", Heard())
    listener = next(iter(broker._listeners.values()))
    assert list(listener._topics) == ["last"]
    await broker.close()
    async with asyncio.timeout(PATIENCE_S):
        while server.pubsub_channels():
            await asyncio.sleep(0.005)
    assert broker._listeners == {}
    await broker.unsubscribe("last", heard)


async def test_topics_are_forgotten_in_redis_too(broker: RedisBroker, server: Any) -> None:
    await broker.apublish("board")
    assert 0 < server.ttl(NAMES.topic("board")) <= 48 * 60 * 60


class Board(Component):
    watches = ["board"]


async def test_sockets_of_two_processes_hear_of_one_change(
    brokers: Callable[..., RedisBroker], host: Host, process: RedisProcess
) -> None:
    """Also when Redis was gone in between; the tables are empty in the end."""
    host.registry.register("board")(Board)
    hosts = [dataclasses.replace(host, broker=brokers()) for _ in range(2)]
    managers = [ComponentWebSocketManager() for _ in hosts]
    sockets = [FakeSocket() for _ in hosts]
    served = [
        asyncio.create_task(manager.serve(socket, host=own))
        for manager, socket, own in zip(managers, sockets, hosts, strict=True)
    ]
    for socket, own in zip(sockets, hosts, strict=True):
        html = run(first_render("board", {"component_id": "board"}, identity=NOBODY, host=own))
        state = html.partition('data-live-state="')[2].partition('"')[0]
        socket.give(type="subscribe", component_id="board", state=state)
        await socket.got("stale")  # this Redis is younger than the page
        socket.give(type="component_event", component_id="board", state=state, key="a:1")
        await socket.got("component_update")
    process.kill()
    await asyncio.to_thread(refresh_on, hosts[0], ["board"])
    process.start()
    for socket in sockets:
        await socket.got("stale", 2)
        socket.give_raw(None)
    await asyncio.gather(*served)
    assert [manager._hubs for manager in managers] == [{}, {}]
    assert [own.broker._listeners for own in hosts] == [{}, {}]  # type: ignore[attr-defined]


def test_an_address_that_is_none_is_an_error_that_does_not_quote_it() -> None:
    with pytest.raises(ConfigurationError, match="none that redis-py takes") as caught:
        RedisBroker("redis://:hunter2@127.0.0.1:port/0", SETTINGS)
    assert "hunter2" not in str(caught.value)


def test_without_redis_py_the_error_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "redis", None)
    with pytest.raises(ConfigurationError, match=r"component-core\[redis\]"):
        RedisBroker("redis://127.0.0.1/0", SETTINGS)


def test_a_redis_that_is_not_there_is_killed_without_ado(tmp_path: Path) -> None:
    RedisProcess("redis-server", tmp_path).kill()
