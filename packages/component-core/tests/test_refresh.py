"""Topics: what components watch, and how one says that it has changed."""

import asyncio
import dataclasses
import threading
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from component_framework.core import Component, ConfigurationError, MemoryBroker, refresh
from component_framework.core import host as host_module
from component_framework.core.broker import Notice
from component_framework.core.flow import arun, run
from component_framework.core.host import Host
from component_framework.core.refresh import fingerprint_of, refresh_on, topic_of, topics_of
from component_framework.testing.brokers import PATIENCE_S, Heard


class Board(Component):
    watches = ["board"]

    def on_post(self) -> None:
        self.refresh("board", "board")


class Order(Component):
    number: int = 42

    def get_watches(self) -> Sequence[object]:
        return [*super().get_watches(), f"order:{self.number}", "orders", "orders"]


async def heard_after(act: Callable[[], Any], host: Host, topic: str = "topic:board") -> list[Any]:
    """What was heard of `topic` when `act` was done."""
    heard = Heard()
    await host.broker.subscribe(topic, heard)
    result = act()
    if asyncio.iscoroutine(result):
        await result
    await heard.until_told()
    return heard.all


async def test_who_says_it_is_heard(host: Host) -> None:
    assert await heard_after(lambda: refresh("board"), host) == [Notice("topic:board", "")]


async def test_a_component_says_it_too(host: Host, renderer: Any) -> None:
    host.registry.register("board")(Board)
    done = await heard_after(lambda: Board().adispatch("post"), host)
    assert done == [Notice("topic:board", "")]


async def test_it_waits_for_the_transaction(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    waiting: list[Callable[[], None]] = []
    host = dataclasses.replace(host, on_commit=waiting.append)
    monkeypatch.setattr(host_module, "_providers", [lambda: host])
    heard = Heard()
    await host.broker.subscribe("topic:board", heard)
    refresh("board")
    await asyncio.sleep(0)
    assert heard.all == []
    waiting[0]()
    await heard.until_told()


class Slow(MemoryBroker):
    """A broker that blocks; `threads` are those in which it did."""

    blocks = True

    def __init__(self) -> None:
        super().__init__()
        self.threads: list[int] = []

    def publish(self, topic: str, payload: str = "") -> None:
        self.threads.append(threading.get_ident())
        super().publish(topic, payload)


async def test_on_an_event_loop_it_does_not_block(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    broker = Slow()
    host = dataclasses.replace(host, broker=broker)
    monkeypatch.setattr(host_module, "_providers", [lambda: host])
    await heard_after(lambda: refresh("board"), host)
    await heard_after(lambda: asyncio.to_thread(refresh, "board"), host)
    assert len(broker.threads) == 2
    assert threading.get_ident() not in broker.threads


def test_off_the_loop_it_is_said_when_it_returns(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    broker = Slow()
    host = dataclasses.replace(host, broker=broker)
    monkeypatch.setattr(host_module, "_providers", [lambda: host])
    refresh("board", "other")
    assert broker.threads == [threading.get_ident()] * 2
    assert PATIENCE_S > 1


def test_what_is_no_text_is_the_hosts(host: Host) -> None:
    with pytest.raises(ConfigurationError, match=r"<class '.*Order'> is no topic"):
        refresh(Order)
    knows = dataclasses.replace(host, watched_topics=lambda watched: (f"model:{watched.__name__}",))  # type: ignore[attr-defined]
    assert topics_of([Order, "a", None, "a"], knows) == ("topic:model:Order", "topic:a")


async def test_what_hears_of_a_change_is_the_hosts_too(host: Host) -> None:
    knows = dataclasses.replace(host, changed_topics=lambda changed: ("row:order:42", "model:order"))
    for name in ("row:order:42", "model:order"):
        heard = Heard()
        await host.broker.subscribe(topic_of(name), heard)
        refresh_on(knows, [object()])
        await heard.until("")


def test_a_component_watches_what_it_shows(host: Host) -> None:
    assert run(Board()._topics()) == ("topic:board",)
    assert run(Order(number=7)._topics()) == ("topic:order:42", "topic:orders")


async def test_what_a_component_watches_may_be_asked_of_a_database(host: Host) -> None:
    threads: list[int] = []

    class Slow(Component):
        def get_watches(self) -> Sequence[object]:
            threads.append(threading.get_ident())
            return ["board"]

        async def on_go(self) -> None:
            """So that its messages are done on the event loop."""

    assert await arun(Slow()._topics()) == ("topic:board",)
    assert threads != [threading.get_ident()]


def test_the_root_says_when_it_watches_something_else(browser: Any) -> None:
    def mark(html: str) -> str:
        return html.partition('data-live-watches="')[2].partition('"')[0]

    class Plain(Component):
        pass

    class Room(Component):
        name: str = "a"

        def get_watches(self) -> Sequence[object]:
            return [f"room:{self.name}"]

        def on_go(self, name: str) -> None:
            self.name = name

    shown = browser.show(Room)
    stays, goes = [browser.send(shown, event="go", payload={"name": name})["html"] for name in "ab"]
    assert mark(stays) != mark(goes)
    assert len(mark(stays)) == 8
    assert mark(browser.send(browser.show(Plain))["html"]) == ""
    assert fingerprint_of(()) is None
