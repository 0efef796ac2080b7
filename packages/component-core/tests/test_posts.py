"""Messages as form posts."""

from typing import Any

import pytest

from component_framework.core import BadRequestError, ComponentSettings
from component_framework.core.context import ComponentView
from component_framework.core.posts import hidden_inputs, parse_post
from component_framework.testing.dom import parse_html

SETTINGS = ComponentSettings(max_nodes=200)


def parse(*pairs: tuple[str, str]) -> Any:
    return parse_post(pairs, SETTINGS)


def test_the_protocols_names_are_the_messages_and_others_are_fields() -> None:
    message = parse(("live-event", "save"), ("live-state", "cf1.x"), ("live-key", "run:1"), ("state", "Bavaria"))
    assert (message.event, message.state, message.key) == ("save", "cf1.x", "run:1")
    assert (message.fields, message.payload) == ({"state": "Bavaria"}, {})


def test_a_name_that_repeats_is_a_list_in_order() -> None:
    assert parse(("tag", "b"), ("name", "x"), ("tag", "a")).fields == {"tag": ["b", "a"], "name": "x"}


def test_without_an_event_only_fields_are_set() -> None:
    assert parse(("live-event", ""), ("name", "x")).event is None
    assert parse(("name", "x")).event is None


def test_a_button_can_say_all() -> None:
    message = parse(("live-event", "delete?id=5&tag=a&tag=b&note="), ("title", "x"))
    assert message.event == "delete"
    assert message.fields == {"title": "x", "id": "5", "tag": ["a", "b"], "note": ""}


def test_what_a_button_says_is_a_field_and_never_the_protocols() -> None:
    message = parse(("live-event", "delete?live-state=forged"), ("live-state", "cf1.x"))
    assert message.state == "cf1.x"


def test_a_buttons_event_comes_instead_of_its_forms() -> None:
    assert parse(("live-event", "save"), ("title", "x"), ("live-event", "drop?id=5")).event == "drop"


@pytest.mark.parametrize(
    "pairs",
    [
        [("live-payload", "{}")],
        [("live-", "x")],
        [("live-component", "other")],
        [("live-type", "subscribe")],
        [("live-state", "a"), ("live-state", "b")],
        [("live-key", "x" * 101)],
        [("name", "a\0b")],
        [("na\0me", "x")],
        [("name", "\ud800")],
        [(f"n{i}", "x") for i in range(200)],
        [("tag", "x")] * 300,
        [("live-event", "save?" + "&".join(f"n{i}=x" for i in range(200)))],
    ],
    ids=lambda pairs: repr(pairs)[:40],
)
def test_what_is_no_message_is_a_bad_request(pairs: Any) -> None:
    with pytest.raises(BadRequestError):
        parse(*pairs)


def test_hidden_inputs_make_a_plain_form_a_message() -> None:
    view = ComponentView("c-1", "cart", {}, "/", lambda: "cf1.x", lambda: {"csrf": '"><b>'})
    inputs = [element.attributes for element in parse_html(hidden_inputs(view, "save")).walk() if element.tag]
    assert [one["type"] for one in inputs] == ["hidden"] * 3
    assert [(one["name"], one["value"]) for one in inputs] == [
        ("live-state", "cf1.x"),
        ("csrf", '"><b>'),
        ("live-event", "save"),
    ]


def test_a_template_of_any_engine_has_the_inputs_that_every_plain_form_carries() -> None:
    view = ComponentView("c-1", "cart", {}, "/", lambda: "cf1.x", lambda: {"csrf": "proof"})
    assert view.hidden_inputs == hidden_inputs(view)
    assert hidden_inputs(view, "save").startswith(view.hidden_inputs)


def test_without_an_event_there_is_no_input_for_one() -> None:
    assert "live-event" not in hidden_inputs(ComponentView("c-1", "cart", {}, "/", lambda: "cf1.x"))
