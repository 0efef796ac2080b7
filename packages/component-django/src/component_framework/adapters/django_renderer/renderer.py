"""Components rendered by Django's template engine, as plain templates or as django-cotton's components."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.template import Context, TemplateDoesNotExist
from django.template.backends.django import Template, reraise
from django.template.loader import get_template

from component_framework.core.context import ComponentView, Lazy, TemplateContext
from component_framework.core.errors import ConfigurationError
from component_framework.core.fields import RESERVED
from component_framework.core.nest import current_parent


class DjangoRenderer:
    """Renders with the engines of `TEMPLATES`; `using` picks one by its name, else the first that has the template.

    Context processors do not run: a component's template depends on the component, not on a request.
    """

    def __init__(self, *, using: str | None = None) -> None:
        self.using = using

    def render(self, template_name: str, context: Mapping[str, Any]) -> str:
        """The template's HTML. Raises TemplateDoesNotExist; ConfigurationError for an engine with autoescape off."""
        parent = current_parent.get()
        memo = parent._memo if parent is not None else {}
        template = memo.get((self, template_name)) or self._template(template_name, memo)
        names = _as_dict(context)
        if not isinstance(template, Template):
            html: str = template.render(names)
            return html
        compiled: Any = template.template
        given = Context(names)
        given.template = given.render_context.template = compiled
        given.template_name = template_name
        try:
            html = compiled._render(given)  # `render` would first part a context of others' from it
        except TemplateDoesNotExist as error:
            reraise(error, template.backend)  # as the backend does, which would look for context processors each time
        return html

    def _template(self, name: str, memo: dict[object, Any]) -> Any:
        """As `{% include %}` has it: found once for all that is rendered together."""
        template: Any = get_template(name, using=self.using)
        if isinstance(template, Template) and not template.backend.engine.autoescape:
            raise ConfigurationError(f"{name}: its engine in TEMPLATES has autoescape off; turn it on")
        memo[self, name] = template
        return template


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
    """`context`, which is the engine's from here on. That calls what is callable: lazy names stay so until then."""
    if not isinstance(context, TemplateContext):
        return dict(context)
    names = context.at_hand
    for name, compute in context.lazy.items():
        if name not in names:
            names[name] = partial(_found, name, compute, names) if name in context.lasting else compute
    return names


def _found(name: str, compute: Lazy, names: dict[str, Any]) -> Any:
    """What is lasting, which is at hand from then on; not a callable, which the engine would call."""
    value = compute()
    if not callable(value):
        names[name] = value
    return value
