"""What the view answers: statuses, codes, headers and bodies, and what is left in the database."""

import json
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client, override_settings
from testsite.components import SECRET, committed
from testsite.models import Note
from testsite.visitor import Visitor

pytestmark = pytest.mark.django_db
ADD = {"event": "add", "payload": {"text": "tea"}}


@pytest.fixture(params=[False, True], ids=["as configured", "ATOMIC_REQUESTS"])
def _atomic_requests(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(connection.settings_dict, "ATOMIC_REQUESTS", request.param)


@pytest.fixture(autouse=True)
def _nothing_committed() -> None:
    committed.clear()


def assert_refused(response: HttpResponse, status: int, code: str) -> dict[str, Any]:
    """The answer is our JSON error, safe to show; its body."""
    body: dict[str, Any] = json.loads(response.content)
    assert (response.status_code, body["type"], body["code"]) == (status, "error", code)
    assert response["Content-Type"] == "application/json"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "no-store"
    return body


def test_an_event_is_answered_with_the_update(visitor: Visitor) -> None:
    shown = visitor.open("counter")
    response = visitor.send(shown, event="increment", payload={"amount": 2}, key="run:7")
    body = response.json()
    assert response.status_code == 200
    assert response["Content-Type"] == "application/json"
    assert (response["X-Content-Type-Options"], response["Cache-Control"]) == ("nosniff", "no-store")
    assert sorted(body) == ["component_id", "effects", "html", "key", "state", "type"]
    assert (body["type"], body["component_id"], body["key"]) == ("component_update", shown.id, "run:7")
    assert body["html"].startswith(f'<section id="{shown.id}" data-live="counter" data-live-url="/components/counter/"')
    assert "<b>count=2;</b>" in body["html"]
    assert body["state"] != shown.state


def test_the_next_message_continues_from_the_answer(visitor: Visitor) -> None:
    shown = visitor.open("counter")
    state = visitor.send(shown, event="increment").json()["state"]
    assert "count=2;" in visitor.send(shown, event="increment", state=state).json()["html"]


def test_fields_without_an_event_are_set(visitor: Visitor) -> None:
    assert "title=Tea;" in visitor.send(visitor.open(), fields={"title": "Tea"}).json()["html"]


def test_an_async_handler_runs_under_the_sync_view(visitor: Visitor) -> None:
    response = visitor.send(visitor.open(), event="increment_later", payload={"amount": 3})
    assert "count=3;" in response.json()["html"]


@pytest.mark.parametrize("method", ["get", "head", "put", "patch", "delete", "options", "trace"])
def test_only_post_is_allowed(method: str) -> None:
    response = getattr(Client(), method)("/components/counter/")
    assert (response.status_code, response["Allow"]) == (405, "POST")
    if method != "head":
        assert_refused(response, 405, "method")


@pytest.mark.parametrize(
    "media_type", ["text/plain", "text/json", "application/jsonp", "application/json; charset=latin-1", "json"]
)
def test_another_media_type_is_refused(visitor: Visitor, media_type: str) -> None:
    shown = visitor.open()
    assert_refused(visitor.post(shown.url, "{}", media_type=media_type), 415, "media_type")


def test_a_packed_body_is_refused(visitor: Visitor) -> None:
    shown = visitor.open()
    assert_refused(visitor.post(shown.url, b"\x1f\x8b", headers={"Content-Encoding": "gzip"}), 415, "media_type")


@override_settings(COMPONENT_FRAMEWORK={"MAX_BODY_BYTES": 1000})
@pytest.mark.parametrize("announced", [{}, {"Content-Length": "1000000"}], ids=["as it is", "announced"])
def test_a_body_over_the_limit_is_refused(visitor: Visitor, announced: dict[str, str]) -> None:
    shown = visitor.open()
    assert_refused(visitor.post(shown.url, b" " * 1001, headers=announced), 413, "too_large")


@pytest.mark.parametrize("body", [b" ", b"[]", b"null", b"{", b"\xff", b'{"type": "subscribe"}', b"a=b"])
def test_what_is_no_message_is_a_bad_request(visitor: Visitor, body: bytes) -> None:
    assert_refused(visitor.post(visitor.open().url, body), 400, "bad_request")


def test_a_refusal_names_the_message_that_it_answers(visitor: Visitor) -> None:
    shown = visitor.open()
    body = assert_refused(visitor.send(shown, event="nothing", key="run:9"), 404, "unknown_event")
    assert body == {
        "type": "error",
        "code": "unknown_event",
        "error": "there is no such event",
        "component_id": shown.id,
        "key": "run:9",
    }


def test_arguments_that_do_not_fit_are_named(visitor: Visitor) -> None:
    response = visitor.send(visitor.open(), event="increment", payload={"amount": "2", "more": 1})
    body = assert_refused(response, 422, "invalid")
    assert sorted(body["errors"]) == ["amount", "more"]


def test_an_unknown_component_is_not_found(visitor: Visitor) -> None:
    body = {"type": "component_event", "state": visitor.open().state, "event": "increment"}
    assert_refused(visitor.post("/components/os.system/", json.dumps(body)), 404, "unknown_component")


def test_a_message_belongs_to_the_component_of_its_address(visitor: Visitor) -> None:
    assert_refused(visitor.send(visitor.open(), component="notes", event="increment"), 400, "bad_request")


@override_settings(COMPONENT_FRAMEWORK={"RATE_BURST": 2, "RATE_PER_S": 0.01})
def test_who_sends_too_often_is_told_when_to_come_back(visitor: Visitor) -> None:
    shown = visitor.open()
    answers = [visitor.send(shown, event="increment") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert_refused(answers[2], 429, "too_many")
    assert 0 < int(answers[2]["Retry-After"]) <= 100


@pytest.mark.parametrize(
    ("event", "status", "code"), [("add_and_miss", 404, "not_found"), ("add_and_deny", 403, "forbidden")]
)
def test_djangos_own_refusals_in_a_handler_are_ours(visitor: Visitor, event: str, status: int, code: str) -> None:
    response = visitor.send(visitor.open("notes"), event=event, payload={"text": "tea"})
    assert_refused(response, status, code)
    assert SECRET not in response.content.decode()
    assert not Note.objects.exists()


@pytest.mark.parametrize("event", ["add_and_fail", "aadd_and_fail"])
def test_an_exception_in_a_handler_is_the_hosts_own_500(visitor: Visitor, event: str) -> None:
    response = visitor.send(visitor.open("notes"), event=event, payload={"text": "tea"})
    assert response.status_code == 500
    assert response["Content-Type"].startswith("text/html")
    assert SECRET not in response.content.decode()


def test_an_exception_in_a_handler_is_shown_by_the_debug_page(visitor: Visitor) -> None:
    with override_settings(DEBUG=True):
        response = visitor.send(visitor.open("notes"), event="add_and_fail", payload={"text": "tea"})
    assert response.status_code == 500
    assert SECRET in response.content.decode()


def test_an_exception_in_a_handler_passes_untouched(visitor: Visitor) -> None:
    visitor.client.raise_request_exception = True
    with pytest.raises(TypeError, match=r"^on_confuse\(\) got an unexpected"):
        visitor.send(visitor.open("notes"), event="confuse")


@pytest.mark.usefixtures("_atomic_requests")
@pytest.mark.parametrize("event", ["add_and_fail", "aadd_and_fail", "add_and_miss", "add_and_deny"])
def test_a_handler_that_fails_after_a_write_leaves_the_database_as_it_was(visitor: Visitor, event: str) -> None:
    Note.objects.create(text="before")
    visitor.send(visitor.open("notes"), event=event, payload={"text": "tea"})
    assert [note.text for note in Note.objects.all()] == ["before"]


@pytest.mark.usefixtures("_atomic_requests")
@pytest.mark.parametrize(
    ("third", "status"),
    [
        ({"event": "add_and_fail", "payload": {"text": "tea"}}, 500),
        ({"event": "add_and_miss", "payload": {"text": "tea"}}, 404),
        ({"event": "add", "payload": {"text": 5}}, 422),
        ({"event": "nothing"}, 404),
    ],
    ids=["raises", "misses", "invalid", "unknown"],
)
def test_calls_are_done_all_or_nothing(visitor: Visitor, third: dict[str, Any], status: int) -> None:
    shown = visitor.open("notes")
    assert visitor.send(shown, calls=[ADD, ADD, third, ADD, ADD]).status_code == status
    assert not Note.objects.exists()
    assert "saved=1;" in visitor.send(shown, **ADD).json()["html"]


@pytest.mark.django_db(transaction=True)
def test_what_waits_for_the_commit_waits_for_all_calls(visitor: Visitor) -> None:
    shown = visitor.open("notes")
    visitor.send(shown, calls=[ADD, {"event": "add_and_fail", "payload": {"text": "milk"}}])
    assert committed == []
    visitor.send(shown, calls=[ADD, ADD])
    assert committed == ["tea", "tea"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("event", ["add", "aadd"])
def test_what_a_handler_wrote_is_there_afterwards(visitor: Visitor, event: str) -> None:
    assert visitor.send(visitor.open("notes"), event=event, payload={"text": "tea"}).status_code == 200
    assert [note.text for note in Note.objects.all()] == ["tea"]


def test_djangos_test_client_needs_no_token_unless_it_is_told_to() -> None:
    visitor = Visitor()
    shown = visitor.open()
    visitor.csrf, visitor.client.handler.enforce_csrf_checks = {}, False
    assert visitor.send(shown, event="increment").status_code == 200
