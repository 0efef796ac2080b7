"""Component names, and the classes that they stand for."""

import re
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from component_framework.core.errors import ConfigurationError, UnknownComponentError

Class = TypeVar("Class", bound=type[Any])
NAME = re.compile(r"[A-Za-z][\w.-]{0,99}")


class ComponentRegistry:
    """Component classes by name. Registering is the only way to make a class reachable from a page or a browser."""

    def __init__(self) -> None:
        self._classes: dict[str, type[Any]] = {}

    def register(self, name: str) -> Callable[[Class], Class]:
        """A decorator that makes the class known as `name`. The same class twice is fine; another one is an error."""
        if not NAME.fullmatch(name):
            raise ConfigurationError(f"{name!r} cannot name a component: a letter, then up to 99 of A-Z a-z 0-9 _ . -")

        def add(cls: Class) -> Class:
            other = self._classes.get(name)
            if other is not None and not _is_same(other, cls):
                raise ConfigurationError(
                    f"the component name {name!r} is taken: {_path(other)} has it, {_path(cls)} wants it; rename one"
                )
            self._classes[name] = cls
            if not vars(cls).get("component_name"):
                cls.component_name = name
            return cls

        return add

    def get(self, name: str) -> type[Any]:
        """The class registered as `name`. Raises UnknownComponentError, which lists the known names for the log."""
        try:
            return self._classes[name]
        except KeyError:
            raise UnknownComponentError(
                f"no component {name!r}; known: {sorted(self._classes)}. Is the module that registers it imported?"
            ) from None

    def __contains__(self, name: object) -> bool:
        return name in self._classes

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(self._classes))

    def __len__(self) -> int:
        return len(self._classes)


def _path(cls: type[Any]) -> str:
    return f"{cls.__module__}.{cls.__qualname__}"


def _is_same(one: type[Any], other: type[Any]) -> bool:
    """Whether the two are one class, perhaps defined again by a module that was loaded anew."""
    return one is other or (_path(one) == _path(other) and "<locals>" not in one.__qualname__)


registry = ComponentRegistry()
"""The registry that components join by default and that every adapter serves."""
