"""The blocks about sockets: the routing serves pages, and what is broadcast from a signal shows on them."""

import runpy
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from channels.db import database_sync_to_async
from django.db.models.signals import post_save
from django_site.browser import PATIENCE_S, Browser
from django_site.models import Customer, Order

from component_framework.testing import mount
from component_framework.testing.harness import Mounted
from seed_blocks import broadcast, live_counter, routing

pytestmark = pytest.mark.django_db(transaction=True)
HERE = Path(__file__).parent
show = database_sync_to_async(mount, thread_sensitive=False)


@pytest.fixture
def order() -> Order:
    return Order.objects.create(customer=Customer.objects.create(name="Ada"))


@pytest.fixture
def _signal(order: Order) -> Iterator[None]:
    receiver = runpy.run_path(str(HERE / "order_updated.py"))["order_updated"]
    yield
    post_save.disconnect(receiver, sender=Order)


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    browser = Browser(routing.application)
    assert await browser.connect(PATIENCE_S) == (True, None)
    assert (await browser.receive_json_from(PATIENCE_S))["type"] == "connected"
    yield browser
    await browser.disconnect(timeout=PATIENCE_S)


async def subscribe(browser: Browser, shown: Mounted) -> None:
    await browser.send_json_to({"type": "subscribe", "component_id": shown.id, "state": shown.snapshot})
    assert (await browser.receive_json_from(PATIENCE_S))["type"] == "subscribed"


async def test_the_routing_answers_messages(browser: Browser) -> None:
    shown = await show(live_counter.LiveCounter)
    message = {"type": "component_event", "component_id": shown.id, "state": shown.snapshot, "event": "increment"}
    await browser.send_json_to(message)
    assert "<output>1</output>" in (await browser.receive_json_from(PATIENCE_S))["html"]


async def test_what_is_broadcast_shows_on_the_page(browser: Browser) -> None:
    shown = await show("live_counter", component_id="counter-123")
    await subscribe(browser, shown)
    await broadcast.anywhere("<section><output>42</output></section>")
    assert "<output>42</output>" in (await browser.receive_json_from(PATIENCE_S))["html"]


@pytest.mark.usefixtures("_signal")
async def test_a_saved_order_shows_on_the_page(browser: Browser, order: Order) -> None:
    shown = await show("order_editor", pk=order.pk, component_id=f"order-{order.pk}")
    await subscribe(browser, shown)
    order.notes = "by noon"
    with pytest.warns(RuntimeWarning, match="await adispatch"):  # it works all the same
        await database_sync_to_async(order.save, thread_sensitive=False)()
    update = await browser.receive_json_from(PATIENCE_S)
    assert (update["type"], update["component_id"]) == ("component_update", shown.id)
    assert "by noon" in update["html"]
