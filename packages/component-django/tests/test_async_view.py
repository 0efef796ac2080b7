"""`acomponent_view` under ASGI: the same answers as `component_view`, with async handlers on the event loop."""

import asyncio
import json
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

import pytest
from asgiref.sync import async_to_sync
from django.db import connection
from django.test import override_settings
from testsite.components import SECRET, ran
from testsite.models import Note
from testsite.visitor import Visitor
from testsite.walker import AsyncVisitor

from component_framework.core import Component, registry, snapshot

ENDPOINTS = {"component_view": "testsite.urls", "acomponent_view": "testsite.async_urls"}
whose: ContextVar[str] = ContextVar("whose", default="nobody")


@pytest.fixture(params=ENDPOINTS)
def _endpoint(request: pytest.FixtureRequest) -> Iterator[None]:
    with override_settings(ROOT_URLCONF=ENDPOINTS[request.param]):
        yield


@pytest.fixture
def _async_endpoint() -> Iterator[None]:
    with override_settings(ROOT_URLCONF=ENDPOINTS["acomponent_view"]):
        yield


@pytest.fixture
def walker() -> AsyncVisitor:
    return AsyncVisitor()


@pytest.fixture(autouse=True)
def _nothing_ran() -> None:
    ran.clear()


MESSAGES: dict[str, dict[str, Any]] = {
    "an event": {"event": "increment", "payload": {"amount": 2}},
    "an async event": {"event": "increment_later"},
    "calls of both": {"calls": [{"event": "increment"}, {"event": "increment_later"}]},
    "fields": {"fields": {"title": "Tea"}},
    "invalid": {"event": "increment", "payload": {"amount": "2"}},
    "unknown": {"event": "nothing"},
    "forged": {"state": "x"},
    "another type": {"type": "subscribe"},
}


