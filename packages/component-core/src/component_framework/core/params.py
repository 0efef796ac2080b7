"""Params: what a page constructs a component with, checked against its fields and the arguments of its `mount()`."""

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from pydantic import ValidationError

from component_framework.core.errors import InvalidError, ParamsError, StateError
from component_framework.core.fields import StateField, are_plain, scalars_of
from component_framework.core.handlers import Signature, reasons
from component_framework.core.json_data import checked_json
from component_framework.core.typed import Typed

COMPONENT_ID: Final = re.compile(r"[A-Za-z][\w.:-]{0,63}", re.ASCII)


@dataclass(frozen=True)
class Params:
    """The contract of one class: a param sets the field of its name, and goes to `mount()`'s parameter of its name.

    With a bare `mount(self)` other params stay in `self.params`; they must be JSON, for they travel in the snapshot.
    So do `others`, which a framework base takes.
    """

    component: str
    fields: Mapping[str, StateField]
    mount: Signature
    others: Mapping[str, Typed] = field(default_factory=dict[str, Typed])

    def split(
        self, given: dict[str, Any], encoded: dict[str, Any] | None = None
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        """The values of fields and the arguments of `mount()`. Raises ParamsError unless all fit, strictly typed.

        `encoded` is what `encode` has made of them, if it was asked.
        """
        if not self.mount.arguments and (encoded is given or are_plain(given, self._scalars)):
            return given, {}
        values: dict[str, Any] = {}
        arguments: dict[str, Any] = {}
        errors: dict[str, list[str]] = {}
        fields, taken = self.fields, self.mount.arguments
        for name, value in given.items():
            if name in fields:
                values[name] = value
            if name in taken:
                arguments[name] = value
            try:
                declared = fields[name].type if name in fields else self._type(name)
                if declared is not None:
                    declared.from_python(value)
                elif self.mount.names:
                    errors[name] = [f"mount() has {self.mount.names}, and the fields are {sorted(self.fields)}"]
            except ValidationError as error:
                errors |= reasons(name, error)
        for name, argument in taken.items():
            if argument.is_required and name not in given:
                errors[name] = ["mount() requires it"]
        if errors:
            raise ParamsError(f"the params of {self.component} do not fit: {errors}")
        return values, arguments

    def encode(self, given: dict[str, Any]) -> dict[str, Any]:
        """`given` as JSON data, for the snapshot: itself where it is such. Raises ParamsError for what does not fit, or
        cannot travel."""
        if are_plain(given, self._scalars):
            return given
        try:
            encoded: dict[str, Any] = {}
            for name, value in given.items():
                field = self.fields.get(name)
                encoded[name] = field.encode(value) if field is not None else self._encode(name, value)
            return encoded
        except StateError as error:
            raise ParamsError(f"the params of {self.component} cannot travel: {error}") from None

    def decode(self, encoded: Mapping[str, Any]) -> dict[str, Any]:
        """What `encode` was given. Raises pydantic's ValidationError."""
        return {name: self._decode(name, value) for name, value in encoded.items()}

    def from_json(self, payload: Mapping[str, Any]) -> dict[str, Any]:
        """Params that a browser may choose (`mountable`): typed fields and arguments only. Raises InvalidError."""
        errors: dict[str, list[str]] = {}
        found: dict[str, Any] = {}
        for name, value in payload.items():
            declared = self._type(name)
            if declared is None:
                errors[name] = ["There is no such param"]
                continue
            try:
                found[name] = declared.from_json(value)
            except ValidationError as error:
                errors |= reasons(name, error)
        missing = {name for name, argument in self.mount.arguments.items() if argument.is_required} - payload.keys()
        errors |= {name: ["This value is required"] for name in missing}
        if errors:
            raise InvalidError(errors)
        return found

    @cached_property
    def _scalars(self) -> Mapping[str, type | None]:
        return scalars_of(self.fields)

    def _encode(self, name: str, value: Any) -> Any:
        declared = self._type(name)
        try:
            return checked_json(value if declared is None else declared.to_json(value), name)
        except ValidationError as error:
            raise ParamsError(f"the params of {self.component} do not fit: {reasons(name, error)}") from None

    def _decode(self, name: str, value: Any) -> Any:
        declared = self._type(name)
        return value if declared is None else declared.kept(value)

    def _type(self, name: str) -> Typed | None:
        declared = self.fields.get(name) or self.mount.arguments.get(name)
        return declared.type if declared else self.others.get(name)


def component_id(given: Any) -> str:
    """`given` if it can be an id, a fresh unguessable one for None. Raises ParamsError."""
    if given is None:
        return f"c-{secrets.token_urlsafe(16)}"
    if not isinstance(given, str) or not COMPONENT_ID.fullmatch(given):
        raise ParamsError(f"component_id={given!r}: a letter, then up to 63 of A-Z a-z 0-9 _ . : -")
    return given
