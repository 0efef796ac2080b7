"""Components and pages rendered by plain Jinja2 templates."""

from collections.abc import Mapping
from typing import Any

from jinja2 import Environment

from component_framework.adapters.jinjax_renderer.helpers import check_autoescape, install_helpers
from component_framework.adapters.jinjax_renderer.lazy import install_lazy_names, lazy_names


class JinjaRenderer:
    """Renders with `environment`, to which it adds the helpers of pages (`live_component`, `component_js`, …).

    A component that names no template gets `components/<name>.html`; `.jinja` and `.j2` will do for `.html`.
    Raises ConfigurationError for an environment with autoescape off.
    """

    def __init__(self, environment: Environment) -> None:
        install_helpers(environment)
        install_lazy_names(environment)
        self.environment = environment

    def render(self, template_name: str, context: Mapping[str, Any]) -> str:
        """The template's HTML. Raises jinja2.TemplatesNotFound; ConfigurationError for one that is not escaped."""
        stem = template_name.removesuffix(".html")
        template = self.environment.select_template([template_name, f"{stem}.jinja", f"{stem}.j2"])
        check_autoescape(self.environment, template.name or template_name)
        return template.render(lazy_names(context))
