"""Two who edit one row: nothing that somebody has saved is lost unseen."""

from dataclasses import replace
from typing import Any

import pytest
from test_django_model import Editor
from testsite.models import Order
from testsite.visitor import Visitor

from component_framework.core.errors import NotFoundError
from component_framework.testing import mount
from component_framework.testing.harness import Mounted

pytestmark = pytest.mark.django_db


@pytest.fixture
def order() -> Order:
    return Order.objects.create(notes="first")


def told(editor: Mounted) -> str:
    return editor.find(".conflict").text


def test_the_second_save_is_refused_and_shows_both(order: Order) -> None:
    ada, bob = mount(Editor, pk=order.pk), mount(Editor, pk=order.pk)
    bob.fill("notes", "Bob's")
    ada.fill("notes", "Ada's").fill("status", "paid").click("save")
    bob.click("save")
    assert bob.status == 409
    assert told(bob) == "['Status: Paid / as it was', \"Notes: Ada's / Bob's\"]"
    order.refresh_from_db()
    assert order.notes == "Ada's"


def test_who_keeps_theirs_saves_what_they_changed_over_what_is_there(order: Order) -> None:
    ada, bob = mount(Editor, pk=order.pk), mount(Editor, pk=order.pk)
    bob.fill("notes", "Bob's")
    ada.fill("status", "paid").fill("notes", "Ada's").click("save")
    bob.click("save").click("keep_mine")
    assert (told(bob), bob.state["notes"], bob.state["status"]) == ("[]", "Bob's", "paid")
    bob.click("save")
    order.refresh_from_db()
    assert (order.notes, order.status) == ("Bob's", "paid")


def test_who_keeps_theirs_is_refused_again_when_the_row_changes_again(order: Order) -> None:
    bob = mount(Editor, pk=order.pk).fill("notes", "Bob's")
    Order.objects.update(notes="once")
    bob.click("save").click("keep_mine")
    Order.objects.update(notes="twice")
    bob.click("save")
    assert told(bob) == '["Notes: twice / Bob\'s"]'


def test_who_reloads_goes_on_with_the_row(order: Order) -> None:
    bob = mount(Editor, pk=order.pk).fill("notes", "Bob's")
    Order.objects.update(notes="Ada's")
    bob.click("save").click("reload")
    assert (told(bob), bob.state["notes"]) == ("[]", "Ada's")
    bob.fill("notes", "then").click("save")
    order.refresh_from_db()
    assert order.notes == "then"


def test_a_save_that_was_refused_is_refused_until_somebody_decides(order: Order) -> None:
    bob = mount(Editor, pk=order.pk).fill("notes", "Bob's")
    Order.objects.update(notes="Ada's")
    for _ in range(2):
        bob.click("save")
        assert bob.status == 409


def test_a_change_of_the_row_itself_is_refused_too(order: Order) -> None:
    bob = mount(Editor, pk=order.pk)
    Order.objects.update(revision=1)
    bob.click("pay")
    assert told(bob) == "['Status: New / Paid']"
    bob.click("keep_mine").click("pay")
    order.refresh_from_db()
    assert order.status == "paid"


def test_what_is_shown_anew_is_what_the_next_save_goes_by(order: Order) -> None:
    bob = mount(Editor, pk=order.pk)
    Order.objects.update(status="paid")
    bob.fill("notes", "Bob's")  # the answer to this has shown that it is paid
    assert bob.state["status"] == "paid"
    bob.click("save")
    order.refresh_from_db()
    assert (order.notes, order.status) == ("Bob's", "paid")


def test_what_was_typed_before_somebody_saved_the_same_field_is_a_conflict_however_often_it_was_shown(
    order: Order,
) -> None:
    bob = mount(Editor, pk=order.pk).fill("notes", "Bob's")
    Order.objects.update(notes="Ada's")
    bob.fill("status", "paid").click("save")
    assert told(bob) == "['Status: New / Paid', \"Notes: Ada's / Bob's\"]"


