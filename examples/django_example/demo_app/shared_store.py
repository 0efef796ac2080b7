"""Keeps what `shared_components.together` shows in Django's database. Saving tells: the components watch the models."""

from collections.abc import Sequence

from django.db.models import F

from django_example.demo_app.models import Order, SharedCount
from shared_components.together import Card, Status

MOST = 12


def count() -> int:
    return _row().value


def add(amount: int) -> None:
    row = _row()
    row.value = F("value") + amount  # counted by the database
    row.save(update_fields=["value"])


def cards() -> Sequence[Card]:
    rows = Order.objects.select_related("customer")[:MOST]
    return [Card(row.pk, row.customer.name, row.total, row.status) for row in rows]


def move(id: int, status: Status) -> None:
    for order in Order.objects.filter(pk=id):
        order.status = status
        order.save(update_fields=["status", "updated_at"])


def _row() -> SharedCount:
    return SharedCount.objects.get_or_create(pk=1)[0]
