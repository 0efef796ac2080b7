"""Who may open a socket, and for whom it then speaks."""

from contextlib import AsyncExitStack
from typing import Any

import pytest
from channels.db import database_sync_to_async
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.models import Session
from django.test import Client, override_settings
from testsite.host import identity_for
from testsite.page import Browser, show

from component_framework.adapters.django_websocket.handshake import visitor_of
from component_framework.core import ws_manager

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://testserver"},
        {"origin": "https://testserver"},  # what ends TLS is in front of us
        {"origin": "https://testserver", "sec_fetch_site": "same-origin"},
        {"origin": "https://shop.partner.example", "sec_fetch_site": "cross-site"},
        {"origin": None, "x_component_request": "1"},
    ],
)
@override_settings(CSRF_TRUSTED_ORIGINS=["https://*.partner.example"])
async def test_this_sites_pages_are_connected(headers: dict[str, Any]) -> None:
    async with Browser(**headers) as browser:
        assert (await browser.ask({"type": "ping"}))["type"] == "pong"


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "http://testserver.evil.example"},
        {"origin": "http://testserver:8000"},
        {"origin": "http://shop.partner.example"},
        {"origin": "http://[testserver"},
        {"origin": "null"},
        {"origin": None},
        {"origin": "http://testserver", "sec_fetch_site": "cross-site"},
        {"origin": "http://evil.example", "host": "evil.example"},
    ],
)
@override_settings(CSRF_TRUSTED_ORIGINS=["https://*.partner.example"])
async def test_other_sites_pages_are_refused(headers: dict[str, Any]) -> None:
    is_accepted, _ = await Browser(**headers).connect()
    assert not is_accepted
    assert len(ws_manager) == 0


async def test_a_refusal_has_https_status_where_the_server_can_say_it() -> None:
    browser = Browser(origin="https://evil.example")
    browser.scope["extensions"] = {"websocket.http.response": {}}
    await browser.send_input({"type": "websocket.connect"})
    start, body = await browser.receive_output(), await browser.receive_output()
    assert (start["type"], start["status"]) == ("websocket.http.response.start", 403)
    assert (body["type"], body["body"]) == ("websocket.http.response.body", b"")


async def test_a_users_socket_too_many_is_refused_with_429(client: Client) -> None:
    cookies = client.cookies.output(header="", attrs=[])
    async with AsyncExitStack() as stack:
        for _ in range(3):
            await stack.enter_async_context(Browser(cookies=cookies))
        one_more = Browser(cookies=cookies)
        one_more.scope["extensions"] = {"websocket.http.response": {}}
        await one_more.send_input({"type": "websocket.connect"})
        assert (await one_more.receive_output())["status"] == 429
    async with Browser(cookies=cookies):
        assert len(ws_manager) == 1


async def test_a_form_keeps_its_csrf_token() -> None:
    async with Browser(cookies="csrftoken=" + "a" * 32) as browser:
        assert "csrfmiddlewaretoken" in (await browser.ask(show("counter").event("increment")))["html"]


async def test_a_visitor_may_not_send_what_was_shown_to_a_user(alice: Any) -> None:
    async with Browser() as browser:
        error = await browser.ask(show("members", identity=identity_for(alice)).event("greet"))
    assert error["code"] == "signed_out"


async def test_a_user_of_the_sites_own_middleware_is_that_user_while_active(alice: Any) -> None:
    members = show("members", identity=identity_for(alice))
    browser = Browser()
    browser.scope["user"] = alice
    async with browser:
        assert "name=alice" in (await browser.ask(members.event("greet")))["html"]
        alice.is_active = False
        await database_sync_to_async(alice.save, thread_sensitive=False)()
        await browser.send_json_to(members.event("greet"))
        assert await browser.closed() == 4401


async def test_nobody_in_the_scope_is_nobody() -> None:
    browser = Browser()
    browser.scope["user"] = AnonymousUser()
    async with browser:
        assert "count=1" in (await browser.ask(show("counter").event("increment")))["html"]


def test_keys_that_were_rotated_leave_the_session_where_the_browsers_cookie_finds_it(client: Client) -> None:
    headers = [(b"cookie", client.cookies.output(header="", attrs=[]).encode())]
    scope = {"path": "/ws/", "headers": headers}
    with override_settings(SECRET_KEY="a newer key", SECRET_KEY_FALLBACKS=[settings.SECRET_KEY]):
        assert visitor_of(scope).user.is_authenticated
    assert Session.objects.filter(pk=client.session.session_key).exists()


def test_a_session_that_has_no_user_any_more_is_left_to_http(alice: Any, client: Client) -> None:
    alice.set_password("another")
    alice.save()
    scope = {"path": "/ws/", "headers": [(b"cookie", client.cookies.output(header="", attrs=[]).encode())]}
    assert not visitor_of(scope).user.is_authenticated
    assert Session.objects.filter(pk=client.session.session_key).exists()
