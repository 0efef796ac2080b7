"""The HTML of one control, as a browser reads it."""

from typing import Any

import pytest

from component_framework.core.control import Choice, Control, Kind
from component_framework.core.errors import ConfigurationError
from component_framework.core.field_html import FieldHtml
from component_framework.core.markup import Html
from component_framework.testing.dom import Element, parse_html

AB = (Choice("a", "A"), Choice("b", "B"))


def shown(kind: Kind = "text", **given: Any) -> Element:
    control = Control(**{"name": "it", "label": "It", "kind": kind, **given})
    return parse_html(FieldHtml(control, "c1-it").__html__())


def only(root: Element, selector: str) -> Element:
    (found,) = root.find_all(selector)
    return found


def control_of(kind: Kind = "text", **given: Any) -> dict[str, Any]:
    return dict(only(shown(kind, **given), "[id=c1-it]").attributes)


def test_the_label_is_for_the_control() -> None:
    root = shown()
    assert (only(root, "label").attributes["for"], only(root, "label").text) == ("c1-it", "It")
    assert only(root, "div.field").attributes["data-field"] == "it"


@pytest.mark.parametrize("kind", ["text", "email", "date", "hidden", "color"])
def test_an_input_has_its_type_and_value(kind: Kind) -> None:
    found = control_of(kind, value="x")
    assert (found["type"], found["name"], found["value"]) == (kind, "it", "x")


def test_leaving_a_control_has_it_checked() -> None:
    assert control_of()["data-live-change"] == "field_change"
    assert control_of("select")["data-live-change"] == "field_change"
    assert only(shown("radio", choices=AB), "fieldset").attributes["data-live-change"] == "field_change"
    assert "data-live-change" not in control_of("file") | control_of("hidden")


@pytest.mark.parametrize("kind", ["text", "radio", "checkboxes"])
def test_an_author_can_have_a_control_checked_on_submit_only(kind: Kind) -> None:
    root = shown(kind, choices=AB, attributes={"data-live-change": None})
    assert root.find_all("[data-live-change]") == []


def test_what_is_hidden_is_nothing_but_its_input() -> None:
    assert [element.tag for element in shown("hidden").walk() if element.tag] == ["input"]


def test_a_secret_and_a_file_are_not_shown_again() -> None:
    assert "value" not in control_of("password", value="x") | control_of("file", value="x")


def test_all_is_escaped() -> None:
    nasty = "\"><script>'"
    choices = (Choice(nasty, nasty, nasty),)
    for kind in ("text", "textarea", "select", "radio", "checkboxes", "checkbox", "fieldset"):
        given: Any = {"label": nasty, "value": nasty, "help": nasty, "errors": [nasty], "choices": choices}
        root = shown(kind, name=nasty, attributes={"title": nasty}, **given)
        assert root.find_all("script") == []
        assert nasty in root.text


def test_an_attribute_that_would_be_script_is_refused() -> None:
    for kind in ("text", "checkboxes", "fieldset"):
        with pytest.raises(ConfigurationError, match="cannot be an attribute"):
            shown(kind, attributes={"onclick": "x"}, choices=AB)


def test_the_authors_attributes_come_last_but_for_what_ties_it_together() -> None:
    found = control_of(attributes={"data-live-change": None, "required": True, "id": "x", "name": "x", "rows": 5})
    assert "data-live-change" not in found
    assert (found["required"], found["id"], found["name"], found["rows"]) == ("", "c1-it", "it", "5")


def test_help_and_errors_describe_the_control_where_there_are_such() -> None:
    assert "aria-describedby" not in control_of()
    assert control_of(help="Help")["aria-describedby"] == "c1-it-help"
    found = control_of(help="Help", errors=["No", "Never"])
    assert (found["aria-describedby"], found["aria-invalid"]) == ("c1-it-help c1-it-errors", "true")
    root = shown(help="Help", errors=["No", "Never"])
    assert only(root, "p.help").text == "Help"
    assert [p.text for p in only(root, "div.errors").find_all("p")] == ["No", "Never"]


