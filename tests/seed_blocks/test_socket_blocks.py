"""The blocks about sockets: the routing serves pages, and what is broadcast from a signal shows on them."""

import runpy
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from asgiref.sync import sync_to_async
from channels.testing import WebsocketCommunicator
from django.db.models.signals import post_save
from django_site.models import Customer, Order

from component_framework.testing import mount
from component_framework.testing.harness import Mounted
from seed_blocks import broadcast, live_counter, routing

pytestmark = pytest.mark.django_db(transaction=True)
HERE = Path(__file__).parent


@pytest.fixture
def order() -> Order:
    return Order.objects.create(customer=Customer.objects.create(name="Ada"))


@pytest.fixture
def _signal(order: Order) -> Iterator[None]:
    receiver = runpy.run_path(str(HERE / "order_updated.py"))["order_updated"]
    yield
    post_save.disconnect(receiver, sender=Order)


@pytest.fixture
async def browser() -> AsyncIterator[WebsocketCommunicator]:
    headers = [(b"host", b"testserver"), (b"origin", b"http://testserver")]
    browser = WebsocketCommunicator(routing.application, "/ws/", headers=headers)
    assert await browser.connect() == (True, None)
    assert (await browser.receive_json_from())["type"] == "connected"
    yield browser
    await browser.disconnect()


async def subscribe(browser: WebsocketCommunicator, shown: Mounted) -> None:
    await browser.send_json_to({"type": "subscribe", "component_id": shown.id, "state": shown.snapshot})
    assert (await browser.receive_json_from(10))["type"] == "subscribed"


async def test_the_routing_answers_messages(browser: WebsocketCommunicator) -> None:
    shown = await sync_to_async(mount)(live_counter.LiveCounter)
    message = {"type": "component_event", "component_id": shown.id, "state": shown.snapshot, "event": "increment"}
    await browser.send_json_to(message)
    assert "<output>1</output>" in (await browser.receive_json_from(10))["html"]


async def test_what_is_broadcast_shows_on_the_page(browser: WebsocketCommunicator) -> None:
    shown = await sync_to_async(mount)("live_counter", component_id="counter-123")
    await subscribe(browser, shown)
    await broadcast.anywhere("<section><output>42</output></section>")
    assert "<output>42</output>" in (await browser.receive_json_from(10))["html"]


@pytest.mark.usefixtures("_signal")
async def test_a_saved_order_shows_on_the_page(browser: WebsocketCommunicator, order: Order) -> None:
    shown = await sync_to_async(mount)("order_editor", pk=order.pk, component_id=f"order-{order.pk}")
    await subscribe(browser, shown)
    order.notes = "by noon"
    with pytest.warns(RuntimeWarning, match="await adispatch"):  # it works all the same
        await sync_to_async(order.save)()
    update = await browser.receive_json_from(10)
    assert (update["type"], update["component_id"]) == ("component_update", shown.id)
    assert "by noon" in update["html"]
