"""The query string of a page, and the `Url()` fields that components mirror in it."""

import copy
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias
from urllib.parse import parse_qsl, urlencode

from pydantic import ValidationError

from component_framework.core.effects import QueryEffect
from component_framework.core.errors import ConfigurationError, StateError
from component_framework.core.fields import MISSING, StateField
from component_framework.core.outcomes import PARAMETER

Query: TypeAlias = Mapping[str, list[str]]
"""The texts of each parameter, in order."""
Address: TypeAlias = Mapping[str, list[str] | None]
"""What the address says of a component: the texts of each of its parameters, None for one that is not there."""

MAX_QUERY: Final = 8 * 1024
NAME: Final = re.compile(r"[\w.:~\[\]-]{1,100}")


def parse_query(text: str) -> Query:
    """The parameters in `text`, a query string without its "?".

    Those that stand whole within the first 8,192 letters count, but for texts with NUL, which no database holds.
    """
    if len(text) > MAX_QUERY:
        text = text[: MAX_QUERY + 1].rpartition("&")[0]
    found: dict[str, list[str]] = {}
    for name, value in parse_qsl(text, keep_blank_values=True):
        if "\0" not in value:
            found.setdefault(name, []).append(value)
    return found


NO_QUERY: Final = parse_query("")


@dataclass(frozen=True)
class UrlFields:
    """The `Url()` fields of one class, by the names of their parameters."""

    fields: Mapping[str, StateField]

    @property
    def names(self) -> list[str]:
        """The parameters' names."""
        return list(self.fields)

    def values(self, query: Query) -> dict[str, Any]:
        """What the texts in `query` stand for, by field. Texts that do not fit count as absent."""
        found = {field.name: _value(field, query.get(name)) for name, field in self.fields.items()}
        return {name: value for name, value in found.items() if value is not MISSING}

    def followed(self, query: Query, params: Mapping[str, Any]) -> dict[str, Any]:
        """`values`, and for parameters that are absent what the field was at first: its param, else its default."""
        first = {field.name: _first(field, params) for field in self.fields.values()}
        return {name: value for name, value in first.items() if value is not MISSING} | self.values(query)

    def address(self, encoded: Mapping[str, Any], params: Mapping[str, Any]) -> Address:
        """What the address is to say where the state is `encoded`, JSON data by field.

        A parameter is absent where the field is what it would be without one, and where its texts would not bring the
        value back. Raises ConfigurationError for values that have no form as text.
        """
        return {name: _texts(name, field, encoded[field.name], params) for name, field in self.fields.items()}

    def effect(self, before: Address, after: Address) -> QueryEffect | None:
        """The effect that brings the address from `before` to `after`; None if that is the same.

        A parameter that is not in `before` counts as unchanged.
        """
        changed = {name: texts for name, texts in after.items() if texts != before.get(name, texts)}
        if not changed:
            return None
        marks = [self.fields[name].url for name in changed]
        return {"type": "query", "params": changed, "replace": all(mark is not None and mark.replace for mark in marks)}


def collect_url_fields(owner: str, fields: Mapping[str, StateField]) -> UrlFields:
    """Those of `fields` that are marked by `Url()`. Raises ConfigurationError for names that cannot be parameters."""
    found: dict[str, StateField] = {}
    for field in fields.values():
        if field.url is None:
            continue
        name = field.url.name or field.name
        if not NAME.fullmatch(name) or name == PARAMETER:
            raise ConfigurationError(
                f"{owner}.{field.name}: Url({name!r}) cannot be a parameter, or is the framework's"
            )
        if name in found:
            raise ConfigurationError(f"{owner}: {found[name].name} and {field.name} both are the parameter {name!r}")
        found[name] = field
    return UrlFields(found)


def _value(field: StateField, texts: list[str] | None) -> Any:
    """What `texts` stand for, MISSING where there are none or they do not fit."""
    if texts is None:
        return MISSING
    try:
        value = field.type.from_text(texts)
        field.encode(value)
    except (ValidationError, StateError):
        return MISSING
    return value


def _first(field: StateField, params: Mapping[str, Any]) -> Any:
    return copy.deepcopy(params[field.name]) if field.name in params else field.default()


def _texts(name: str, field: StateField, encoded: Any, params: Mapping[str, Any]) -> list[str] | None:
    texts = field.type.to_texts(encoded)
    if _is_kept_as(encoded, field, _first(field, params)):
        return None
    read = parse_query(urlencode({name: texts}, doseq=True))
    return texts if _is_kept_as(encoded, field, _value(field, read.get(name))) else None


def _is_kept_as(encoded: Any, field: StateField, value: Any) -> bool:
    """Whether `encoded` is what is kept of `value`."""
    if value is MISSING:
        return False
    try:
        field.encode(value)
    except StateError:  # a default that is none of the type
        return False
    return field.type.survives(encoded, value)
