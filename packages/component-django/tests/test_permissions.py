"""Django's rights as permissions of components, and a class that needs no transaction."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser, Permission
from django.contrib.contenttypes.models import ContentType
from testsite.components import Backstage, ran
from testsite.models import Note
from testsite.visitor import Visitor

from component_framework.adapters.django_views import has_perm, is_staff
from component_framework.core import Component
from component_framework.core.identity import Identity

pytestmark = pytest.mark.django_db
MakeUser = Callable[..., Any]


def right_to_delete() -> Permission:
    kind = ContentType.objects.get_for_model(Note)
    return Permission.objects.get_or_create(codename="delete_note", content_type=kind)[0]


def seen_by(user: object) -> Component:
    component = Backstage()
    component._identity = Identity(user=user)
    return component


def click(visitor: Visitor, event: str) -> tuple[int, str]:
    response = visitor.send(visitor.open("backstage"), event=event)
    return response.status_code, response.json().get("code", "")


@pytest.mark.parametrize("user", [None, AnonymousUser()], ids=["nobody", "anonymous"])
def test_nobody_has_no_right(user: object) -> None:
    assert is_staff(seen_by(user)) is False
    assert has_perm("testsite.delete_note")(seen_by(user)) is False


def test_staff_is_who_may_enter_the_admin(make_user: MakeUser) -> None:
    assert is_staff(seen_by(make_user("alice"))) is False
    assert is_staff(seen_by(make_user("carol", is_staff=True))) is True


def test_a_right_is_djangos_to_give(make_user: MakeUser) -> None:
    alice, root = make_user("alice"), make_user("root", is_superuser=True)
    bob = make_user("bob")
    bob.user_permissions.add(right_to_delete())
    may_delete = has_perm("testsite.delete_note")
    assert [may_delete(seen_by(user)) for user in (alice, bob, root)] == [False, True, True]
    assert [has_perm("testsite.add_note")(seen_by(user)) for user in (alice, bob, root)] == [False, False, True]


def test_an_inactive_user_has_none(make_user: MakeUser) -> None:
    root = make_user("root", is_superuser=True, is_active=False)
    assert has_perm("testsite.delete_note")(seen_by(root)) is False


def test_a_right_is_called_by_its_name() -> None:
    assert has_perm("shop.change_order").__qualname__ == "has_perm('shop.change_order')"


def test_a_class_for_staff_is_forbidden_to_others(visitor: Visitor, make_user: MakeUser) -> None:
    assert visitor.client.get("/page/backstage/").status_code == 403
    visitor.client.force_login(make_user("alice"))
    assert visitor.client.get("/page/backstage/").status_code == 403
    visitor.client.force_login(make_user("carol", is_staff=True))
    assert click(visitor, "increment") == (200, "")


def test_a_handler_may_ask_for_more(visitor: Visitor, make_user: MakeUser) -> None:
    carol = make_user("carol", is_staff=True)
    visitor.client.force_login(carol)
    assert click(visitor, "reset") == (403, "forbidden")
    carol.user_permissions.add(right_to_delete())
    assert click(visitor, "reset") == (200, "")


def test_a_right_that_was_taken_counts_with_the_next_message(visitor: Visitor, make_user: MakeUser) -> None:
    carol = make_user("carol", is_staff=True)
    visitor.client.force_login(carol)
    shown = visitor.open("backstage")
    carol.is_staff = False
    carol.save()
    assert visitor.send(shown, event="increment").json()["code"] == "forbidden"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("name", "is_atomic"), [("where", True), ("loose", False)])
def test_a_handler_runs_in_a_transaction_unless_its_class_says_no(visitor: Visitor, name: str, is_atomic: bool) -> None:
    ran.clear()
    assert visitor.send(visitor.open(name), event="sync").status_code == 200
    assert ran == [{"is_on_loop": False, "is_atomic": is_atomic}]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("name", "left"), [("where", []), ("loose", ["tea"])])
def test_what_a_failing_handler_wrote_stays_where_there_is_no_transaction(
    visitor: Visitor, name: str, left: list[str]
) -> None:
    visitor.send(visitor.open(name), event="fail", payload={"text": "tea"})
    assert [note.text for note in Note.objects.all()] == left
