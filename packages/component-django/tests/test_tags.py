"""The tags and filters of `{% load components %}`, on pages for whoever looks at them and in components' templates."""

import json
import logging
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.template import Context, RequestContext, Template, TemplateSyntaxError
from django.test import RequestFactory, override_settings
from django.utils.safestring import mark_safe
from pydantic import BaseModel, Field
from testsite.visitor import Visitor

from component_framework.core import (
    Component,
    ConfigurationError,
    FormComponent,
    Html,
    ParamsError,
    UnknownComponentError,
)
from component_framework.core.context import ComponentView
from component_framework.testing import Mounted, mount
from component_framework.testing.dom import Element, parse_html


def render(tags: str, request: HttpRequest | None = None, **names: Any) -> str:
    template = Template("{% load components %}" + tags)
    return template.render(RequestContext(request, names) if request else Context(names))


def attributes(html: str) -> dict[str, str]:
    return parse_html(html).children[0].attributes


def test_the_root_has_what_the_client_needs() -> None:
    html = render('{% live_component "counter" count=5 %}')
    root = attributes(html)
    assert sorted(root) == ["data-live", "data-live-state", "data-live-url", "id"]
    assert (root["data-live"], root["data-live-url"]) == ("counter", "/components/counter/")
    assert root["id"].startswith("c-")
    assert "<b>count=5;</b>" in html


def test_a_param_is_escaped_on_its_way_into_the_page() -> None:
    html = render('{% live_component "counter" title=title %}', title='"><script>alert(1)</script>')
    assert "<script" not in html
    assert "title=&quot;&gt;&lt;script&gt;" in html


def test_the_component_itself_is_not_escaped_again() -> None:
    assert render('{% live_component "counter" as shown %}{{ shown }}').startswith("<section id=")


def test_a_page_may_name_the_component() -> None:
    assert attributes(render('{% live_component "counter" component_id="basket" %}'))["id"] == "basket"


@pytest.mark.parametrize("id", ["x' onmouseover='alert(1)", "1st", "", "a" * 65, "a b", 7])
def test_an_id_that_is_none_is_refused(id: object) -> None:
    with override_settings(DEBUG=True), pytest.raises(ParamsError):
        render('{% live_component "counter" component_id=id %}', id=id)


@pytest.mark.parametrize("params", ['count="five"', "count=5.5", "count=none", "title=5"])
def test_wrong_params_are_an_error_while_debugging(params: str) -> None:
    with override_settings(DEBUG=True), pytest.raises(ParamsError, match="Counter"):
        render(f'{{% live_component "counter" {params} %}}', none=None)


