"""component-channels beside component-django: what a page of the one sends over the socket of the other."""

import json
import re
from typing import Any

import pytest
from channels.db import database_sync_to_async
from django.test import Client
from django_site.browser import PATIENCE_S, Browser

from component_framework.adapters.django_websocket import ComponentConsumer
from component_framework.testing.dom import parse_html

pytestmark = pytest.mark.django_db(transaction=True)
SNAPSHOT = re.compile(r'data-live-state="[^"]*"')


@pytest.fixture
def client(django_user_model: Any) -> Client:
    client = Client()
    client.force_login(django_user_model.objects.create_user("alice"))
    return client


@pytest.fixture
def message(client: Client) -> dict[str, Any]:
    """What the page that she looks at sends on a click."""
    root = parse_html(client.get("/page/counter/").content.decode()).find_all("[data-live]")[0].attributes
    whose = {"component": "counter", "component_id": root["id"], "state": root["data-live-state"]}
    return {"type": "component_event", **whose, "event": "increment", "payload": {"amount": 2}, "key": "a:1"}


@pytest.fixture
def socket(client: Client) -> Browser:
    return Browser(ComponentConsumer.as_asgi(), cookies=client.cookies.output(header="", attrs=[], sep=";"))


async def test_the_socket_answers_as_the_view_does(client: Client, message: dict[str, Any], socket: Browser) -> None:
    post = database_sync_to_async(client.post, thread_sensitive=False)
    by_http = await post("/components/counter/", json.dumps(message), content_type="application/json")
    assert (await socket.connect(PATIENCE_S))[0]
    assert (await socket.receive_json_from(PATIENCE_S))["type"] == "connected"
    await socket.send_json_to(message)
    assert await socket.receive_json_from(PATIENCE_S) == by_http.json()  # to the byte: it is not done again
    await socket.send_json_to({**message, "key": "a:2"})
    again = await socket.receive_json_from(PATIENCE_S)
    assert SNAPSHOT.sub("", again["html"]) == SNAPSHOT.sub("", by_http.json()["html"])
    await socket.disconnect(timeout=PATIENCE_S)


async def test_who_signs_out_by_http_loses_the_socket(client: Client, message: dict[str, Any], socket: Browser) -> None:
    assert (await socket.connect(PATIENCE_S))[0]
    await socket.receive_json_from(PATIENCE_S)
    await database_sync_to_async(client.logout, thread_sensitive=False)()
    await socket.send_json_to(message)
    assert (await socket.receive_output()) == {"type": "websocket.close", "code": 4401}
    await socket.disconnect(timeout=PATIENCE_S)


async def test_who_signs_out_by_http_loses_an_idle_socket(client: Client, socket: Browser) -> None:
    assert (await socket.connect(PATIENCE_S))[0]
    await socket.receive_json_from(PATIENCE_S)
    await database_sync_to_async(client.logout, thread_sensitive=False)()
    assert (await socket.receive_output(PATIENCE_S)) == {"type": "websocket.close", "code": 4401}
    await socket.disconnect(timeout=PATIENCE_S)
