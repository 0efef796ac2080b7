"""JSON data: read without surprises, and told from what only looks like it."""

import json
import math
from typing import Any, TypeGuard

from component_framework.core.errors import BadRequestError, StateError


def is_object(value: Any) -> TypeGuard[dict[str, Any]]:
    """Whether `value` is a JSON object: a plain dict whose keys are texts."""
    if type(value) is not dict:
        return False
    names: set[Any] = set(value)  # pyright: ignore[reportUnknownArgumentType]  # it narrows Any to an unknown dict
    return all(type(name) is str for name in names)


def is_array(value: Any) -> TypeGuard[list[Any]]:
    """Whether `value` is a JSON array: a plain list."""
    return type(value) is list


def checked_json(value: Any, where: str) -> Any:
    """`value`, if it is JSON through and through and survives the round trip as itself. Else StateError."""
    if value is None or type(value) in (bool, int):
        return value
    if type(value) is str:
        return _checked_text(value, where)
    if type(value) is float:
        if not math.isfinite(value):
            raise StateError(f"{where} is {value}: NaN and Infinity cannot be kept")
        return value
    if is_array(value):
        return [checked_json(item, f"{where}.{i}") for i, item in enumerate(value)]
    if is_object(value):
        return {_checked_text(key, where): checked_json(item, f"{where}.{key}") for key, item in value.items()}
    raise StateError(
        f"{where} holds a {type(value).__name__}, which is no JSON: declare a field of that type, or store text"
    )


def _checked_text(text: str, where: str) -> str:
    if not text.isascii() and _has_half_pair(text):
        raise StateError(f"{where} has half a surrogate pair, which is no Unicode text")
    return text


def parse_json(raw: bytes) -> Any:
    """RFC 8259 JSON in UTF-8, and nothing that reads two ways: no duplicate names, NaN, infinities, negative zeros.

    Raises BadRequestError.
    """
    try:
        return json.loads(
            raw.decode("utf-8"),
            object_pairs_hook=_unique,
            parse_constant=_refuse_number,
            parse_float=_finite,
            parse_int=_whole,
        )
    except (ValueError, RecursionError) as error:
        raise BadRequestError(f"not JSON: {type(error).__name__}") from None


def check_shape(data: Any, *, max_depth: int, max_nodes: int) -> None:
    """Raises BadRequestError when `data` nests too deep, holds too many values, or a text that databases refuse."""
    level, nodes = [data], 0
    for _ in range(max_depth + 1):
        nodes += len(level)
        if nodes > max_nodes:
            raise BadRequestError(f"more than {max_nodes} values")
        if not all(_is_storable(value) for value in level if isinstance(value, str)):
            raise BadRequestError("a text with NUL or half a surrogate pair")
        level = [item for value in level for item in _items(value)]
        if not level:
            return
    raise BadRequestError(f"nested deeper than {max_depth}")


def is_surely_small(raw: bytes, *, max_depth: int, max_nodes: int) -> bool:
    """Whether the text of some JSON alone shows that `check_shape` would pass, as that of most messages does.

    Depth and values are no more than the marks that open or part them. Only an escape can bring in NUL or half a pair,
    for JSON text is UTF-8 without control characters.
    """
    opened = raw.count(b"{") + raw.count(b"[")
    parted = raw.count(b",") + raw.count(b":")
    return b"\\u" not in raw and opened < max_depth and opened + parted < max_nodes // 2


def _items(value: Any) -> list[Any]:
    if is_object(value):
        return [*value, *value.values()]
    return value if is_array(value) else []


def _is_storable(text: str) -> bool:
    return "\0" not in text and (text.isascii() or not _has_half_pair(text))


def _has_half_pair(text: str) -> bool:
    return any("\ud800" <= letter <= "\udfff" for letter in text)


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice")
    return found


def _refuse_number(text: str) -> Any:
    raise ValueError("no such number in JSON")


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number) or (number == 0 and text.startswith("-")):
        raise ValueError("not a finite number, or a negative zero")
    return number


def _whole(text: str) -> int:
    if text == "-0":
        raise ValueError("a negative zero")
    return int(text)
