"""What control a pydantic field is, and what the browser is told of its constraints."""

from datetime import UTC, date, datetime, time
from decimal import Decimal
from enum import Enum
from typing import Annotated, Any, Literal

import pytest
from pydantic import (
    AwareDatetime,
    BaseModel,
    EmailStr,
    Field,
    HttpUrl,
    PositiveInt,
    RootModel,
    SecretStr,
    StringConstraints,
    create_model,
)
from pydantic.fields import FieldInfo

from component_framework.core.control import Choice, Control, Shown
from component_framework.core.errors import ConfigurationError
from component_framework.core.schema import form_of
from component_framework.core.schema_control import control_of
from component_framework.core.upload import Accept, Upload


class Level(Enum):
    LOW = 1
    VERY_HIGH = 2


class Size(Enum):
    S = "small"
    L = "large"

    @property
    def label(self) -> str:
        return f"Size {self.name}"


class Color(Enum):
    RED = "dark_red"


class Tag(RootModel[str]):
    pass


class Address(BaseModel):
    city: str


class Mailbox(BaseModel):
    number: int


def control(annotation: Any, default: Any = ..., *, name: str = "it", value: Any = None) -> Control:
    form = form_of(create_model("M", **{name: (annotation, default)}))
    return form.fields[name].control(name, form.blank()[name] if value is None else value)


def attributes(annotation: Any) -> Any:
    return control(annotation).attributes


@pytest.mark.parametrize(
    ("annotation", "kind"),
    [
        (str, "text"),
        (str | None, "text"),
        (Annotated[str, Field(max_length=200)], "text"),
        (Annotated[str, Field(max_length=201)], "textarea"),
        (HttpUrl, "url"),
        (SecretStr, "password"),
        (int | None, "number"),
        (int | float | Decimal, "number"),
        (int | str, "text"),
        (date, "date"),
        (time, "time"),
        (datetime, "datetime-local"),
        (AwareDatetime, "text"),
        (bool, "checkbox"),
        (bool | None, "select"),
        (Literal[True], "checkbox"),
        (Literal["a", "b"], "select"),
        (Level, "select"),
        (list[Level], "checkboxes"),
        (set[Literal["a"]] | None, "checkboxes"),
        (Address, "fieldset"),
        (list[Address], "fieldset"),
    ],
)
def test_the_type_says_the_kind(annotation: Any, kind: str) -> None:
    assert control(annotation).kind == kind


def test_the_label_is_the_title_or_the_name_in_words() -> None:
    assert control(str, name="first_name").label == "First name"
    assert control(str, Field(title="Given name")).label == "Given name"
    row = form_of(create_model("M", what=(str, ...))).fields["what"]
    assert (row.control("lines.0.what", "").name, row.control("lines.0.what", "").label) == ("lines.0.what", "What")


def test_the_help_is_the_description() -> None:
    assert control(str, Field(description="As in your passport")).help == "As in your passport"


def test_only_what_has_to_be_typed_or_chosen_is_required() -> None:
    required = (str, Annotated[str, Field(min_length=2)], int, Literal["a", "b"], Literal[True], Level)
    free = (str | None, bool, bool | None, list[Level], Literal["", "a"])
    assert [control(annotation).is_required for annotation in required] == [True] * len(required)
    assert [control(annotation).is_required for annotation in free] == [False] * len(free)
    assert not control(str, "x").is_required


def test_choices_have_labels() -> None:
    assert control(Level).choices == (Choice("1", "Low"), Choice("2", "Very high"))
    assert control(Size).choices == (Choice("small", "Size S"), Choice("large", "Size L"))
    assert control(Color).choices == (Choice("dark_red", "Dark red"),)
    assert control(Literal["GB", "at_home", 3]).choices == (
        Choice("GB", "GB"),
        Choice("at_home", "At home"),
        Choice("3", "3"),
    )


def test_what_may_be_none_has_an_empty_choice() -> None:
    assert control(Literal["a"] | None, None).choices == (Choice("", "–"), Choice("a", "A"))
    assert control(bool | None).choices == (Choice("", "–"), Choice("true", "Yes"), Choice("false", "No"))
    assert control(list[Literal["a"]] | None, None).choices == (Choice("a", "A"),)
    assert control(str | None, None).choices == ()


