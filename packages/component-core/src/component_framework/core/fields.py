"""Declared state: the annotated attributes of a component class, their types and their way in and out of JSON."""

import copy
import dataclasses
import hashlib
import inspect
import json
from collections.abc import Mapping
from functools import cached_property
from typing import Any, Final, get_args

from pydantic import ValidationError

from component_framework.core.errors import StateError
from component_framework.core.json_data import checked_json
from component_framework.core.typed import Typed, resolve_hints

FRAMEWORK: Final = "component_framework."
MISSING: Final = object()
PLAIN: Final = frozenset({bool, int, float, str, type(None)})
RESERVED: Final = frozenset({"component_id", "key", "lazy", "slots"})
"""What tags take for themselves: no field is set by a param of these names."""


@dataclasses.dataclass(frozen=True)
class Writable:
    """Marks a field that the browser may set: `show: Annotated[str, Writable()] = "all"`."""


@dataclasses.dataclass(frozen=True)
class Url:
    """Marks a field that the page's query string mirrors: `show: Annotated[str, Url()] = "all"` is `?show=open`.

    So the browser may set it, as with `Writable()`: by the address. `name` is the parameter's, the field's if empty.
    `replace` keeps a change out of the browser's history.
    """

    name: str = ""
    replace: bool = False


class StateField:
    """One declared field: a descriptor over `component.state`, so that `self.count` is `self.state["count"]`."""

    def __init__(self, name: str, owner: type, default: Any = MISSING) -> None:
        self.name, self.owner, self.given = name, owner, default
        self.is_plain = default is MISSING or type(default) in PLAIN
        """Whether its default, or the lack of one, needs no copy."""
        self._where = f"{owner.__qualname__}.{name}"

    def __get__(self, component: Any, owner: type | None = None) -> Any:
        if component is not None:
            return component.state[self.name]
        if self.given is MISSING:
            raise AttributeError(f"{self._where} has no default")
        return self.default()

    def __set__(self, component: Any, value: Any) -> None:
        component.state[self.name] = value

    def default(self) -> Any:
        """A fresh default, MISSING without one. Mutable ones are copied, as in pydantic."""
        given = self.given
        if self.is_plain:
            return given
        if isinstance(given, dataclasses.Field):
            given = _declared_default(given)  # pyright: ignore[reportUnknownArgumentType]  # it narrows Any
        return given if given is MISSING else copy.deepcopy(given)

    @cached_property
    def type(self) -> Typed:
        hints = resolve_hints(self.owner, f"the fields of {self.owner.__qualname__}")
        return Typed(hints[self.name], self._where)

    @cached_property
    def is_writable(self) -> bool:
        """Whether the browser may set it: by a control, or by the address."""
        return self.url is not None or any(isinstance(mark, Writable) or mark is Writable for mark in self._marks)

    @cached_property
    def url(self) -> Url | None:
        """How the page's query string mirrors it, None if that does not."""
        marks = (Url() if mark is Url else mark for mark in self._marks)
        return next((mark for mark in marks if isinstance(mark, Url)), None)

    @property
    def _marks(self) -> tuple[Any, ...]:
        return get_args(self.type.annotation)[1:]

    def encode(self, value: Any) -> Any:
        """`value` as JSON data. Raises StateError, which names the field, unless it is of the declared type."""
        if type(value) is self.type.scalar and (type(value) is not str or value.isascii()):
            return value
        try:
            encoded = checked_json(self.type.to_json(value), self._where)
            if not self.type.is_plain and not self.type.survives(encoded, value):
                raise StateError(f"{self._where} would come back as another value: declare its type more closely")
            return encoded
        except ValueError as error:  # pydantic's errors are such, and their text may quote the value
            reason = error.errors()[0]["msg"] if isinstance(error, ValidationError) else "it is not JSON"
            raise StateError(
                f"{self._where} is declared {self.type.annotation!r} and holds a {type(value).__name__}: {reason}"
            ) from None


def _declared_default(declared: dataclasses.Field[Any]) -> Any:
    """The default that `dataclasses.field(...)` gives."""
    if declared.default_factory is not dataclasses.MISSING:
        return declared.default_factory()
    return MISSING if declared.default is dataclasses.MISSING else declared.default


def collect_fields(cls: type) -> dict[str, StateField]:
    """The declared fields of `cls` and its bases, by name, and `cls`'s own replaced by their descriptors.

    Of the framework's own bases only what their `_framework_state` names is state.
    """
    found: dict[str, StateField] = {}
    reserved = {name for base in cls.__mro__ if is_framework(base) for name in (*vars(base), *_annotations(base))}
    for base in reversed(cls.__mro__):
        if base is object:
            continue
        refused = _annotations(base).keys() - vars(base).get("_framework_state", ()) if is_framework(base) else reserved
        for name, annotation in _annotations(base).items():
            if name.startswith("_") or name in refused or _is_class_var(annotation):
                continue
            declared = vars(base).get(name, MISSING)
            found[name] = declared if isinstance(declared, StateField) else StateField(name, base, declared)
        for name in found.keys() & vars(base).keys() - _annotations(base).keys():
            found[name] = _with_default(base, found[name])
    for name, field in found.items():
        if inspect.getattr_static(cls, name, None) is not field:  # declared here, or by a mixin that is no component
            setattr(cls, name, field)
    return found


def _with_default(base: type, field: StateField) -> StateField:
    """`field` with the default that a subclass gives by plain assignment (`count = 5`)."""
    given = vars(base)[field.name]
    return given if isinstance(given, StateField) else StateField(field.name, field.owner, given)


def scalars_of(fields: Mapping[str, StateField]) -> Mapping[str, type | None]:
    """Of which of the plain types each of `fields` is declared, None for any other."""
    return {name: field.type.scalar for name, field in fields.items()}


def are_plain(values: Mapping[str, Any], scalars: Mapping[str, type | None]) -> bool:
    """Whether all of `values`, as of most components, are what plain types declare: they are JSON as they are."""
    for name, value in values.items():
        if type(value) is not scalars.get(name) or (isinstance(value, str) and not value.isascii()):
            return False
    return True


def fingerprint(fields: Mapping[str, StateField]) -> str:
    """Eight hex digits that change when a field is added, removed, renamed or given another type."""
    schemas = {name: field.type.schema() for name, field in sorted(fields.items())}
    return hashlib.sha256(json.dumps(schemas, sort_keys=True).encode()).hexdigest()[:8]


def is_framework(cls: type) -> bool:
    """Whether `cls` is one of the framework's own bases, whose attributes are neither state nor handlers."""
    return cls.__module__.startswith(FRAMEWORK)


def _annotations(cls: type) -> Mapping[str, Any]:
    return inspect.get_annotations(cls)


def _is_class_var(annotation: Any) -> bool:
    text = annotation if isinstance(annotation, str) else repr(annotation)
    return text.removeprefix("typing.").removeprefix("t.").startswith("ClassVar")