def test_the_place_of_errors_is_there_before_they_are() -> None:
    place = only(shown(), "[id=c1-it-errors]")
    assert (place.attributes["aria-live"], place.text) == ("polite", "")


def test_a_box_is_ticked_unless_it_holds_nothing() -> None:
    assert ["checked" in control_of("checkbox", value=value) for value in ("", "on", "true")] == [False, True, True]
    assert control_of("checkbox")["value"] == "true"


def test_a_textarea_keeps_its_first_line_break() -> None:
    control = Control(name="it", label="It", kind="textarea", value="\na<b")
    assert ">\n\na&lt;b</textarea>" in FieldHtml(control, "c1-it").input


def test_a_select_has_what_it_holds_selected() -> None:
    options = shown("select", choices=AB, value="b").find_all("option")
    assert [(option.text, "selected" in option.attributes) for option in options] == [("A", False), ("B", True)]


def test_a_select_that_holds_none_of_its_choices_shows_an_empty_one() -> None:
    first, *_ = shown("select", choices=AB, value="c").find_all("option")
    assert (first.attributes["value"], "selected" in first.attributes) == ("", True)


def test_a_select_of_several_has_all_that_it_holds_selected() -> None:
    root = shown("select", choices=AB, value=["a", "b"], is_multiple=True)
    assert "multiple" in only(root, "select").attributes
    assert len(root.find_all("option[selected]")) == 2
    assert len(shown("select", choices=AB, value=[], is_multiple=True).find_all("option")) == 2


def test_choices_of_a_group_stand_together() -> None:
    root = shown(
        "select", choices=(Choice("x", "X"), Choice("a", "A", "Letters"), Choice("b", "B", "Letters")), value="x"
    )
    group = only(root, "optgroup")
    assert (group.attributes["label"], [option.text for option in group.find_all("option")]) == ("Letters", ["A", "B"])


def test_radio_buttons_are_a_group_with_a_legend() -> None:
    root = shown("radio", choices=AB, value="b", is_required=True, errors=["No"], attributes={"class": "big"})
    group = only(root, "fieldset").attributes
    assert (group["role"], group["aria-required"], group["aria-invalid"]) == ("radiogroup", "true", "true")
    assert (only(root, "legend").text, [label.text.strip() for label in root.find_all("label")]) == ("It", ["A", "B"])
    assert [("checked" in box.attributes, "required" in box.attributes) for box in root.find_all("input.big")] == [
        (False, True),
        (True, True),
    ]
    assert root.find_all("input[aria-invalid]") == []


def test_several_boxes_are_a_group_in_which_each_may_be_ticked() -> None:
    root = shown("checkboxes", choices=AB, value=["b"], is_multiple=True, is_required=True, errors=["No"])
    boxes = [box.attributes for box in root.find_all("input[type=checkbox]")]
    assert [(box["name"], box["value"], "checked" in box) for box in boxes] == [("it", "a", False), ("it", "b", True)]
    assert [(box.get("aria-invalid"), "required" in box) for box in boxes] == [("true", False)] * 2
    assert not {"aria-invalid", "role"} & only(root, "fieldset").attributes.keys()


def test_a_fieldset_has_its_content() -> None:
    control = Control(name="it", label="It", kind="fieldset", attributes={"data-key": "k", "class": "wide"})
    root = parse_html(FieldHtml(control, "c1-it", Html("<i>in</i>")).__html__())
    assert (only(root, "fieldset.field.wide").attributes["data-key"], only(root, "i").text) == ("k", "in")


def test_its_parts_can_be_printed_alone() -> None:
    field = FieldHtml(Control(name="it", label="It", help="Help"), "c1-it")
    for part in (field.label, field.input, field.help, field.errors):
        assert part in str(field)
