"""`component_page`: a page that is one component."""

from collections.abc import Callable
from typing import Any

import pytest
from testsite.visitor import Visitor

pytestmark = pytest.mark.django_db


def test_the_page_holds_the_component_and_loads_the_client(visitor: Visitor) -> None:
    page = visitor.look("/alone/")
    assert page.find_all("main > section")[0].attributes["data-live"] == "counter"
    assert "count=3;" in page.text
    (script,) = page.find_all("head > script")
    assert script.attributes["type"] == "module"
    assert "data-csrf-header" in script.attributes
    assert page.find_all("title")[0].text == "Counter"
    assert page.find_all("html")[0].attributes["lang"]


def test_what_the_url_captures_goes_before_what_was_given(visitor: Visitor) -> None:
    page = visitor.look("/alone/7/")
    assert "count=7;" in page.text
    assert page.find_all("title")[0].text == "<Counted>"


def test_a_template_of_ones_own_gets_component_and_title(visitor: Visitor) -> None:
    page = visitor.look("/alone/own/")
    assert page.find_all("h1")[0].text == "Counter"
    assert page.find_all("main > section")[0].attributes["data-live"] == "counter"


def test_the_component_is_live(visitor: Visitor) -> None:
    root = visitor.look("/alone/").find_all("main > section")[0].attributes
    shown = visitor.open()
    body = visitor.send(shown, component_id=root["id"], state=root["data-live-state"], event="increment").json()
    assert "count=4;" in body["html"]


def test_who_may_not_see_it_gets_djangos_403(visitor: Visitor, make_user: Callable[..., Any]) -> None:
    assert visitor.client.get("/alone/members/").status_code == 403
    visitor.client.force_login(make_user("alice"))
    assert visitor.client.get("/alone/members/").status_code == 200


@pytest.mark.parametrize("address", ["/alone/x/", "/alone/-1/"])
def test_what_no_url_captures_is_not_found(visitor: Visitor, address: str) -> None:
    assert visitor.client.get(address).status_code == 404
