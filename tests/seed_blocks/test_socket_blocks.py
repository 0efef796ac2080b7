"""The blocks about sockets: the routing serves pages, and what is broadcast from a signal shows on them."""

import runpy
from collections.abc import Iterator
from pathlib import Path

import pytest
import sockets
from anyio.from_thread import BlockingPortal
from django.db.models.signals import post_save
from django_site.models import Customer, Order
from sockets import Socket

from component_framework.testing import mount
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


@pytest.mark.usefixtures("_signal")
def test_a_saved_order_shows_on_the_page(socket: Socket, order: Order) -> None:
    shown = mount("order_editor", pk=order.pk, component_id=f"order-{order.pk}")
    socket.subscribe(shown.id, shown.snapshot)
    order.notes = "by noon"
    with pytest.warns(RuntimeWarning, match="await adispatch"):  # it works all the same
        order.save()
    assert "by noon" in socket.got("component_update", component_id=shown.id)["html"]
