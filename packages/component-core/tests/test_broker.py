"""`MemoryBroker`: the contract of every broker, and what is its own."""

import asyncio

import pytest

from component_framework.core.broker import MemoryBroker, Resync
from component_framework.testing.brokers import BrokerContract, Heard


class TestMemoryBroker(BrokerContract):
    @pytest.fixture
    def broker(self) -> MemoryBroker:
        return MemoryBroker()

    @pytest.fixture
    def elsewhere(self, broker: MemoryBroker) -> MemoryBroker:
        return broker


async def test_what_it_no_longer_knows_of_counts_as_changed_when_it_forgot() -> None:
    now = 100.5
    broker = MemoryBroker(max_topics=2, clock=lambda: now)
    changed: list[float | None] = [await broker.subscribe("a", Heard())]
    for topic in "abc":
        now += 1
        broker.publish(topic)
    changed += [await broker.subscribe(topic, Heard()) for topic in "abcd"]
    assert changed == [99, 101.5, 102.5, 103.5, 101.5]


async def test_what_may_have_been_missed_has_everybody_look_again() -> None:
    now = 100.5
    broker = MemoryBroker(clock=lambda: now)
    heard = Heard()
    await broker.subscribe("board", heard)
    broker.publish("order:42")
    now += 1
    broker.forget()
    await heard.until_told()
    assert heard.all == [Resync("board")]
    assert [await broker.subscribe(topic, Heard()) for topic in ("board", "order:42", "other")] == [101.5] * 3
    assert broker.topics() == ("board", "order:42", "other")


def test_a_loop_that_is_gone_is_forgotten() -> None:
    broker = MemoryBroker()

    async def listen() -> None:
        await broker.subscribe("board", Heard())

    asyncio.run(listen())
    broker.publish("board")
    assert broker._sinks == {}
