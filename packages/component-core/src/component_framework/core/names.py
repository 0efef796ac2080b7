"""Names that a component's author cannot take: the framework's own code would find something else there."""

import inspect
from collections.abc import Iterable
from functools import cached_property
from typing import Any

from component_framework.core.errors import ConfigurationError
from component_framework.core.fields import is_framework


def check_names(cls: type) -> None:
    """Raises ConfigurationError if `cls` or a mixin hides a private name of the framework, or a method by a field.

    For classes that are just being defined: later they hold what the framework has put there.
    """
    ours: dict[str, Any] = {}
    for base in filter(is_framework, reversed(cls.__mro__)):
        ours |= _names(base)
    for owner in [cls, *filter(_is_mixin, cls.__mro__)]:
        for name in _names(owner).keys() & ours.keys():
            if _is_ours(name, ours[name], is_field=name in inspect.get_annotations(owner)):
                raise ConfigurationError(f"{owner.__qualname__}.{name} would hide the framework's {name!r}: rename it")


def check_fields(cls: type, names: Iterable[str]) -> None:
    """Raises ConfigurationError for a field whose name a tag takes for itself: no param could ever set it."""
    if taken := sorted({"lazy", "slots"}.intersection(names)):
        raise ConfigurationError(
            f"{cls.__qualname__}.{taken[0]}: tags take {taken[0]}= for themselves; rename the field"
        )


def _names(cls: type) -> dict[str, Any]:
    return {**inspect.get_annotations(cls), **vars(cls)}


def _is_mixin(cls: type) -> bool:
    return cls is not object and not any(map(is_framework, cls.__mro__))


def _is_ours(name: str, value: Any, *, is_field: bool) -> bool:
    if name.startswith("_"):
        return not name.startswith("__")
    return is_field and (inspect.isfunction(value) or isinstance(value, property | cached_property))
