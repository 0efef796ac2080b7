"""component-channels beside component-django: what a page of the one sends over the socket of the other."""

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sockets
from anyio.from_thread import BlockingPortal
from django.db import connection
from django.test import Client
from sockets import Socket

from component_framework.adapters.django_websocket import ComponentConsumer
from component_framework.testing.dom import parse_html
from component_framework.testing.redis_process import redis_process

pytestmark = pytest.mark.django_db(transaction=True)
APP = ComponentConsumer.as_asgi()
SNAPSHOT = re.compile(r'data-live-state="[^"]*"')


@pytest.fixture
def client(django_user_model: Any) -> Client:
    client = Client()
    client.force_login(django_user_model.objects.create_user("alice"))
    return client


@pytest.fixture
def redis(tmp_path: Path, settings: Any) -> Iterator[str]:
    """The address of the broker that all processes of the site share."""
    with redis_process(tmp_path) as address:
        if address is None:
            pytest.skip("redis-server is not installed (Debian: apt-get install redis-server)")
        settings.COMPONENT_FRAMEWORK = {**settings.COMPONENT_FRAMEWORK, "BROKER": address}
        yield address


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


def test_who_signs_out_by_http_loses_an_idle_socket(client: Client, socket: Socket) -> None:
    client.logout()
    assert socket.closed() == 4401


def test_what_another_process_saves_is_shown(redis: str, client: Client, portal: BlockingPortal) -> None:
    root = parse_html(client.get("/page/todo_titles/").content.decode()).find_all("[data-live]")[0].attributes
    whose = {"component": "todo_titles", "component_id": root["id"], "state": root["data-live-state"]}
    cookies = client.cookies.output(header="", attrs=[], sep=";")
    with sockets.socket(APP, portal, headers={"Cookie": cookies}) as socket:
        socket.subscribe(root["id"], root["data-live-state"])
        save_elsewhere("bread", redis)
        assert "<li>bread</li>" in shown_when_poked(socket, whose)


def save_elsewhere(title: str, redis: str) -> None:
    """What the admin, a command or a worker does in a process of its own."""
    command = [sys.executable, "-m", "django_site.elsewhere", str(connection.settings_dict["NAME"]), redis, title]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent)}
    subprocess.run(command, env=environment, check=True)


def shown_when_poked(socket: Socket, whose: dict[str, Any], html: str = "") -> str:
    """What the page shows once it has something to show, which looks again as often as it is told to."""
    while "<li>" not in html:
        frame = json.loads(socket.read())
        html = frame.get("html", "")
        if frame["type"] == "stale":
            socket.say(type="component_event", **whose, key=f"a:{time.monotonic()}")
    return html
