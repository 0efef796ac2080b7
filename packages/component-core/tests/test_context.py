"""What a template sees."""

from collections.abc import Iterator
from typing import Any

import pytest

from component_framework.core.context import BoundState, ComponentView, Reasons, TemplateContext


def view(**given: Any) -> ComponentView:
    return ComponentView("c-1", "counter", {}, "/components/counter/", given.pop("make", lambda: "cf1.x"), **given)


def test_a_snapshot_is_made_when_first_read_and_once() -> None:
    made: Iterator[str] = iter(["first", "second"])
    component = view(make=lambda: next(made))
    assert (component.snapshot, component.snapshot) == ("first", "first")


def test_its_repr_makes_no_snapshot() -> None:
    def make() -> str:
        raise AssertionError

    assert "counter" in repr(view(make=make))


def test_hidden_fields_of_the_host_are_none_without_a_host() -> None:
    assert dict(view().form_fields()) == {}


def test_the_bound_state_reads_like_the_state_and_knows_its_component() -> None:
    component = view()
    state = BoundState({"count": 1}, component)
    assert (dict(state), len(state), state.component) == ({"count": 1}, 1, component)


def test_lazy_names_are_computed_at_every_read() -> None:
    numbers = iter([1, 2])
    context = TemplateContext({"a": "b"}, {"next": lambda: next(numbers)})
    assert (context["next"], context["next"], context["a"]) == (1, 2, "b")


def test_names_at_hand_come_before_lazy_ones() -> None:
    context = TemplateContext({"a": 1}, {"a": lambda: 2, "b": lambda: 3})
    assert (context["a"], list(context), len(context)) == (1, ["a", "b"], 2)


def test_asking_for_a_name_computes_nothing() -> None:
    def compute() -> None:
        raise AssertionError

    context = TemplateContext({"a": 1}, {"b": compute})
    assert "a" in context
    assert "b" in context
    assert "c" not in context


def test_an_unknown_name_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        TemplateContext({}, {})["nothing"]


def test_where_there_are_no_reasons_a_template_finds_none() -> None:
    reasons = Reasons(email=["Taken"])
    assert (reasons.email, reasons.name, [*reasons]) == (["Taken"], [], ["email"])
    assert not hasattr(reasons, "__html__")
