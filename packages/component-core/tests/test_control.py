"""Controls as descriptions, and what an author lays over them."""

from typing import Any, cast

import pytest

from component_framework.core.control import Choice, Control, Shown
from component_framework.core.errors import ConfigurationError

PLAIN = Control(name="size", label="Size", help="As on the box", attributes={"maxlength": 9})


def test_what_is_left_out_stays_as_it_is() -> None:
    assert Shown().on(PLAIN) == PLAIN


def test_what_is_said_comes_instead() -> None:
    shown = Shown("textarea", label="Your size", help="In cm").on(PLAIN)
    assert (shown.kind, shown.label, shown.help) == ("textarea", "Your size", "In cm")


def test_all_else_is_an_attribute_with_dashes() -> None:
    shown = Shown(maxlength=None, aria_label="Size in cm", class_="wide").on(PLAIN)
    assert shown.attributes == {"maxlength": None, "aria-label": "Size in cm", "class": "wide"}


def test_choices_are_texts_or_pairs_or_choices() -> None:
    shown = Shown(choices=["a", (2, "Two"), Choice("c", "See", "Rest")]).on(PLAIN)
    assert shown.choices == (Choice("a", "a"), Choice("2", "Two"), Choice("c", "See", "Rest"))


def test_an_unknown_kind_is_told_what_there_is() -> None:
    with pytest.raises(ConfigurationError, match="'textbox'; there are: text, email"):
        Shown(cast(Any, "textbox"))


def test_a_control_holds_a_list_of_texts_or_one() -> None:
    assert [Control(name="a", label="A", value=value).texts for value in ("x", ["x", "y"])] == [["x"], ["x", "y"]]


def test_several_inputs_are_a_group() -> None:
    assert [Control(name="a", label="A", kind=kind).is_group for kind in ("radio", "select")] == [True, False]
