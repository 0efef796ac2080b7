"""Values of a declared type, from JSON, from controls' texts and from Python."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from typing import Annotated, Any, Literal, Optional
from uuid import UUID

import pytest
from pydantic import BaseModel, Field, ValidationError

from component_framework.core.errors import ConfigurationError
from component_framework.core.typed import Typed, is_text, resolve_hints


class Size(Enum):
    SMALL = "s"
    LARGE = "l"


class Level(Enum):
    LOW = 1
    HIGH = 2
    TOP = "top"


class Point(BaseModel):
    x: int
    y: int = 0


ID = UUID("12345678-1234-5678-1234-567812345678")


@pytest.mark.parametrize(
    ("annotation", "given", "wanted"),
    [
        (int, 5, 5),
        (bool, True, True),
        (float, 5, 5.0),
        (float, 2.5, 2.5),
        (str, "5", "5"),
        (Decimal, "1.10", Decimal("1.10")),
        (date, "2026-02-28", date(2026, 2, 28)),
        (datetime, "2026-02-28T10:00:00Z", datetime(2026, 2, 28, 10, tzinfo=UTC)),
        (UUID, str(ID), ID),
        (Size, "s", Size.SMALL),
        (Literal["new", "paid"], "paid", "paid"),
        (list[int], [1, 2], [1, 2]),
        (tuple[int, ...], [1], (1,)),
        (set[str], ["a"], {"a"}),
        (int | None, None, None),
        (str | None, "", ""),
        (Point, {"x": 1}, Point(x=1)),
        (list[Point], [{"x": 1, "y": 2}], [Point(x=1, y=2)]),
        (dict[str, int], {"a": 1}, {"a": 1}),
        (Any, {"a": [None]}, {"a": [None]}),
    ],
)
def test_json_of_the_type_is_taken(annotation: Any, given: Any, wanted: Any) -> None:
    found = Typed(annotation, "x").from_json(given)
    assert found == wanted
    assert type(found) is type(wanted)


@pytest.mark.parametrize(
    ("annotation", "given"),
    [
        *[(int, wrong) for wrong in ("5", True, 5.0, 5.5, None, [5], "5;drop", {}, 2**63, -(2**63) - 2)],
        *[(bool, wrong) for wrong in (1, 0, "true", "", None)],
        *[(float, wrong) for wrong in ("2.5", True, "NaN", "inf", 10**400)],
        *[(str, wrong) for wrong in (5, None, ["a"])],
        *[(Decimal, wrong) for wrong in ("NaN", "Infinity", "x", True)],
        *[(date, wrong) for wrong in ("2026-02-30", "28.2.2026", True)],
        (UUID, "1234"),
        (Size, "m"),
        (Size, "SMALL"),
        (Literal["new", "paid"], "admin"),
        (list[int], [1, "2"]),
        (list[int], 1),
        (list[list[int]], [[10**30]]),
        (dict[str, int], {"a": 10**30}),
        (Any, [{"a": 10**30}]),
        (int | None, ""),
        (Point, {"x": "1"}),
        (Point, {"__type__": "os.system"}),
        (Point, ["x", {"s": "cls", "class": "Foo"}]),
    ],
)
def test_json_of_another_type_is_refused(annotation: Any, given: Any) -> None:
    with pytest.raises(ValidationError):
        Typed(annotation, "x").from_json(given)


@pytest.mark.parametrize(
    ("annotation", "given", "wanted"),
    [
        (int, "5", 5),
        (int, "-7", -7),
        (float, "2.5", 2.5),
        (str, "", ""),
        (str, "5", "5"),
        (bool, "true", True),
        (bool, "on", True),
        (bool, "1", True),
        (bool, "false", False),
        (bool, "", False),
        (Annotated[bool, "a note"], "", False),
        (Decimal, "1.10", Decimal("1.10")),
        (date, "2026-02-28", date(2026, 2, 28)),
        (UUID, str(ID), ID),
        (Size, "l", Size.LARGE),
        (Literal["new", "paid"], "new", "new"),
        (Literal[10, 25], "25", 25),
        (Literal["1", 1], "1", "1"),
        (Literal[10, 25] | Literal["all"], "10", 10),
        (Literal["all", None], "", None),
        (Literal[True, False], "", False),
        (Level, "2", Level.HIGH),
        (Level | str, "2", "2"),
        (list[Level], ["1", "top"], [Level.LOW, Level.TOP]),
        (Literal[Level.LOW], "1", Level.LOW),
        (int | None, "", None),
        (int | None, "5", 5),
        (str | None, "", None),
        (Optional[date], "", None),  # noqa: UP045  # an author may write it so
        (Annotated[int | None, Field(ge=0)], "", None),
        (list[int], ["1", "2"], [1, 2]),
        (list[int], "1", [1]),
        (list[int], [], []),
        (list[int] | None, ["1"], [1]),
        (list[int | None], ["1", ""], [1, None]),
        (list, "a", ["a"]),
        (set[str], ["a", "a"], {"a"}),
        (frozenset[int], "1", frozenset({1})),
        (tuple[int, ...], ["1", "2"], (1, 2)),
        (str, ["first", "last"], "last"),
        (bool, ["", "on"], True),
        (str, [], ""),
        (int | None, [], None),
    ],
)
def test_texts_of_controls_become_the_type(annotation: Any, given: Any, wanted: Any) -> None:
    found = Typed(annotation, "x").from_text(given)
    assert found == wanted
    assert type(found) is type(wanted)


@pytest.mark.parametrize(
    ("annotation", "given"),
    [
        *[(int, wrong) for wrong in ("", "five", "5.5", "1e3", "9" * 30, str(2**63), "9" * 5000)],
        *[(float, wrong) for wrong in ("", "nan", "inf", "-Infinity", "1e400")],
        *[(Decimal, wrong) for wrong in ("", "NaN", "Infinity")],
        (bool, "maybe"),
        (date, ""),
        (Size, ""),
        (Literal["new"], ""),
        (Literal[10, 25], "50"),
        (Level, "LOW"),
        (Level, "3"),
        (list[int], ["1", "x"]),
        (list[int], ["1", str(2**63)]),
        (list[float], ["nan"]),
        (set[int], [str(2**63)]),
        (Point, "1"),
    ],
)
def test_texts_that_stand_for_no_such_value_are_refused(annotation: Any, given: Any) -> None:
    with pytest.raises(ValidationError):
        Typed(annotation, "x").from_text(given)


@pytest.mark.parametrize(
    ("annotation", "value", "wanted"),
    [
        (str, "", [""]),
        (int, 5, ["5"]),
        (float, 1e300, ["1e+300"]),
        (bool, True, ["true"]),
        (bool, False, [""]),
        (bool | None, False, ["false"]),
        (int | None, None, [""]),
        (Decimal, Decimal("1.10"), ["1.10"]),
        (date, date(2026, 2, 28), ["2026-02-28"]),
        (Level, Level.HIGH, ["2"]),
        (Literal[10, 25], 25, ["25"]),
        (list[str], [], []),
        (list[str], ["", "a"], ["", "a"]),
        (list[bool | None], [True, False, None], ["true", "false", ""]),
        (tuple[int, ...], (1, 2), ["1", "2"]),
        (list[int] | None, [1], ["1"]),
        (Annotated[list[Level], "a note"], [Level.TOP], ["top"]),
    ],
)
def test_a_value_has_the_texts_that_bring_it_back(annotation: Any, value: Any, wanted: list[str]) -> None:
    typed = Typed(annotation, "x")
    assert typed.to_texts(typed.to_json(value)) == wanted
    assert typed.from_text(wanted) == value


@pytest.mark.parametrize(("annotation", "encoded"), [(Point, {"x": 1, "y": 0}), (list[list[int]], [[1]])])
def test_an_object_has_no_form_as_text(annotation: Any, encoded: Any) -> None:
    with pytest.raises(ConfigurationError, match=r"^x is .*Point|list.*, which has no form as text$"):
        Typed(annotation, "x").to_texts(encoded)


def test_the_largest_whole_numbers_of_a_database_are_taken() -> None:
    assert Typed(int, "x").from_json(2**63 - 1) == Typed(int, "x").from_text(str(2**63 - 1)) == 2**63 - 1


def test_python_values_are_taken_strictly() -> None:
    typed = Typed(date | None, "x")
    assert typed.from_python(date(2026, 1, 1)) == date(2026, 1, 1)
    with pytest.raises(ValidationError):
        typed.from_python("2026-01-01")


def test_a_type_that_cannot_be_validated_is_a_configuration_error_that_names_what_has_it() -> None:
    class Mystery:
        pass

    with pytest.raises(ConfigurationError, match=r"^Counter\.count cannot be .*Mystery"):
        Typed(Mystery, "Counter.count")


def test_a_schema_tells_types_apart_also_those_without_one() -> None:
    assert Typed(int, "x").schema() != Typed(str, "x").schema()
    without: Any = Callable[[], None]
    assert "Callable" in Typed(without, "x").schema()


@pytest.mark.parametrize(("given", "wanted"), [("", True), ([], True), (["a"], True), ([1], False), (None, False)])
def test_a_text_is_a_text_or_a_list_of_texts(given: Any, wanted: bool) -> None:
    assert is_text(given) is wanted


def test_an_annotation_that_means_nothing_is_a_configuration_error_that_names_it() -> None:
    def mount(self: Any, day: "Missing") -> None: ...  # noqa: F821

    with pytest.raises(
        ConfigurationError, match=r"^mount: the annotation's name 'Missing' is not defined in .*test_typed"
    ):
        resolve_hints(mount, "mount")


@pytest.mark.parametrize("value", ["5", 5.5, None, True], ids=repr)
def test_only_a_value_of_the_type_becomes_json(value: Any) -> None:
    with pytest.raises(ValidationError):
        Typed(int, "x").to_json(value)


@pytest.mark.parametrize(
    ("annotation", "value", "wanted"),
    [
        (date, date(2026, 1, 1), True),
        (list[Point], [Point(x=1)], True),
        (dict[str, Any], {"a": [1, None, "x"]}, True),
        (str | date, "2026-01-01", True),
        (str | date, date(2026, 1, 1), False),
        (dict[str, Any], {"a": date(2026, 1, 1)}, False),
        (list[Any], [1, date(2026, 1, 1)], False),
        (Any, {1, 2}, False),
    ],
    ids=repr,
)
def test_a_value_survives_if_it_comes_back_as_itself(annotation: Any, value: Any, wanted: bool) -> None:
    typed = Typed(annotation, "x")
    assert typed.survives(typed.to_json(value), value) is wanted


@pytest.mark.parametrize(
    ("annotation", "wanted"),
    [
        (int, True),
        (Annotated[str, "a note"], True),
        (Literal["a", "b"], True),
        (Literal["a"] | None, False),
        (Literal[Size.SMALL], False),  # "s" does not become Size.SMALL again
        (list[int], True),
        (dict[str, list[bool]], True),
        (int | None, False),
        (int | str, False),
        (date, False),
        (list[date], False),
        (list[Any], False),
        (Any, False),
        (Point, False),
        (Size, False),
    ],
)
def test_what_json_has_itself_is_plain(annotation: Any, wanted: bool) -> None:
    assert Typed(annotation, "x").is_plain is wanted


@pytest.mark.parametrize("text", ["1e1001", "-1e999999", "1e-1001"])
def test_a_decimal_that_no_column_holds_is_refused(text: str) -> None:
    declared = Typed(Decimal, "a test")
    with pytest.raises(ValidationError, match="too large"):
        declared.from_text(text)
    with pytest.raises(ValidationError, match="too large"):
        declared.from_json(text)
    assert declared.from_text("1e20") == Decimal("1e20")
