"""What the texts of HTML controls stand for, judged by the type that is wanted."""

import json
import types
from enum import Enum
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin

LISTS: Final = (list, set, frozenset, tuple)


def readable(given: str | list[str], annotation: Any) -> Any:
    """What pydantic is to validate as `annotation` where controls sent `given` (see `Typed.from_text`)."""
    choices = choices_of(annotation)
    if any(map(is_list, choices)):
        items = given if isinstance(given, list) else [given]
        return [readable(item, item_type(annotation)) for item in items]
    text = (given or [""])[-1] if isinstance(given, list) else given
    if text == "" and type(None) in choices:
        return None
    if text == "" and bool in choices:
        return False
    return text if str in choices else closed(choices).get(text, text)


def text_of(value: Any, choices: tuple[Any, ...]) -> str:
    """What a control would send for `value`, JSON data or a member of an enum, where `choices` are expected."""
    if isinstance(value, Enum):
        return text_of(value.value, choices)
    if value is None or (value is False and type(None) not in choices):
        return ""
    return value if isinstance(value, str) else json.dumps(value, default=str)


def choices_of(annotation: Any) -> tuple[Any, ...]:
    """The members of a union, without `Annotated` round them; any other type alone."""
    if get_origin(annotation) is Annotated:
        return choices_of(get_args(annotation)[0])
    if get_origin(annotation) in (Union, types.UnionType):
        return tuple(choice for member in get_args(annotation) for choice in choices_of(member))
    return (annotation,)


def is_list(choice: Any) -> bool:
    """Whether `choice` is a type that several texts stand for."""
    return choice in LISTS or get_origin(choice) in LISTS


def item_type(annotation: Any) -> Any:
    """The type of the items of a list, `str` where nothing says it."""
    return next((get_args(choice) for choice in choices_of(annotation) if get_args(choice)), (str,))[0]


def closed(choices: tuple[Any, ...]) -> dict[str, Any]:
    """The members of literals and enums among `choices` by their texts; a text of two is that of the first."""
    found: dict[str, Any] = {}
    for member in (member for choice in choices for member in _members(choice)):
        found.setdefault(text_of(member, choices), member)
    return found


def _members(choice: Any) -> tuple[Any, ...]:
    if get_origin(choice) is Literal:
        return get_args(choice)
    return tuple(choice) if isinstance(choice, type) and issubclass(choice, Enum) else ()
