"""JSON data, read without surprises."""

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, reject
from hypothesis import strategies as st

from component_framework.core.errors import BadRequestError, StateError
from component_framework.core.json_data import (
    check_shape,
    checked_json,
    is_array,
    is_object,
    is_surely_small,
    parse_json,
)

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


class Text(str):
    __slots__ = ()


@given(JSON)
def test_json_is_given_back_as_it_is(value: Any) -> None:
    checked = checked_json(value, "x")
    assert checked == value
    assert json.loads(json.dumps(checked)) == value


@pytest.mark.parametrize(
    "value",
    [date(2026, 1, 1), Decimal(1), (1,), {1}, b"", object(), Text("x"), {1: "x"}, {Text("x"): 1}, {None: 1}],
    ids=repr,
)
def test_what_would_come_back_as_something_else_is_refused(value: Any) -> None:
    with pytest.raises(StateError, match=r"^cart\.rows\.0 holds a "):
        checked_json({"rows": [value]}, "cart")


@pytest.mark.parametrize("number", [float("nan"), float("inf"), float("-inf")], ids=str)
def test_a_number_that_json_lacks_is_refused_by_its_place(number: float) -> None:
    with pytest.raises(StateError, match=r"^cart\.total is (nan|-?inf): NaN and Infinity cannot be kept"):
        checked_json({"total": number}, "cart")


@pytest.mark.parametrize("value", ["\ud800", {"\udfff": 1}], ids=repr)
def test_half_a_surrogate_pair_is_refused_by_its_place(value: Any) -> None:
    with pytest.raises(StateError, match=r"^cart has half a surrogate pair"):
        checked_json(value, "cart")


def test_an_object_is_a_plain_dict_with_texts_as_keys() -> None:
    class Other(dict[str, int]):
        pass

    assert is_object({})
    assert is_object({"a": 1})
    assert not is_object({1: 1})
    assert not is_object(Other(a=1))
    assert not is_object([])


def test_an_array_is_a_plain_list() -> None:
    assert is_array([])
    assert not is_array(())
    assert not is_array("ab")


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b"\xef\xbb\xbf{}",
        b'{"a": 1, "a": 2}',
        b'[{"b": {"a": 1, "a": 1}}]',
        b"NaN",
        b"[Infinity]",
        b"-Infinity",
        b"-0",
        b"-0.0",
        b"-1e-400",
        b"1e400",
        b"1" * 4301,
        b"'a'",
        b"[1,]",
        b"[" * 100_000,
        b'"a\nb"',
    ],
    ids=lambda raw: repr(raw[:20]),
)
def test_what_is_no_json_or_reads_two_ways_is_refused(raw: bytes) -> None:
    with pytest.raises(BadRequestError, match=r"^not JSON") as caught:
        parse_json(raw)
    assert caught.value.__cause__ is None  # the parser's text would quote the input


def test_json_is_read_as_python() -> None:
    assert parse_json(b'{"a": [1, -2.5, true, null, "\xc3\xa9"], "b": {}}') == {
        "a": [1, -2.5, True, None, "é"],
        "b": {},
    }


def nested(depth: int) -> Any:
    value: Any = 1
    for _ in range(depth):
        value = [value]
    return value


def test_as_deep_as_the_limit_is_fine_and_deeper_is_not() -> None:
    check_shape(nested(5), max_depth=5, max_nodes=100)
    with pytest.raises(BadRequestError, match="nested deeper than 5"):
        check_shape(nested(6), max_depth=5, max_nodes=100)


@pytest.mark.parametrize("data", [[0] * 99, {str(i): 0 for i in range(49)}, [[]] * 99], ids=["list", "object", "empty"])
def test_keys_and_values_count_as_nodes(data: Any) -> None:
    check_shape(data, max_depth=5, max_nodes=100)
    with pytest.raises(BadRequestError, match="more than 98 values"):
        check_shape(data, max_depth=5, max_nodes=98)


@pytest.mark.parametrize("data", ["\0", ["a\0b"], {"\0": 1}, {"a": "\ud800"}, "é\udfff"], ids=repr)
def test_a_text_that_databases_refuse_is_refused(data: Any) -> None:
    with pytest.raises(BadRequestError, match="NUL or half a surrogate"):
        check_shape(data, max_depth=5, max_nodes=100)


def test_other_texts_pass() -> None:
    check_shape(["é", "𝄞", "\x1f", ""], max_depth=5, max_nodes=100)


@given(JSON)
def test_what_is_surely_small_passes_the_check_of_its_shape(value: Any) -> None:
    raw = json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")
    try:
        data = parse_json(raw)
    except BadRequestError:
        reject()  # a negative zero, or two names that "replace" has made one
    if is_surely_small(raw, max_depth=3, max_nodes=12):
        check_shape(data, max_depth=3, max_nodes=12)


@pytest.mark.parametrize(
    ("raw", "wanted"),
    [
        (b'{"type": "component_event", "event": "add", "payload": {"amount": 2}}', True),
        ('{"title": "\u00e9 \U0001d11e"}'.encode(), True),
        (b"[[[[[[[1]]]]]]]", True),
        (b"[[[[[[[[1]]]]]]]]", False),
        (b"[" + b"1," * 17 + b"1]", True),
        (b"[" + b"1," * 18 + b"1]", False),
        (b'{"a":1,"b":[],"c":{},"d":1,"e":1,"f":1,"g":1,"h":1,"i":1}', False),
        (rb'{"a": "\u0000"}', False),
        (rb'{"a": "\ud800"}', False),
    ],
)
def test_only_a_short_text_without_escapes_is_surely_small(raw: bytes, wanted: bool) -> None:
    assert is_surely_small(raw, max_depth=8, max_nodes=39) is wanted
