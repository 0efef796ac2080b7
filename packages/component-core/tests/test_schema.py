"""Whatever a form's controls hold, pydantic's own answer to it is what comes out."""

from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Annotated, Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, Field, HttpUrl, ValidationError, create_model, field_validator, model_validator

from component_framework.core.errors import InvalidError
from component_framework.core.schema import form_of


class Size(Enum):
    SMALL = 1
    LARGE = 2


class Address(BaseModel):
    city: str
    zip: str | None = None


class Item(BaseModel):
    name: str
    qty: int = 1
    gift: bool = False


class Order(BaseModel):
    name: str
    note: str = ""
    age: int | None = None
    day: date | None = None
    price: Decimal = Decimal("9.50")
    size: Size = Size.SMALL
    news: bool = True
    tags: list[str] = ["a"]
    address: Address
    billing: Address | None = None
    items: list[Item] = []


BLANK = {
    "name": "",
    "note": "",
    "age": "",
    "day": "",
    "price": "9.50",
    "size": "1",
    "news": "true",
    "tags": ["a"],
    "address": {"city": "", "zip": ""},
    "billing": {"city": "", "zip": ""},
    "items": [],
}


class Tree(BaseModel):
    name: str = ""
    left: "Tree | None" = None
    others: list["Tree"] = []


class Named(BaseModel):
    its_name: int = Field(alias="itsName", ge=2)
    rest: Any = {"a": [1]}
    home: Address = Address(city="Köln")
    stops: list[Address] | None = [Address(city="Bonn")]
    later: int = Field(default_factory=lambda data: data["its_name"] + 1)


def answer(model: type[BaseModel], data: dict[str, Any]) -> Any:
    """pydantic's own answer to `data`: values, or None."""
    try:
        return model.model_validate(data).model_dump()
    except ValidationError:
        return None


def test_a_blank_form_holds_the_defaults_as_controls_would() -> None:
    assert form_of(Order).blank() == BLANK


def test_defaults_of_every_kind_are_shown() -> None:
    assert form_of(Named).blank() == {
        "its_name": "",
        "rest": {"a": [1]},
        "home": {"city": "Köln", "zip": ""},
        "stops": [{"city": "Bonn", "zip": ""}],
        "later": "",
    }


def test_a_model_in_itself_ends_somewhere() -> None:
    form = form_of(Tree)
    assert form.blank() == {"name": "", "left": "", "others": []}
    assert sorted(form.names()) == ["left", "name", "others"]
    data = form.put(form.blank(), {"left.left.name": "x", "others.0.name": "y"})
    values, _ = form.validate(data)
    assert values["left"]["left"]["name"] == "x"
    assert values["others"][0] == {"name": "y", "left": None, "others": []}


def test_a_name_has_an_end() -> None:
    with pytest.raises(InvalidError):
        form_of(Tree).put({}, {"left." * 20_000 + "name": "x"})


def test_names_say_which_controls_there_are() -> None:
    assert "address.city" in set(form_of(Order).names())
    assert "items.qty" in set(form_of(Order).names())


FITTING = {"name": "Ada", "address.city": "London"}


