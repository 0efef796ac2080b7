"""Forms that create and edit rows: what they begin with, what is saved, what is refused."""

from decimal import Decimal
from typing import Any, Literal

import pytest
from django import forms
from pydantic import BaseModel
from testsite.models import Invoice, InvoiceLine, Label, Order

from component_framework.adapters.django_model import ModelFormComponent
from component_framework.core.errors import ConfigurationError, ConflictError, InvalidError, RefusedFormError

pytestmark = pytest.mark.django_db
seen: list[Any] = []


class InvoiceSchema(BaseModel):
    number: str
    status: Literal["open", "paid"] = "open"
    total: Decimal = Decimal(0)


class BySchema(ModelFormComponent):
    model = Invoice
    schema = InvoiceSchema
    state_fields = ["number", "status", "total"]
    template_name = "probe.html"

    def on_submit(self) -> None:
        seen.append(self.instance)


class Generated(ModelFormComponent):
    model = Invoice
    state_fields = ["number", "status", "notes", "total"]
    readonly_fields = ["total"]
    template_name = "probe.html"

    def on_submit(self) -> None:
        seen.append(self.instance)


class InvoiceForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Invoice
        fields = ["number", "labels"]

    def save(self, commit: bool = True) -> Any:
        self.instance.notes = f"saved by {self.__class__.__name__}"
        return super().save(commit)


class ByFormClass(ModelFormComponent):
    model = Invoice
    form_class = InvoiceForm
    template_name = "probe.html"

    def on_submit(self) -> None:
        seen.append(self.instance)


class Picky(Generated):
    def on_submit(self) -> None:
        self.add_error("notes", "Say why")


LINES = forms.inlineformset_factory(Invoice, InvoiceLine, fields=["what", "qty"], extra=0)


class WithLines(Generated):
    formsets = {"lines": LINES}


@pytest.fixture(autouse=True)
def _begin() -> None:
    seen.clear()


@pytest.mark.parametrize("cls", [BySchema, Generated, ByFormClass])
def test_without_a_pk_a_row_is_created_and_the_form_cleared(cls: type[ModelFormComponent]) -> None:
    state = cls().dispatch("submit", {"number": "A1"})["state"]
    assert [invoice.number for invoice in Invoice.objects.all()] == ["A1"]
    assert seen == list(Invoice.objects.all())
    assert state["form_data"] == cls().dispatch()["state"]["form_data"]


@pytest.mark.parametrize("cls", [BySchema, Generated, ByFormClass])
def test_with_a_pk_the_form_begins_with_the_row_and_saves_it(cls: type[ModelFormComponent]) -> None:
    invoice = Invoice.objects.create(number="A1", status="paid", total=5)
    state = cls(pk=invoice.pk).dispatch()["state"]
    assert state["form_data"]["number"] == "A1"
    state = cls(pk=invoice.pk).dispatch("submit", {"number": "A2"}, state=state)["state"]
    assert [(one.pk, one.number, one.status) for one in Invoice.objects.all()] == [(invoice.pk, "A2", "paid")]
    assert (state["form_data"]["number"], state["is_valid"]) == ("A2", True)


@pytest.mark.parametrize("cls", [BySchema, Generated, ByFormClass])
def test_what_another_row_has_is_a_reason_against_its_control(cls: type[ModelFormComponent]) -> None:
    Invoice.objects.create(number="A1")
    mine = Invoice.objects.create(number="A2")
    state = cls(pk=mine.pk).dispatch("submit", {"number": "A1"})["state"]
    assert state["field_errors"] == {"number": ["Invoice with this Number already exists."]}
    assert cls(pk=mine.pk).dispatch("submit", {"number": "A2"})["state"]["is_valid"]


def test_what_a_form_adds_when_it_saves_is_saved_too() -> None:
    label = Label.objects.create(name="new")
    ByFormClass().dispatch("submit", {"number": "A1", "labels": [label.pk]})
    invoice = Invoice.objects.get()
    assert (invoice.notes, list(invoice.labels.all())) == ("saved by InvoiceForm", [label])


def test_readonly_fields_are_shown_only() -> None:
    invoice = Invoice.objects.create(number="A1", total=5)
    state = Generated(pk=invoice.pk).dispatch("submit", {"number": "A2", "total": "0"})["state"]
    invoice.refresh_from_db()
    assert (invoice.number, invoice.total) == ("A2", 5)
    assert state["form_data"]["total"] == "5.00"


def test_what_on_submit_refuses_is_not_saved() -> None:
    with pytest.raises(RefusedFormError):
        Picky().dispatch("submit", {"number": "A1"})


def test_validate_and_save_says_whether_it_did() -> None:
    form = Generated()
    assert form.validate_and_save({"number": "A1", "status": "open"}) == (True, {})
    assert form.instance == Invoice.objects.get()
    saved, errors = Generated().validate_and_save({"number": "A1", "status": "lost"})
    assert (saved, sorted(errors)) == (False, ["number", "status"])


def test_a_form_made_of_the_model_leaves_out_what_nobody_may_edit() -> None:
    class OrderForm(ModelFormComponent):
        model = Order
        state_fields = ["notes", "is_secret"]
        template_name = "probe.html"

    assert OrderForm().dispatch()["state"]["form_data"].keys() - {"_shown"} == {"notes"}


