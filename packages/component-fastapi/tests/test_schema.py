"""Events in the OpenAPI document, and at addresses of their own."""

from typing import Any

import pytest
from fastapi.testclient import TestClient
from pydantic import BaseModel

from component_framework.adapters.fastapi.schema import inlined
from component_framework.core import Component, FormComponent
from component_framework.core.typed import Typed

HEADERS = {"X-Component-Request": "1"}


class Place(BaseModel):
    name: str


class Tree(BaseModel):
    place: Place
    branches: "list[Tree]" = []


@pytest.fixture
def app(registry: Any, make_app: Any) -> Any:
    @registry.register("order")
    class Order(Component):
        count: int = 0

        def on_add(self, amount: int, place: Place | None = None) -> None:
            """Adds so many."""
            self.count += amount

    return make_app(include_in_schema=True)


def operation(app: Any, event: str = "order/add") -> dict[str, Any]:
    found: dict[str, Any] = TestClient(app).get("/openapi.json").json()["paths"][f"/components/{event}"]["post"]
    return found


def test_an_event_shows_with_its_description_and_the_types_of_its_arguments(app: Any) -> None:
    shown = operation(app)
    payload = shown["requestBody"]["content"]["application/json"]["schema"]["properties"]["payload"]
    assert (shown["summary"], shown["description"]) == ("order: add", "Adds so many.")
    assert payload["properties"]["amount"] == {"type": "integer"}
    assert payload["required"] == ["amount"]
    assert payload["additionalProperties"] is False
    assert payload["properties"]["place"]["anyOf"][0]["properties"]["name"]["type"] == "string"


def test_a_forms_submit_takes_the_schemas_values_and_a_refused_one_is_an_update(registry: Any, make_app: Any) -> None:
    @registry.register("place_form")
    class PlaceForm(FormComponent):
        schema = Place

    shown = operation(make_app(include_in_schema=True), "place_form/submit")
    payload = shown["requestBody"]["content"]["application/json"]["schema"]["properties"]["payload"]
    refusal = shown["responses"]["422"]["content"]["application/json"]["schema"]["anyOf"]
    assert payload["additionalProperties"] is True
    assert [one["properties"]["type"]["const"] for one in refusal] == ["error", "component_update"]


def test_every_status_of_the_protocol_is_documented(app: Any) -> None:
    statuses = {"200", "400", "401", "403", "404", "409", "410", "413", "415", "422", "429"}
    assert set(operation(app)["responses"]) == statuses


def test_by_default_nothing_shows(counter: Any, make_app: Any) -> None:
    paths = TestClient(make_app()).get("/openapi.json").json()["paths"]
    assert not [path for path in paths if path.startswith("/components")]


def test_the_address_of_an_event_says_what_the_body_leaves_out(app: Any, make_browser: Any) -> None:
    browser = make_browser(app)
    shown = browser.open("/page/order")
    body = {"state": shown.state, "payload": {"amount": 3}}
    answer = browser.client.post("/components/order/add", json=body, headers=HEADERS)
    assert answer.status_code == 200
    assert "&quot;count&quot;: 3" in answer.json()["html"]


@pytest.mark.parametrize("member", [{"event": "add"}, {"type": "component_event"}, {"calls": []}])
def test_a_body_cannot_say_something_else_than_its_address(member: Any, app: Any, make_browser: Any) -> None:
    browser = make_browser(app)
    body = {"state": browser.open("/page/order").state, "payload": {"amount": 3}, **member}
    answer = browser.client.post("/components/order/add", json=body, headers=HEADERS)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")


def test_an_event_whose_body_is_no_object_is_no_message(app: Any) -> None:
    answer = TestClient(app).post("/components/order/add", json=[1], headers=HEADERS)
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_request")


def test_what_refers_to_itself_may_be_anything() -> None:
    schema = inlined(Typed(Tree, "a test").schema())
    assert schema["properties"]["branches"]["items"] == {}
    assert schema["properties"]["place"]["properties"]["name"]["type"] == "string"
    assert "$defs" not in schema
