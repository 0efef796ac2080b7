"""The names that page and component templates use, alike to Django's tags: functions and filters of an environment."""

import sys
from collections.abc import Callable, Collection, Mapping, Sequence
from types import FrameType
from typing import Any, Final

from jinja2 import Environment, Template, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from component_framework.core.children import Wanted, show_nested
from component_framework.core.context import BoundState, ComponentView
from component_framework.core.control import Shown
from component_framework.core.errors import ConfigurationError
from component_framework.core.form_view import form_view
from component_framework.core.htmx import htmx_attributes
from component_framework.core.markup import attributes
from component_framework.core.nest import Parent, current_parent
from component_framework.core.page import Page, current_page
from component_framework.core.posts import hidden_inputs
from component_framework.core.slots import NO_SLOTS, Slots

HOW_TO_ESCAPE: Final = (
    "make it Environment(autoescape=True), for JinjaX Catalog(jinja_env=Environment(autoescape=True))"
)


def install_helpers(environment: Environment) -> None:
    """Add the helpers to `environment`. Raises ConfigurationError where autoescape is off: nothing would be escaped."""
    if not environment.autoescape:
        raise ConfigurationError(f"this Jinja environment has autoescape off; {HOW_TO_ESCAPE}")
    environment.globals.update({function.__name__: function for function in FUNCTIONS})
    filters: Any = environment.filters  # typed by what Jinja's own take, which is not what ours do
    filters.update(component_state=component_state, component_errors=component_errors)


def check_autoescape(environment: Environment, template_name: str) -> None:
    """Raises ConfigurationError unless `environment` escapes there: `select_autoescape()` goes by a name's ending."""
    chosen = environment.autoescape
    if callable(chosen) and not chosen(template_name):
        raise ConfigurationError(f"the Jinja environment's autoescape leaves out {template_name!r}; {HOW_TO_ESCAPE}")


def live_component(name: str, /, *, caller: Any = None, **params: Any) -> Markup:
    """`{{ live_component("counter", count=5) }}`: the component, live, on a page or in another component.

    `{% call live_component("card") %}…{% endcall %}` fills its default slot, and with `{% call(slot) …%}` each of its
    slots by name. Nothing may stand for a slot twice.
    """
    parent = current_parent.get()
    wanted = Wanted(name, params, _slots(caller, parent) if caller else NO_SLOTS, *_place())
    if parent is not None:
        return Markup(show_nested(parent, wanted))  # noqa: S704  # the core's own HTML
    page = _page()
    return Markup(page.host.run(page.show(wanted)))  # noqa: S704  # as above


def component_js(*ids: str) -> Markup:
    """`{{ component_js() }}` in the page's head: loads the client."""
    return Markup(_page().script)  # noqa: S704  # the core's own HTML


def component_state(state: BoundState) -> str:
    """`{{ state|component_state }}`, `{{ component_state(state) }}`: the snapshot."""
    return _view_of(state).snapshot


def component_attrs(component_id: str, state: BoundState, event: str = "", /, **values: Any) -> Markup:
    """`<button {{ component_attrs(component.id, state, "increment", amount=2) }}>`: htmx sends the event on a click."""
    view = _view_of(state)
    if view.id != component_id:
        raise ConfigurationError(f"component_attrs: the state is that of {view.id!r}, not of {component_id!r}")
    return Markup(htmx_attributes(view, event, values))  # noqa: S704  # escaped there


def component_errors(errors: Mapping[str, Sequence[str]], name: str) -> Sequence[str]:
    """`{% for error in errors|component_errors("email") %}`: the reasons why that field was refused, often none."""
    return errors.get(name, ())


@pass_context
def live_form(context: Context, event: str = "", /, caller: Callable[[], str] = str, **given: Any) -> Markup:
    """`{% call live_form("add", class="row") %}…{% endcall %}`: a form that works with and without script."""
    component: ComponentView = context["component"]
    own: dict[str, object] = {"method": "post", "action": component.url}
    if event:
        own["data-live-submit"] = event
    if component.takes_files:
        own["enctype"] = "multipart/form-data"
    own |= {name.rstrip("_").replace("_", "-"): value for name, value in given.items()}
    hidden = hidden_inputs(component, event)
    return Markup(f"<form{attributes(own)}>{hidden}{caller()}</form>")  # noqa: S704  # escaped there


@pass_context
def live_field(context: Context, name: str, /, **given: Any) -> Markup:
    """`{{ live_field("message", kind="textarea", rows=5) }}`: label, control, help and errors of a field."""
    return Markup(form_view(context.get("component")).field(name, Shown(**given)))  # noqa: S704  # escaped there


@pass_context
def live_fields(context: Context, *names: str, exclude: str | Collection[str] = ()) -> Markup:
    """`{{ live_fields() }}`, `{{ live_fields("name", "email") }}`, `{{ live_fields(exclude="notes") }}`: the fields."""
    fields = form_view(context.get("component")).fields(names, exclude=exclude)
    return Markup(fields)  # noqa: S704  # escaped there


FUNCTIONS: Final[tuple[Callable[..., Any], ...]] = (
    live_component,
    component_js,
    component_state,
    component_attrs,
    live_form,
    live_field,
    live_fields,
)


def _slots(caller: Any, parent: Parent | None) -> Slots:
    """What the caller's body gives, rendered as what it is: a part of the template round it."""
    takes_name = bool(caller.arguments)

    def find(name: str) -> Markup | str:
        if not takes_name and name != "default":
            return ""
        token = current_parent.set(parent)
        try:
            return Markup(caller(name) if takes_name else caller())  # noqa: S704  # a template has made it
        finally:
            current_parent.reset(token)

    return Slots(find)


def _place() -> tuple[str, str]:
    """Which call of which template this is, for the framework and for a reader."""
    frame: FrameType | None = sys._getframe(2)
    while frame is not None:
        template: Template | None = frame.f_globals.get("__jinja_template__")
        if template is not None:
            line = template.get_corresponding_lineno(frame.f_lineno)
            name = template.name or "a template"
            return f"{name}:{frame.f_code.co_name}:{frame.f_lasti}", f"{name}, line {line}"
        frame = frame.f_back
    return "", "a template"


def _page() -> Page:
    try:
        return current_page.get()
    except LookupError:
        raise ConfigurationError("no page is being rendered: render it with LivePage.render()") from None


def _view_of(state: object) -> ComponentView:
    if isinstance(state, BoundState):
        return state.component
    raise ConfigurationError(f"this is a {type(state).__name__}, not the `state` of a component's template")
