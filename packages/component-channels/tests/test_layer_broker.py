"""`ChannelLayerBroker`: what brokers promise, over every kind of layer, and that pages look again after every fault."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import replace
from typing import Any, TypeAlias

import pytest
import redis

from component_framework.adapters.django_websocket import ChannelLayerBroker, layer_broker, layer_link
from component_framework.core import ComponentSettings, ConfigurationError, broker_setting
from component_framework.core.broker import Notice, Resync
from component_framework.core.sealed_notices import seal_notice
from component_framework.testing.brokers import PATIENCE_S, BrokerContract, Heard, Views
from component_framework.testing.redis_process import RedisProcess, redis_server

Brokers: TypeAlias = Callable[..., ChannelLayerBroker]
SETTINGS = ComponentSettings(keys=("a key for these tests, long enough to sign",), app="shop")
CORE, PUBSUB = "channels_redis.core.RedisChannelLayer", "channels_redis.pubsub.RedisPubSubChannelLayer"
MEMORY = "channels.layers.InMemoryChannelLayer"


@pytest.fixture(scope="module")
def process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisProcess]:
    with redis_server(tmp_path_factory.mktemp("redis")) as found:
        if found is None:
            pytest.skip("redis-server is not installed (Debian: apt-get install redis-server)")
        yield found


@pytest.fixture
def server(process: RedisProcess) -> Iterator[Any]:
    if not process.is_running:  # a test that failed has killed it
        process.start()
    with redis.Redis.from_url(process.address) as client:
        client.flushall()
        yield client


@pytest.fixture(params=[CORE, PUBSUB])
def layer(request: pytest.FixtureRequest, settings: Any, server: Any, process: RedisProcess) -> str:
    settings.CHANNEL_LAYERS = {"default": {"BACKEND": request.param, "CONFIG": {"hosts": [process.address]}}}
    return str(request.param)


@pytest.fixture
async def brokers(layer: str) -> AsyncIterator[Brokers]:
    """Makes a broker, as another process would; all are closed at the end."""
    made: list[ChannelLayerBroker] = []

    def make(settings: ComponentSettings = SETTINGS) -> ChannelLayerBroker:
        made.append(ChannelLayerBroker(settings))
        return made[-1]

    yield make
    for broker in made:
        if thread := broker._unsent._thread:
            thread.join(PATIENCE_S)
        for topic, sinks in list(broker._heard._sinks.items()):
            for sink in list(sinks):
                await broker.unsubscribe(topic, sink)
        await broker.close()


@pytest.fixture
def broker(brokers: Brokers) -> ChannelLayerBroker:
    return brokers()


@pytest.fixture
def elsewhere(brokers: Brokers) -> ChannelLayerBroker:
    return brokers()


async def until(is_so: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while not is_so():
            await asyncio.sleep(0.005)


class TestOverRedis(BrokerContract):
    """The fixtures are those of this module. A slow machine's answer is no fault of the layer here."""

    @pytest.fixture(autouse=True)
    def _patient(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(layer_broker, "OPEN_WITHIN_S", PATIENCE_S)
        monkeypatch.setattr(layer_link, "SEND_S", PATIENCE_S)
        monkeypatch.setattr(layer_link, "RESYNC_S", 10**6)  # nobody looks unasked


class TestInMemory(BrokerContract):
    @pytest.fixture
    def layer(self, settings: Any) -> str:
        settings.CHANNEL_LAYERS = {"default": {"BACKEND": MEMORY}}
        return MEMORY


def test_in_memory_nobody_has_to_wait(settings: Any) -> None:
    settings.CHANNEL_LAYERS = {"default": {"BACKEND": MEMORY}}
    assert not ChannelLayerBroker(SETTINGS).blocks


def test_without_a_layer_there_is_no_broker(settings: Any) -> None:
    settings.CHANNEL_LAYERS = {"other": {"BACKEND": MEMORY}}
    with pytest.raises(ConfigurationError, match="CHANNEL_LAYERS has no 'default'"):
        ChannelLayerBroker(SETTINGS)


def test_the_setting_names_it(settings: Any) -> None:
    settings.CHANNEL_LAYERS = {"default": {"BACKEND": MEMORY}}
    ours = ComponentSettings(broker="component_framework.adapters.django_websocket.ChannelLayerBroker")
    assert type(broker_setting.broker(ours)) is ChannelLayerBroker


class TestWhoMayBeHeard:
    async def test_not_who_has_no_key(self, broker: ChannelLayerBroker, elsewhere: ChannelLayerBroker) -> None:
        heard = Heard()
        await broker.subscribe("board", heard)
        forged = replace(SETTINGS, keys=("another key for these tests, long enough",))
        link = elsewhere._linked()
        for sealed in ("", "not ours", seal_notice(Notice("board", "forged"), forged)):
            await asyncio.to_thread(link.send, sealed)
        await elsewhere.apublish("board", "ours")
        assert await heard.until("ours") == ["ours"]

    async def test_not_another_installation(self, brokers: Brokers, broker: ChannelLayerBroker) -> None:
        heard = Heard()
        await broker.subscribe("board", heard)
        await brokers(replace(SETTINGS, app="blog")).apublish("board", "theirs")
        await brokers().apublish("board", "ours")
        assert await heard.until("ours") == ["ours"]


class TestItsThread:
    async def test_it_goes_with_the_last_who_listens(self, broker: ChannelLayerBroker) -> None:
        heard = Heard()
        await broker.subscribe("board", heard)
        await broker.close()  # of another event loop
        link = broker._linked()
        assert link.is_open
        await broker.unsubscribe("board", heard)
        await broker.close()
        assert not link.is_alive
        await broker.close()

    async def test_who_only_speaks_joins_nothing(
        self, broker: ChannelLayerBroker, elsewhere: ChannelLayerBroker
    ) -> None:
        heard = Heard()
        await broker.subscribe("board", heard)
        await elsewhere.apublish("board", "1")
        await heard.until("1")
        assert not elsewhere._linked().is_open

    async def test_a_process_without_it_begins_another(self, broker: ChannelLayerBroker, elsewhere: Any) -> None:
        """As one has to that was forked."""
        heard = Heard()
        await broker.subscribe("board", heard)
        await elsewhere.apublish("board", "1")
        await asyncio.to_thread(elsewhere._link.stop)
        with pytest.raises(RuntimeError):
            elsewhere._link.send("")
        await elsewhere.apublish("board", "2")
        assert await heard.until("2") == ["1", "2"]


@pytest.fixture
async def views(brokers: Brokers, monkeypatch: pytest.MonkeyPatch) -> Views:
    """What pages show that two processes hold. What is lost without a trace is looked for each second."""
    monkeypatch.setattr(layer_link, "RESYNC_S", 1)
    views = Views([brokers(), brokers()], writer=brokers())
    await views.open()
    await views.change()
    await views.converge()
    return views


class TestFaults:
    async def test_a_redis_that_was_killed_and_comes_back_empty(self, views: Views, process: RedisProcess) -> None:
        process.kill()
        await views.change()
        process.start()
        await views.converge()
        await views.change()
        await views.converge()

    async def test_five_flaps(self, views: Views, process: RedisProcess) -> None:
        for _ in range(5):
            process.kill()
            await views.change()
            process.start()
            await views.change()
        await views.converge()

    async def test_connections_that_are_cut(self, views: Views, server: Any) -> None:
        for kind in ("normal", "pubsub") * 3:
            server.execute_command("CLIENT", "KILL", "TYPE", kind, "SKIPME", "yes")
            await views.change()
        await views.converge()

    async def test_a_redis_that_was_emptied(self, views: Views, server: Any) -> None:
        server.flushall()
        await views.change()
        await views.converge()

    async def test_what_is_lost_without_a_trace_is_looked_for(self, views: Views) -> None:
        views.truth = dict.fromkeys(views.truth, 42)
        for _, _, view in views.views:
            view._truth = views.truth
        await views.converge()
        assert views.resyncs >= len(views.views)

    async def test_who_begins_while_redis_is_away_looks_again_when_it_is_back(
        self, broker: ChannelLayerBroker, process: RedisProcess, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(layer_broker, "OPEN_WITHIN_S", 0)
        process.kill()
        heard = Heard()
        try:
            assert await broker.subscribe("board", heard) is None
        finally:
            process.start()
        await heard.until_told(Resync("board"))

    async def test_a_layer_that_says_nothing_is_left(self, broker: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(layer_link, "ANSWER_S", 0.2)
        heard = Heard()
        await broker.subscribe("board", heard)
        link = broker._linked()

        async def lost(channel: str, message: Any) -> None:
            """Says that it was sent."""

        send = link._layer.send
        monkeypatch.setattr(link._layer, "send", lost, raising=False)
        await until(lambda: not link.is_open)
        monkeypatch.setattr(link._layer, "send", send, raising=False)
        await heard.until_told(Resync("board"))
        await until(lambda: link.is_open)
