"""Components rendered by Django's template engine."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.template.backends.django import Template
from django.template.loader import get_template

from component_framework.core.context import TemplateContext
from component_framework.core.errors import ConfigurationError


class DjangoRenderer:
    """Renders with the engines of `TEMPLATES`; `using` picks one by its name, else the first that has the template.

    Context processors do not run: a component's template depends on the component, not on a request.
    """

    def __init__(self, *, using: str | None = None) -> None:
        self.using = using

    def render(self, template_name: str, context: Mapping[str, Any]) -> str:
        """The template's HTML. Raises TemplateDoesNotExist; ConfigurationError for an engine with autoescape off."""
        template = get_template(template_name, using=self.using)
        if isinstance(template, Template) and not template.backend.engine.autoescape:
            raise ConfigurationError(f"{template_name}: its engine in TEMPLATES has autoescape off; turn it on")
        return template.render(_as_dict(context))


def _as_dict(context: Mapping[str, Any]) -> dict[str, Any]:
    """`context` as the engine wants it. It calls what is callable: lazy names stay lazy until a template reads them."""
    if not isinstance(context, TemplateContext):
        return dict(context)
    return {**context.at_hand, **{name: partial(context.__getitem__, name) for name in context.lazy}}
