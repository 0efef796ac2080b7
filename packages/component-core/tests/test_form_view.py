"""A form's fields as HTML: those in it, its rows, and what each is to say."""

from collections.abc import Mapping
from typing import Annotated, Any

import pytest
from pydantic import BaseModel, Field

from component_framework.core import ConfigurationError, FormComponent
from component_framework.core.control import Shown
from component_framework.core.form_view import FormView, form_view
from component_framework.testing.dom import Element, parse_html


class Line(BaseModel):
    what: str
    qty: int = Field(1, ge=1)


class Place(BaseModel):
    city: str
    inner: "Place | None" = None


class Order(BaseModel):
    name: str = Field(min_length=2)
    place: Place
    lines: Annotated[list[Line], Shown(add="Add a line", class_="wide")] = []


class OrderForm(FormComponent):
    schema = Order


class Printer:
    """Renders the name of the template, and what it gets."""

    def render(self, template_name: str, context: Mapping[str, Any]) -> str:
        return f"<{template_name}>{context['field'].label}{context['control'].name}</{template_name}>"


class OwnForm(OrderForm):
    renderer = Printer()
    field_template = "b"


LINES = [{"_key": "k1", "what": "Pen", "qty": "1"}, {"_key": "k2", "what": "Ink", "qty": "0"}]


def view(cls: type[OrderForm] = OrderForm, **state: Any) -> FormView:
    form = cls(component_id="c1")
    form._start_over()
    for name, value in state.items():
        setattr(form, name, value)
    return form._view()


def all_of(found: FormView) -> Element:
    return parse_html(found.fields())


def names(root: Element) -> list[str]:
    controls = root.find_all("input") + root.find_all("select") + root.find_all("textarea")
    return [control.attributes["name"] for control in controls]


def one(root: Element, selector: str) -> Element:
    (found,) = root.find_all(selector)
    return found


def test_all_fields_come_in_order_with_those_in_them() -> None:
    assert names(all_of(view())) == ["name", "place.city"]


def test_a_form_in_itself_comes_to_its_end() -> None:
    assert [field.attributes["data-field"] for field in all_of(view()).find_all("fieldset")] == [
        "place",
        "place.inner",
        "lines",
    ]


def test_a_form_that_may_be_left_blank_requires_nothing() -> None:
    class Trip(BaseModel):
        start: Place
        end: Place | None = None

    class TripForm(OrderForm):
        schema = Trip

    required = all_of(view(TripForm)).find_all("[required]")
    assert [control.attributes["name"] for control in required] == ["start.city"]
    assert "required" not in view(TripForm).field("end.city", Shown())


def test_some_fields_are_chosen_or_left_out() -> None:
    assert names(parse_html(view().fields(["place.city", "name"]))) == ["place.city", "name"]
    assert names(parse_html(view().fields(exclude=["name"]))) == ["place.city"]


def test_what_is_wrong_with_the_whole_form_comes_first() -> None:
    root = all_of(view(errors={"": ["Too late"]}))
    first = root.find_all("div")[0]
    assert (first.attributes["id"], first.text) == ("c1-errors", "Too late")


def test_each_field_says_what_is_wrong_with_it() -> None:
    form_data = {"name": "A", "place": {"city": "", "inner": ""}, "lines": LINES}
    errors = {"name": ["Short"], "place.city": ["None"], "lines": ["Two"], "lines.1": ["Bad"], "lines.1.qty": ["Few"]}
    root = all_of(view(form_data=form_data, errors=errors))
    said = {place.attributes["id"]: place.text for place in root.find_all("div.errors") if place.text}
    assert said == {
        "c1-name-errors": "Short",
        "c1-place-city-errors": "None",
        "c1-lines-errors": "Two",
        "c1-lines-k2-errors": "Bad",
        "c1-lines-k2-qty-errors": "Few",
    }
    assert one(root, "[id=c1-name]").attributes["value"] == "A"


def test_rows_have_keys_and_ids_that_stay() -> None:
    rows = all_of(view(form_data={"lines": LINES})).find_all("fieldset[data-key]")
    assert [(row.attributes["data-key"], one(row, "legend").text) for row in rows] == [
        ("k1", "Lines 1"),
        ("k2", "Lines 2"),
    ]
    ids = [control.attributes["id"] for control in rows[1].find_all("input")]
    assert (ids, names(rows[1])) == (["c1-lines-k2-what", "c1-lines-k2-qty"], ["lines.1.what", "lines.1.qty"])


def test_rows_have_buttons_that_work_with_and_without_script() -> None:
    on_enter, *buttons = [button.attributes for button in all_of(view(form_data={"lines": LINES})).find_all("button")]
    assert on_enter == {"hidden": ""}
    assert [button["value"] for button in buttons] == [
        "remove_item?list_name=lines&key=k1",
        "remove_item?list_name=lines&key=k2",
        "add_item?list_name=lines",
    ]
    assert buttons[0] | {"value": ""} == {
        "name": "live-event",
        "value": "",
        "formnovalidate": "",
        "data-live-click": "remove_item",
        "data-live-arg-list-name": "lines",
        "data-live-arg-key": "k1",
    }


def test_the_words_on_buttons_can_be_said() -> None:
    root = all_of(view(form_data={"lines": LINES}))
    assert [button.text for button in root.find_all("button")] == ["", "Remove", "Remove", "Add a line"]
    lines = parse_html(view(form_data={"lines": LINES}).field("lines", Shown(remove="Away")))
    assert [button.text for button in lines.find_all("button")][1] == "Away"
    assert not lines.find_all("fieldset")[0].attributes.keys() & {"add", "remove"}


def test_one_field_is_shown_as_the_template_says() -> None:
    root = parse_html(view().field("place.city", Shown("textarea", label="Town", rows=3)))
    assert (one(root, "label").text, one(root, "textarea").attributes["rows"]) == ("Town", "3")
    row = parse_html(view(form_data={"lines": LINES}).field("lines.1.qty", Shown()))
    assert one(row, "input").attributes["id"] == "c1-lines-k2-qty"


@pytest.mark.parametrize("name", ["nam", "name.first", "place.street", "lines.2.qty", "lines.0", "lines.x.qty", ""])
def test_a_field_that_there_is_not_is_told_what_there_is(name: str) -> None:
    with pytest.raises(ConfigurationError, match=r"no field .* there are: name, place, place\.city"):
        view(form_data={"lines": LINES[:1]}).field(name, Shown())
    with pytest.raises(ConfigurationError, match=r"no field 'nam' to leave out"):
        view().fields(exclude=["nam"])


def test_data_of_another_shape_has_no_fields_in_it() -> None:
    assert names(all_of(view(form_data={"name": "Ada", "place": "x", "lines": "x"}))) == ["name"]


def test_a_hidden_field_needs_no_template() -> None:
    assert str(view(OwnForm).field("name", Shown("hidden"))).startswith("<input ")


def test_a_component_can_have_a_template_for_its_fields() -> None:
    assert view(OwnForm).field("name", Shown()) == '<b><label for="c1-name">Name</label>name</b>'


def test_only_a_form_has_fields_to_show() -> None:
    shown = view()
    assert form_view(shown) is shown
    with pytest.raises(ConfigurationError, match="template of a FormComponent"):
        form_view(None)
