"""How a page shows a pydantic field: the control that fits its type, and what the browser may check of its constraints.

Only what says no more than pydantic does becomes an attribute: nobody is to be kept from sending what would be taken.
(But for emoji: a browser counts most of them as two towards `maxlength`.)
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from types import NoneType
from typing import Annotated, Any, Final, get_args, get_origin

from pydantic import (
    AnyUrl,
    BaseModel,
    EmailStr,
    FutureDate,
    FutureDatetime,
    NaiveDatetime,
    PastDate,
    PastDatetime,
    SecretStr,
)
from pydantic.fields import FieldInfo

from component_framework.core.control import Choice, Control, Kind, Shown
from component_framework.core.errors import ConfigurationError
from component_framework.core.json_data import is_array
from component_framework.core.texts import LISTS, choices_of, closed, is_list, item_type, text_of
from component_framework.core.upload import Accept, Upload

KINDS: Final[Mapping[Any, Kind]] = {
    EmailStr: "email",
    SecretStr: "password",
    Upload: "file",
    int: "number",
    float: "number",
    Decimal: "number",
    date: "date",
    PastDate: "date",
    FutureDate: "date",
    time: "time",
    datetime: "datetime-local",
    NaiveDatetime: "datetime-local",
    PastDatetime: "datetime-local",
    FutureDatetime: "datetime-local",
}
LONG: Final = 200
"""The `max_length` above which a text gets more than a line."""
LOCAL: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?", re.ASCII)
"""What `datetime-local` can show; a browser empties it of anything else, such as a time with its zone."""
SAME_PATTERN: Final = re.compile(
    r"\^(([A-Za-z0-9 _-]|\\\.|\[([A-Za-z0-9 _]|\\-|[a-z]-[a-z]|[A-Z]-[A-Z]|[0-9]-[0-9])+\])([?*+]|\{\d+(,\d*)?\})?)+\$"
)
"""Regular expressions that mean the same to pydantic and to HTML, which anchors them itself."""


def control_of(info: FieldInfo, name: str, value: Any, *, is_form: bool = False) -> Control:
    """The control `name` of a field that holds `value`; what stands round it where the field `is_form`.

    Raises ConfigurationError for lists without choices, for dicts and for models that are no form.
    """
    field = _Field(info)
    control = Control(
        name=name,
        label=info.title or _words(name.rpartition(".")[2]),
        kind="fieldset" if is_form else field.kind(),
        choices=field.choices(),
        help=info.description or "",
        is_required=field.is_required(),
        is_multiple=field.is_list and not is_form,
        attributes={} if is_form else field.attributes(),
    )
    for shown in (item for item in field.metadata if isinstance(item, Shown)):
        control = shown.on(control)
    if not is_form and (field.is_nested or (control.is_multiple and not (control.choices or control.kind == "file"))):
        raise ConfigurationError(
            f"{name!r} is {info.annotation!r}, which no control stands for: write its HTML yourself and leave it out "
            "of live_fields (exclude), or give a list choices with Annotated[…, Shown(choices=…)]"
        )
    return control if is_form else _holding(control, _held(value, field))


class _Field:
    """What a field's annotation says."""

    def __init__(self, info: FieldInfo) -> None:
        self.info = info
        self.metadata = [*info.metadata, *_metadata(info.annotation)]
        self.types = choices_of(info.annotation)
        self.is_list = any(map(is_list, self.types))
        self.is_optional = NoneType in self.types
        items = choices_of(item_type(info.annotation)) if self.is_list else self.types
        self.items = tuple(item for item in items if item is not NoneType)
        self.closed = closed(self.items)
        self.is_nested = any(map(_is_nested, self.items))

    def kind(self) -> Kind:
        if self.is_list:
            return "file" if Upload in self.items else "checkboxes"
        if self.items == (bool,):
            return "select" if self.is_optional else "checkbox"
        if self.closed:
            return "checkbox" if self.closed == {"true": True} else "select"
        kinds: list[Kind] = list({_kind(item) for item in self.items})
        kind: Kind = kinds[0] if len(kinds) == 1 else "text"
        return "textarea" if kind == "text" and (self.constraint("max_length") or 0) > LONG else kind

    def choices(self) -> tuple[Choice, ...]:
        found = tuple(Choice(text, _label(member, text)) for text, member in self.closed.items())
        if self.is_list or not self.is_optional:
            return found
        answers = (Choice("true", "Yes"), Choice("false", "No")) if self.items == (bool,) else found
        return (Choice("", "–"), *answers) if answers else ()

    def is_required(self) -> bool:
        is_answered = self.is_optional or self.is_list or bool in self.items or "" in self.closed
        return self.info.is_required() and not is_answered

    def attributes(self) -> dict[str, object]:
        kind = self.kind()
        if kind in ("number", "date", "time", "datetime-local"):
            return self._range(is_number=kind == "number")
        if kind == "file":
            return _present(accept=", ".join(self._accepted()) or None, multiple=self.is_list or None)
        if kind not in ("text", "textarea", "email", "url", "password"):
            return {}
        pattern = self.constraint("pattern")
        is_same = kind == "text" and isinstance(pattern, str) and SAME_PATTERN.fullmatch(pattern)
        return _present(
            minlength=self.constraint("min_length"),
            maxlength=self.constraint("max_length"),
            pattern=pattern[1:-1] if is_same else None,
        )

    def _accepted(self) -> list[str]:
        return [text for mark in self.metadata if isinstance(mark, Accept) for text in mark.accepted]

    def _range(self, *, is_number: bool) -> dict[str, object]:
        is_whole = self.items == (int,)
        low, high = self.constraint("ge"), self.constraint("le")
        if low is None and (above := self.constraint("gt")) is not None:
            low = above + 1 if is_whole else above
        if high is None and (below := self.constraint("lt")) is not None:
            high = below - 1 if is_whole else below
        step = self._step(low, is_whole=is_whole) if is_number else None
        return _present(min=_bound(low), max=_bound(high), step=step, inputmode="numeric" if is_whole else None)

    def _step(self, low: Any, *, is_whole: bool) -> object:
        """A browser counts steps from the minimum, and without one from the value that the page came with."""
        places = self.constraint("decimal_places")
        step = self.constraint("multiple_of") or (1 if is_whole else None if places is None else Decimal(10) ** -places)
        is_counted = low is not None and step is not None and Decimal(str(low)) % Decimal(str(step)) == 0
        return step if is_counted else "any"

    def constraint(self, name: str) -> Any:
        return next((found for item in self.metadata if (found := getattr(item, name, None)) is not None), None)


