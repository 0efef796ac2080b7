"""The query string of a page, and the fields that it mirrors."""

import dataclasses
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from typing import Annotated, Any, Literal
from urllib.parse import urlencode
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field

from component_framework.core import Component, ConfigurationError, Url
from component_framework.core.query import NO_QUERY, UrlFields, collect_url_fields, parse_query


class Size(Enum):
    SMALL = 1
    LARGE = "l"


class Listing(Component):
    show: Annotated[Literal["all", "open"], Url()] = "all"
    page: Annotated[int, Url(name="p", replace=True), Field(ge=1)] = 1
    tags: Annotated[list[str], Url(replace=True)] = []
    plain: str = "not in the address"
    day: Annotated[date | None, Url] = None


def urls_of(cls: type[Component]) -> UrlFields:
    return collect_url_fields(cls.__qualname__, cls._fields)


URLS = urls_of(Listing)
FIRST = {"show": "all", "page": 1, "tags": [], "day": None}


def address(**changed: Any) -> Any:
    return URLS.address({**FIRST, **changed}, {})


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("", {}),
        ("show=open", {"show": ["open"]}),
        ("a=1&b=&a=2&c", {"a": ["1", "2"], "b": [""], "c": [""]}),
        ("q=gr%C3%B6%C3%9Fe+%26", {"q": ["größe &"]}),
        ("q=größe", {"q": ["größe"]}),
        ("q=%ff&=x&&", {"q": ["\ufffd"], "": ["x"]}),
        ("a=%00&a=1&b=%00", {"a": ["1"]}),
    ],
)
def test_a_query_is_texts_by_name(text: str, wanted: dict[str, list[str]]) -> None:
    assert parse_query(text) == wanted


def test_of_a_long_query_the_parameters_count_that_stand_whole_within_the_limit() -> None:
    assert parse_query("a=1&b=" + "x" * 9000) == {"a": ["1"]}
    assert parse_query("b=" + "x" * 9000 + "&a=1") == {}
    assert parse_query("a=" + "x" * 8190 + "&b=1") == {"a": ["x" * 8190]}
    assert len(parse_query("&".join(f"n{i}=1" for i in range(100_000)))) < 1500


def test_a_field_is_a_parameter_of_its_name_or_of_the_one_it_gives() -> None:
    assert URLS.names == ["show", "p", "tags", "day"]


def test_texts_become_values_and_what_does_not_fit_counts_as_absent() -> None:
    query = parse_query("show=open&p=0&tags=a&tags=b&day=2026-02-30&plain=x")
    assert URLS.values(query) == {"show": "open", "tags": ["a", "b"]}


def test_an_absent_parameter_is_what_the_field_was_at_first() -> None:
    params = {"show": "open", "tags": ["a"]}
    found = URLS.followed(parse_query("show=bogus&p=3"), params)
    assert found == {"show": "open", "page": 3, "tags": ["a"], "day": None}
    assert found["tags"] is not params["tags"]


def test_without_param_and_default_an_absent_parameter_says_nothing() -> None:
    class Bare(Component):
        show: Annotated[str, Url()]

    urls = urls_of(Bare)
    assert urls.followed(NO_QUERY, {}) == {}
    assert urls.address({"show": "x"}, {}) == {"show": ["x"]}


def test_what_a_field_was_at_first_is_not_in_the_address() -> None:
    assert address() == {"show": None, "p": None, "tags": None, "day": None}
    assert address(show="open", tags=["b", "a"], day="2026-02-28") == {
        "show": ["open"], "p": None, "tags": ["b", "a"], "day": ["2026-02-28"]
    }  # fmt: skip


def test_a_param_is_what_a_field_was_at_first() -> None:
    assert URLS.address(FIRST, {"show": "open"})["show"] == ["all"]
    assert URLS.address({**FIRST, "show": "open"}, {"show": "open"})["show"] is None


def test_a_change_is_one_effect_with_what_changed() -> None:
    before, after = address(tags=["a"]), address(show="open", page=2)
    assert URLS.effect(before, after) == {
        "type": "query", "params": {"show": ["open"], "p": ["2"], "tags": None}, "replace": False
    }  # fmt: skip
    assert URLS.effect(before, before) is None
    assert URLS.effect({}, after) is None


@pytest.mark.parametrize(
    ("changed", "replace"), [({"page": 2, "tags": ["a"]}, True), ({"page": 2, "show": "open"}, False)]
)
def test_the_history_gets_no_entry_if_all_that_changed_say_so(changed: dict[str, Any], replace: bool) -> None:
    effect = URLS.effect(address(), address(**changed))
    assert effect is not None
    assert effect["replace"] is replace


@pytest.mark.parametrize("name", ["live", "a b", "a&b", "a=b", "a#", "a\0", "x" * 101, "<a>", '"'])
def test_a_name_that_is_no_parameter_of_ours_is_refused(name: str) -> None:
    class Wrong(Component):
        show: Annotated[str, Url(name=name)] = ""

    with pytest.raises(ConfigurationError, match=r"Wrong\.show: Url\(.*\) cannot be a parameter"):
        urls_of(Wrong)


