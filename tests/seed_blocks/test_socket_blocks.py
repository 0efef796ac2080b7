"""The blocks about sockets: the routing serves pages, and what is broadcast from a signal shows on them."""

import json
import os
import runpy
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
import sockets
from anyio.from_thread import BlockingPortal
from asgiref.sync import async_to_sync
from django.conf import settings
from django.db import connection, transaction
from django.db.models.signals import post_save
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.test import AsyncClient, Client, override_settings
from django.urls import path
from django_site import urls
from django_site.models import Customer, Order
from fastapi.testclient import TestClient
from sockets import Socket

from component_framework.adapters.django_websocket import broadcast_component_update
from component_framework.core import host
from component_framework.testing import mount
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
kept = runpy.run_path("%s")  # Django holds receivers weakly
from django_site.models import Order

order = Order.objects.get(pk=pk)
order.notes = "by noon"
order.save()
""" % (HERE / "order_updated.py")


@pytest.fixture
def shared_redis(tmp_path: Path) -> Iterator[str]:
    """Joins the site's processes."""
    with redis_process(tmp_path) as address:
        if address is None:
            pytest.skip("no redis-server on PATH")
        with override_settings(COMPONENT_FRAMEWORK={**settings.COMPONENT_FRAMEWORK, "BROKER": address}):
            yield address


@pytest.fixture
def order() -> Order:
    return Order.objects.create(customer=Customer.objects.create(name="Ada"))


@pytest.fixture
def _signal(order: Order) -> Iterator[None]:
    receiver = runpy.run_path(str(HERE / "order_updated.py"))["order_updated"]
    yield
    post_save.disconnect(receiver, sender=Order)


@pytest.fixture
def socket(portal: BlockingPortal) -> Iterator[Socket]:
    with sockets.socket(routing.application, portal) as socket:
        yield socket


def test_the_routing_answers_messages(socket: Socket) -> None:
    shown = mount(live_counter.LiveCounter)
    socket.say(type="component_event", component_id=shown.id, state=shown.snapshot, event="increment")
    assert "<output>1</output>" in socket.got("component_update")["html"]


def test_what_is_broadcast_shows_on_the_page(socket: Socket, portal: BlockingPortal) -> None:
    shown = mount("live_counter", component_id="counter-123")
    socket.subscribe(shown.id, shown.snapshot)
    portal.call(broadcast.anywhere, "<section><output>42</output></section>")
    assert "<output>42</output>" in socket.got("component_update")["html"]


@pytest.fixture
def page(socket: Socket, order: Order) -> Socket:
    """Shows the order, and has heard nothing of it yet."""
    shown = mount("order_editor", pk=order.pk, component_id=f"order-{order.pk}")
    socket.subscribe(shown.id, shown.snapshot)
    return socket


def shows(page: Socket, notes: str) -> bool:
    """Whether the next push has `notes`. A page may be told to look again first, where Redis had to be connected."""
    while (frame := json.loads(page.read()))["type"] == "stale":
        continue
    return frame["type"] == "component_update" and notes in frame["html"]


def in_a_thread(pk: int) -> None:
    save(pk)
    connection.close()


def save(pk: int) -> None:
    order = Order.objects.get(pk=pk)
    order.notes = "by noon"
    order.save()


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
def test_a_saved_order_shows(page: Socket, order: Order) -> None:
    with pytest.warns(RuntimeWarning, match="await adispatch"):  # it works all the same
        save(order.pk)
    assert shows(page, "by noon")


@pytest.mark.usefixtures("_signal")
@pytest.mark.urls(__name__)
def test_an_order_saved_in_a_sync_view_shows(page: Socket, order: Order) -> None:
    with pytest.warns(RuntimeWarning, match="await adispatch"):  # for the next test's sake
        Client().post(f"/sync/{order.pk}/")
    assert shows(page, "by noon")


@pytest.mark.urls(__name__)
def test_an_order_saved_in_a_transaction_shows_by_adispatch(page: Socket, order: Order) -> None:
    @receiver(post_save, sender=Order, weak=False, dispatch_uid="block")
    async def order_updated(sender: type[Order], instance: Order, **kwargs: Any) -> None:
        result = await order_editor.OrderEditor(pk=instance.pk).adispatch()
        await broadcast_component_update(f"order-{instance.pk}", result["html"], result["state"])

    try:
        Client().post(f"/sync/{order.pk}/?atomic")
    finally:
        post_save.disconnect(sender=Order, dispatch_uid="block")
    assert shows(page, "by noon")


@pytest.mark.usefixtures("_signal")
def test_an_order_saved_in_a_thread_shows(page: Socket, order: Order) -> None:
    with pytest.warns(RuntimeWarning, match="await adispatch"), ThreadPoolExecutor(1) as threads:
        threads.submit(in_a_thread, order.pk).result()
    assert shows(page, "by noon")


@pytest.mark.urls(__name__)
def test_an_order_changed_in_an_async_view_shows(page: Socket, order: Order) -> None:
    async_to_sync(AsyncClient().post)(f"/async/{order.pk}/?await")
    assert shows(page, "by noon")


@pytest.mark.urls(__name__)
def test_dispatch_in_an_async_view_sees_committed_rows(page: Socket, order: Order) -> None:
    with pytest.warns(RuntimeWarning, match="await adispatch"):
        async_to_sync(AsyncClient().post)(f"/async/{order.pk}/")
    assert shows(page, "by noon")


@pytest.mark.usefixtures("shared_redis")
def test_an_order_saved_in_another_process_shows(order: Order, shared_redis: str, page: Socket, tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(HERE.parent)}
    command = [sys.executable, "-c", SAVE, str(order.pk), str(connection.settings_dict["NAME"]), shared_redis]
    subprocess.run(command, env=environment, check=True, cwd=tmp_path)
    assert shows(page, "by noon")


def test_a_fastapi_app_has_the_socket_by_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(host, "_providers", [*host._providers])  # Django is the host of all else in this process
    monkeypatch.setenv("COMPONENT_SECRET_KEYS", "the secret keys of an app that exists in tests only")
    ours = {"Origin": "http://testserver"}
    with TestClient(websocket_route.app) as client, client.websocket_connect("/ws", headers=ours) as socket:
        assert socket.receive_json()["type"] == "connected"
