"""`ComponentConsumer`: what a browser at the other end of the socket gets to see."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack
from typing import Any

import pytest
from channels.db import database_sync_to_async
from django.contrib.auth.models import Group
from django.test import Client
from testsite.components import SECRET, connections_seen, gate
from testsite.host import identity_for
from testsite.page import Browser, show

from component_framework.adapters.django_websocket import ComponentConsumer, connection
from component_framework.adapters.django_websocket.connection import THREADS
from component_framework.core import ComponentWebSocketManager, refresh
from component_framework.core.connection_state import Timing

pytestmark = pytest.mark.django_db(transaction=True)


class Quick(ComponentConsumer):
    """Asks who is there all the time."""

    manager = ComponentWebSocketManager(timing=Timing(speak_s=0.01, identify_s=0.01))


@pytest.fixture
def _closed_gate() -> Iterator[None]:
    gate.clear()
    yield
    gate.set()


def cookies_of(client: Client) -> str:
    return client.cookies.output(header="", attrs=[])


@database_sync_to_async
def groups() -> list[str]:
    return [group.name for group in Group.objects.all()]


async def test_a_message_is_answered() -> None:
    counter = show("counter", count=41)
    async with Browser() as browser:
        update = await browser.ask(counter.event("increment", amount=2))
    assert (update["type"], update["component_id"]) == ("component_update", counter.id)
    assert "count=43" in update["html"]


async def test_an_async_handler_is_run_on_the_loop() -> None:
    async with Browser() as browser:
        update = await browser.ask(show("counter").event("increment_later"))
    assert "count=100" in update["html"]


async def test_a_message_that_comes_again_is_answered_again_and_not_done_again() -> None:
    message = show("groups").event("add", name="Readers")
    async with Browser() as browser:
        assert await browser.ask(message) == await browser.ask(message)
    assert await groups() == ["Readers"]


async def test_what_a_handler_wrote_before_it_failed_is_undone(caplog: pytest.LogCaptureFixture) -> None:
    async with Browser() as browser:
        error = await browser.ask(show("groups").event("add_and_fail", name="Readers"))
    assert (error["code"], error["status"]) == ("internal", 500)
    assert SECRET not in str(error)
    assert error["id"] in caplog.text
    assert await groups() == []


@pytest.mark.parametrize(("event", "code"), [("miss", "not_found"), ("deny", "forbidden")])
async def test_djangos_refusals_are_the_protocols(event: str, code: str) -> None:
    async with Browser() as browser:
        error = await browser.ask(show("groups").event(event))
    assert error["code"] == code
    assert SECRET not in str(error)


@pytest.mark.parametrize(
    ("name", "event"), [("groups", {"event": "add", "name": "Readers"}), ("census", {"event": "count"})]
)
async def test_a_message_leaves_no_database_connection_open(name: str, event: dict[str, str]) -> None:
    async with Browser() as browser:
        assert (await browser.ask(show(name).event(**event)))["type"] == "component_update"
        await browser.ask({"type": "ping"})
    with pytest.raises(Exception, match="closed"):
        connections_seen.pop().execute("SELECT 1")


@pytest.mark.parametrize("frame", ["{", "[]", '{"type": "broadcast"}', '"\\ud800"', b"\x00\xff"])
async def test_a_malformed_frame_is_answered_and_changes_nothing_else(frame: str | bytes) -> None:
    async with Browser() as browser:
        await browser.send_to(**({"text_data": frame} if isinstance(frame, str) else {"bytes_data": frame}))
        assert (await browser.got("error"))["code"] == "bad_request"
        assert (await browser.ask({"type": "ping"}))["type"] == "pong"


@pytest.mark.parametrize("member", ["text", "bytes"])
async def test_a_frame_that_is_too_long_closes_the_socket(member: str) -> None:
    long: Any = "x" * 5000 if member == "text" else b"x" * 5000
    async with Browser() as browser:
        await browser.send_input({"type": "websocket.receive", member: long})
        assert await browser.closed() == 4009


async def test_a_page_is_told_when_a_view_changes_what_it_watches() -> None:
    counter = show("counter")
    async with Browser() as browser:
        assert (await browser.ask(counter.subscribe()))["type"] == "subscribed"
        await database_sync_to_async(Client().get, thread_sensitive=False)("/change/")
        assert (await browser.got("stale"))["component_id"] == counter.id


@pytest.mark.usefixtures("_closed_gate")
async def test_a_slow_handler_holds_up_neither_a_push_nor_another_message() -> None:
    slow, counter = show("slow"), show("counter")
    async with Browser() as browser:
        await browser.ask(counter.subscribe())
        await browser.send_json_to(slow.event("wait"))
        refresh("counters")
        await browser.got("stale")
        assert "count=1" in (await browser.ask(counter.event("increment")))["html"]
        gate.set()
        assert "done=True" in (await browser.got("component_update"))["html"]


async def test_handlers_of_two_sockets_run_at_the_same_time() -> None:
    one, other = show("slow"), show("slow")
    async with Browser() as first, Browser() as second:
        await first.send_json_to(one.event("meet"))
        await second.send_json_to(other.event("meet"))
        for browser in (first, second):
            assert "done=True" in (await browser.got("component_update"))["html"]


@pytest.mark.usefixtures("_closed_gate")
async def test_a_message_for_which_there_is_no_thread_waits_for_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "_threads", ThreadPoolExecutor(1))
    one, other = show("slow"), show("counter")
    async with Browser() as first, Browser() as second:
        await first.send_json_to(one.event("wait"))
        await second.send_json_to(other.event("increment"))
        assert (await second.ask({"type": "ping"}))["type"] == "pong"
        assert await second.receive_nothing(0.3)
        gate.set()
        for browser in (first, second):
            await browser.got("component_update")


async def test_many_messages_share_a_few_threads() -> None:
    async with AsyncExitStack() as stack:
        for _ in range(3 * THREADS):
            browser = await stack.enter_async_context(Browser())
            await browser.ask(show("counter").event("increment"))
        names = {each.name for each in threading.enumerate() if each.name.startswith("component-socket")}
    assert 1 <= len(names) <= THREADS


async def test_a_user_is_known_by_the_session_without_any_middleware(alice: Any, client: Client) -> None:
    members = show("members", identity=identity_for(alice))
    async with Browser(cookies=cookies_of(client)) as browser:
        assert "name=alice" in (await browser.ask(members.event("greet")))["html"]


async def test_a_message_after_signing_out_closes_the_socket(alice: Any, client: Client) -> None:
    members = show("members", identity=identity_for(alice))
    async with Browser(cookies=cookies_of(client)) as browser:
        await browser.ask(members.event("greet"))
        await database_sync_to_async(client.logout, thread_sensitive=False)()
        await browser.send_json_to(members.event("greet"))
        assert await browser.closed() == 4401


async def test_a_silent_socket_whose_user_signs_out_is_closed(alice: Any, client: Client) -> None:
    members = show("members", identity=identity_for(alice))
    cookies = cookies_of(client)
    async with Browser(cookies=cookies, app=Quick.as_asgi()) as browser:
        await browser.send_json_to(members.subscribe())
        await database_sync_to_async(client.logout, thread_sensitive=False)()
        code = None
        while code is None:
            event = await browser.receive_output()
            code = event.get("code")
        assert code == 4401
