"""What is the same for all components of a class."""

import inspect
from collections.abc import Mapping
from functools import cached_property
from typing import Any, Final

from component_framework.core.component_events import Listener
from component_framework.core.fields import is_framework, scalars_of
from component_framework.core.handlers import Handler, Signature
from component_framework.core.markup import attributes
from component_framework.core.params import Params
from component_framework.core.permissions import permissions_of
from component_framework.core.query import UrlFields, collect_url_fields
from component_framework.core.state import defaults_of
from component_framework.core.typed import Typed

HOOKS: Final = ("mount", "hydrate", "params_changed", "before_render", "get_context", "dehydrate", "render")
FRAMEWORK_HOOKS: Final = ("_begin", "_resume", "_settle")
"""What the framework's own bases hook into."""
BEFORE_FIRST_RENDER: Final = frozenset({"_begin", "_settle", "mount", "before_render", "get_context", "dehydrate"})
"""Those that a first render has to call before it."""


class Kind:
    """A class of components, seen by the framework: each is worked out when it is first asked for, since by then every
    annotation can be resolved. Each class has its own."""

    def __init__(self, cls: Any) -> None:
        self._cls = cls

    @cached_property
    def contract(self) -> Params:
        """What params it takes."""
        cls = self._cls
        fields = {name: field for name, field in cls._fields.items() if not is_framework(field.owner)}
        others = {name: Typed(wanted, f"{cls.__qualname__}({name}=)") for name, wanted in cls._framework_params.items()}
        return Params(cls.__qualname__, fields, Signature(cls.mount), others)

    @cached_property
    def defaults(self) -> Mapping[str, Any] | None:
        """Those of its fields, if all components may share them."""
        fields = self._cls._fields
        return defaults_of(fields) if all(field.is_plain for field in fields.values()) else None

    @cached_property
    def scalars(self) -> Mapping[str, type | None]:
        """The plain types of its fields."""
        return scalars_of(self._cls._fields)

    @cached_property
    def schema(self) -> str:
        """Changes with the declared fields."""
        schema: str = self._cls._fingerprint()
        return schema

    @cached_property
    def url_fields(self) -> UrlFields:
        """The fields that the page's query string mirrors."""
        return collect_url_fields(self._cls.__qualname__, self._cls._fields)

    @cached_property
    def root_attributes(self) -> str:
        """Those that the root elements of all its components have, as HTML."""
        query, hears = " ".join(self.url_fields.fields) or None, " ".join(self._cls._listeners) or None
        stored = self._cls.state_store is not None
        return attributes({"data-live-stored": stored, "data-live-query": query, "data-live-hears": hears})

    @cached_property
    def is_quick(self) -> bool:
        """Whether no hook runs before its first render, and no state is kept on the server."""
        return BEFORE_FIRST_RENDER.isdisjoint(self._cls._hooks) and self._cls.state_store is None

    @cached_property
    def is_async(self) -> bool:
        """Whether anything of the user's in this class is an `async def`."""
        cls = self._cls
        handlers: list[Handler | Listener] = [*cls._handlers.values(), *cls._listeners.values()]
        guards = [*permissions_of(cls), *(guard for handler in handlers for guard in handler.permissions)]
        functions = [*(getattr(cls, hook) for hook in HOOKS), *(handler.function for handler in handlers), *guards]
        return any(inspect.iscoroutinefunction(function) for function in functions)