@pytest.mark.parametrize(
    ("given", "name", "value"),
    [
        ({"note": ""}, "note", ""),
        ({"age": ""}, "age", None),
        ({"age": "36"}, "age", 36),
        ({"day": "2026-11-28"}, "day", date(2026, 11, 28)),
        ({"price": "1.10"}, "price", Decimal("1.10")),
        ({"price": ""}, "price", Decimal("9.50")),
        ({"size": "2"}, "size", Size.LARGE),
        ({"news": "on"}, "news", True),
        ({"news": ""}, "news", False),
        ({"news": ["", "on"]}, "news", True),
        ({"news": False}, "news", False),
        ({"tags": "a"}, "tags", ["a"]),
        ({"tags": ["a", "b"]}, "tags", ["a", "b"]),
        ({"tags": ""}, "tags", []),
        ({"tags": []}, "tags", []),
        ({"billing": None}, "billing", None),
        ({"billing": {"city": "Paris"}}, "billing", {"city": "Paris", "zip": None}),
        ({"billing.city": "Paris"}, "billing", {"city": "Paris", "zip": None}),
        ({"billing.zip": ""}, "billing", None),
        ({"items": [{"name": "a"}]}, "items", [{"name": "a", "qty": 1, "gift": False}]),
        ({"items.0.name": "a", "items.0.qty": "3"}, "items", [{"name": "a", "qty": 3, "gift": False}]),
    ],
)
def test_what_was_sent_comes_to_a_value(given: dict[str, Any], name: str, value: Any) -> None:
    form = form_of(Order)
    values, errors = form.validate(form.put(form.blank(), {**FITTING, **given}))
    assert errors == {}
    assert values[name] == value


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ({"name": ""}, "name"),
        ({"age": "many"}, "age"),
        ({"size": "3"}, "size"),
        ({"tags": {"a": 1}}, "tags"),
        ({"address.city": ""}, "address.city"),
        ({"billing.zip": "1"}, "billing.city"),
        ({"items": [{"name": "a"}, {"qty": "2"}]}, "items.1.name"),
        ({"items.0.name": "a", "items.0.qty": "x"}, "items.0.qty"),
    ],
)
def test_what_does_not_fit_has_its_reason_at_its_control(given: dict[str, Any], name: str) -> None:
    form = form_of(Order)
    values, errors = form.validate(form.put(form.blank(), {**FITTING, **given}))
    assert values == {}
    assert list(errors) == [name]


@pytest.mark.parametrize(
    ("given", "names"),
    [
        ({"is_admin": "1"}, ["is_admin"]),
        ({"name.first": "x"}, ["name.first"]),
        ({"address": "x"}, ["address"]),
        ({"address": None}, ["address"]),
        ({"address.street": "x"}, ["address.street"]),
        ({"address": {"street": "x"}}, ["address.street"]),
        ({"items": "x"}, ["items"]),
        ({"items": ["x"]}, ["items"]),
        ({"items": [{"name": "a"}, {"price": 1}]}, ["items.1.price"]),
        ({"items.0": "x"}, ["items.0"]),
        ({"items.1.name": "x"}, ["items.1.name"]),
        ({"items.-1.name": "x"}, ["items.-1.name"]),
        ({"items.00.name": "x"}, ["items.00.name"]),
        ({"items.0.price": "x", "zip": "1"}, ["items.0.price", "zip"]),
        ({"": "x"}, [""]),
    ],
)
def test_only_what_the_schema_has_may_be_sent(given: dict[str, Any], names: list[str]) -> None:
    with pytest.raises(InvalidError) as caught:
        form_of(Order).put(form_of(Order).blank(), given)
    assert sorted(caught.value.errors) == names


def test_rows_follow_one_another() -> None:
    form = form_of(Order)
    data = form.put(form.blank(), {f"items.{number}.name": str(number) for number in reversed(range(12))})
    assert [row["name"] for row in data["items"]] == [str(number) for number in range(12)]
    again = form.put(data, {"items.1.name": "one"})
    assert [row["name"] for row in again["items"]][:3] == ["0", "one", "2"]
    assert data["items"][1]["name"] == "1"


def test_data_of_another_shape_is_mended_where_something_is_put() -> None:
    form = form_of(Order)
    data = form.put({"address": "", "items": ""}, {"address.city": "x", "items.0.name": "a"})
    assert data == {"address": {"city": "x", "zip": ""}, "items": [{"name": "a", "qty": "1", "gift": ""}]}


def test_data_of_another_shape_is_told_by_its_errors() -> None:
    _, errors = form_of(Order).validate({"name": "x", "address": 5, "items": 5, "billing": 5})
    assert sorted(errors) == ["address"]


