"""A declared type, and the ways that values come to it: from JSON, from the texts of HTML controls, from Python."""

import json
import math
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from typing import Any, Final, Literal, cast, get_args, get_origin, get_type_hints

from pydantic import TypeAdapter, ValidationError
from pydantic.errors import PydanticUserError
from pydantic_core import PydanticCustomError

from component_framework.core.errors import ConfigurationError
from component_framework.core.json_data import is_array, is_object
from component_framework.core.texts import LISTS, choices_of, is_list, item_type, readable, text_of

SETS: Final = (set, frozenset)
PLAIN: Final = (int, str, bool, float)
LARGEST: Final = 2**63 - 1
LARGEST_EXPONENT: Final = 1000


class Typed:
    """One annotation with pydantic's validator for it. Each `from_…` raises pydantic's ValidationError.

    Raises ConfigurationError, which names `what` is declared so, for a type that cannot be validated.
    """

    def __init__(self, annotation: Any, what: str) -> None:
        self.annotation, self._what = annotation, what
        self.scalar: type | None = annotation if annotation in (int, bool, str) else None  # these need no validator
        try:
            self.adapter: TypeAdapter[Any] = TypeAdapter(annotation)
        except PydanticUserError as error:
            raise ConfigurationError(f"{what} cannot be {annotation!r}: {error.message.splitlines()[0]}") from None

    def from_json(self, value: Any) -> Any:
        """`value`, JSON data, strictly: "5" is no int, but a date is a text, for JSON has no other."""
        if type(value) is self.scalar:
            return _bounded(value)
        return _bounded(self.adapter.validate_json(json.dumps(_bounded(value)), strict=True))

    def from_text(self, given: str | list[str]) -> Any:
        """What a control's text, or several controls' texts, stand for.

        What an HTML form cannot say otherwise is understood: an empty text is None where the type allows it and False
        for a bool, a single text is a list of one, and of several the last one counts. "10" is a choice of
        `Literal[10, 25]`, and of an enum with such values.
        """
        return _bounded(self.adapter.validate_python(readable(given, self.annotation), strict=False))

    def to_texts(self, encoded: Any) -> list[str]:
        """The texts that a control would send for the value whose JSON data is `encoded`; none for an empty list.

        Those of a set are sorted, so that equal sets have the same texts.
        Raises ConfigurationError for objects and lists of lists, which no text stands for.
        """
        items: list[Any] = encoded if is_array(encoded) else [encoded]
        if any(is_object(item) or is_array(item) for item in items):
            raise ConfigurationError(f"{self._what} is {self.annotation!r}, which has no form as text")
        choices = choices_of(self.annotation)
        inner = item_type(self.annotation) if any(map(is_list, choices)) else self.annotation
        texts = [text_of(item, choices_of(inner)) for item in items]
        return sorted(texts) if any((get_origin(choice) or choice) in SETS for choice in choices) else texts

    def from_python(self, value: Any) -> Any:
        """`value` as it is, if it is of the type."""
        if type(value) is self.scalar:
            return value
        return self.adapter.validate_python(value, strict=True)

    def to_json(self, value: Any) -> Any:
        """`value` as JSON data. Raises ValidationError, or ValueError where JSON has nothing for it."""
        if type(value) is self.scalar:
            return value
        self.from_python(value)
        return self.adapter.dump_python(value, mode="json", by_alias=False, round_trip=True, warnings="error")

    def kept(self, value: Any) -> Any:
        """The value that `to_json` made `value` of; a live value stays what it is."""
        if type(value) is self.scalar:
            return value
        return self.adapter.validate_python(value, by_alias=True, by_name=True)

    def survives(self, encoded: Any, value: Any) -> bool:
        """Whether `encoded`, which `to_json` made of `value`, comes back as `value`."""
        back = self.kept(encoded)
        return back == value or _is_same(self.adapter.dump_python(back), self.adapter.dump_python(value))

    @cached_property
    def is_plain(self) -> bool:
        """Whether JSON has this very type, so that nothing can come back as something else."""
        return _is_plain(self.annotation)

    def schema(self) -> Any:
        """The JSON schema; the annotation's text for a type that has none."""
        try:
            return self.adapter.json_schema()
        except PydanticUserError:
            return repr(self.annotation)


def is_text(given: Any) -> bool:
    """Whether `given` is what controls can send: a text, or a list of texts."""
    return isinstance(given, str) or (is_array(given) and all(isinstance(item, str) for item in given))


def resolve_hints(target: Any, what: str) -> dict[str, Any]:
    """The annotations of a class or function as objects. Raises ConfigurationError for a name that means nothing."""
    try:
        return get_type_hints(target, include_extras=True)
    except NameError as error:
        raise ConfigurationError(
            f"{what}: the annotation's name {error.name!r} is not defined in {target.__module__}; "
            "import it there (not under TYPE_CHECKING), or define the class at module level"
        ) from None


def _bounded(value: Any) -> Any:
    """`value`, unless it is or holds NaN, Infinity or a whole number that no database column could hold."""
    if not _is_bounded(value):
        too_large = PydanticCustomError("too_large", "The number is too large")
        raise ValidationError.from_exception_data("number", [{"type": too_large, "input": None}])
    return value


def _is_bounded(value: Any) -> bool:
    if is_object(value):
        return all(map(_is_bounded, value.values()))
    if isinstance(value, LISTS):
        return all(map(_is_bounded, cast(Iterable[Any], value)))
    if isinstance(value, float):
        return math.isfinite(value)
    if isinstance(value, Decimal):
        return value.is_finite() and abs(value.adjusted()) <= LARGEST_EXPONENT
    return not isinstance(value, int) or -LARGEST <= value <= LARGEST


def _is_same(one: Any, other: Any) -> bool:
    """Equality that holds for a time which the clock shows twice, too (PEP 495: it equals no other zone's time)."""
    if is_object(one) and is_object(other):
        return one.keys() == other.keys() and all(_is_same(one[name], other[name]) for name in one)
    if is_array(one) and is_array(other):
        return len(one) == len(other) and all(map(_is_same, one, other))
    if isinstance(one, datetime) and isinstance(other, datetime):
        return one.isoformat() == other.isoformat()
    return bool(one == other)


def _is_plain(annotation: Any) -> bool:
    if get_origin(annotation) in (list, dict):
        return all(map(_is_plain, get_args(annotation)))
    choices = choices_of(annotation)
    if get_origin(choices[0]) is Literal:
        return len(choices) == 1 and all(type(value) in PLAIN for value in get_args(choices[0]))
    return len(choices) == 1 and choices[0] in PLAIN
