"""Slots: what stands where a component's template says."""

import pytest

from component_framework.core import ConfigurationError, Html
from component_framework.core.slots import NO_SLOTS, Slots, all_marked, filled, given_slots, kept_slots, marked


def test_what_is_given_is_escaped_unless_it_is_html() -> None:
    slots = given_slots({"default": "<b>", "footer": Html("<i>end</i>")})
    assert (slots.default, slots["footer"]) == ("&lt;b&gt;", "<i>end</i>")


def test_a_slot_that_nobody_filled_is_empty() -> None:
    assert (NO_SLOTS.footer, NO_SLOTS["items"], "footer" in NO_SLOTS) == ("", "", False)


def test_a_slot_with_white_space_only_is_empty() -> None:
    slots = given_slots({"default": Html("\n  "), "footer": Html(" x ")})
    assert (slots.default, slots.footer, list(slots)) == ("", " x ", ["footer"])


def test_iterating_gives_the_names_of_what_is_filled() -> None:
    assert list(given_slots({"default": "", "footer": "x"})) == ["footer"]


def test_a_slot_is_asked_for_once() -> None:
    asked: list[str] = []
    slots = Slots(lambda name: asked.append(name) or name)  # type: ignore[func-returns-value]
    assert [slots.a, slots.a, list(slots)] == ["a", "a", ["a"]]
    assert asked == ["a"]


def test_python_finds_no_slot_where_it_looks_for_a_private_name() -> None:
    with pytest.raises(AttributeError):
        given_slots({}).__html__  # noqa: B018


def test_slots_of_a_component_that_lives_on_are_marked() -> None:
    slots = given_slots({"footer": "x", "default": " "}).marked()
    assert (slots.footer, slots.default) == ("<!--live-slot:footer-->x<!--/live-slot-->", "")


def test_kept_slots_have_the_marks_only_and_count_as_filled() -> None:
    slots = kept_slots(["footer"])
    assert (slots.footer, slots.other) == ("<!--live-slot:footer--><!--/live-slot-->", "")
    assert list(slots) == ["footer"]


def test_kept_slots_are_filled_anew() -> None:
    html = f"<p>{kept_slots(['footer']).footer}</p>"
    assert filled(html, given_slots({"footer": "x"})) == f"<p>{marked('footer', Html('x'))}</p>"


def test_marks_are_also_for_what_is_empty_now() -> None:
    assert all_marked(NO_SLOTS, ["a"]) == "<!--live-slot:a--><!--/live-slot-->"


@pytest.mark.parametrize("name", ["a--><script>", "", "1", "a b", "x" * 51])
def test_what_cannot_name_a_slot_is_refused(name: str) -> None:
    with pytest.raises(ConfigurationError, match="cannot name a slot"):
        given_slots({name: "x"})