def test_yesterdays_snapshot_saves_nothing(order: Order) -> None:
    yesterday = mount(Editor, pk=order.pk).fill("notes", "Bob's")
    mount(Editor, pk=order.pk).fill("notes", "today").click("save")
    yesterday.click("save")
    order.refresh_from_db()
    assert (yesterday.status, order.notes) == (409, "today")


@pytest.mark.parametrize(("theirs", "refused"), [({"status": "paid"}, False), ({"notes": "Ada's"}, True)])
def test_merging_refuses_only_for_a_field_that_is_written(order: Order, theirs: Any, refused: bool) -> None:
    class Merging(Editor):
        on_conflict = "merge"
        state_fields = ["notes"]

        def on_save(self, notes: str = "Bob's") -> None:
            self.notes = notes
            super().on_save()

    bob = mount(Merging, pk=order.pk)
    Order.objects.update(**theirs)
    bob.click("save")
    order.refresh_from_db()
    assert (bob.status == 409) is refused
    assert (order.status, order.notes) == (("new", "Ada's") if refused else ("paid", "Bob's"))


def test_overwriting_saves_what_was_changed(order: Order) -> None:
    class Overwriting(Editor):
        on_conflict = "overwrite"

    bob = mount(Overwriting, pk=order.pk).fill("notes", "Bob's")
    Order.objects.update(notes="Ada's", status="paid")
    bob.click("save")
    order.refresh_from_db()
    assert (order.notes, order.status) == ("Bob's", "paid")


def test_a_version_counts_the_saves(order: Order) -> None:
    class Counting(Editor):
        version_field = "revision"

    mount(Counting, pk=order.pk).fill("notes", "a").click("save").fill("notes", "b").click("save")
    order.refresh_from_db()
    assert order.revision == 2


def test_a_row_that_was_deleted_meanwhile_is_gone_and_not_created_again(order: Order) -> None:
    bob = mount(Editor, pk=order.pk).fill("notes", "Bob's")
    Order.objects.all().delete()
    for _ in range(2):
        bob.click("save")
        assert (bob.status, told(bob), bob.state["notes"]) == (409, "['gone']", "Bob's")
    for event in ("reload", "keep_mine", "delete"):
        with pytest.raises(NotFoundError):
            bob.send(event)
    assert not Order.objects.exists()


def test_a_row_that_is_out_of_reach_by_now_is_not_there_for_a_save_either(order: Order) -> None:
    bob = mount(Editor, pk=order.pk).fill("notes", "Bob's")
    Order.objects.update(notes="hidden")
    with pytest.raises(NotFoundError):
        bob.click("save")


def test_a_text_that_does_not_fit_its_field_is_refused_beside_it_and_the_others_stay(visitor: Visitor) -> None:
    shown = visitor.open("test_order_editor")
    answer = visitor.send(shown, event="save", fields={"due": "someday", "notes": "typed"})
    assert (answer.status_code, answer.json()["type"]) == (422, "component_update")
    assert "Input should be a valid datetime" in answer.json()["html"]
    again = visitor.send(replace(shown, state=answer.json()["state"]), event="save")
    assert again.status_code == 200
    assert Order.objects.get().notes == "typed"


def test_a_save_that_the_model_refuses_shows_what_was_typed_and_why(visitor: Visitor) -> None:
    shown = visitor.open("test_order_editor")
    answer = visitor.send(shown, event="save", fields={"status": "lost"})
    assert (answer.status_code, answer.json()["type"]) == (422, "component_update")
    assert "is not a valid choice" in answer.json()["html"]


def test_the_page_gives_away_nothing_of_columns_that_it_does_not_show(order: Order, settings: Any) -> None:
    digests = mount(Editor, pk=order.pk).state["row_digests"]
    settings.SECRET_KEY = "another key, and quite as long as the first one was"
    assert set(digests.values()).isdisjoint(mount(Editor, pk=order.pk).state["row_digests"].values())


def test_a_new_key_makes_no_conflict(order: Order, settings: Any) -> None:
    editor = mount(Editor, pk=order.pk).fill("notes", "Bob's")
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key, and quite as long as the first one was"
    editor.click("save")
    order.refresh_from_db()
    assert (editor.status, order.notes) == (200, "Bob's")