def test_it_holds_texts() -> None:
    assert control(int, 3).value == "3"
    assert control(list[Level], [Level.LOW]).value == ["1"]
    assert control(list[Level]).value == []
    assert control(bool, value=True).value == "true"
    assert control(list[Level], value=[1, 2]).value == ["1", "2"]
    assert control(str, value=["a", "b"]).value == "b"
    assert control(str, value=[]).value == ""


def test_a_time_that_the_browser_would_empty_is_a_text() -> None:
    assert control(datetime, datetime(2026, 1, 2, 3, 4)).kind == "datetime-local"
    assert control(datetime, datetime(2026, 1, 2, 3, 4, tzinfo=UTC)).kind == "text"


def test_lengths_are_told() -> None:
    assert attributes(Annotated[str, Field(min_length=2, max_length=9)]) == {"minlength": 2, "maxlength": 9}
    assert attributes(Annotated[str, StringConstraints(max_length=9)] | None) == {"maxlength": 9}
    assert attributes(Annotated[list[Level], Field(min_length=1)]) == {}
    assert attributes(Annotated[Literal["a"], Field(min_length=1)]) == {}


@pytest.mark.parametrize("pattern", [r"^[A-Z]{2}\d?$", r"^a|b$", r"[a-z]+", r"^.+$", r"^[^a]$", r"^[a-]$", r"^\w$"])
def test_a_pattern_that_may_mean_something_else_to_a_browser_is_not_told(pattern: str) -> None:
    assert "pattern" not in control(str, Field("", pattern=pattern)).attributes


@pytest.mark.parametrize("pattern", [r"^[A-Z]{2}[0-9]{1,4}$", r"^[a-z_\-]+\.[a-z]*$", r"^EU [0-9]$"])
def test_a_pattern_that_means_the_same_to_a_browser_is_told(pattern: str) -> None:
    assert control(str, Field(pattern=pattern)).attributes == {"pattern": pattern[1:-1]}


def test_bounds_are_told() -> None:
    assert attributes(PositiveInt) == {"min": 1, "step": 1, "inputmode": "numeric"}
    assert attributes(Annotated[int, Field(ge=0, lt=10)])["max"] == 9
    assert attributes(Annotated[float, Field(gt=0, lt=1)]) == {"min": 0, "max": 1, "step": "any"}
    assert attributes(Annotated[date, Field(ge=date(2026, 1, 1), le=date(2026, 12, 31))]) == {
        "min": "2026-01-01",
        "max": "2026-12-31",
    }


def test_steps_are_told_where_the_browser_counts_them_from_the_same_number() -> None:
    assert attributes(Annotated[Decimal, Field(ge=0, decimal_places=2)])["step"] == Decimal("0.01")
    assert attributes(Annotated[int, Field(ge=10, multiple_of=5)])["step"] == 5
    for annotation in (int, Annotated[int, Field(ge=1, multiple_of=5)], Annotated[Decimal, Field(decimal_places=2)]):
        assert attributes(annotation)["step"] == "any"


def test_the_author_has_the_last_word() -> None:
    shown = control(Annotated[str, Shown("textarea", label="Tell us", rows=5), Field(max_length=9)])
    assert (shown.kind, shown.label, shown.attributes) == ("textarea", "Tell us", {"maxlength": 9, "rows": 5})
    assert control(Annotated[list[str], Shown(choices=["a", "b"])]).choices == (Choice("a", "a"), Choice("b", "b"))


def test_what_has_no_control_says_what_to_do() -> None:
    for annotation in (list[str], dict[str, int], list[list[Level]], Address | Mailbox, Tag):
        with pytest.raises(ConfigurationError, match=r"'it' is .*exclude.*Shown"):
            control(annotation)


@pytest.mark.parametrize("annotation", [EmailStr, EmailStr | None])
def test_an_address_of_mail_has_its_own_kind(annotation: Any) -> None:
    """Asked of the field alone: a model of such needs email-validator."""
    info = FieldInfo.from_annotation(annotation)
    assert control_of(info, "email", "", is_form=False).kind == "email"


def test_a_file_says_what_it_accepts_and_whether_there_may_be_several() -> None:
    one = control(Annotated[Upload, Accept("image/*", ".pdf")])
    assert (one.kind, one.is_required, one.attributes) == ("file", True, {"accept": "image/*, .pdf"})
    several = control(list[Upload], [])
    assert (several.kind, several.is_required, several.attributes) == ("file", False, {"multiple": True})
    assert control(Upload | None, None).kind == "file"
