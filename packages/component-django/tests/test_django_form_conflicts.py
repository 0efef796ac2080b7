"""Two whose forms show one row, and rows of it: nothing that somebody has saved is lost unseen."""

from typing import Any

import pytest
from django import forms
from django.utils.html import format_html, format_html_join
from pydantic import BaseModel
from testsite.models import Invoice, InvoiceLine, Label

from component_framework.adapters.django_model import ModelFormComponent
from component_framework.core.errors import ConflictError
from component_framework.testing import mount
from component_framework.testing.harness import Mounted

pytestmark = pytest.mark.django_db


class Page(ModelFormComponent):
    """Shows every control of its form, and who else was there."""

    model = Invoice

    def render(self) -> str:
        held = [(name, text) for name, text in self.form_data.items() if isinstance(text, str)]
        for number, row in enumerate(self.form_data.get("lines", [])):
            held += [(f"lines.{number}.{name}", row[name]) for name in ("what", "qty")]
        fields = self.conflict.fields if self.conflict else ()
        told = "; ".join(f"{one.label}: {one.theirs} / {one.mine}" for one in fields)
        return format_html(
            "<div><form data-live-submit='submit'>{}</form><output>{}</output><p>{}</p>{}</div>",
            format_html_join("", "<input name='{}' value='{}' data-live-change='field_change'>", held),
            told,
            self.is_valid,
            format_html_join("", "<button data-live-click='{0}'>{0}</button>", [["keep_mine"], ["reload"]]),
        )


class Generated(Page):
    state_fields = ["number", "notes"]
    formsets = {"lines": forms.inlineformset_factory(Invoice, InvoiceLine, fields=["what", "qty"], extra=0)}


class InvoiceForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Invoice
        fields = ["number", "notes"]


class ByFormClass(Page):
    form_class = InvoiceForm


class LabelForm(Page):
    form_class = forms.modelform_factory(Invoice, fields=["number", "labels"])


class InvoiceSchema(BaseModel):
    number: str
    notes: str = ""


class BySchema(Page):
    schema = InvoiceSchema
    state_fields = ["number", "notes"]


every = pytest.mark.parametrize("cls", [Generated, ByFormClass, BySchema])


@pytest.fixture
def invoice() -> Invoice:
    invoice = Invoice.objects.create(number="A1", notes="first")
    InvoiceLine.objects.create(invoice=invoice, what="Pen")
    return invoice


def told(page: Mounted) -> str:
    found = page.find("output")
    assert found is not None
    return found.text


def saved() -> list[tuple[str, str]]:
    return list(Invoice.objects.values_list("number", "notes"))


@every
def test_the_second_submit_is_refused_and_shows_both(cls: type[Page], invoice: Invoice) -> None:
    ada, bob = mount(cls, pk=invoice.pk), mount(cls, pk=invoice.pk)
    ada.submit(number="A2", notes="Ada's")
    bob.submit(notes="Bob's")
    assert (bob.status, told(bob)) == (409, "Notes: Ada's / Bob's")
    assert bob.state["form_data"]["number"] == "A2"
    assert saved() == [("A2", "Ada's")]


@every
def test_who_keeps_theirs_saves_what_they_typed_over_what_is_there(cls: type[Page], invoice: Invoice) -> None:
    bob = mount(cls, pk=invoice.pk)
    Invoice.objects.update(number="A2", notes="Ada's")
    bob.submit(notes="Bob's").click("keep_mine")
    assert (told(bob), saved()) == ("", [("A2", "Ada's")])
    bob.submit()
    assert (bob.status, saved()) == (200, [("A2", "Bob's")])


@every
def test_who_reloads_goes_on_with_the_row(cls: type[Page], invoice: Invoice) -> None:
    bob = mount(cls, pk=invoice.pk)
    Invoice.objects.update(notes="Ada's")
    bob.submit(notes="Bob's").click("reload")
    assert (told(bob), bob.state["form_data"]["notes"]) == ("", "Ada's")
    bob.submit(number="A2")
    assert saved() == [("A2", "Ada's")]


