"""The tags and filters of `{% load components %}`."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, cast

from django import template
from django.conf import settings
from django.http.request import HttpHeaders
from django.middleware.csrf import get_token
from django.template import Context
from django.templatetags.static import static

from component_framework.adapters.django_views.host import django_host
from component_framework.core.assets import client_entry
from component_framework.core.context import BoundState, ComponentView
from component_framework.core.control import Shown
from component_framework.core.errors import ConfigurationError
from component_framework.core.form_view import form_view
from component_framework.core.htmx import htmx_attributes
from component_framework.core.markup import Html, attributes
from component_framework.core.page import client_script
from component_framework.core.posts import hidden_inputs
from component_framework.templatetags.component_nodes import live_block, live_component, live_slot

register = template.Library()
register.tag("live_component", live_component)
register.tag("live_block", live_block)
register.tag("live_slot", live_slot)


@register.simple_tag(takes_context=True)
def component_js(context: Context, *ids: str) -> Html:
    """`{% component_js %}` in the page's head: loads the client, and sees to the CSRF token that it sends.

    One client serves all components of a page; `{% component_js component.id %}` is the same.
    """
    request = context.get("request")
    given: dict[str, object] = {}
    if request is not None:
        token = get_token(request)
        is_readable = not (settings.CSRF_USE_SESSIONS or settings.CSRF_COOKIE_HTTPONLY)
        given["data-csrf-header"] = HttpHeaders.parse_header_name(settings.CSRF_HEADER_NAME)
        given |= {"data-csrf-cookie": settings.CSRF_COOKIE_NAME} if is_readable else {"data-csrf-token": token}
    if address := django_host().settings.socket:
        given["data-live-socket"] = address
    return client_script(static(f"component_framework/{client_entry()}"), given)


@register.simple_block_tag(takes_context=True)
def live_form(context: Context, content: str, event: str = "", /, **given: Any) -> Html:
    """`{% live_form "add" class="row" %}…{% endlive_form %}`: a form that submits `event`, with and without script.

    Underscores in attribute names stand for dashes. Without an event the form is one for buttons elsewhere:
    `<button form="acts" name="live-event" value="delete?id=5" data-live-click="delete" data-live-arg-id="5">`.
    """
    component = context.get("component")
    if not isinstance(component, ComponentView):
        raise ConfigurationError("live_form belongs into a component's template, where `component` is that component")
    own: dict[str, object] = {"method": "post", "action": component.url}
    if event:
        own["data-live-submit"] = event
    if component.takes_files:
        own["enctype"] = "multipart/form-data"
    own |= {name.replace("_", "-"): value for name, value in given.items()}
    return Html(f"<form{attributes(own)}>{hidden_inputs(component, event)}{content}</form>")


@register.simple_tag(takes_context=True)
def live_field(context: Context, name: str, /, **given: Any) -> Html:
    """`{% live_field "message" kind="textarea" label="Tell us" rows=5 %}`: label, control, help and errors of a field.

    `address.city`, `lines.0.qty`, and `address` or `lines` with all that is in them. `kind`, `label`, `help` and
    `choices` come instead of what the schema says; all else are attributes, with underscores for dashes.
    """
    return form_view(context.get("component")).field(name, Shown(**given))


@register.simple_tag(takes_context=True)
def live_fields(context: Context, *names: str, exclude: str | Collection[str] = ()) -> Html:
    """`{% live_fields %}`, `{% live_fields "name" "email" %}`, `{% live_fields exclude="notes extra" %}`: the fields.

    Where none is named, what is wrong with the form as a whole comes first.
    """
    return form_view(context.get("component")).fields(names, exclude=exclude)


@register.simple_tag(takes_context=True, name="component_state")
def component_state_tag(context: Context, state: BoundState | None = None) -> str:
    """`{% component_state %}`: the snapshot, as a form or a script of the page's own sends it in `live-state`."""
    return component_state(cast(BoundState, context.get("state")) if state is None else state)


@register.filter
def component_state(state: BoundState) -> str:
    """`{{ state|component_state }}`: the snapshot of the component whose template's `state` it is."""
    return _view_of(state).snapshot


@register.simple_tag
def component_attrs(component_id: str, state: BoundState, event: str = "", /, **values: Any) -> Html:
    """`<button {% component_attrs component.id state "increment" amount=2 %}>`: htmx sends the event on a click.

    Without an event the component is only rendered again.
    """
    view = _view_of(state)
    if view.id != component_id:
        raise ConfigurationError(f"component_attrs: the state is that of {view.id!r}, not of {component_id!r}")
    return htmx_attributes(view, event, values)


@register.simple_tag
def cotton_component(name: str, /, slot: Any = "", **props: Any) -> str:
    """`{% cotton_component "card" title="Hello" slot=body slot_footer=links %}`: a django-cotton component.

    `slot` and `slot_<name>` fill its slots, all else are its attributes (extra `component-django[cotton]`).
    """
    from component_framework.adapters.django_renderer.cotton import render_cotton

    slots = {name.removeprefix("slot_"): content for name, content in props.items() if name.startswith("slot_")}
    plain = {name: value for name, value in props.items() if not name.startswith("slot_")}
    return render_cotton(name, plain, slots={"default": slot, **slots})


@register.filter
def component_errors(errors: Mapping[str, Sequence[str]], name: str) -> Sequence[str]:
    """`{% for error in errors|component_errors:"email" %}`: the reasons why that field was refused, often none."""
    return errors.get(name, ())


def _view_of(state: object) -> ComponentView:
    if isinstance(state, BoundState):
        return state.component
    raise ConfigurationError(
        f"this is a {type(state).__name__}, not the `state` of a component's template: only that one has a snapshot"
    )
