"""`broadcast_component_update`, from every kind of code that has something to say."""

import asyncio
import threading
from collections.abc import Callable
from typing import Any

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from channels.db import database_sync_to_async
from django.db import transaction
from django.dispatch import Signal
from testsite.components import Counter
from testsite.page import Browser, show

from component_framework.adapters.django_websocket import broadcast_component_update
from component_framework.core.broker import MAX_PAYLOAD_BYTES

pytestmark = pytest.mark.django_db(transaction=True)

changed = Signal()


def say(component_id: str, number: int = 7) -> None:
    result = Counter(count=number).dispatch()
    broadcast_component_update(component_id, result["html"], result["state"])


def say_in_a_thread(component_id: str) -> None:
    thread = threading.Thread(target=say, args=(component_id,))
    thread.start()
    thread.join()


def say_through_the_loop(component_id: str) -> None:
    result = Counter(count=7).dispatch()
    async_to_sync(broadcast_component_update)(component_id, result["html"], result["state"])


def say_by_a_loop_of_ones_own(component_id: str) -> None:
    async def aside() -> None:
        result = await Counter(count=7).adispatch()
        await broadcast_component_update(component_id=component_id, html=result["html"], state=result["state"])

    asyncio.run(aside())


@pytest.mark.parametrize("sync", [say, say_in_a_thread, say_through_the_loop, say_by_a_loop_of_ones_own])
async def test_sync_code_is_heard(sync: Callable[[str], None]) -> None:
    counter = show("counter")
    async with Browser() as browser:
        await browser.ask(counter.subscribe())
        await database_sync_to_async(sync, thread_sensitive=False)(counter.id)
        assert "count=7" in (await browser.got("component_update"))["html"]


async def test_async_code_is_heard_and_what_it_shows_goes_on_from_there() -> None:
    counter = show("counter")
    async with Browser() as browser:
        await browser.ask(counter.subscribe())
        result = await Counter().adispatch("increment", {"amount": 7})
        await broadcast_component_update(counter.id, result["html"], result["state"])
        update = await browser.got("component_update")
        assert "count=7" in update["html"]
        counter.state = update["state"]
        assert "count=8" in (await browser.ask(counter.event("increment")))["html"]


async def test_only_pages_that_proved_to_show_it_are_told() -> None:
    counter, other = show("counter"), show("counter")
    async with Browser() as browser, Browser() as stranger, Browser() as forger:
        await browser.ask(counter.subscribe())
        await stranger.ask(other.subscribe())
        assert (await forger.ask({**counter.subscribe(), "state": other.state}))["code"] == "bad_snapshot"
        await sync_to_async(say)(counter.id)
        await browser.got("component_update")
        for nobody in (stranger, forger):
            assert (await nobody.ask({"type": "ping"}))["type"] == "pong"


async def test_it_is_in_effect_after_the_transaction_and_not_if_that_fails() -> None:
    counter = show("counter")

    def work() -> None:
        with transaction.atomic():
            say(counter.id, 1)
            transaction.set_rollback(True)
        with transaction.atomic():
            say(counter.id, 2)

    async with Browser() as browser:
        await browser.ask(counter.subscribe())
        await database_sync_to_async(work, thread_sensitive=False)()
        assert "count=2" in (await browser.got("component_update"))["html"]


async def test_an_async_receiver_of_a_sync_signal_waits_for_the_senders_transaction() -> None:
    counter = show("counter")

    async def tell(sender: Any, number: int, **kwargs: Any) -> None:
        await broadcast_component_update(counter.id, f"<p>{number}</p>", {"count": number})

    def work() -> None:
        with transaction.atomic():
            changed.send(None, number=1)
            transaction.set_rollback(True)
        with transaction.atomic():
            changed.send(None, number=2)

    changed.connect(tell)
    async with Browser() as browser:
        await browser.ask(counter.subscribe())
        await database_sync_to_async(work, thread_sensitive=False)()
        assert ">2</p>" in (await browser.got("component_update"))["html"]
    changed.disconnect(tell)


@pytest.mark.parametrize(("html", "state"), [("x" * MAX_PAYLOAD_BYTES, {}), ("", {"count": object()})])
def test_what_cannot_travel_is_an_error_where_it_is_said(html: str, state: dict[str, Any]) -> None:
    with pytest.raises(Exception, match=r"limit|serialize"):
        broadcast_component_update("c-1", html, state)