@every
def test_what_was_typed_before_somebody_saved_the_same_field_is_a_conflict_however_often_it_was_shown(
    cls: type[Page], invoice: Invoice
) -> None:
    bob = mount(cls, pk=invoice.pk).fill("notes", "Bob's")
    Invoice.objects.update(notes="Ada's")
    bob.fill("number", "A2").submit()
    assert (bob.status, told(bob)) == (409, "Number: A1 / A2; Notes: Ada's / Bob's")


@every
def test_what_nobody_typed_into_is_shown_as_others_have_saved_it(cls: type[Page], invoice: Invoice) -> None:
    bob = mount(cls, pk=invoice.pk)
    Invoice.objects.update(notes="Ada's")
    bob.fill("number", "A2")
    assert bob.state["form_data"]["notes"] == "Ada's"
    bob.submit()
    assert saved() == [("A2", "Ada's")]


@every
def test_merging_saves_fields_that_nobody_else_has_changed(cls: type[Page], invoice: Invoice) -> None:
    class Merging(cls):  # type: ignore[valid-type, misc]
        on_conflict = "merge"

    bob = mount(Merging, pk=invoice.pk)
    Invoice.objects.update(notes="Ada's")
    bob.submit(number="A2")
    assert saved() == [("A2", "Ada's")]


def test_what_others_have_chosen_among_related_rows_is_not_lost_either(invoice: Invoice) -> None:
    one, two = (Label.objects.create(name=name) for name in ("one", "two"))
    ada, bob = LabelForm(pk=invoice.pk).dispatch()["state"], LabelForm(pk=invoice.pk).dispatch()["state"]
    LabelForm(pk=invoice.pk).dispatch("submit", {"labels": [one.pk]}, state=ada)
    with pytest.raises(ConflictError):
        LabelForm(pk=invoice.pk).dispatch("submit", {"labels": [two.pk]}, state=bob)
    LabelForm(pk=invoice.pk).dispatch("submit", {"number": "A2"}, state=LabelForm(pk=invoice.pk).dispatch()["state"])
    assert list(invoice.labels.all()) == [one]


def test_a_row_of_the_row_that_somebody_has_changed_is_a_conflict(invoice: Invoice) -> None:
    bob = mount(Generated, pk=invoice.pk)
    InvoiceLine.objects.update(qty=2)
    bob.submit(**{"lines.0.qty": "3", "number": "A2"})
    assert (bob.status, told(bob), saved()) == (409, "Number: A1 / A2; Qty: 2 / 3", [("A1", "first")])
    bob.click("keep_mine").submit()
    assert (bob.status, InvoiceLine.objects.get().qty, saved()) == (200, 3, [("A2", "first")])


def test_reloading_drops_what_was_typed_into_rows(invoice: Invoice) -> None:
    bob = mount(Generated, pk=invoice.pk)
    InvoiceLine.objects.update(qty=2)
    bob.submit(**{"lines.0.qty": "3"}).click("reload")
    assert bob.state["form_data"]["lines"][0]["qty"] == "2"


def test_overwriting_asks_nobody(invoice: Invoice) -> None:
    class Overwriting(Generated):
        on_conflict = "overwrite"

    bob = mount(Overwriting, pk=invoice.pk)
    Invoice.objects.update(notes="Ada's")
    InvoiceLine.objects.update(qty=2)
    bob.submit(**{"notes": "Bob's", "lines.0.qty": "3"})
    assert (saved(), InvoiceLine.objects.get().qty) == ([("A1", "Bob's")], 3)


def test_what_fails_among_the_rows_leaves_nothing_saved(invoice: Invoice) -> None:
    bob = mount(Generated, pk=invoice.pk)
    bob.submit(**{"number": "A2", "lines.0.qty": "x"})
    assert (bob.status, saved()) == (422, [("A1", "first")])


def test_the_forms_are_shown_by_a_query_each(invoice: Invoice, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(2):
        mount(Generated, pk=invoice.pk)
