"""Components and pages rendered by plain Jinja2 templates."""

from collections.abc import Iterator, Mapping
from typing import Any

from jinja2 import Environment, Template

from component_framework.adapters.jinjax_renderer.helpers import install_helpers


class JinjaRenderer:
    """Renders with `environment`, to which it adds the helpers of pages (`live_component`, `component_js`, …).

    A component that names no template gets `components/<name>.html`; `.jinja` and `.j2` will do for `.html`.
    Raises ConfigurationError for an environment with autoescape off.
    """

    def __init__(self, environment: Environment) -> None:
        install_helpers(environment)
        self.environment = environment

    def render(self, template_name: str, context: Mapping[str, Any]) -> str:
        """The template's HTML. Raises jinja2.TemplatesNotFound."""
        stem = template_name.removesuffix(".html")
        template = self.environment.select_template([template_name, f"{stem}.jinja", f"{stem}.j2"])
        return render_lazily(template, context)


def render_lazily(template: Template, context: Mapping[str, Any]) -> str:
    """`template.render(context)`, but a name is computed only when the template reads it."""
    names = template.new_context(vars=_Names(template.globals, context), shared=True)  # type: ignore[arg-type]
    try:
        return "".join(template.root_render_func(names))
    except Exception:
        template.environment.handle_exception()


class _Names(Mapping[str, Any]):
    """The context before the environment's globals, without copying either."""

    def __init__(self, common: Mapping[str, Any], own: Mapping[str, Any]) -> None:
        self._common, self._own = common, own

    def __getitem__(self, name: str) -> Any:
        return self._own[name] if name in self._own else self._common[name]

    def __contains__(self, name: object) -> bool:
        return name in self._own or name in self._common

    def __iter__(self) -> Iterator[str]:
        return iter({**dict.fromkeys(self._common), **dict.fromkeys(self._own)})

    def __len__(self) -> int:
        return len({*self._common, *self._own})
