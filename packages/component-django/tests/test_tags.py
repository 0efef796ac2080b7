"""`{% live_component %}` and `{% component_js %}`, on pages for whoever looks at them."""

import logging
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.template import Context, RequestContext, Template
from django.test import RequestFactory, override_settings
from testsite.visitor import Visitor

from component_framework.core import ParamsError, UnknownComponentError
from component_framework.testing.dom import parse_html


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
