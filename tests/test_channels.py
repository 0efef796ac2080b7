"""component-channels beside component-django: what a page of the one sends over the socket of the other."""

import asyncio
import json
import os
import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from channels.db import database_sync_to_async
from django.db import connection
from django.test import Client
from django_site.browser import PATIENCE_S, Browser

from component_framework.adapters.django_websocket import ComponentConsumer
from component_framework.testing.dom import parse_html
from component_framework.testing.redis_process import redis_process

pytestmark = pytest.mark.django_db(transaction=True)
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


async def save_elsewhere(title: str, redis: str) -> None:
    """What the admin, a command or a worker does in a process of its own."""
    here = Path(__file__).parent
    command = [sys.executable, "-m", "django_site.elsewhere", str(connection.settings_dict["NAME"]), redis, title]
    process = await asyncio.create_subprocess_exec(*command, env={**os.environ, "PYTHONPATH": str(here)})
    assert await process.wait() == 0


async def test_what_another_process_saves_is_shown(client: Client, socket: Browser, redis: str) -> None:
    page = await database_sync_to_async(client.get, thread_sensitive=False)("/page/todo_titles/")
    root = parse_html(page.content.decode()).find_all("[data-live]")[0].attributes
    whose = {"component": "todo_titles", "component_id": root["id"], "state": root["data-live-state"]}
    assert (await socket.connect(PATIENCE_S))[0]
    assert (await socket.receive_json_from(PATIENCE_S))["type"] == "connected"
    await socket.send_json_to({"type": "subscribe", **whose})
    assert (await socket.receive_json_from(PATIENCE_S))["type"] == "subscribed"
    await save_elsewhere("bread", redis)
    async with asyncio.timeout(PATIENCE_S):
        assert "<li>bread</li>" in await shown_when_poked(socket, whose)
    await socket.disconnect(timeout=PATIENCE_S)


async def shown_when_poked(socket: Browser, whose: dict[str, Any], html: str = "") -> str:
    """What the page shows once it has something to show, which looks again as often as it is told to."""
    while "<li>" not in html:
        frame = await socket.receive_json_from(PATIENCE_S)
        html = frame.get("html", "")
        if frame["type"] == "stale":
            await socket.send_json_to({"type": "component_event", **whose, "key": f"a:{time.monotonic()}"})
        else:
            assert frame["type"] == "component_update", frame
    return html
