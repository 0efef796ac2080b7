"""Which methods are events, and which arguments fit them."""

import functools
from typing import Any, Literal

import pytest
from pydantic import BaseModel, ValidationError

from component_framework.core import Component, ConfigurationError, InvalidError, requires, signed_in
from component_framework.core.handlers import Signature, check_texts, collect_handlers, reasons
from component_framework.core.typed import Typed


class Address(BaseModel):
    city: str
    number: int


class Shop(Component):
    def on_buy(
        self, qty: int, status: Literal["new", "paid"] = "new", address: Address | None = None, note: Any = None
    ) -> None: ...


def bind(payload: dict[str, Any], texts: dict[str, Any] | None = None) -> dict[str, Any]:
    return Shop._handlers["buy"].signature.bind(payload, texts or {})


def errors_of(payload: dict[str, Any], texts: dict[str, Any] | None = None) -> dict[str, list[str]]:
    with pytest.raises(InvalidError) as caught:
        bind(payload, texts)
    return caught.value.errors


def test_arguments_come_from_json_and_from_texts() -> None:
    assert bind({"qty": 5}) == {"qty": 5}
    assert bind({}, {"qty": "5", "status": "paid"}) == {"qty": 5, "status": "paid"}
    assert bind({"address": {"city": "Bonn", "number": 3}}, {"qty": "5"})["address"] == Address(city="Bonn", number=3)


@pytest.mark.parametrize("qty", ["5", True, 5.0, 5.5, None, "5;drop", [5], {"qty": 5}], ids=repr)
def test_json_is_strict(qty: Any) -> None:
    assert list(errors_of({"qty": qty})) == ["qty"]


def test_every_reason_is_told_by_name() -> None:
    found = errors_of({"status": "admin", "address": {"number": "x"}, "extra": 1}, {"more": "x"})
    assert list(found) == ["qty", "status", "address.city", "address.number", "extra", "more"]
    assert found["qty"] == ["This value is required"]
    assert found["extra"] == found["more"] == ["There is no such argument"]


def test_reasons_never_quote_the_input() -> None:
    found = errors_of({"qty": "<img src=x>", "status": "<script>"})
    assert "<" not in str(found)


def test_at_most_fifty_reasons_are_told() -> None:
    class Sum(Component):
        def on_add(self, numbers: list[int]) -> None: ...

    with pytest.raises(InvalidError) as caught:
        Sum._handlers["add"].signature.bind({"numbers": ["x"] * 5000}, {})
    assert len(caught.value.errors) == 50


def test_a_parameter_without_annotation_takes_any_json() -> None:
    class Log(Component):
        def on_note(self, text) -> None: ...  # type: ignore[no-untyped-def]

    assert Log._handlers["note"].signature.bind({"text": [1, None]}, {}) == {"text": [1, None]}


@pytest.mark.parametrize("shape", ["self, *args", "self, **kwargs", "self, a, /"])
def test_a_parameter_that_cannot_be_sent_by_name_is_refused_when_the_class_is_defined(shape: str) -> None:
    scope: dict[str, Any] = {}
    exec(f"def on_x({shape}): ...", scope)
    with pytest.raises(ConfigurationError, match=r"on_x: its parameter .* cannot be sent by name"):
        type("Odd", (Component,), {"on_x": scope["on_x"]})


def test_keyword_only_parameters_are_fine() -> None:
    def on_x(self: Any, *, amount: int = 1) -> None: ...

    assert Signature(on_x).names == ["amount"]


class Events(Component):
    def on_click(self) -> None: ...

    def on_(self) -> None: ...

    def on__secret(self) -> None: ...

    def once(self) -> None: ...

    def helper(self) -> None: ...

    def _on_hidden(self) -> None: ...

    on_value = 5
    on_lambda = lambda self: None  # noqa: E731


def test_events_are_the_on_methods_without_underscores() -> None:
    assert set(Events._handlers) == {"click", "lambda"}


@pytest.mark.parametrize(
    "event",
    "mount hydrate dehydrate render dispatch adispatch get_context before_render handle_event emit redirect push_url "
    "user id __init__ __class__ _mount on_click helper once".split(),
)
def test_nothing_else_is_an_event(event: str) -> None:
    assert event not in Events._handlers


def test_a_subclass_inherits_overrides_and_takes_away_handlers() -> None:
    class Sub(Events):
        on_lambda = None  # type: ignore[assignment]

        def on_click(self, amount: int = 1) -> None: ...

    assert set(Sub._handlers) == {"click"}
    assert Sub._handlers["click"].signature.names == ["amount"]
    assert Events._handlers["click"].signature.names == []


def test_a_handler_that_was_taken_away_can_come_back() -> None:
    class Without(Events):
        on_click = None  # type: ignore[assignment]

    class Again(Without):
        def on_click(self) -> None: ...

    assert "click" not in Without._handlers
    assert Again._handlers["click"].function is Again.on_click


def test_a_mixin_of_the_user_brings_handlers() -> None:
    class Closing:
        def on_close(self) -> None: ...

    class Dialog(Closing, Component): ...

    assert set(Dialog._handlers) == {"close"}


class FrameworkForm(Component):
    def on_submit(self) -> None: ...

    def on_disconnect_all(self) -> None: ...


FrameworkForm.__module__ = "component_framework.core.forms"


def test_of_the_frameworks_bases_only_the_listed_events_count() -> None:
    class Contact(FrameworkForm):
        def on_clear(self) -> None: ...

    assert set(collect_handlers(Contact)) == {"clear"}
    assert set(collect_handlers(Contact, frozenset({"submit"}))) == {"clear", "submit"}


def test_the_table_is_made_when_the_class_is_defined() -> None:
    class Counter(Component): ...

    Counter.on_late = lambda self: None  # type: ignore[attr-defined]
    assert Counter._handlers == {}


def test_a_handler_knows_whether_it_is_async_and_who_may_call_it() -> None:
    class Counter(Component):
        @requires(signed_in)
        async def on_one(self) -> None: ...

        def on_two(self) -> None: ...

    one, two = Counter._handlers["one"], Counter._handlers["two"]
    assert (one.is_async, one.permissions) == (True, (signed_in,))
    assert (two.is_async, two.permissions) == (False, ())


def test_annotations_of_a_wrapped_handler_are_found() -> None:
    def logged(function: Any) -> Any:
        @functools.wraps(function)
        def wrapper(*args: Any, **kwargs: Any) -> Any:
            return function(*args, **kwargs)

        return wrapper

    class Counter(Component):
        @logged
        def on_add(self, amount: int) -> None: ...

    with pytest.raises(InvalidError):
        Counter._handlers["add"].signature.bind({"amount": "5"}, {})


def test_reasons_are_told_by_their_dotted_place() -> None:
    with pytest.raises(ValidationError) as caught:
        Typed(list[Address], "x").from_json([{"city": "Bonn", "number": 1}, {"city": 1, "number": 1}])
    assert list(reasons("addresses", caught.value)) == ["addresses.1.city"]


def test_fields_of_a_message_are_texts_or_lists_of_texts() -> None:
    check_texts({"a": "x", "b": ["x", "y"], "c": []})
    with pytest.raises(InvalidError) as caught:
        check_texts({"a": "x", "b": 1, "c": None, "d": {"x": "y"}, "e": [1]})
    assert set(caught.value.errors) == {"b", "c", "d", "e"}