def _metadata(annotation: Any) -> Iterator[Any]:
    """What stands in `Annotated` in the members of a union."""
    if get_origin(annotation) is Annotated:
        inner, *items = get_args(annotation)
        yield from items
        yield from _metadata(inner)
    elif get_origin(annotation) is not None and not is_list(annotation):
        for member in get_args(annotation):
            yield from _metadata(member)


def _kind(item: Any) -> Kind:
    return "url" if isinstance(item, type) and issubclass(item, AnyUrl) else KINDS.get(item, "text")


def _label(member: Any, text: str) -> str:
    """An enum's own label (as Django's have one), or its name where the values are numbers."""
    if isinstance(member, Enum):
        named = text if isinstance(member.value, str) else member.name.lower()
        return str(getattr(member, "label", _words(named)))
    return _words(text)


def _words(name: str) -> str:
    words = name.replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def _present(**given: object) -> dict[str, object]:
    return {name: value for name, value in given.items() if value is not None}


def _bound(value: Any) -> object:
    return value.isoformat() if isinstance(value, date | time) else value


def _is_nested(item: Any) -> bool:
    kind = get_origin(item) or item
    return isinstance(kind, type) and issubclass(kind, (dict, BaseModel, *LISTS))


def _held(value: Any, field: _Field) -> str | list[str]:
    """`value` as texts, also where a script gave what is none."""
    items: list[Any] = value if is_array(value) else [] if value == "" and field.is_list else [value]
    texts = [text_of(item, field.types) for item in items]
    return texts if field.is_list else (texts or [""])[-1]


def _holding(control: Control, value: str | list[str]) -> Control:
    is_shown = control.kind != "datetime-local" or value == "" or LOCAL.fullmatch(str(value))
    return replace(control, value=value, kind=control.kind if is_shown else "text")
