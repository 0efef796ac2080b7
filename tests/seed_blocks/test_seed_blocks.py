"""The blocks of the system's first description run as they were written: a file each, its text between comments."""

import importlib
import json
import runpy
from pathlib import Path

import pytest
from django.template import Context, Template
from django.test import Client, override_settings
from django.urls import resolve
from django_site.models import Customer, MyModel, Order, User

from component_framework.adapters.django_renderer import DjangoRenderer
from component_framework.adapters.django_views import component_view
from component_framework.core import Component, registry
from component_framework.testing import mount
from component_framework.testing.dom import parse_html
from seed_blocks import (
    contact_form,
    customer_list,
    hello,
    live_counter,
    my_form,
    order_editor,
    tags,
    todo_item,
    user_form,
)

HERE = Path(__file__).parent


def test_hello_says_hello() -> None:
    assert hello.Hello().dispatch()["state"] == {"message": "Hello World"}
    assert ">Hello World</p>" in mount("hello").html


def test_one_renderer_serves_every_component(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Component, "renderer", None)
    given = runpy.run_path(str(HERE / "renderer.py"))["renderer"]
    assert Component.renderer is given
    assert isinstance(given, DjangoRenderer)
    assert ">Hello World</p>" in mount("hello").html


@override_settings(ROOT_URLCONF="seed_blocks.urls")
def test_one_path_is_the_endpoint() -> None:
    assert resolve("/components/live_counter/").func is component_view
    assert mount("live_counter").root.attributes["data-live-url"] == "/components/live_counter/"


@pytest.mark.django_db
@override_settings(ROOT_URLCONF="seed_blocks.urls")
def test_the_live_counter_counts() -> None:
    assert live_counter.LiveCounter().dispatch("increment", {"amount": 2}, state={"count": 40})["state"] == {
        "count": 42
    }
    shown = mount("live_counter").click("+1")
    assert shown.state == {"count": 1}
    message = {"type": "component_event", "state": shown.snapshot, "event": "increment", "payload": {"amount": 5}}
    answer = Client().post("/components/live_counter/", json.dumps(message), content_type="application/json")
    assert "<output>6</output>" in answer.json()["html"]


@pytest.mark.django_db
def test_the_customer_list_has_the_first_ten() -> None:
    Customer.objects.bulk_create(Customer(name=f"Customer {number}") for number in range(12))
    assert len(customer_list.CustomerList().dispatch()["state"]["customers"]) == 10
    shown = mount("customer_list")
    assert shown.html.count("<li ") == 10
    assert "Customer 9" in shown.html


@pytest.fixture
def order() -> Order:
    return Order.objects.create(customer=Customer.objects.create(name="Ada"))


@pytest.mark.django_db
def test_the_order_editor_saves_what_was_typed(order: Order) -> None:
    assert order_editor.OrderEditor(pk=order.pk).dispatch()["state"]["status"] == "open"
    shown = mount("order_editor", pk=order.pk).submit("form", notes="by noon")
    assert "Ada: 0.00" in shown.html
    order.refresh_from_db()
    assert order.notes == "by noon"


@pytest.mark.django_db
def test_the_order_editor_of_the_example_updates_the_status(order: Order, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_classes", {})  # both are called order_editor
    runpy.run_path(str(HERE / "order_status.py"))
    assert "Pay paid" in mount("order_editor", pk=order.pk).click("button").html
    order.refresh_from_db()
    assert order.status == "paid"


@pytest.mark.django_db
def test_the_todo_item_toggles_there_and_back() -> None:
    todo = todo_item.Todo.objects.create(title="Write docs")
    shown = mount("todo_item", pk=todo.pk)
    assert shown.click("input").state["completed"] is True
    assert shown.click("input").state["completed"] is False


def test_the_contact_form_takes_what_fits() -> None:
    form = mount("contact_form").fill("email", "ada")
    assert form.find(".error") is not None
    form.submit("form", name="Ada", email="ada@example.com", message="Hello")
    assert form.find("Thank you") is not None
    refused = contact_form.ContactForm().dispatch("submit", {"form_data": {"name": "Ada", "email": "ada"}})
    assert sorted(refused["state"]["field_errors"]) == ["email", "message"]


@pytest.mark.django_db
def test_the_user_form_creates_a_user() -> None:
    form = mount(user_form.UserForm).submit("form", name="Ada", email="ada")
    assert form.find(".error") is not None
    form.submit("form", name="Ada", email="ada@example.com")
    assert [(user.name, user.email) for user in User.objects.all()] == [("Ada", "ada@example.com")]


@pytest.mark.django_db
def test_the_model_form_creates_and_edits_a_row() -> None:
    mount(my_form.MyForm).submit("form", field1="new", field2="5")
    row = MyModel.objects.get()
    assert (row.field1, row.field2) == ("new", 5)
    form = mount(my_form.MyForm, pk=row.pk)
    assert form.state["form_data"] == {"field1": "new", "field2": "5"}
    form.submit("form", field2="x")
    assert form.find(".error") is not None
    form.submit("form", field2="6")
    row.refresh_from_db()
    assert (row.field1, row.field2) == ("new", 6)


def test_a_page_shows_a_counter_that_starts_at_five() -> None:
    html = Template((HERE / "live_component.html").read_text()).render(Context())
    root = next(element for element in parse_html(html).walk() if "data-live" in element.attributes)
    assert root.attributes["data-live"] == "counter"
    assert "<output>5</output>" in html


def test_the_tags_do_what_their_comments_say() -> None:
    shown = mount(tags.SeedTags)
    button, mine = shown.find("button"), shown.find(".mine")
    assert button is not None
    assert mine is not None
    assert json.loads(button.attributes["hx-vals"])["live-state"] == shown.snapshot
    assert button.attributes["hx-post"] == "/components/seed_tags/"
    assert shown.html.count(shown.snapshot) == 3  # on the root, as text, in the button
    assert shown.find("script[data-live-client]") is not None
    assert (mine.text, mine.attributes["prop1"]) == ("value", "value")
    assert shown.find("A name is missing") is not None


@pytest.mark.parametrize(
    "path",
    [
        "core.component.Component",
        "core.form.FormComponent",
        "core.registry.ComponentRegistry",
        "core.state.StateSerializer",
        "core.state.StateStore",
        "core.renderer.Renderer",
        "core.websocket.ComponentWebSocketManager",
        "core.websocket.WebSocketConnection",
        "core.websocket.ws_manager",
        "adapters.django_model.DjangoModelComponent",
        "adapters.django_model.DjangoModelMixin",
        "adapters.django_renderer.DjangoRenderer",
        "adapters.django_renderer.DjangoCottonRenderer",
        "adapters.django_model.ModelFormComponent",
        "adapters.django_views.component_view",
        "adapters.django_websocket.ComponentConsumer",
        "adapters.django_websocket.DjangoWebSocketConnection",
        "adapters.django_websocket.broadcast_component_update",
        "adapters.fastapi.create_component_routes",
        "adapters.fastapi_websocket.create_websocket_route",
        "adapters.jinjax_renderer.JinjaxRenderer",
        "templatetags.components.live_component",
    ],
)
def test_names_are_where_the_description_says(path: str) -> None:
    module, _, name = path.rpartition(".")
    assert hasattr(importlib.import_module(f"component_framework.{module}"), name)
