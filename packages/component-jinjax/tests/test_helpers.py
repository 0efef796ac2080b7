"""The helpers, which say on both engines what Django's tags say."""

import json
from html import unescape
from typing import Any

import pytest
from pydantic import BaseModel, Field

from component_framework.core import Component, ConfigurationError, FormComponent
from component_framework.core.posts import parse_post
from component_framework.core.settings import ComponentSettings


class Form(Component):
    title: str = ""

    def mount(self) -> None:
        self.errors = {"title": ["<too short>"]}

    def on_add(self, title: str = "") -> None:
        self.title = title


@pytest.fixture
def shown(one_template: Any, show: Any) -> Any:
    return lambda source: show(one_template(source), cls=Form, component_id="c-1")


def test_component_state_is_the_snapshot_as_function_and_as_filter(shown: Any) -> None:
    form = shown("<p>{{ component_state(state) }} {{ state|component_state }}</p>")
    assert form.html.partition(">")[2] == f"{form.snapshot} {form.snapshot}</p>"


@pytest.mark.parametrize("call", ["component_state({})", "{}|component_state", "component_attrs('c-1', {})"])
def test_another_dict_has_no_snapshot(call: str, shown: Any) -> None:
    with pytest.raises(ConfigurationError, match="not the `state` of a component's template"):
        shown(f"<p>{{{{ {call} }}}}</p>")


def test_component_attrs_are_htmxs_attributes_escaped(shown: Any) -> None:
    form = shown("<p><button {{ component_attrs(component.id, state, 'add', title='\"<b>') }}></button></p>")
    button = form.find("button").attributes
    sent = json.loads(button["hx-vals"])
    assert (button["hx-post"], button["hx-target"]) == ("/components/shown/", '[id="c-1"]')
    assert sent == {"title": '"<b>', "live-event": "add", "live-state": form.snapshot}
    assert "<b>" not in form.html


def test_component_attrs_of_another_component_are_refused(shown: Any) -> None:
    with pytest.raises(ConfigurationError, match="the state is that of 'c-1', not of 'c-2'"):
        shown("<p>{{ component_attrs('c-2', state) }}</p>")


def test_component_errors_are_those_of_one_field_escaped(shown: Any) -> None:
    source = "<p>{{ errors|component_errors('title')|first }}{{ errors|component_errors('other')|length }}</p>"
    assert shown(source).html.partition(">")[2] == "&lt;too short&gt;0</p>"


def test_live_form_carries_what_a_post_without_script_needs(shown: Any) -> None:
    source = "<p>{% call live_form('add', class='row', data_x='\"') %}<input name='title'>{{ title }}{% endcall %}</p>"
    form = shown(source)
    attributes = form.find("form").attributes
    wanted = {
        "method": "post",
        "action": "/components/shown/",
        "data-live-submit": "add",
        "class": "row",
        "data-x": '"',
    }
    assert attributes == wanted
    hidden = {tag.split('"')[3]: unescape(tag.split('"')[5]) for tag in form.html.split("<input")[1:3]}
    message = parse_post(hidden.items(), ComponentSettings())
    assert (message.event, message.state) == ("add", form.snapshot)
    assert form.submit("form", title="Milk").state == {"title": "Milk"}


def test_a_form_without_event_is_one_for_buttons_elsewhere(shown: Any) -> None:
    form = shown("<p>{{ live_form(id='acts') }}</p>")
    assert form.find("form").attributes == {"method": "post", "action": "/components/shown/", "id": "acts"}


def test_live_form_takes_plain_attributes_only(shown: Any) -> None:
    with pytest.raises(ConfigurationError, match="cannot be an attribute"):
        shown("<p>{{ live_form(onsubmit='alert(1)') }}</p>")


class Order(BaseModel):
    title: str = Field(min_length=3)
    notes: str = ""


class OrderForm(FormComponent):
    schema = Order


def test_live_field_is_one_field_as_the_template_says(one_template: Any, show: Any) -> None:
    source = "<p>{{ live_field('title', kind='textarea', label='A & B', class_='big', aria_label=text) }}</p>"
    form = show(one_template(source.replace("=text", "='\"'")), cls=OrderForm, component_id="c-1")
    field = form.find("textarea").attributes
    assert [field[name] for name in ("id", "minlength", "class", "aria-label")] == ["c-1-title", "3", "big", '"']
    assert "A &amp; B</label>" in form.html


@pytest.mark.parametrize(
    ("call", "names"),
    [
        ("live_fields()", ["title", "notes"]),
        ("live_fields('notes')", ["notes"]),
        ("live_fields(exclude=['title'])", ["notes"]),
    ],
)
def test_live_fields_are_all_or_some_or_all_but_some(call: str, names: Any, one_template: Any, show: Any) -> None:
    form = show(one_template(f"<div>{{{{ {call} }}}}</div>"), cls=OrderForm)
    assert [name for name in ("title", "notes") if f'data-field="{name}"' in form.html] == names


@pytest.mark.parametrize("call", ["live_field('title')", "live_fields()"])
def test_fields_outside_of_a_forms_template_are_an_error(call: str, shown: Any) -> None:
    with pytest.raises(ConfigurationError, match="belong into the template of a FormComponent"):
        shown(f"<p>{{{{ {call} }}}}</p>")


@pytest.mark.parametrize("helper", ["live_component('shown')", "component_js()"])
def test_outside_a_page_the_pages_helpers_say_how_to_render_one(helper: str, one_template: Any) -> None:
    renderer = one_template(f"<p>{{{{ {helper} }}}}</p>")
    with pytest.raises(ConfigurationError, match=r"LivePage\.render"):
        renderer.render("components/shown.html", {})


@pytest.fixture
def page(one_template: Any, render_page: Any, host: Any) -> Any:
    """`page(source)`: the page with this template."""

    def render(source: str) -> str:
        renderer = one_template(source)
        host.registry.register("form")(
            type("Form", (Form,), {"template_name": "form", "renderer": Fixed(), "__module__": __name__})
        )
        name = "components/shown.html"
        return render_page(renderer, name)

    return render


class Fixed:
    def render(self, template_name: str, context: Any) -> str:
        return f"<p>{context['title']}</p>"


def test_live_component_is_a_live_component_with_its_params(page: Any) -> None:
    html = page("<main>{{ live_component('form', title='Milk', component_id='c-1') }}</main>")
    assert html.startswith('<main><p id="c-1" data-live="form"')
    assert html.endswith(">Milk</p></main>")


@pytest.mark.parametrize("source", ["{{ component_js() }}", "{{ component_js('c-1') }}"])
def test_component_js_loads_the_client(source: str, page: Any) -> None:
    assert page(source).partition("<!--")[0] == '<script type="module" src="/live.js" data-live-client></script>'
