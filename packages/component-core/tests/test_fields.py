"""Declared state: which attributes are fields, their defaults, and their way through JSON."""

import dataclasses
import json
import typing
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from decimal import Decimal
from enum import Enum
from typing import Annotated, Any, ClassVar, Literal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, Field, SecretStr, computed_field

from component_framework.core import Component, ConfigurationError, StateError, Url, Writable
from component_framework.core.fields import MISSING, StateField, fingerprint

Dispatch = Callable[..., Any]


class Color(Enum):
    RED = "r"
    BLUE = 2


class Line(BaseModel):
    name: str
    price: Decimal = Decimal(0)
    day: date | None = None


class Aliased(BaseModel):
    model_config = ConfigDict(extra="forbid")
    in_stock: int = Field(default=0, alias="inStock")

    @computed_field  # type: ignore[prop-decorator]
    @property
    def is_empty(self) -> bool:
        return not self.in_stock


class Everything(Component):
    day: date = date(2026, 1, 1)
    at: datetime = datetime(2026, 1, 1, tzinfo=UTC)
    clock: time = time(12)
    span: timedelta = timedelta(1)
    total: Decimal = Decimal(0)
    key: UUID = UUID(int=0)
    color: Color = Color.RED
    line: Line = Line(name="")
    lines: list[Line] = []
    by_day: dict[date, Decimal] = {}
    colors: set[Color] = set()
    pair: tuple[int, str] = (0, "")
    maybe: date | None = None
    share: float = 0.0
    text: str = ""
    data: bytes = b""


TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
DECIMALS = st.decimals(allow_nan=False, allow_infinity=False)
LINES = st.builds(Line, name=TEXTS, price=DECIMALS, day=st.none() | st.dates())
VALUES = {
    "day": st.dates(),
    "at": st.datetimes(timezones=st.just(UTC) | st.none()),
    "clock": st.times(),
    "span": st.timedeltas(),
    "total": DECIMALS,
    "key": st.uuids(),
    "color": st.sampled_from(Color),
    "line": LINES,
    "lines": st.lists(LINES, max_size=3),
    "by_day": st.dictionaries(st.dates(), DECIMALS, max_size=3),
    "colors": st.sets(st.sampled_from(Color)),
    "pair": st.tuples(st.integers(), TEXTS),
    "maybe": st.none() | st.dates(),
    "share": st.floats(allow_nan=False, allow_infinity=False),
    "text": TEXTS,
    "data": TEXTS.map(str.encode),
}


@given(st.fixed_dictionaries(VALUES))
def test_values_survive_the_round_trip_as_themselves(values: dict[str, Any]) -> None:
    fields = Everything._fields
    sent = json.loads(json.dumps({name: fields[name].encode(value) for name, value in values.items()}))
    back = {name: fields[name].type.kept(value) for name, value in sent.items()}
    assert back == values
    assert {name: type(value) for name, value in back.items()} == {name: type(value) for name, value in values.items()}


def test_every_declared_kind_has_a_round_trip_test() -> None:
    assert set(VALUES) == set(Everything._fields)


def test_a_model_survives_with_aliases_computed_fields_and_no_room_for_others() -> None:
    field = StateField("stock", type("Shop", (), {"__annotations__": {"stock": Aliased}}))
    assert field.type.kept(field.encode(Aliased(inStock=3))) == Aliased(inStock=3)


def test_annotated_public_attributes_are_the_fields() -> None:
    class Counter(Component):
        count: int = 0
        name: str
        note = "no annotation"
        limit: ClassVar[int] = 5
        quoted: "ClassVar[int]" = 5
        dotted: typing.ClassVar = 5
        _secret: int = 1

    assert list(Counter._fields) == ["count", "name"]


def test_names_of_the_frameworks_bases_are_never_state() -> None:
    class Counter(Component):
        template_name: str = "counter.html"
        mountable: bool = True
        id: int = 5
        state: str = ""
        errors: list[str] = []
        params: str = ""

    assert Counter._fields == {}
    assert Counter(component_id="mine").dispatch()["component_id"] == "mine"


def test_a_field_is_the_states_value_by_attribute() -> None:
    component = Everything()
    component.total = Decimal(5)
    assert component.state["total"] == component.total == Decimal(5)
    component.state["total"] = Decimal(6)
    assert component.total == Decimal(6)


def test_the_class_shows_a_default_and_has_no_attribute_without_one() -> None:
    class Counter(Component):
        count: int = 3
        name: str

    assert Counter.count == 3
    with pytest.raises(AttributeError, match=r"Counter\.name has no default"):
        _ = Counter.name


@dataclasses.dataclass
class Box:
    items: list[int] = dataclasses.field(default_factory=list)


@pytest.mark.parametrize("default", [[], {}, set(), Line(name="x"), Box(), dataclasses.field(default=Box())], ids=repr)
def test_mutable_defaults_are_not_shared(default: Any) -> None:
    field = StateField("x", Component, default)
    assert field.default() == field.default()
    assert field.default() is not field.default()


def test_one_visitors_model_is_not_anothers(dispatch: Dispatch) -> None:
    class Cart(Component):
        line: Line = Line(name="fresh")

        def on_rename(self) -> None:
            self.line.name = "mine"

    dispatch(Cart, "rename")
    assert Cart().line.name == "fresh"


def test_dataclasses_field_gives_a_default() -> None:
    class Cart(Component):
        lines: list[str] = dataclasses.field(default_factory=lambda: ["a"])
        count: int = dataclasses.field(default=2)
        name: str = dataclasses.field()

    assert (Cart().lines, Cart().count) == (["a"], 2)
    assert Cart._fields["name"].default() is MISSING


