"""Components about one row: what they load, what they let controls set, and what a save writes."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, models
from django.db.models import F
from django.http import Http404
from django.test.utils import CaptureQueriesContext
from testsite.models import Customer, Order, Tag

from component_framework.adapters.django_model import DjangoModelComponent
from component_framework.adapters.django_views.show import show_component
from component_framework.core import ConfigurationError, InvalidError, registry
from component_framework.core.children import Wanted
from component_framework.core.errors import NotFoundError
from component_framework.testing import mount

pytestmark = pytest.mark.django_db


class Text:
    """Shows what the tests look at, and has a control for each event."""

    def render(self, template_name: str, context: Any) -> str:
        conflict = context["conflict"]
        fields = conflict.fields if conflict else ()
        said = [f"{one.label}: {one.theirs} / {one.mine if one.is_mine else 'as it was'}" for one in fields]
        said = ["gone"] if conflict and conflict.is_gone else said
        events = "".join(f'<button data-live-click="{name}">{name}</button>' for name in EVENTS)
        controls = "".join(f'<input name="{name}" data-live-model="{name}">' for name in FIELDS)
        status, deleted = context["instance"].status, context["is_deleted"]
        told = f"<p class=row>{status} {deleted}</p><p class=conflict>{said}</p><p>{dict(context['errors'])}</p>"
        return f"<div>{told}{events}{controls}</div>"


EVENTS = ["save", "pay", "keep_mine", "reload", "delete", "add_one", "fail", "secretly"]
FIELDS = ["status", "notes", "total", "due", "code", "customer"]


@registry.register("test_order_editor")
class Editor(DjangoModelComponent):
    renderer = Text()
    model = Order
    select_related = ["customer"]
    prefetch_related = ["tags"]
    state_fields = ["status", "notes", "total", "due", "code", "customer", "tags", "is_secret"]
    readonly_fields = ["total"]

    def get_queryset(self) -> models.QuerySet[Order]:
        return super().get_queryset().exclude(notes="hidden")

    def get_choices(self, name: str) -> models.QuerySet[Any]:
        return {"customer": Customer.objects.exclude(name="Bob's"), "tags": Tag.objects.all()}[name]

    def on_save(self) -> None:
        self.update_instance_from_state()
        self.save_instance()

    def on_pay(self) -> None:
        self.instance.status = "paid"
        self.save_instance()

    def on_add_one(self) -> None:
        self.instance.total = F("total") + 1
        self.save_instance()

    def on_secretly(self) -> None:
        self.total = Decimal(9)
        self.on_save()

    def on_delete(self) -> None:
        self.instance.delete()

    def on_fail(self) -> None:
        self.on_pay()
        raise RuntimeError("half-way")


@pytest.fixture
def order() -> Order:
    return Order.objects.create(notes="first", total=5, customer=Customer.objects.create(name="Ada"))


@contextmanager
def queries(count: int) -> Iterator[None]:
    with CaptureQueriesContext(
        connection,
    ) as seen:
        yield
    texts = [query["sql"] for query in seen if "SAVEPOINT" not in query["sql"]]
    assert len(texts) == count, texts


def test_the_state_is_the_row(order: Order) -> None:
    editor = mount(Editor, pk=order.pk)
    assert {name: editor.state[name] for name in Editor.state_fields} == {
        "status": "new",
        "notes": "first",
        "total": Decimal("5.00"),
        "due": None,
        "code": None,
        "customer": order.customer_id,
        "tags": [],
        "is_secret": False,
    }


def test_showing_it_costs_one_query_and_one_for_each_prefetch(order: Order) -> None:
    with queries(2):
        show_component(None, Wanted("test_order_editor", {"pk": order.pk}))


def test_get_context_is_laid_over_the_models_own_names(order: Order) -> None:
    class Own(Editor):
        def get_context(self) -> dict[str, Any]:
            return {"instance": self.instance.customer}

        def render(self) -> str:
            return f"{self._context()['instance'].name}"

    assert Own(pk=order.pk).dispatch()["html"] == "<div>Ada</div>"


def test_what_was_typed_is_saved_and_nothing_else(order: Order) -> None:
    editor = mount(Editor, pk=order.pk).fill("notes", "second").fill("due", "2026-12-24T18:00:00Z")
    with CaptureQueriesContext(connection) as seen:
        editor.click("save")
    (update,) = [query["sql"] for query in seen if query["sql"].startswith("UPDATE")]
    assert "status" not in update
    order.refresh_from_db()
    assert (order.notes, order.due) == ("second", datetime(2026, 12, 24, 18, tzinfo=UTC))


def test_a_time_without_a_zone_is_one_of_the_site(order: Order, settings: Any) -> None:
    settings.TIME_ZONE = "Europe/Vienna"
    mount(Editor, pk=order.pk).fill("due", "2026-12-24T18:00").click("save")
    order.refresh_from_db()
    assert order.due == datetime(2026, 12, 24, 17, tzinfo=UTC)


@pytest.mark.parametrize("name", ["total", "is_secret", "id", "pk", "revision", "row_digests", "has_conflict"])
def test_what_is_not_listed_or_read_only_cannot_be_set(order: Order, name: str) -> None:
    editor = mount(Editor, pk=order.pk)
    with pytest.raises(InvalidError) as caught:
        Editor(pk=order.pk)._writes({name: "1"})
    assert caught.value.errors == {name: ["This cannot be set"]}
    assert editor.state["total"] == 5


def test_a_handler_may_set_what_controls_may_not(order: Order) -> None:
    mount(Editor, pk=order.pk).click("secretly")
    order.refresh_from_db()
    assert order.total == 9


def test_the_row_itself_can_be_changed_and_saved(order: Order) -> None:
    editor = mount(Editor, pk=order.pk).fill("notes", "typed, not saved").click("pay")
    order.refresh_from_db()
    assert (order.status, order.notes) == ("paid", "first")
    assert (editor.state["status"], editor.state["notes"]) == ("paid", "typed, not saved")


def test_the_database_may_compute(order: Order) -> None:
    editor = mount(Editor, pk=order.pk).click("add_one").click("add_one")
    assert editor.state["total"] == Decimal("7.00")


def test_a_new_row_is_created_once_and_then_edited() -> None:
    editor = mount(Editor).fill("notes", "mine").click("save").fill("notes", "again").click("save")
    assert [order.notes for order in Order.objects.all()] == ["again"]
    assert editor.state["row_pk"] == Order.objects.get().pk


def test_a_page_says_what_a_new_row_begins_with() -> None:
    mount(Editor, status="paid").click("save")
    assert Order.objects.get().status == "paid"


@pytest.mark.parametrize("pk", [4711, 10**30])
def test_a_row_that_is_not_there_is_a_404_of_the_page(pk: int) -> None:
    with pytest.raises(Http404):
        show_component(None, Wanted("test_order_editor", {"pk": pk}))


def test_a_row_that_is_out_of_reach_looks_like_one_that_is_not_there(order: Order) -> None:
    editor = mount(Editor, pk=order.pk)
    Order.objects.update(notes="hidden")
    with pytest.raises(Http404):
        show_component(None, Wanted("test_order_editor", {"pk": order.pk}))
    with pytest.raises(NotFoundError):
        editor.click("save")


def test_a_key_of_another_type_is_a_mistake_of_the_page() -> None:
    with pytest.raises(Exception, match="pk"):
        mount(Editor, pk="1; drop table")


def test_a_choice_of_somebody_else_is_refused_before_the_handler_runs(order: Order) -> None:
    bobs = Customer.objects.create(name="Bob's")
    editor = mount(Editor, pk=order.pk)
    with pytest.raises(InvalidError) as caught:
        editor.fill("customer", str(bobs.pk))
    assert caught.value.errors == {"customer": ["This is none of the choices"]}
    mine = Customer.objects.create(name="Cleo")
    editor.fill("customer", str(mine.pk)).click("save")
    order.refresh_from_db()
    assert order.customer == mine


def test_related_rows_are_set_by_their_keys(order: Order) -> None:
    tags = [Tag.objects.create(name=name).pk for name in "ab"]
    result = Editor(pk=order.pk).dispatch("save", state={"tags": tags})
    assert result["state"]["tags"] == tags
    assert sorted(order.tags.values_list("pk", flat=True)) == tags
    with pytest.raises(InvalidError):
        Editor(pk=order.pk).dispatch("save", state={"tags": [4711]})


def test_what_the_model_refuses_is_said_of_its_field(order: Order) -> None:
    Order.objects.create(code="A")
    for name, text in (("status", "lost"), ("notes", "n" * 30), ("code", "A")):
        with pytest.raises(InvalidError) as caught:
            mount(Editor, pk=order.pk).fill(name, text).click("save")
        assert [*caught.value.errors] == [name]


def test_a_constraint_of_the_database_is_said_and_the_connection_goes_on(order: Order) -> None:
    class Late(Editor):
        """Somebody takes the code between the check and the write."""

        def get_choices(self, name: str) -> Any: ...

        def on_save(self) -> None:
            self.update_instance_from_state()
            code = self.instance.code
            self.instance.full_clean()
            Order.objects.create(code=code)
            self.instance.full_clean = lambda **_: None
            self.save_instance()

    with pytest.raises(InvalidError) as caught:
        Late(pk=order.pk).dispatch("save", state={"code": "B"})
    assert caught.value.errors == {"code": ["Order with this Code already exists."]}
    assert not Order.objects.filter(code="B").exists()


def test_a_handler_that_fails_half_way_has_written_nothing(order: Order) -> None:
    with pytest.raises(RuntimeError):
        Editor(pk=order.pk).dispatch("fail")
    order.refresh_from_db()
    assert order.status == "new"


def test_what_the_row_s_component_deletes_is_shown_once_more_and_then_gone(order: Order) -> None:
    editor = mount(Editor, pk=order.pk).click("delete")
    assert editor.find(".row").text == "new True"
    with pytest.raises(NotFoundError):
        editor.fill("notes", "too late")


@pytest.mark.parametrize(
    ("data", "outcome"),
    [
        ({"notes": "third", "customer": None}, (True, {})),
        ({"status": "lost"}, (False, {"status": ["Value 'lost' is not a valid choice."]})),
        ({"total": "7"}, (False, {"total": ["This cannot be set"]})),
        ({"due": "someday"}, None),
    ],
)
def test_validate_and_save_says_whether_it_did(order: Order, data: Any, outcome: Any) -> None:
    seen: list[Any] = []

    class Checked(Editor):
        def on_save(self) -> None:
            seen.append(self.validate_and_save(data))

    mount(Checked, pk=order.pk).click("save")
    assert seen == [outcome or (False, {"due": seen[0][1]["due"]})]


def test_names_that_no_state_can_have_are_refused() -> None:
    for names, reason in ((["id"], "own name"), (["nope"], "no field"), (["order"], "no state can hold")):
        with pytest.raises(ConfigurationError, match=reason):
            type(
                "Wrong",
                (DjangoModelComponent,),
                {"model": Customer if names == ["order"] else Order, "state_fields": names},
            )


def test_a_subclass_may_close_what_was_open(order: Order) -> None:
    class Closed(Editor):
        readonly_fields = ["total", "notes"]

    with pytest.raises(InvalidError):
        mount(Closed, pk=order.pk).fill("notes", "mine")


def test_a_relation_that_controls_set_needs_choices(order: Order) -> None:
    class Open(Editor):
        get_choices = DjangoModelComponent.get_choices

    with pytest.raises(InvalidError):
        mount(Open, pk=order.pk).fill("customer", "1")