def test_wrong_params_leave_a_place_and_a_log_in_production(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        html = render('<p>before</p>{% live_component "counter" count="five" %}<p>after</p>')
    assert html == "<p>before</p><div hidden data-live-failed></div><p>after</p>"
    assert [record.exc_info[0] for record in caplog.records if record.exc_info] == [ParamsError]


def test_an_unknown_component_is_named_with_those_that_are_known() -> None:
    with pytest.raises(UnknownComponentError, match=r"'countre'.*'counter'"):
        render('{% live_component "countre" %}')


@pytest.mark.parametrize("name", ["members", "closed"])
def test_who_may_not_see_it_gets_djangos_403(name: str) -> None:
    with pytest.raises(PermissionDenied):
        render(f'{{% live_component "{name}" %}}')


@pytest.mark.django_db
def test_a_page_that_holds_what_is_forbidden_is_forbidden(visitor: Visitor, make_user: Callable[..., Any]) -> None:
    assert visitor.client.get("/page/members/").status_code == 403
    visitor.client.force_login(make_user("alice"))
    assert visitor.client.get("/page/members/").status_code == 200
    assert visitor.client.get("/page/closed/").status_code == 403


def test_the_script_is_a_module_and_found_by_the_client() -> None:
    tag = attributes(render("{% component_js %}"))
    assert tag["type"] == "module"
    assert tag["src"].startswith("/static/component_framework/live.")
    assert sorted(tag) == ["data-live-client", "src", "type"]


def test_the_script_knows_how_to_pass_the_csrf_check() -> None:
    request = RequestFactory().get("/")
    tag = attributes(render("{% component_js %}", request))
    assert (tag["data-csrf-header"].lower(), tag["data-csrf-cookie"]) == ("x-csrftoken", "csrftoken")
    assert request.META["CSRF_COOKIE_NEEDS_UPDATE"]  # the middleware sets the cookie that was asked for


@override_settings(COMPONENT_FRAMEWORK={"SOCKET": "/ws/"})
def test_the_script_knows_the_socket_of_the_settings() -> None:
    assert attributes(render("{% component_js %}"))["data-live-socket"] == "/ws/"


@pytest.mark.parametrize(
    "spelling", ["{% component_js %}", "{% component_js component.id %}", "{% component_js 'a' %}"]
)
def test_the_script_tag_is_one_for_all_spellings(spelling: str) -> None:
    view = ComponentView("c-1", "counter", {}, "/", str)
    assert render(spelling, component=view) == render("{% component_js %}")


@pytest.mark.parametrize("given", ['title="literal"', "title=title", 'title="lit"|add:"eral"', "title=safe"])
def test_a_literal_and_a_safe_text_are_texts(given: str) -> None:
    html = render(f'{{% live_component "counter" {given} %}}', title="literal", safe=mark_safe("literal"))
    assert "title=literal;" in html


def test_html_that_is_a_param_is_a_text_too() -> None:
    html = render('{% live_component "counter" title=title %}', title=mark_safe("<b>bold</b>"))
    assert "title=&lt;b&gt;bold&lt;/b&gt;;" in html


def test_a_component_may_be_named_by_a_variable() -> None:
    assert attributes(render("{% live_component name key=key %}", name="counter", key="a"))["data-live"] == "counter"


class Shelf(Component):
    """Its template is the test's: `shown("…")`."""

    source = ""
    count: int = 2

    def render(self) -> Html:
        template = Template("{% load components %}<div>" + self.source + "</div>")
        return Html(template.render(Context(dict(self._context()))))


def shown(source: str, **params: Any) -> Mounted:
    return mount(type("Shelf", (Shelf,), {"source": source, "__module__": __name__}), **params)


def only(mounted: Mounted, target: str) -> Element:
    (found,) = mounted.root.find_all(target)
    return found


def inputs_of(form: Element) -> dict[str, str]:
    given = [element.attributes for element in form.find_all("input")]
    assert {one["type"] for one in given} <= {"hidden"}
    return {one["name"]: one["value"] for one in given}


def test_a_live_form_posts_its_event_with_and_without_script() -> None:
    mounted = shown('{% live_form "add" %}<button>Go</button>{% endlive_form %}')
    form = only(mounted, "form")
    assert form.attributes == {"method": "post", "action": mounted.root.attributes["data-live-url"]} | {
        "data-live-submit": "add"
    }
    assert inputs_of(form) == {"live-state": mounted.snapshot, "live-event": "add"}
    assert form.find_all("button")[0].text == "Go"


def test_a_live_form_without_an_event_is_one_for_buttons_elsewhere() -> None:
    form = only(shown('{% live_form id="acts" %}{% endlive_form %}'), "form")
    assert "data-live-submit" not in form.attributes
    assert form.attributes["id"] == "acts"
    assert list(inputs_of(form)) == ["live-state"]


def test_the_event_of_a_live_form_may_be_a_variable() -> None:
    form = only(shown("{% live_form component.name %}{% endlive_form %}"), "form")
    assert form.attributes["data-live-submit"] == inputs_of(form)["live-event"] == "shelf"


@pytest.mark.parametrize("names", [{}, {"component": "c-1"}, {"component": Html("<section></section>")}])
def test_a_live_form_outside_of_a_components_template_is_an_error(names: dict[str, Any]) -> None:
    with pytest.raises(ConfigurationError, match="belongs into a component's template"):
        render('{% live_form "add" %}{% endlive_form %}', **names)


def test_a_live_form_has_more_attributes_with_underscores_for_dashes() -> None:
    tag = '{% live_form "add" class="a b" data_live_confirm="Really?" novalidate=True hidden=False title=None %}'
    given = only(shown(tag + "{% endlive_form %}"), "form").attributes
    assert (given["class"], given["data-live-confirm"], given["novalidate"]) == ("a b", "Really?", "")
    assert not {"hidden", "title"} & given.keys()


def test_a_live_forms_attributes_are_escaped() -> None:
    form = only(shown('{% live_form "add" title=\'"><script>\' %}{% endlive_form %}'), "form")
    assert form.attributes["title"] == '"><script>'


@pytest.mark.parametrize("name", ["onclick", "onsubmit", "ONCLICK", "_x"])
def test_an_attribute_that_would_be_script_is_refused(name: str) -> None:
    with pytest.raises(ConfigurationError, match="cannot be an attribute"):
        shown(f'{{% live_form "add" {name}="alert(1)" %}}{{% endlive_form %}}')


def test_what_is_in_a_live_form_sees_the_component() -> None:
    assert only(shown('{% live_form "add" %}<b>{{ count }}</b>{% endlive_form %}'), "b").text == "2"


class Order(BaseModel):
    title: str = Field(min_length=3)
    notes: str = ""


class OrderForm(FormComponent):
    schema = Order


def fields_shown(tags: str) -> Element:
    form = OrderForm(component_id="c-1")
    form._start_over()
    return parse_html(render(tags, component=form._view(), text="<b>", label="A & B"))


def test_a_live_field_is_one_field_of_the_form() -> None:
    shown = fields_shown('{% live_field "title" %}')
    assert [shown.find_all(tag)[0].attributes.get(name) for tag, name in (("label", "for"), ("input", "id"))] == [
        "c-1-title"
    ] * 2


def test_a_live_field_is_shown_as_the_tag_says() -> None:
    shown = fields_shown('{% live_field "title" kind="textarea" label=label help=text rows=5 aria_label=text %}')
    field = shown.find_all("textarea")[0].attributes
    assert (field["rows"], field["minlength"], field["aria-label"]) == ("5", "3", "<b>")
    assert [shown.find_all(part)[0].text for part in ("label", "p.help")] == ["A & B", "<b>"]


def test_live_fields_are_all_or_some_or_all_but_some() -> None:
    def ids(tag: str) -> list[str]:
        return [field.attributes["data-field"] for field in fields_shown(tag).find_all("div.field")]

    assert ids("{% live_fields %}") == ["title", "notes"]
    assert ids('{% live_fields "notes" %}') == ["notes"]
    assert ids('{% live_fields exclude="title" %}') == ["notes"]


@pytest.mark.parametrize("tag", ['{% live_field "title" %}', "{% live_fields %}"])
def test_fields_outside_of_a_forms_template_are_an_error(tag: str) -> None:
    with pytest.raises(ConfigurationError, match="belong into the template of a FormComponent"):
        shown(tag)


@pytest.mark.parametrize(
    "spelling",
    ["{{ state|component_state }}", "{% component_state %}", "{% component_state state %}", "{{ component.snapshot }}"],
)
def test_the_snapshot_has_many_spellings(spelling: str) -> None:
    mounted = shown(f'<input name="live-state" value="{spelling}">')
    assert only(mounted, "input").attributes["value"] == mounted.snapshot


def test_the_snapshot_can_be_kept_in_a_variable() -> None:
    mounted = shown("{% component_state as kept %}<i>{{ kept }}</i>")
    assert only(mounted, "i").text == mounted.snapshot


@pytest.mark.parametrize(
    "spelling",
    ["{{ plain|component_state }}", "{% component_state plain %}", '{% component_attrs "c-1" plain "increment" %}'],
)
@pytest.mark.parametrize("plain", [{"count": 1}, None, "text"], ids=["dict", "none", "text"])
def test_what_is_not_a_components_state_has_no_snapshot(spelling: str, plain: object) -> None:
    with pytest.raises(ConfigurationError, match="only that one has a snapshot"):
        render(spelling, plain=plain)


def test_htmx_attributes_say_what_to_post_and_where_the_answer_goes() -> None:
    mounted = shown(
        "<button {% component_attrs component.id state 'increment' amount=2 by=component.name %}>+</button>"
    )
    given = only(mounted, "button").attributes
    assert given["hx-post"] == mounted.root.attributes["data-live-url"]
    assert given["hx-target"] == f'[id="{mounted.id}"]'
    assert given["hx-swap"] == "outerHTML"
    assert given["hx-sync"] == f'[id="{mounted.id}"]:queue all'
    assert json.loads(given["hx-vals"]) == {
        "amount": "2",
        "by": mounted.root.attributes["data-live"],
        "live-event": "increment",
        "live-state": mounted.snapshot,
    }


def test_htmx_attributes_without_an_event_only_render_again() -> None:
    given = only(shown("<button {% component_attrs component.id state %}>x</button>"), "button").attributes
    assert list(json.loads(given["hx-vals"])) == ["live-state"]


def test_a_value_for_htmx_cannot_leave_its_attribute() -> None:
    tag = "{% component_attrs component.id state 'increment' text='\"><script>alert(1)</script>' %}"
    given = only(shown(f"<button {tag}>x</button>"), "button").attributes
    assert json.loads(given["hx-vals"])["text"] == '"><script>alert(1)</script>'


def test_htmx_attributes_are_those_of_the_component_whose_state_it_is() -> None:
    with pytest.raises(ConfigurationError, match=r"is that of 'c-.*', not of 'other'"):
        shown('<button {% component_attrs "other" state "increment" %}>x</button>')


@pytest.mark.django_db
def test_htmx_sends_the_csrf_token_along(visitor: Visitor) -> None:
    form = visitor.form()
    assert len(form.texts["csrfmiddlewaretoken"]) == 64
    assert form.texts["csrfmiddlewaretoken"] != visitor.form().texts["csrfmiddlewaretoken"]  # masked anew


def test_errors_are_listed_by_field() -> None:
    tag = '{% for error in errors|component_errors:"email" %}[{{ error }}]{% endfor %}'
    errors = {"email": ["Too <short>", "No @"], "name": ["Missing"]}
    assert render(tag, errors=errors) == "[Too &lt;short&gt;][No @]"
    assert render(tag, errors={}) == ""


def test_a_cotton_component_is_rendered_in_place() -> None:
    tag = '{% cotton_component "card" title="Hi" theme="dark" slot=body slot_footer=foot lang="de" %}'
    card = parse_html(render(tag, body="<b>", foot=mark_safe("<i>f</i>"))).find_all("div")[0]
    assert card.attributes == {"class": "dark", "data-size": "5", "title": "Hi", "lang": "de"}
    assert card.find_all("h2")[0].text == "Hi"
    assert "<b>" in card.text
    assert card.find_all("footer > i")[0].text == "f"


def test_a_cotton_component_needs_a_name() -> None:
    with pytest.raises(TemplateSyntaxError):
        render('{% cotton_component title="Hi" %}')
