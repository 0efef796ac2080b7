"""Section C, mounting, registry and params: what a browser may bring to life, and what it learns of the rest."""

import json
import sys
from typing import Any

import pytest

from attacks.components import effects
from attacks.target import ABSENT, Target, by_http, send
from attacks.verdicts import assert_refused, assert_tells_nothing

UNKNOWN = [
    *("unknown", "os.system", "django.contrib.auth.models.User", "Victim", "VICTIM", "victim ", "__class__", "a" * 300),
    *("victim.html", "victim;", "victim%00", "v\u0456ctim", "registry", "-1", "None", "{{7*7}}", "<script>"),
]
OF_THE_HOST = ["", "../x", "victim/x", "../../etc/passwd", "%2e%2e%2fx"]
MOUNT = {"component": ABSENT, "component_id": ABSENT, "state": ABSENT}


def test_c01_unknown_names_are_all_the_same_and_import_nothing(target: Target) -> None:
    shown = target.show("victim")
    send(target, shown, event="view")
    effects.clear()
    before = set(sys.modules)
    answers = [send(target, shown, to=name, **MOUNT) for name in UNKNOWN]
    assert {answer.body for answer in answers} == {answers[0].body}
    for answer in answers:
        assert_refused(answer, 404, "unknown_component")
    assert set(sys.modules) == before


@by_http
@pytest.mark.parametrize("name", OF_THE_HOST)
def test_c01_what_is_no_name_does_not_reach_us(target: Target, name: str) -> None:
    shown = target.show("victim")
    assert send(target, shown, to=name, component=ABSENT, event="view").status == 404
    assert effects == []


@by_http
@pytest.mark.parametrize("name", ["other", "os.system", "", "../victim"])
def test_c01_a_name_in_the_message_is_only_compared(target: Target, name: str) -> None:
    assert_refused(send(target, target.show("victim"), to="victim", component=name, event="view"), 400, "bad_request")


@pytest.mark.parametrize("name", ["victim", "members", "hidden", "kept"])
def test_c02_what_is_not_mountable_cannot_be_told_from_what_is_not_there(target: Target, name: str) -> None:
    shown = target.show("victim")
    answer = send(target, shown, to=name, **MOUNT)
    assert_refused(answer, 404, "unknown_component")
    assert answer.body == send(target, shown, to="unknown", **MOUNT).body


@pytest.mark.parametrize("state", [None, "", "null"])
def test_c02_an_empty_snapshot_is_no_way_round_it(target: Target, state: str | None) -> None:
    answer = send(target, target.show("victim"), component_id=ABSENT, state=state)
    assert answer.status in (400, 404)
    assert_tells_nothing(answer)


@pytest.mark.parametrize("id", ["x' onmouseover='alert(1)", "<b>", "", "c-1", "a" * 10_000, "../x", "c-\u202e", "\n"])
def test_c04_an_id_is_the_signed_one(target: Target, id: str) -> None:
    assert_refused(send(target, target.show("victim"), component_id=id, event="view"), 400, "bad_snapshot")


@pytest.mark.parametrize("id", ["mine", "x' onmouseover='alert(1)", ""])
def test_c04_who_mounts_does_not_choose_the_id(target: Target, id: str) -> None:
    target.show("victim")
    shown = target.show("open")
    effects.clear()
    assert_refused(send(target, shown, state=ABSENT, component_id=id), 400, "bad_request")


CHILDREN: list[dict[str, Any]] = [
    {"child": [{"tag": "script", "name": "victim"}]},
    {"child": [{"tag": "img onerror=alert(1)"}]},
    {"tag": "script"},
    {"template": "victim.html"},
    {"template_name": "../../etc/passwd"},
    {"renderer": "os.system"},
    {"class": "Victim"},
    {"slots": {"default": "<script>"}},
]


@pytest.mark.parametrize("members", CHILDREN, ids=lambda members: next(iter(members)))
def test_c05_the_wire_names_no_tag_template_or_class(target: Target, members: dict[str, Any]) -> None:
    shown = target.show("victim")
    assert_refused(send(target, shown, event="view", **members), 422, "invalid")
    assert_refused(send(target, shown, event="view", payload=members), 422, "invalid")
    assert_refused(send(target, shown, to="open", **MOUNT, payload=members), 422, "invalid")


PARAMS: list[dict[str, Any]] = [
    {"limit": "10"},
    {"limit": 10.5},
    {"limit": None},
    {"limit": 2**63},
    {"more": 1},
    {"component_id": "mine"},
    {"key": "mine"},
    {"_host": 1},
    {"self": 1},
    {"item": {"__type__": "os.system", "size": "x"}},
]


@pytest.mark.parametrize("params", PARAMS, ids=str)
def test_c05_who_mounts_is_held_to_the_contract(target: Target, params: dict[str, Any]) -> None:
    shown = target.show("victim")
    assert_refused(send(target, shown, to="open", **MOUNT, payload=params), 422, "invalid")


@pytest.mark.parametrize("members", [{"event": "add"}, {"fields": {"title": "x"}}, {"calls": [{}]}], ids=str)
def test_c05_who_mounts_does_nothing_else_with_it(target: Target, members: dict[str, Any]) -> None:
    shown = target.show("victim")
    assert_refused(send(target, shown, to="open", **MOUNT, **members), 400, "bad_request")


def test_c05_what_is_mountable_mounts(target: Target) -> None:
    shown = target.show("victim")
    answer = send(target, shown, to="open", **MOUNT, payload={"limit": 3, "total": 7})
    assert answer.status == 200
    assert "total&#x27;: 7" in answer.json["html"]
    assert effects == ["mount"]


@by_http  # over a socket there are no addresses to guess: names are C01
def test_c08_a_thousand_guesses_teach_nothing(target: Target) -> None:
    target.show("victim")
    body = json.dumps({"type": "component_event"}).encode()
    answers = {(answer.status, answer.body) for answer in (target.post(f"guess-{i}", body) for i in range(1_000))}
    answers |= {(answer.status, answer.body) for answer in (target.post(name, body) for name in ("victim", "members"))}
    assert len(answers) == 1