def test_a_subclass_inherits_fields_adds_its_own_and_gives_other_defaults() -> None:
    class Base(Component):
        count: int = 0
        name: str = "base"

    class Sub(Base):
        count = 5
        extra: bool = True

    class SubSub(Sub):
        name = "subsub"

    assert list(Sub._fields) == ["count", "name", "extra"]
    assert (Base().count, Sub().count, SubSub().count, SubSub().name) == (0, 5, 5, "subsub")
    assert Sub._fields["count"].type.annotation is int


def test_a_subclass_may_declare_another_type() -> None:
    class Base(Component):
        count: int = 0

    class Sub(Base):
        count: str = "none"

    assert Sub._fields["count"].type.annotation is str
    assert Base._fields["count"].type.annotation is int


def test_a_mixin_that_is_no_component_brings_its_fields(dispatch: Dispatch) -> None:
    class Countable:
        count: int = 0

    class Counter(Countable, Component):
        def on_increment(self) -> None:
            self.count += 1

    assert dispatch(Counter, "increment", state={"count": 4})["state"] == {"count": 5}
    assert Countable.count == 0


def test_a_field_is_writable_only_where_it_says_so() -> None:
    class Search(Component):
        plain: str = ""
        marked: Annotated[str, Writable()] = ""
        bare: Annotated[str, Writable] = ""
        other: Annotated[str, Field(max_length=5)] = ""
        mirrored: Annotated[str, Url("m", replace=True)] = ""
        both: Annotated[str, Writable(), Url] = ""

    assert [name for name, field in Search._fields.items() if field.is_writable] == [
        "marked",
        "bare",
        "mirrored",
        "both",
    ]
    assert [field.url for field in Search._fields.values()] == [None] * 4 + [Url("m", replace=True), Url()]


@pytest.mark.parametrize(
    ("annotation", "value"),
    [
        (int, "5"),
        (int, None),
        (int, 5.5),
        (date, "2026-01-01"),
        (Line, {"name": "x"}),
        (list[int], [1, "2"]),
        (bytes, b"\xff"),
        (Any, object()),
        (float, float("nan")),
        (float, float("inf")),
        (list[float], [1.0, float("nan")]),
        (dict[str, float], {"a": float("-inf")}),
        (Decimal, Decimal("NaN")),
        (Decimal, Decimal("Infinity")),
        (str, "\ud800"),
        (Literal[Color.RED], Color.RED),
    ],
    ids=repr,
)
def test_a_value_that_cannot_be_kept_is_an_error_that_names_the_field(annotation: Any, value: Any) -> None:
    owner = type("Shop", (), {"__annotations__": {"total": annotation}, "__module__": __name__})
    with pytest.raises(StateError, match=r"^Shop\.total") as caught:
        StateField("total", owner).encode(value)
    assert caught.value.__cause__ is None  # pydantic's text quotes the value


@pytest.mark.parametrize(
    ("annotation", "value"),
    [(dict[str, Any], {"day": date(2026, 1, 1)}), (str | date, date(2026, 1, 1)), (SecretStr, SecretStr("pin"))],
    ids=repr,
)
def test_a_value_that_would_come_back_as_another_is_an_error_that_names_the_field(annotation: Any, value: Any) -> None:
    owner = type("Shop", (), {"__annotations__": {"total": annotation}, "__module__": __name__})
    with pytest.raises(StateError, match=r"^Shop\.total"):
        StateField("total", owner).encode(value)


class Autumn(tzinfo):
    """Clocks are put back: half past two comes twice, and Python calls the second one equal to no other zone's."""

    def utcoffset(self, when: datetime | None) -> timedelta:
        return timedelta(hours=1 if when is not None and when.fold else 2)

    def dst(self, when: datetime | None) -> timedelta:
        return timedelta(0)


TWICE = datetime(2026, 10, 25, 2, 30, tzinfo=Autumn(), fold=1)


class Meeting(BaseModel):
    at: datetime


@pytest.mark.parametrize(
    ("annotation", "value"),
    [(datetime, TWICE), (datetime | None, TWICE), (list[datetime], [TWICE]), (Meeting, Meeting(at=TWICE))],
    ids=repr,
)
def test_a_time_that_the_clock_shows_twice_can_be_kept(annotation: Any, value: Any) -> None:
    owner = type("Shop", (), {"__annotations__": {"at": annotation}, "__module__": __name__})
    assert "2026-10-25T02:30:00+01:00" in json.dumps(StateField("at", owner).encode(value))


def test_a_state_error_does_not_quote_the_value() -> None:
    with pytest.raises(StateError) as caught:
        Everything._fields["total"].encode("hunter2")
    assert "hunter2" not in str(caught.value)


def test_an_annotation_that_means_nothing_is_named_when_it_is_needed() -> None:
    class Counter(Component):
        count: "Missing" = 0  # type: ignore[name-defined]  # noqa: F821

    with pytest.raises(ConfigurationError, match=r"the fields of .*Counter: the annotation's name 'Missing'"):
        Counter(count=1).dispatch()


def named(**annotations: Any) -> str:
    return fingerprint(type("Shop", (Component,), {"__annotations__": annotations, "__module__": __name__})._fields)


def test_the_fingerprint_changes_with_names_and_types_of_fields() -> None:
    prints = [named(), named(a=int), named(a=str), named(b=int), named(a=int, b=int), named(a=int | None)]
    assert len(set(prints)) == len(prints)


def test_the_fingerprint_does_not_depend_on_order_defaults_or_marks() -> None:
    class Shop(Component):
        b: str = "something else"
        a: Annotated[int, Writable()] = 7

    assert fingerprint(Shop._fields) == named(a=int, b=str)
