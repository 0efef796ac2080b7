"""Forms over Django's form classes: the controls they have, what they hold, what becomes of it."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django import forms
from testsite.models import Note

from component_framework.adapters.django_model import DjangoFormComponent
from component_framework.core import ConfigurationError, InvalidError

SIZES = [("s", "Small"), ("l", "Large")]
WHEN = datetime(2026, 5, 6, 7, 8, tzinfo=UTC)


class Booking(forms.Form):
    name = forms.CharField(min_length=2)
    price = forms.DecimalField(initial=Decimal("9.50"), disabled=True)
    when = forms.SplitDateTimeField(initial=WHEN)
    day = forms.DateField(widget=forms.SelectDateWidget(years=[2026, 2027]), required=False)
    size = forms.ChoiceField(choices=SIZES)
    extras = forms.MultipleChoiceField(choices=SIZES, widget=forms.CheckboxSelectMultiple, required=False)
    news = forms.BooleanField(required=False, initial=True)
    photo = forms.FileField(required=False)

    def clean(self) -> None:
        if self.cleaned_data.get("name") == "Nobody":
            raise forms.ValidationError("Say who you are")


taken: list[dict[str, Any]] = []


class BookingForm(DjangoFormComponent):
    form_class = Booking
    template_name = "probe.html"

    def on_submit(self) -> None:
        taken.append(self.validated_data)


class LaterForm(BookingForm):
    async def on_submit(self) -> None:  # type: ignore[override]
        taken.append(self.validated_data)


BLANK = {
    "name": "",
    "price": "9.50",
    "when_0": "2026-05-06",
    "when_1": "07:08",
    "day_month": "",
    "day_day": "",
    "day_year": "",
    "size": "",
    "extras": [],
    "news": "true",
    "photo": "",
}
FITS = {"name": "Ada", "size": "s"}


@pytest.fixture(autouse=True)
def _begin(settings: Any) -> None:
    settings.TIME_ZONE = "UTC"
    taken.clear()


def test_the_controls_hold_what_the_fields_begin_with() -> None:
    assert BookingForm().dispatch()["state"]["form_data"] == BLANK


@pytest.mark.parametrize("cls", [BookingForm, LaterForm])
def test_what_fits_is_the_forms_cleaned_data(cls: type[BookingForm]) -> None:
    day = {"day_year": "2027", "day_month": "2", "day_day": "3"}
    state = cls().dispatch("submit", {**FITS, **day, "extras": ["s", "l"]})["state"]
    assert taken == [
        {
            "name": "Ada",
            "price": Decimal("9.50"),
            "when": WHEN,
            "day": date(2027, 2, 3),
            "size": "s",
            "extras": ["s", "l"],
            "news": True,
            "photo": None,
        }
    ]
    assert (state["form_data"], state["is_valid"]) == (BLANK, True)


async def test_on_an_event_loop_too() -> None:
    await LaterForm().adispatch("submit", FITS)
    assert [values["name"] for values in taken] == ["Ada"]


def test_what_does_not_fit_is_kept_as_it_was_typed_beside_the_reasons() -> None:
    state = BookingForm().dispatch("submit", {"name": "A", "size": "xl", "when_0": "soon"})["state"]
    assert sorted(state["field_errors"]) == ["name", "size", "when_1"]
    assert (state["form_data"]["size"], state["form_data"]["when_0"]) == ("xl", "soon")
    assert taken == []


def test_reasons_against_the_whole_form_have_no_name() -> None:
    state = BookingForm().dispatch("submit", {**FITS, "name": "Nobody"})["state"]
    assert state["field_errors"] == {"": ["Say who you are"]}


def test_a_disabled_field_keeps_its_value() -> None:
    BookingForm().dispatch("submit", {**FITS, "price": "0"})
    assert taken[0]["price"] == Decimal("9.50")


def test_a_payload_ticks_and_unticks() -> None:
    BookingForm().dispatch("submit", {**FITS, "extras": ["s"], "news": False})
    assert (taken[0]["extras"], taken[0]["news"]) == (["s"], False)


@pytest.mark.parametrize("given", [{"password": "x"}, {"photo": "x"}, {"when": "x"}, {"name": {"x": "y"}}])
def test_what_the_form_has_no_control_for_is_refused(given: dict[str, Any]) -> None:
    with pytest.raises(InvalidError) as caught:
        BookingForm().dispatch("submit", {**FITS, **given})
    assert list(caught.value.errors) == list(given)


def test_a_changed_control_is_checked_by_the_form() -> None:
    state = BookingForm().dispatch("field_change", {"field": "name", "value": "A"})["state"]
    assert list(state["field_errors"]) == ["name"]


def test_a_part_of_a_widget_renews_the_reasons_against_its_field() -> None:
    state = BookingForm().dispatch("submit", {**FITS, "when_0": "soon"})["state"]
    assert list(state["field_errors"]) == ["when_1"]
    state = BookingForm().dispatch("field_change", {"when_0": "2026-05-07"}, state=state)["state"]
    assert state["field_errors"] == {}


def test_a_form_needs_a_form_class() -> None:
    class Bare(DjangoFormComponent):
        template_name = "probe.html"

    with pytest.raises(ConfigurationError, match="Bare asks for nothing: set form_class"):
        Bare().dispatch()


class Choice(forms.Form):
    note = forms.ModelChoiceField(queryset=Note.objects.none())

    def __init__(self, *args: Any, start: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["note"].queryset = Note.objects.filter(text__startswith=start)  # type: ignore[attr-defined]


class ChoiceForm(DjangoFormComponent):
    form_class = Choice
    template_name = "probe.html"
    start: str = "m"

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"start": self.start}

    def on_submit(self) -> None:
        taken.append(self.validated_data)


@pytest.mark.django_db
def test_a_choice_is_limited_to_the_queryset_that_the_hook_scopes() -> None:
    mine, others = Note.objects.create(text="mine"), Note.objects.create(text="others'")
    assert "note" in ChoiceForm().dispatch("submit", {"note": str(others.pk)})["state"]["field_errors"]
    ChoiceForm(start="m").dispatch("submit", {"note": mine.pk})
    assert taken == [{"note": mine}]


def test_what_is_wrong_with_several_controls_is_said_once_the_last_was_left() -> None:
    class Shown(BookingForm):
        def render(self) -> str:
            return str(self.errors)

    state = Shown().dispatch("field_change", {"when_0": ""})["state"]
    assert Shown().dispatch("field_change", {"name": "Ada"}, state=state)["html"] == "<div>{}</div>"
    assert "This field is required" in Shown().dispatch("field_change", {"when_1": ""}, state=state)["html"]
