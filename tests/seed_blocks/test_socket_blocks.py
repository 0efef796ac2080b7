"""The blocks about sockets: the routing serves pages, and what is broadcast from a signal shows on them."""

import asyncio
import os
import runpy
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
from channels.db import database_sync_to_async
from django.conf import settings
from django.db import connection, transaction
from django.db.models.signals import post_save
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.test import AsyncClient, Client, override_settings
from django.urls import path
from django_site import urls
from django_site.browser import PATIENCE_S, Browser
from django_site.models import Customer, Order
from fastapi.testclient import TestClient

from component_framework.adapters.django_websocket import broadcast_component_update
from component_framework.core import host
from component_framework.testing import mount
from component_framework.testing.harness import Mounted
from component_framework.testing.redis_process import redis_process
from seed_blocks import broadcast, live_counter, order_editor, routing, websocket_route

pytestmark = pytest.mark.django_db(transaction=True)
HERE = Path(__file__).parent
SAVE = """
import runpy, sys
import django
from django.conf import settings
from django_site.settings import SETTINGS

_, pk, database, broker = sys.argv
SETTINGS["DATABASES"]["default"]["NAME"] = database
SETTINGS["COMPONENT_FRAMEWORK"]["BROKER"] = broker
settings.configure(**SETTINGS)
django.setup()
runpy.run_path("%s")
from django_site.models import Order

order = Order.objects.get(pk=pk)
order.notes = "by noon"
order.save()
""" % (HERE / "order_updated.py")
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
def shared_redis(tmp_path: Path) -> Iterator[str]:
    """Joins the site's processes."""
    with redis_process(tmp_path) as address:
        if address is None:
            pytest.skip("no redis-server on PATH")
        with override_settings(COMPONENT_FRAMEWORK={**settings.COMPONENT_FRAMEWORK, "BROKER": address}):
            yield address


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


@pytest.fixture
async def page(browser: Browser, order: Order) -> Browser:
    """Shows the order, and has heard nothing of it yet."""
    await subscribe(browser, await show("order_editor", pk=order.pk, component_id=f"order-{order.pk}"))
    return browser


async def shows(page: Browser, notes: str) -> bool:
    update = await page.receive_json_from(PATIENCE_S)
    return update["type"] == "component_update" and notes in update["html"]


def save(pk: int) -> None:
    order = Order.objects.get(pk=pk)
    order.notes = "by noon"
    order.save()


def post(address: str) -> Awaitable[Any]:
    return database_sync_to_async(Client().post, thread_sensitive=False)(address)


def sync_view(request: HttpRequest, pk: int) -> HttpResponse:
    with transaction.atomic() if "atomic" in request.GET else nullcontext():
        save(pk)
    return HttpResponse()


async def async_view(request: HttpRequest, pk: int) -> HttpResponse:
    await Order.objects.filter(pk=pk).aupdate(notes="by noon")
    component = order_editor.OrderEditor(pk=pk)
    result = await component.adispatch() if "await" in request.GET else component.dispatch()
    await broadcast_component_update(component_id=f"order-{pk}", html=result["html"], state=result["state"])
    return HttpResponse()


urlpatterns = [*urls.urlpatterns, path("sync/<int:pk>/", sync_view), path("async/<int:pk>/", async_view)]


@pytest.mark.usefixtures("_signal")
@pytest.mark.urls(__name__)
async def test_an_order_saved_in_a_sync_view_shows(page: Browser, order: Order) -> None:
    with pytest.warns(
        RuntimeWarning, match="await adispatch"
    ):  # for what the next test has; here it works all the same
        await post(f"/sync/{order.pk}/")
    assert await shows(page, "by noon")


@pytest.mark.urls(__name__)
async def test_an_order_saved_in_a_transaction_shows_by_adispatch(page: Browser, order: Order) -> None:
    @receiver(post_save, sender=Order, weak=False, dispatch_uid="block")
    async def order_updated(sender: type[Order], instance: Order, **kwargs: Any) -> None:
        result = await order_editor.OrderEditor(pk=instance.pk).adispatch()
        await broadcast_component_update(f"order-{instance.pk}", result["html"], result["state"])

    try:
        await post(f"/sync/{order.pk}/?atomic")
    finally:
        post_save.disconnect(sender=Order, dispatch_uid="block")
    assert await shows(page, "by noon")


@pytest.mark.usefixtures("_signal")
async def test_an_order_saved_in_a_thread_shows(page: Browser, order: Order) -> None:
    with pytest.warns(RuntimeWarning, match="await adispatch"):
        await database_sync_to_async(save, thread_sensitive=False)(order.pk)
    assert await shows(page, "by noon")


@pytest.mark.urls(__name__)
async def test_an_order_changed_in_an_async_view_shows(page: Browser, order: Order) -> None:
    await AsyncClient().post(f"/async/{order.pk}/?await")
    assert await shows(page, "by noon")


@pytest.mark.urls(__name__)
async def test_dispatch_in_an_async_view_sees_committed_rows(page: Browser, order: Order) -> None:
    with pytest.warns(RuntimeWarning, match="await adispatch"):
        await AsyncClient().post(f"/async/{order.pk}/")
    assert await shows(page, "by noon")


async def test_an_order_saved_in_another_process_shows(
    order: Order, shared_redis: str, browser: Browser, tmp_path: Path
) -> None:
    await subscribe(browser, await show("order_editor", pk=order.pk, component_id=f"order-{order.pk}"))
    environment = {**os.environ, "PYTHONPATH": str(HERE.parent)}
    command = [sys.executable, "-c", SAVE, str(order.pk), str(connection.settings_dict["NAME"]), shared_redis]
    await asyncio.to_thread(subprocess.run, command, env=environment, check=True, cwd=tmp_path)
    update = await browser.receive_json_from(PATIENCE_S)
    while update["type"] == "stale":  # Redis may have had to be connected first
        update = await browser.receive_json_from(PATIENCE_S)
    assert "by noon" in update["html"]


def test_a_fastapi_app_has_the_socket_by_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(host, "_providers", [*host._providers])  # Django is the host of all else in this process
    monkeypatch.setenv("COMPONENT_SECRET_KEYS", "the secret keys of an app that exists in tests only")
    ours = {"Origin": "http://testserver"}
    with TestClient(websocket_route.app) as client, client.websocket_connect("/ws", headers=ours) as socket:
        assert socket.receive_json()["type"] == "connected"
