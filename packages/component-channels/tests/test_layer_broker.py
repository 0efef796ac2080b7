"""`ChannelLayerBroker`: what brokers promise, over every kind of layer, and that pages look again after every fault."""

from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import pytest
import redis

from component_framework.adapters.django_websocket import ChannelLayerBroker
from component_framework.core import ComponentSettings
from component_framework.testing.brokers import PATIENCE_S, BrokerContract
from component_framework.testing.redis_process import RedisProcess, redis_server

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
    with redis.Redis.from_url(process.address) as client:
        client.flushall()
        yield client


@pytest.fixture(params=[CORE, PUBSUB])
def layer(request: pytest.FixtureRequest, settings: Any, server: Any, process: RedisProcess) -> str:
    settings.CHANNEL_LAYERS = {"default": {"BACKEND": request.param, "CONFIG": {"hosts": [process.address]}}}
    return str(request.param)


@pytest.fixture
async def brokers() -> AsyncIterator[Callable[..., ChannelLayerBroker]]:
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
def broker(layer: str, brokers: Callable[..., ChannelLayerBroker]) -> ChannelLayerBroker:
    return brokers()


@pytest.fixture
def elsewhere(layer: str, brokers: Callable[..., ChannelLayerBroker]) -> ChannelLayerBroker:
    return brokers()


class TestOverRedis(BrokerContract):
    """The fixtures are those of this module."""


class TestInMemory(BrokerContract):
    @pytest.fixture
    def layer(self, settings: Any) -> str:
        settings.CHANNEL_LAYERS = {"default": {"BACKEND": MEMORY}}
        return MEMORY