@pytest.mark.django_db
@pytest.mark.parametrize("what", MESSAGES)
def test_every_view_gives_the_same_answer(
    visitor: Visitor, walker: AsyncVisitor, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = snapshot.time.time()
    monkeypatch.setattr(snapshot, "time", SimpleNamespace(time=lambda: now))
    shown = visitor.open()
    walker.open()
    expected = visitor.send(shown, **MESSAGES[what])
    for urls in ENDPOINTS.values():
        with override_settings(ROOT_URLCONF=urls):
            answer = walker.send(shown, **MESSAGES[what])
        assert (answer.status_code, answer.content) == (expected.status_code, expected.content)
        for name in ("Content-Type", "X-Content-Type-Options", "Cache-Control"):
            assert answer[name] == expected[name]


@pytest.mark.django_db
@pytest.mark.usefixtures("_endpoint")
def test_a_plain_form_leads_back_to_its_page(walker: AsyncVisitor) -> None:
    form = walker.form()
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Referer": f"http://testserver{form.page}"}
    answer = walker.ask("POST", form.action, headers, urlencode({**form.texts, "name": "Ada"}))
    assert answer.status_code == 303
    assert walker.look(answer["Location"]).find_all("ol")[0].text == "Ada"


@pytest.mark.django_db
@pytest.mark.usefixtures("_endpoint")
@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE"])
def test_only_post_is_allowed(walker: AsyncVisitor, method: str) -> None:
    walker.open()
    answer = walker.ask(method, "/components/counter/", walker.csrf)
    assert (answer.status_code, answer["Allow"]) == (405, "POST")


@pytest.mark.django_db
@pytest.mark.usefixtures("_endpoint")
def test_without_the_token_it_is_forbidden(walker: AsyncVisitor) -> None:
    shown = walker.open()
    walker.csrf = {}
    answer = walker.send(shown, event="increment")
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")


@pytest.mark.django_db
@pytest.mark.usefixtures("_endpoint")
def test_who_is_signed_in_is_known(walker: AsyncVisitor, make_user: Callable[..., Any]) -> None:
    walker.client.force_login(make_user("alice"))
    shown = walker.open("members")
    assert walker.send(shown, event="increment").status_code == 200
    del walker.client.cookies["sessionid"]
    assert walker.send(shown, event="increment").json()["code"] == "signed_out"


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("_endpoint")
def test_a_sync_handler_runs_in_a_thread_and_in_a_transaction(walker: AsyncVisitor) -> None:
    walker.send(walker.open("where"), event="sync")
    assert ran == [{"is_on_loop": False, "is_atomic": True}]


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("_async_endpoint")
def test_an_async_handler_runs_on_the_loop_without_a_transaction(walker: AsyncVisitor) -> None:
    answer = walker.send(walker.open("where_async"), event="async")
    assert answer.status_code == 200, answer.content
    assert ran == [{"is_on_loop": True, "is_atomic": False}]


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("_async_endpoint")
def test_a_sync_handler_beside_an_async_one_runs_off_the_loop(walker: AsyncVisitor) -> None:
    walker.send(walker.open("where_async"), event="sync")
    assert ran == [{"is_on_loop": False, "is_atomic": False}]


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("_endpoint")
def test_a_class_that_is_not_atomic_has_no_transaction(walker: AsyncVisitor) -> None:
    walker.send(walker.open("loose"), event="sync")
    assert ran == [{"is_on_loop": False, "is_atomic": False}]


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("_endpoint")
@pytest.mark.parametrize(("name", "left"), [("where", []), ("loose", ["tea"])])
def test_a_failing_handler_leaves_what_its_class_says(walker: AsyncVisitor, name: str, left: list[str]) -> None:
    answer = walker.send(walker.open(name), event="fail", payload={"text": "tea"})
    assert answer.status_code == 500
    assert SECRET not in answer.content.decode()
    assert [note.text for note in Note.objects.all()] == left


@pytest.mark.django_db
@pytest.mark.usefixtures("_endpoint")
@pytest.mark.parametrize(
    ("event", "code"), [("add_and_miss", "not_found"), ("add_and_deny", "forbidden"), ("aadd", None)]
)
def test_djangos_own_refusals_are_ours(walker: AsyncVisitor, event: str, code: str | None) -> None:
    answer = walker.send(walker.open("notes"), event=event, payload={"text": "tea"})
    assert answer.json().get("code") == code


@pytest.mark.django_db
@pytest.mark.usefixtures("_endpoint")
def test_state_kept_in_the_cache_is_kept_here_too(walker: AsyncVisitor) -> None:
    shown = walker.open("kept")
    state = walker.send(shown, event="increment").json()["state"]
    assert "count=2;" in walker.send(shown, event="increment", state=state).json()["html"]


@registry.register("whose")
class Whose(Component):
    template_name = "probe.html"
    name: str = ""

    def on_look(self) -> None:
        self.name = whose.get()


@registry.register("whose_async")
class WhoseAsync(Whose):
    async def on_alook(self) -> None:
        await asyncio.sleep(0)
        self.name = whose.get()


@pytest.mark.django_db
@pytest.mark.usefixtures("_endpoint")
@pytest.mark.parametrize(("name", "event"), [("whose", "look"), ("whose_async", "look"), ("whose_async", "alook")])
def test_d24_two_hundred_at_once_see_their_own_request(walker: AsyncVisitor, name: str, event: str) -> None:
    shown = walker.open(name)
    headers = {"Content-Type": "application/json", **walker.csrf}

    async def one(who: str) -> str:
        whose.set(who)
        body = json.dumps({"type": "component_event", "state": shown.state, "event": event})
        html: str = (await walker.aask("POST", shown.url, headers, body)).json()["html"]
        return html

    async def all_of_them() -> list[str]:
        return await asyncio.gather(*(one(f"visitor {i}") for i in range(200)))

    with override_settings(COMPONENT_FRAMEWORK={"RATE_PER_S": 0}):
        answers = async_to_sync(all_of_them)()
    assert all(f"name=visitor {i};" in html for i, html in enumerate(answers))


@pytest.mark.django_db
@pytest.mark.usefixtures("_endpoint")
@pytest.mark.parametrize(
    ("media_type", "body"),
    [
        ("application/json", b'{"type": "component_event", "payload": {"a": "' + b"x" * 3_000 + b'"}}'),
        ("application/x-www-form-urlencoded", b"live-state=x&name=" + b"x" * 3_000),
        (
            "multipart/form-data; boundary=B",
            b'--B\r\nContent-Disposition: form-data; name="name"\r\n\r\n' + b"x" * 3_000 + b"\r\n--B--\r\n",
        ),
    ],
    ids=["JSON", "urlencoded", "multipart"],
)
def test_i01_a_body_of_unknown_length_has_the_same_limit(walker: AsyncVisitor, media_type: str, body: bytes) -> None:
    shown = walker.open()
    with override_settings(COMPONENT_FRAMEWORK={"MAX_BODY_BYTES": 2_000}):
        headers = {"Content-Type": media_type, **walker.csrf}
        answer = walker.ask("POST", shown.url, headers, body[:1_000], body[1_000:])
    assert answer.status_code == 413


@pytest.mark.django_db
@pytest.mark.usefixtures("_endpoint")
def test_a_body_in_pieces_is_read_whole(walker: AsyncVisitor) -> None:
    shown = walker.open()
    body = json.dumps({"type": "component_event", "state": shown.state, "event": "increment"}).encode()
    headers = {"Content-Type": "application/json", **walker.csrf}
    answer = walker.ask("POST", shown.url, headers, body[:7], body[7:50], body[50:])
    assert answer.status_code == 200
    assert "count=1;" in answer.json()["html"]


@pytest.mark.django_db
@pytest.mark.usefixtures("_endpoint")
@pytest.mark.parametrize("length", ["x", "-1", "+5", "1e3", "9" * 30])
def test_a_lie_about_a_forms_length_is_never_an_error_of_ours(walker: AsyncVisitor, length: str) -> None:
    form = walker.form()
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Content-Length": length}
    assert walker.ask("POST", form.action, headers, urlencode(form.texts)).status_code == 413


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("_endpoint")
def test_with_atomic_requests_a_message_has_its_own_transaction_all_the_same(
    walker: AsyncVisitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Django's would commit after the reply was kept, and knows no async views."""
    monkeypatch.setitem(connection.settings_dict, "ATOMIC_REQUESTS", True)
    for name in ("where", "loose"):
        assert walker.send(walker.open(name), event="sync").status_code == 200
    assert [one["is_atomic"] for one in ran] == [True, False]