def test_what_a_post_does_not_mention_is_not_ticked() -> None:
    form = form_of(Order)
    data = form.put(form.blank(), {"items.0.gift": "on", "address.zip": "1"})
    found = form.unticked({**data, "other": "x", "billing": ""})
    assert (found["news"], found["tags"], found["items"][0]["gift"]) == ("", [], "")
    assert (found["other"], found["address"]["zip"], found["price"], found["billing"]) == ("x", "1", "9.50", "")
    assert form.unticked({"items": ""}) == {"items": ""}


def test_reasons_stand_at_the_fields_name_whatever_its_alias() -> None:
    form = form_of(Named)
    assert form.validate({"its_name": "1"})[1] == {"its_name": ["Input should be greater than or equal to 2"]}
    assert form.validate({})[1] == {"its_name": ["Field required"]}
    assert form.validate({"its_name": "4"})[0]["later"] == 5


def test_reasons_of_the_schemas_author_are_shown_as_written() -> None:
    class Pair(BaseModel):
        one: int | date = 1
        other: int = 1
        items: Annotated[list[Item], Field(min_length=1)] = [Item(name="a")]

        @field_validator("other")
        @classmethod
        def _is_even(cls, value: int) -> int:
            if value % 2 == 0:
                raise AssertionError("Must be odd")
            return value

        @model_validator(mode="after")
        def _differ(self) -> "Pair":
            if self.one == self.other == 3:
                raise ValueError("Must not both be three")
            return self

    form = form_of(Pair)
    assert form.validate({"other": "2"})[1] == {"other": ["Must be odd"]}
    assert form.validate({"one": "3", "other": "3"})[1] == {"": ["Must not both be three"]}
    assert list(form.validate({"one": "x"})[1]) == ["one"]
    assert list(form.validate({"items": []})[1]) == ["items"]


def test_a_choice_of_the_empty_text_is_one() -> None:
    class Choice(BaseModel):
        sort: Literal["", "name"]
        site: HttpUrl

    assert form_of(Choice).validate({"sort": "", "site": "https://example.com"})[0]["sort"] == ""
    assert form_of(Choice).validate({"sort": "", "site": ""})[1] == {"site": ["Field required"]}


TYPES: Any = st.recursive(
    st.sampled_from([int, str, bool, float, Decimal, date, Size, Literal["a", 10], int | None, list[int], Address]),
    lambda inner: st.one_of(
        inner.map(lambda kind: list[kind]),
        inner.map(lambda kind: kind | None),
        inner.map(lambda kind: create_model("Inner", inner=(kind, ...))),
    ),
    max_leaves=3,
)
MODELS = st.dictionaries(st.sampled_from("abc"), TYPES, min_size=1).map(
    lambda kinds: create_model("Made", **{name: (kind, ...) for name, kind in kinds.items()})
)
TEXTS = st.one_of(
    st.sampled_from(["", "on", "1", "10", "2026-11-28", "nan", "1e999999", "9" * 5000, "a", "\0"]), st.text(max_size=9)
)
PLACES = st.sampled_from(["a", "b", "c", "a.inner", "b.city", "a.0.city", "b.0.inner", "c.inner.inner", "a.1.zip"])
JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), TEXTS),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.sampled_from("abc"), inner, max_size=3)),
    max_leaves=5,
)


@given(MODELS, st.dictionaries(PLACES, st.one_of(TEXTS, st.lists(TEXTS, max_size=3), JSON), max_size=4))
def test_whatever_is_sent_is_pydantics_own_answer_or_reasons(model: type[BaseModel], sent: dict[str, Any]) -> None:
    form = form_of(model)
    try:
        data = form.put(form.blank(), sent)
    except InvalidError:
        return
    values, errors = form.validate(data)
    own = answer(model, form.given(data))
    assert bool(errors) == (own is None)
    assert errors or repr(values) == repr(own)


def test_a_reason_is_given_once_however_many_texts_it_is_about() -> None:
    class Numbers(BaseModel):
        numbers: list[int]

    errors = form_of(Numbers).validate({"numbers": ["x", "y"]})[1]
    assert [len(reasons) for reasons in errors.values()] == [1]
