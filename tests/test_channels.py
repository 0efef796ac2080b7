"""component-channels beside component-django: what a page of the one sends over the socket of the other."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
import sockets
from anyio.from_thread import BlockingPortal
from django.test import Client
from sockets import Socket

from component_framework.adapters.django_websocket import ComponentConsumer
from component_framework.testing.dom import parse_html

pytestmark = pytest.mark.django_db(transaction=True)
APP = ComponentConsumer.as_asgi()
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
def socket(client: Client, portal: BlockingPortal) -> Iterator[Socket]:
    cookies = client.cookies.output(header="", attrs=[], sep=";")
    with sockets.socket(APP, portal, headers={"Cookie": cookies}) as opened:
        yield opened


def test_the_socket_answers_as_the_view_does(client: Client, message: dict[str, Any], socket: Socket) -> None:
    by_http = client.post("/components/counter/", json.dumps(message), content_type="application/json")
    assert socket.ask(json.dumps(message)) == by_http.content.decode()  # to the byte: it is not done again
    again = json.loads(socket.ask(json.dumps({**message, "key": "a:2"})))
    assert SNAPSHOT.sub("", again["html"]) == SNAPSHOT.sub("", by_http.json()["html"])


def test_who_signs_out_by_http_loses_the_socket(client: Client, message: dict[str, Any], socket: Socket) -> None:
    client.logout()
    socket.say(**message)
    assert socket.closed() == 4401
