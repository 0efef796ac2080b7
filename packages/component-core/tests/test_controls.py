"""Form controls of a parsed page."""

from typing import Any

import pytest

from component_framework.testing.controls import (
    fill_control,
    fill_controls,
    form_texts,
    is_control,
    is_disabled,
    own_text,
    texts_of,
)
from component_framework.testing.dom import Element, parse_html


def first(markup: str, selector: str = "*") -> Element:
    return parse_html(markup).find_all(selector)[0]


@pytest.mark.parametrize(
    ("markup", "wanted"),
    [
        ("<input disabled>", True),
        ("<input>", False),
        ("<fieldset disabled><p><input></p></fieldset>", True),
        ("<select disabled><option><input></select>", True),
        ("<div disabled><input></div>", False),
    ],
)
def test_a_control_is_disabled_by_itself_or_by_what_is_round_it(markup: str, wanted: bool) -> None:
    assert is_disabled(first(markup, "input")) is wanted


@pytest.mark.parametrize(
    ("markup", "wanted"),
    [
        ("<input>", True),
        ("<input type=checkbox>", True),
        ("<select></select>", True),
        ("<textarea></textarea>", True),
        ("<input type=hidden>", False),
        ("<input type=submit>", False),
        ("<button></button>", False),
        ("<p></p>", False),
    ],
)
def test_a_control_is_what_a_user_can_change(markup: str, wanted: bool) -> None:
    assert is_control(first(markup)) is wanted


GROUP = """<div><form><input type=checkbox name=tags value=a><input type=checkbox name=tags value=b checked>
    <input type=checkbox name=other value=c checked></form><input type=checkbox name=tags value=d checked></div>"""


def test_a_box_carries_the_ticked_ones_of_its_name_in_its_form() -> None:
    box = first(GROUP, "[value=a]")
    assert own_text(box) == ["b"]
    fill_control(box, True)
    assert own_text(box) == ["a", "b"]
    assert own_text(first(GROUP, "[value=c]")) == "c"
    assert own_text(first(GROUP, "[value=d]")) == "d"


def test_boxes_of_one_name_are_ticked_by_their_values() -> None:
    boxes = parse_html(GROUP).find_all("[name=tags]")
    fill_controls(boxes, ["a", "d"])
    assert [texts_of(box) for box in boxes] == [["a"], [], ["d"]]
    fill_controls(boxes, "b")
    assert [texts_of(box) for box in boxes] == [[], ["b"], []]
    with pytest.raises(ValueError, match="no box 'x'; it has"):
        fill_controls(boxes, ["x"])


def test_one_of_several_radio_buttons_is_chosen() -> None:
    buttons = parse_html("<input type=radio name=x value=a checked><input type=radio name=x value=b>").find_all("input")
    fill_controls(buttons, "b")
    assert [texts_of(button) for button in buttons] == [[], ["b"]]
    with pytest.raises(ValueError, match="one of its radio buttons"):
        fill_controls(buttons, ["a", "b"])


SELECT = "<select><option value=s>Small<option>Large<option value=x disabled>None</select>"
MULTIPLE = SELECT.replace("<select", "<select multiple")


@pytest.mark.parametrize(
    ("markup", "value", "texts", "own"),
    [
        ("<input value=old>", "new", ["new"], "new"),
        ("<textarea>old</textarea>", "new", ["new"], "new"),
        ("<input type=checkbox>", True, ["on"], "true"),
        ("<input type=checkbox value=7>", True, ["7"], "7"),
        ("<input type=checkbox checked>", False, [], ""),
        ("<input type=radio value=a>", True, ["a"], "a"),
        (SELECT, "s", ["s"], "s"),
        (SELECT, "Large", ["Large"], "Large"),
        (MULTIPLE, ["s", "Large"], ["s", "Large"], ["s", "Large"]),
        (MULTIPLE, [], [], []),
    ],
)
def test_a_filled_control_sends_its_value(markup: str, value: Any, texts: list[str], own: Any) -> None:
    control = first(markup)
    fill_control(control, value)
    assert (texts_of(control), own_text(control)) == (texts, own)


@pytest.mark.parametrize(
    ("markup", "wanted"),
    [
        ("<input>", [""]),
        ("<textarea> a\nb</textarea>", [" a\nb"]),
        (SELECT, ["s"]),
        (SELECT.replace("<option>", "<option selected>"), ["Large"]),
        ("<select><option disabled value=''>Choose<option>a</select>", ["a"]),
        ("<select></select>", []),
        (MULTIPLE, []),
    ],
)
def test_an_untouched_control_sends_what_the_page_says(markup: str, wanted: list[str]) -> None:
    assert texts_of(first(markup)) == wanted


@pytest.mark.parametrize(
    ("markup", "value", "said"),
    [
        (SELECT, "XL", r"no option 'XL'; it has \['Large', 's'\]"),
        (SELECT, "x", "no option 'x'"),
        (SELECT, "Small", "no option 'Small'"),
        (MULTIPLE, ["s", "XL"], "no option 'XL'"),
        (SELECT, ["s", "Large"], "it takes one option"),
    ],
)
def test_what_a_select_cannot_take_is_an_error(markup: str, value: Any, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        fill_control(first(markup), value)


def test_a_form_sends_its_named_enabled_controls() -> None:
    form = first("""<form>
      <input name=a value=1><input name=tag value=x><input name=tag value=y><input value=nameless>
      <input name=off value=1 disabled><fieldset disabled><input name=off2></fieldset>
      <input type=submit name=go value=1><button name=go2 value=1></button>
      <input type=hidden name=id value=5><input type=hidden name=live-state value=cf1>
      <input type=checkbox name=no><input type=checkbox name=yes checked>
      <select multiple name=none><option>a</select><select multiple name=one><option selected>a</select>
    </form>""")
    assert form_texts(form) == {"a": "1", "tag": ["x", "y"], "id": "5", "yes": "on", "none": [], "one": ["a"]}
