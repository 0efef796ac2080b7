"""Names of a template's context that are computed only where a template mentions them."""

from collections.abc import Mapping
from typing import Any

from jinja2 import Environment
from jinja2.runtime import Context

from component_framework.core.context import Lazy, TemplateContext


class _Later:
    """Stands in the context for a value that is computed when a template resolves its name."""

    __slots__ = ("compute",)

    def __init__(self, compute: Lazy) -> None:
        self.compute = compute


class _Resolving(Context):
    def resolve_or_missing(self, key: str) -> Any:
        found = super().resolve_or_missing(key)
        return found.compute() if isinstance(found, _Later) else found


def install_lazy_names(environment: Environment) -> None:
    """Have the templates of `environment` understand what `lazy_names` gives."""
    given = environment.context_class
    if not issubclass(given, _Resolving):
        environment.context_class = type("LazyContext", (_Resolving, given), {})


def lazy_names(context: Mapping[str, Any]) -> dict[str, Any]:
    """`context` as a dict that Jinja may copy and merge as it likes, without any lazy name being computed."""
    if not isinstance(context, TemplateContext):
        return dict(context)
    return {**{name: _Later(compute) for name, compute in context.lazy.items()}, **context.at_hand}
