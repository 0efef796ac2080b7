"""Django's widgets as controls: what they are to a browser, and what they hold."""

from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from django import forms
from testsite.models import Note

from component_framework.adapters.django_model.form_shape import DjangoForm
from component_framework.core.control import Choice, Control

SIZES = [("", "Any"), ("s", "Small"), ("Big", [("l", "Large"), ("xl", "Huge")])]


class Every(forms.Form):
    text = forms.CharField(min_length=2, max_length=9, help_text="In full")
    email = forms.EmailField()
    url = forms.URLField(assume_scheme="https")
    whole = forms.IntegerField(min_value=1, max_value=9)
    number = forms.DecimalField(decimal_places=2, max_digits=5)
    secret = forms.CharField(widget=forms.PasswordInput)
    long = forms.CharField(widget=forms.Textarea(attrs={"rows": 5}))
    hidden = forms.CharField(widget=forms.HiddenInput)
    box = forms.BooleanField(initial=True)
    one = forms.ChoiceField(choices=SIZES, initial="s")
    radio = forms.ChoiceField(choices=SIZES, widget=forms.RadioSelect)
    several = forms.MultipleChoiceField(choices=SIZES, initial=["s", "l"])
    boxes = forms.MultipleChoiceField(choices=SIZES, widget=forms.CheckboxSelectMultiple)
    known = forms.NullBooleanField()
    day = forms.DateField(initial=datetime(2026, 5, 6, 7, 8))
    hour = forms.TimeField(initial=time(7, 8, 9))
    moment = forms.DateTimeField(initial=datetime(2026, 5, 6, 7, 8, tzinfo=UTC))
    german = forms.DateField(initial=date(2026, 5, 6), widget=forms.DateInput(format="%d.%m.%Y"))
    when = forms.SplitDateTimeField(initial=datetime(2026, 5, 6, 7, 8, tzinfo=UTC))
    picked = forms.DateField(initial=date(2026, 5, 6), widget=forms.SelectDateWidget(years=[2026]))
    fixed = forms.CharField(disabled=True, initial="x")


@pytest.fixture
def controls(settings: Any) -> dict[str, Control]:
    settings.TIME_ZONE = "UTC"
    form = DjangoForm(Every)
    data = form.blank()
    return {name: control.control(name, data[name]) for name, control in form.fields.items()}


def test_each_widget_has_its_kind_of_control(controls: dict[str, Control]) -> None:
    assert {name: control.kind for name, control in controls.items()} == {
        "text": "text",
        "email": "email",
        "url": "url",
        "whole": "number",
        "number": "number",
        "secret": "password",
        "long": "textarea",
        "hidden": "hidden",
        "box": "checkbox",
        "one": "select",
        "radio": "radio",
        "several": "select",
        "boxes": "checkboxes",
        "known": "select",
        "day": "date",
        "hour": "time",
        "moment": "datetime-local",
        "german": "text",
        "when_0": "date",
        "when_1": "time",
        "picked_month": "select",
        "picked_day": "select",
        "picked_year": "select",
        "fixed": "text",
    }


def test_controls_hold_what_browsers_read(controls: dict[str, Control]) -> None:
    held = {name: control.value for name, control in controls.items() if control.value not in ("", [])}
    assert held == {
        "box": "true",
        "one": "s",
        "several": ["s", "l"],
        "known": "unknown",
        "day": "2026-05-06",
        "hour": "07:08:09",
        "moment": "2026-05-06T07:08",
        "german": "06.05.2026",
        "when_0": "2026-05-06",
        "when_1": "07:08",
        "picked_month": "5",
        "picked_day": "6",
        "picked_year": "2026",
        "fixed": "x",
    }


def test_attributes_are_those_that_django_gives(controls: dict[str, Control]) -> None:
    assert {name: dict(control.attributes) for name, control in controls.items() if control.attributes} == {
        "text": {"maxlength": "9", "minlength": "2"},
        "email": {"maxlength": "320"},
        "whole": {"min": 1, "max": 9},
        "number": {"step": "0.01"},
        "long": {"cols": "40", "rows": 5},
        "hour": {"step": 1},
        "fixed": {"disabled": True},
    }


def test_choices_keep_their_groups(controls: dict[str, Control]) -> None:
    assert controls["one"].choices == controls["boxes"].choices
    assert controls["one"].choices == (
        Choice("", "Any"),
        Choice("s", "Small"),
        Choice("l", "Large", "Big"),
        Choice("xl", "Huge", "Big"),
    )
    assert controls["picked_year"].choices == (Choice("2026", "2026"),)
    assert (controls["several"].is_multiple, controls["one"].is_multiple) == (True, False)


def test_labels_helps_and_requirements_are_the_fields(controls: dict[str, Control]) -> None:
    assert (controls["text"].label, controls["text"].help, controls["text"].is_required) == ("Text", "In full", True)
    assert not controls["known"].is_required
    assert [controls[name].label for name in ("when_0", "when_1", "picked_day")] == [
        "When (date)",
        "When (time)",
        "Picked (day)",
    ]


@pytest.mark.django_db
def test_the_choices_of_rows_are_their_keys_and_names() -> None:
    note = Note.objects.create(text="a")

    class Form(forms.Form):
        note = forms.ModelChoiceField(Note.objects.all(), empty_label="None", initial=lambda: note, required=False)

    field = DjangoForm(Form).fields["note"]
    assert field.control("note", "").choices == (Choice("", "None"), Choice(str(note.pk), str(note)))
    assert field.blank(()) == str(note.pk)
