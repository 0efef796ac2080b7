"""Section J, as far as HTTP goes: what a message can do to the logs. conftest.py looks at them after every attack."""

from typing import Any

import pytest

from attacks.components import SECRET
from attacks.target import Target, by_http, send

FAKE = "x\r\nINFO fake line\x1b[31m"
PLACES: dict[str, dict[str, Any]] = {
    "event": {"event": FAKE},
    "component": {"component": FAKE},
    "id": {"component_id": FAKE},
    "snapshot": {"state": FAKE},
    "type": {"type": FAKE},
    "a name in the payload": {"event": "view", "payload": {FAKE: 1}},
    "a name in the fields": {"fields": {FAKE: "1"}},
    "a member": {FAKE: 1},
}


def ours(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.name.startswith("component_framework")]


@pytest.mark.parametrize("place", PLACES)
def test_j03_a_refusal_is_one_line(target: Target, caplog: pytest.LogCaptureFixture, place: str) -> None:
    shown = target.show("victim")
    caplog.clear()
    assert 400 <= send(target, shown, **PLACES[place]).status < 500
    assert len(ours(caplog)) == 1


@by_http
@pytest.mark.parametrize("name", ["x%0d%0aINFO fake", "x%1b[31m", "a" * 5_000])
def test_j03_so_is_a_refusal_at_an_odd_address(target: Target, caplog: pytest.LogCaptureFixture, name: str) -> None:
    shown = target.show("victim")
    caplog.clear()
    assert send(target, shown, to=name, event="view").status == 404
    assert len(ours(caplog)) <= 1


def test_j04_what_was_typed_is_not_logged(target: Target, caplog: pytest.LogCaptureFixture) -> None:
    shown = target.show("victim")
    send(target, shown, event="note", payload={"text": SECRET})
    send(target, shown, event="add", payload={"qty": SECRET})
    send(target, shown, fields={"price": SECRET})
    assert SECRET not in "".join(record.getMessage() for record in caplog.records)


@pytest.mark.django_db
def test_j01_django_logs_an_exception_once(django_target: Target, caplog: pytest.LogCaptureFixture) -> None:
    send(django_target, django_target.show("victim"), event="trip")
    assert [record.name for record in caplog.records if record.exc_info] == ["django.request"]


@by_http
def test_j01_an_exception_is_the_hosts_to_log(target: Target, caplog: pytest.LogCaptureFixture) -> None:
    answer = send(target, target.show("victim"), event="trip")
    assert answer.status == 500
    ours = [record for record in caplog.records if record.name.startswith("component_framework") and record.exc_info]
    assert ours == []  # Django logs it, and under FastAPI the server does
    assert SECRET.encode() not in answer.body