def test_a_model_form_needs_something_to_ask_for() -> None:
    class Bare(ModelFormComponent):
        model = Invoice
        template_name = "probe.html"

    with pytest.raises(ConfigurationError, match="Bare asks for nothing: set state_fields"):
        Bare().dispatch()


def lines(invoice: Invoice) -> list[tuple[str, int]]:
    return [(line.what, line.qty) for line in invoice.lines.order_by("pk")]


def test_rows_are_created_with_their_parent() -> None:
    WithLines().dispatch("submit", {"number": "A1", "status": "open", "lines.0.what": "Pen", "lines.1.what": "Ink"})
    assert lines(Invoice.objects.get()) == [("Pen", 1), ("Ink", 1)]


def test_rows_are_changed_added_and_removed_with_their_parent() -> None:
    invoice = Invoice.objects.create(number="A1")
    pen, _ = (InvoiceLine.objects.create(invoice=invoice, what=what) for what in ("Pen", "Ink"))
    state = WithLines(pk=invoice.pk).dispatch()["state"]
    key = state["form_data"]["lines"][1]["_key"]
    state = WithLines(pk=invoice.pk).dispatch("remove_item", {"list_name": "lines", "key": key}, state=state)["state"]
    assert lines(invoice) == [("Pen", 1), ("Ink", 1)]
    given = {"lines.0.qty": "5", "lines.1.what": "Paper"}
    WithLines(pk=invoice.pk).dispatch("submit", given, state=state)
    assert lines(invoice) == [("Pen", 5), ("Paper", 1)]
    assert InvoiceLine.objects.get(what="Pen") == pen


def shown(*qty: int) -> tuple[Invoice, dict[str, Any]]:
    """An invoice with a line of each quantity, and the state of a form that shows it."""
    invoice = Invoice.objects.create(number="A1")
    for number, each in enumerate(qty):
        InvoiceLine.objects.create(invoice=invoice, what=f"line {number}", qty=each)
    return invoice, dict(WithLines(pk=invoice.pk).dispatch()["state"])


def without(invoice: Invoice, state: dict[str, Any], number: int, cls: Any = WithLines) -> dict[str, Any]:
    removal = {"list_name": "lines", "key": state["form_data"]["lines"][number]["_key"]}
    return dict(cls(pk=invoice.pk).dispatch("remove_item", removal, state=state)["state"])


def test_a_row_that_somebody_else_changed_is_not_written_over() -> None:
    invoice, state = shown(1)
    invoice.lines.update(qty=2)
    with pytest.raises(ConflictError):
        WithLines(pk=invoice.pk).dispatch("submit", {"lines.0.qty": "3"}, state=state)
    assert lines(invoice) == [("line 0", 2)]


def test_a_row_that_somebody_else_changed_is_not_removed() -> None:
    invoice, state = shown(1)
    state = without(invoice, state, 0)
    invoice.lines.update(qty=2)
    with pytest.raises(ConflictError):
        WithLines(pk=invoice.pk).dispatch("submit", {}, state=state)


def test_a_row_that_nobody_here_typed_into_stays_as_others_have_it() -> None:
    invoice, state = shown(1, 1)
    invoice.lines.filter(what="line 0").update(qty=2)
    WithLines(pk=invoice.pk).dispatch("submit", {"lines.1.qty": "3"}, state=state)
    assert lines(invoice) == [("line 0", 2), ("line 1", 3)]


def test_a_row_that_somebody_else_added_stays() -> None:
    invoice, state = shown(1)
    InvoiceLine.objects.create(invoice=invoice, what="theirs")
    WithLines(pk=invoice.pk).dispatch("submit", {"number": "A1"}, state=without(invoice, state, 0))
    assert lines(invoice) == [("theirs", 1)]


def test_a_row_that_is_gone_is_a_reason_against_it_once_it_was_typed_into() -> None:
    invoice, state = shown(1)
    invoice.lines.all().delete()
    refused = WithLines(pk=invoice.pk).dispatch("submit", {"lines.0.qty": "3"}, state=state)["state"]
    assert refused["field_errors"] == {"lines.0": ["This was deleted meanwhile"]}
    assert WithLines(pk=invoice.pk).dispatch("submit", {}, state=state)["state"]["is_valid"]


def test_another_rows_primary_key_is_no_ones_to_send() -> None:
    invoice, state = shown(1)
    for name in ("lines.0.id", "lines.0._pk", "lines.0.invoice", "_shown"):
        with pytest.raises(InvalidError):
            WithLines(pk=invoice.pk).dispatch("submit", {name: "7"}, state=state)


def test_rows_of_the_database_stay_where_can_delete_is_off() -> None:
    class Kept(Generated):
        formsets = {
            "lines": forms.inlineformset_factory(Invoice, InvoiceLine, fields=["qty"], extra=0, can_delete=False)
        }

    invoice, _ = shown(1)
    state = Kept(pk=invoice.pk).dispatch()["state"]
    with pytest.raises(InvalidError):
        without(invoice, state, 0, Kept)
    assert Kept(pk=invoice.pk).dispatch("submit", {"lines": []}, state=state)["state"]["field_errors"] == {
        "lines": ["These rows cannot be removed"]
    }


def test_two_rows_that_must_differ_are_a_reason_against_the_second() -> None:
    invoice, state = shown(1, 1)
    refused = WithLines(pk=invoice.pk).dispatch("submit", {"lines.1.what": "line 0"}, state=state)["state"]
    assert "lines.1" in refused["field_errors"]  # Django 5.2 says it of the list, too
