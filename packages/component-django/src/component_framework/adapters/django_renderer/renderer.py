"""Components rendered by Django's template engine, as plain templates or as django-cotton's components."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.template.backends.django import Template
from django.template.loader import get_template

from component_framework.core.context import ComponentView, TemplateContext
from component_framework.core.errors import ConfigurationError
from component_framework.core.params import RESERVED


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


class DjangoCottonRenderer:
    """Renders a component's template as a django-cotton component (extra `component-django[cotton]`).

    `template_name = "ui.card"` is `cotton/ui/card.html`; a component that names none gets the cotton component of its
    own name. The template sees what every component's template sees, declares defaults with `<c-vars>`, fills its slots
    from the component's, and `{{ attrs }}` prints the params that are no state.
    """

    def render(self, template_name: str, context: Mapping[str, Any]) -> str:
        """The template's HTML. Raises ConfigurationError for a name that is no cotton component's."""
        from component_framework.adapters.django_renderer.cotton import render_cotton

        names = _as_dict(context)
        component: ComponentView | None = names.get("component")
        params: Mapping[str, Any] = component.params if component else {}
        printed = {name: value for name, value in params.items() if name not in names and name not in RESERVED}
        slots = {name: names["slots"][name] for name in names.get("slots", ())}
        return render_cotton(_cotton_name(template_name), {**names, **printed}, slots=slots, hidden=names.keys())


def _cotton_name(template_name: str) -> str:
    """`ui.card` for itself, for `cotton/ui/card.html` and for `components/ui/card.html`."""
    if not template_name.endswith(".html"):
        return template_name
    path = template_name.removesuffix(".html").removeprefix("components/").removeprefix("cotton/")
    return path.replace("/", ".").replace("_", "-")


def _as_dict(context: Mapping[str, Any]) -> dict[str, Any]:
    """`context` as the engine wants it. It calls what is callable: lazy names stay lazy until a template reads them."""
    if not isinstance(context, TemplateContext):
        return dict(context)
    return {**context.at_hand, **{name: partial(context.__getitem__, name) for name in context.lazy}}
