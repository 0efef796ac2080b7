"""Formsets beside a form: rows that come and go, checked as Django checks them."""

from typing import Any

import pytest
from django import forms
from django.forms.formsets import BaseFormSet, formset_factory
from testsite.models import Note

from component_framework.adapters.django_model import DjangoFormComponent
from component_framework.core import ConfigurationError, InvalidError


class Guest(forms.Form):
    name = forms.CharField()
    seats = forms.IntegerField(initial=1, min_value=1)


class Guests(BaseFormSet):  # type: ignore[type-arg]
    def clean(self) -> None:
        if any(form.cleaned_data.get("name") == "Nobody" for form in self.forms if form.is_valid()):
            raise forms.ValidationError("Somebody must come")


class Party(forms.Form):
    title = forms.CharField()


taken: list[dict[str, Any]] = []


class PartyForm(DjangoFormComponent):
    form_class = Party
    formsets = {
        "guests": formset_factory(
            Guest, formset=Guests, extra=0, min_num=1, max_num=3, validate_min=True, can_delete=True, can_order=True
        )
    }
    template_name = "probe.html"

    def on_submit(self) -> None:
        taken.append(self.validated_data)


class InvitedForm(PartyForm):
    formsets = {"guests": formset_factory(Guest, extra=0)}

    def get_formset_kwargs(self, name: str) -> dict[str, Any]:
        return {"initial": [{"name": "Ada", "seats": 2}, {"name": "Bob"}]}


@pytest.fixture(autouse=True)
def _begin() -> None:
    taken.clear()


def rows(state: dict[str, Any]) -> list[dict[str, Any]]:
    return [{name: text for name, text in row.items() if name != "_key"} for row in state["form_data"]["guests"]]


def test_the_rows_begin_as_the_formsets_do() -> None:
    assert rows(PartyForm().dispatch()["state"]) == [{"name": "", "seats": "1"}]
    assert rows(InvitedForm().dispatch()["state"]) == [{"name": "Ada", "seats": "2"}, {"name": "Bob", "seats": "1"}]


def test_what_fits_is_the_rows_cleaned_data() -> None:
    PartyForm().dispatch("submit", {"title": "Tea", "guests.0.name": "Ada", "guests.1.name": "Bob"})
    assert [(row["name"], row["seats"], row["ORDER"]) for row in taken[0]["guests"]] == [("Ada", 1, 0), ("Bob", 1, 1)]
    assert taken[0]["title"] == "Tea"


def test_rows_that_nobody_filled_in_are_left_out() -> None:
    state = PartyForm().dispatch("add_item", {"list_name": "guests"})["state"]
    PartyForm().dispatch("submit", {"title": "Tea", "guests.0.name": "Ada"}, state=state)
    assert [row["name"] for row in taken[0]["guests"]] == ["Ada"]


def test_rows_that_were_there_at_first_count_as_filled_in() -> None:
    InvitedForm().dispatch("submit", {"title": "Tea"})
    assert [row["name"] for row in taken.pop()["guests"]] == ["Ada", "Bob"]
    state = InvitedForm().dispatch()["state"]
    key = state["form_data"]["guests"][0]["_key"]
    state = InvitedForm().dispatch("remove_item", {"list_name": "guests", "key": key}, state=state)["state"]
    InvitedForm().dispatch("submit", {"title": "Tea"}, state=state)
    assert [row["name"] for row in taken[0]["guests"]] == ["Bob"]


def test_reasons_are_beside_the_rows_controls() -> None:
    given = {"title": "", "guests.0.name": "Ada", "guests.1.seats": "0"}
    assert PartyForm().dispatch("submit", given)["state"]["field_errors"] == {
        "title": ["This field is required."],
        "guests.1.name": ["This field is required."],
        "guests.1.seats": ["Ensure this value is greater than or equal to 1."],
    }


def test_reasons_against_the_whole_list_are_at_its_name() -> None:
    state = PartyForm().dispatch("submit", {"title": "Tea", "guests.0.name": "Nobody"})["state"]
    assert state["field_errors"] == {"guests": ["Somebody must come"]}


def test_there_must_be_as_many_as_min_num_says() -> None:
    state = PartyForm().dispatch()["state"]
    key = state["form_data"]["guests"][0]["_key"]
    state = PartyForm().dispatch("remove_item", {"list_name": "guests", "key": key}, state=state)["state"]
    state = PartyForm().dispatch("submit", {"title": "Tea"}, state=state)["state"]
    assert state["field_errors"] == {"guests": ["Please submit at least 1 form."]}


def test_there_are_no_more_than_max_num() -> None:
    form: dict[str, Any] = {f"guests.{number}.name": "Ada" for number in range(3)}
    state = PartyForm().dispatch("submit", {**form, "title": ""})["state"]
    with pytest.raises(InvalidError) as caught:
        PartyForm().dispatch("add_item", {"list_name": "guests"}, state=state)
    assert caught.value.errors == {"guests": ["Please submit at most 3 forms."]}


def test_rows_may_come_whole() -> None:
    PartyForm().dispatch("submit", {"title": "Tea", "guests": [{"name": "Ada", "seats": 2}, {"name": "Bob"}]})
    assert [(row["name"], row["seats"]) for row in taken[0]["guests"]] == [("Ada", 2), ("Bob", 1)]


@pytest.mark.django_db
def test_the_rows_of_a_table_are_those_that_somebody_has_named() -> None:
    class NotesForm(DjangoFormComponent):
        form_class = Party
        formsets = {"notes": forms.modelformset_factory(Note, fields=["text"], extra=0)}
        template_name = "probe.html"

    class MyNotesForm(NotesForm):
        def get_formset_kwargs(self, name: str) -> dict[str, Any]:
            return {"queryset": Note.objects.filter(text="mine")}

    Note.objects.create(text="mine")
    Note.objects.create(text="others'")
    with pytest.raises(ConfigurationError, match=r"every row of a table in 'notes'"):
        NotesForm().dispatch()
    assert [row["text"] for row in MyNotesForm().dispatch()["state"]["form_data"]["notes"]] == ["mine"]


@pytest.mark.parametrize("name", ["guests.0.DELETE", "guests.0.ORDER", "guests.0._pk", "guests-TOTAL_FORMS"])
def test_djangos_own_fields_are_nobodys_to_send(name: str) -> None:
    with pytest.raises(InvalidError):
        PartyForm().dispatch("submit", {"title": "Tea", name: "1"})
