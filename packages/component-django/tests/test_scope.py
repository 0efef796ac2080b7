"""Whoever may not see a row cannot name it in any way."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from testsite.models import Customer, Order
from testsite.visitor import Visitor

from component_framework.adapters.django_model import DjangoModelComponent, ModelFormComponent
from component_framework.core import registry

pytestmark = pytest.mark.django_db


class Plain:
    def render(self, template_name: str, context: Any) -> str:
        return f"<p>{context['instance'].notes} {dict(context['errors'])}</p>"


class Mine:
    """Orders of the customer that is called as the user is."""

    renderer = Plain()
    model = Order
    state_fields = ["notes", "customer"]

    def get_queryset(self) -> QuerySet[Order]:
        rows: QuerySet[Order] = super().get_queryset()  # type: ignore[misc]
        return rows.filter(customer__name=self.user.username if self.user else "")  # type: ignore[attr-defined]

    def get_choices(self, name: str) -> QuerySet[Any]:
        return Customer.objects.filter(name=self.user.username)  # type: ignore[attr-defined]


@registry.register("scoped_editor")
class ScopedEditor(Mine, DjangoModelComponent):
    def on_save(self) -> None:
        self.update_instance_from_state()
        self.save_instance()

    def on_touch(self, id: int) -> None:
        order = get_object_or_404(self.get_queryset(), pk=id)
        Order.objects.filter(pk=order.pk).update(notes="touched")


@registry.register("scoped_form")
class ScopedForm(Mine, ModelFormComponent):
    def on_submit(self) -> None:
        """Saved by itself."""


@pytest.fixture
def orders() -> tuple[Order, Order]:
    """Alice's and Bob's."""
    alices, bobs = (Order.objects.create(customer=Customer.objects.create(name=name)) for name in ("alice", "bob"))
    return alices, bobs


@pytest.fixture
def alice(visitor: Visitor, make_user: Callable[[str], Any]) -> Visitor:
    visitor.client.force_login(make_user("alice"))
    return visitor


@pytest.fixture
def bob(another_visitor: Visitor, make_user: Callable[[str], Any]) -> Visitor:
    another_visitor.client.force_login(make_user("bob"))
    return another_visitor


def assert_nothing_changed() -> None:
    assert set(Order.objects.values_list("notes", "customer__name")) == {("", "alice"), ("", "bob")}


@pytest.mark.parametrize("name", ["scoped_editor", "scoped_form"])
def test_the_page_of_anothers_row_and_of_none_are_the_same_404(name: str, alice: Visitor, orders: Any) -> None:
    answers = [alice.client.get(f"/page/{name}/{pk}/") for pk in (orders[1].pk, 4711)]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].content == answers[1].content


@pytest.mark.parametrize(("name", "event"), [("scoped_editor", "save"), ("scoped_form", "submit")])
def test_anothers_snapshot_does_nothing(name: str, event: str, alice: Visitor, bob: Visitor, orders: Any) -> None:
    shown = bob.open_at(f"/page/{name}/{orders[1].pk}/", name)
    alice.open_at(f"/page/{name}/{orders[0].pk}/", name)
    answer = alice.send(shown, event=event, fields={"notes": "Alice was here"})
    assert (answer.status_code, answer.json()["code"]) == (410, "stale_snapshot")
    assert_nothing_changed()


def test_anothers_row_in_a_payload_is_not_found(alice: Visitor, orders: Any) -> None:
    shown = alice.open_at(f"/page/scoped_editor/{orders[0].pk}/", "scoped_editor")
    answers = [alice.send(shown, event="touch", payload={"id": pk}) for pk in (orders[1].pk, 4711)]
    assert [(answer.status_code, answer.json()["code"]) for answer in answers] == [(404, "not_found")] * 2
    assert_nothing_changed()


@pytest.mark.parametrize(("name", "event"), [("scoped_editor", "save"), ("scoped_form", "submit")])
@pytest.mark.parametrize("field", ["pk", "id", "row_pk", "row_digests"])
def test_the_row_is_no_field_to_set(name: str, event: str, field: str, alice: Visitor, orders: Any) -> None:
    shown = alice.open_at(f"/page/{name}/{orders[0].pk}/", name)
    answer = alice.send(shown, event=event, fields={field: str(orders[1].pk)})
    assert answer.status_code == 422
    assert_nothing_changed()


@pytest.mark.parametrize(("name", "event"), [("scoped_editor", "save"), ("scoped_form", "submit")])
def test_anothers_row_is_no_choice(name: str, event: str, alice: Visitor, orders: Any) -> None:
    shown = alice.open_at(f"/page/{name}/{orders[0].pk}/", name)
    answers = [
        alice.send(shown, event=event, fields={"notes": "", "customer": str(pk)})
        for pk in (orders[1].customer_id, 4711)
    ]
    assert [answer.status_code for answer in answers] == [422, 422]
    assert_nothing_changed()


def test_a_row_that_was_given_to_another_is_gone_for_who_had_it(alice: Visitor, orders: Any) -> None:
    shown = alice.open_at(f"/page/scoped_editor/{orders[0].pk}/", "scoped_editor")
    Order.objects.filter(pk=orders[0].pk).update(customer=orders[1].customer)
    answer = alice.send(shown, event="save", fields={"notes": "still mine?"})
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