def test_two_fields_cannot_be_one_parameter() -> None:
    class Twice(Component):
        one: Annotated[str, Url()] = ""
        two: Annotated[str, Url(name="one")] = ""

    with pytest.raises(ConfigurationError, match=r"Twice: one and two both are the parameter 'one'"):
        urls_of(Twice)


class Everything(Component):
    text: Annotated[str, Url()] = "a"
    whole: Annotated[int, Url()] = 5
    share: Annotated[float, Url()] = 0.5
    ticked: Annotated[bool, Url()] = True
    price: Annotated[Decimal, Url()] = Decimal("0.5")
    day: Annotated[date, Url()] = date(2026, 1, 1)
    at: Annotated[datetime, Url()] = datetime(2026, 1, 1)
    clock: Annotated[time, Url()] = time(12)
    span: Annotated[timedelta, Url()] = timedelta(1)
    key: Annotated[UUID, Url()] = UUID(int=0)
    size: Annotated[Size, Url()] = Size.SMALL
    per_page: Annotated[Literal[10, 25, "all"], Url()] = 10
    maybe: Annotated[int | None, Url()] = 5
    choice: Annotated[bool | None, Url()] = None
    texts: Annotated[list[str], Url()] = []
    sizes: Annotated[set[Size], Url()] = set()
    days: Annotated[tuple[date, ...], Url()] = ()


TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
WHOLE = st.integers(1 - 2**63, 2**63 - 1)  # what texts may say
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "text": TEXTS,
    "whole": WHOLE,
    "share": st.floats(allow_nan=False, allow_infinity=False),
    "ticked": st.booleans(),
    "price": st.decimals(-(10**9), 10**9, allow_nan=False),
    "day": st.dates(),
    "at": st.datetimes(),
    "clock": st.times(),
    "span": st.timedeltas(timedelta(-1000), timedelta(1000)),
    "key": st.uuids(),
    "size": st.sampled_from(Size),
    "per_page": st.sampled_from([10, 25, "all"]),
    "maybe": st.none() | WHOLE,
    "choice": st.none() | st.booleans(),
    "texts": st.lists(TEXTS, max_size=5),
    "sizes": st.sets(st.sampled_from(Size)),
    "days": st.lists(st.dates(), max_size=5).map(tuple),
}
EVERYTHING = urls_of(Everything)


@given(st.fixed_dictionaries(VALUES))
def test_the_address_brings_every_value_back(values: dict[str, Any]) -> None:
    encoded = {name: Everything._fields[name].encode(value) for name, value in values.items()}
    address = EVERYTHING.address(encoded, {})
    text = urlencode({name: texts for name, texts in address.items() if texts is not None}, doseq=True)
    assert EVERYTHING.followed(parse_query(text), {}) == values


def test_the_same_set_is_the_same_address() -> None:
    found = [EVERYTHING.fields["sizes"].type.to_texts(texts) for texts in ([1, "l"], ["l", 1])]
    assert found == [["1", "l"]] * 2


LENGTHS = st.sampled_from(
    ["", "0", "-1", "9" * 400, "1e999", "nan", "inf", "P9999999999D", "99999999999-01-01", "\ufffd"]
)


@given(st.lists(LENGTHS | st.text(), min_size=1, max_size=3))
def test_whatever_stands_in_the_address_is_a_value_that_can_be_kept_or_absent(texts: list[str]) -> None:
    query = dict.fromkeys(EVERYTHING.names, texts)
    for name, value in EVERYTHING.values(query).items():
        Everything._fields[name].encode(value)


class Odd(Component):
    either: Annotated[int | str, Url()] = ""
    named: Annotated[str | None, Url()] = "x"
    tags: Annotated[list[str], Url()] = ["a"]
    wrong: Annotated[int, Url()] = None  # type: ignore[assignment]


@pytest.mark.parametrize(
    "changed",
    [{"either": 5}, {"named": ""}, {"tags": []}, {"either": "x\0"}, {"either": "x" * 9000}, {"wrong": 2**63}],
    ids=repr,
)
def test_what_its_text_would_not_bring_back_is_not_in_the_address(changed: dict[str, Any]) -> None:
    encoded = {"either": "", "named": "x", "tags": ["a"], "wrong": 5, **changed}
    (name,) = changed
    assert urls_of(Odd).address(encoded, {})[name] is None


def test_a_default_that_is_none_of_the_type_is_no_value() -> None:
    encoded = {"either": "", "named": "x", "tags": ["a"], "wrong": 5}
    assert urls_of(Odd).address(encoded, {})["wrong"] == ["5"]


def test_an_object_cannot_be_in_the_address() -> None:
    class Model(Component):
        filters: Annotated[dict[str, str], Url()] = {}

    with pytest.raises(ConfigurationError, match=r"Model\.filters is .*, which has no form as text"):
        urls_of(Model).address({"filters": {}}, {})


def test_the_marks_are_values() -> None:
    assert dataclasses.replace(Url(), name="a") == Url("a") != Url("a", replace=True)
