"""What nesting has added to the wire: `mount`, `told` and `children`, forged, swapped, replayed, too large."""

import json
import re
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from attacks.components import effects, rights
from attacks.target import ABSENT, Answer, Shown, Target, by_http, honest, send
from attacks.verdicts import assert_refused, assert_tells_nothing
from component_framework.core import component_events, snapshot
from component_framework.testing.dom import Element, parse_html

DAY_S = 24 * 3600
NO_EVENT: dict[str, Any] = {"event": ABSENT, "payload": ABSENT}


def readable(html: str) -> str:
    """Without ids and sealed texts, in which any short word may stand by chance."""
    return re.sub(r"cf1\.[\w.-]+|[nc]-[\w-]{22}", "", html)


def roots_in(html: str) -> list[Element]:
    return [one for one in parse_html(html).walk() if "data-live" in one.attributes]


def put_off(target: Target, name: str, **params: Any) -> tuple[Shown, str]:
    """The component as a page has it that loads it later, and the text with which it asks for it."""
    target.show("victim")
    [root] = roots_in(target.page(name, {**params, "lazy": True}).body.decode())
    return Shown(name, root.attributes["id"], ""), root.attributes["data-live-mount"]


def ask(target: Target, shown: Shown, mount: object, **members: Any) -> Answer:
    return send(target, shown, **{"state": ABSENT, "mount": mount, **members})


def told_text(target: Target) -> str:
    """What a component of the page tells, as its update has it."""
    update = send(target, target.show("teller"), event="say").json
    text: str = update["effects"][0]["event"]
    return text


def flipped(text: str) -> str:
    at = len(text) // 2
    return text[:at] + ("B" if text[at] == "A" else "A") + text[at + 1 :]


def pass_time(monkeypatch: pytest.MonkeyPatch, seconds: int) -> None:
    real = snapshot.time.time
    later = SimpleNamespace(time=lambda: real() + seconds)
    monkeypatch.setattr(snapshot, "time", later)
    monkeypatch.setattr(component_events, "time", later)


def test_what_was_put_off_is_loaded(target: Target) -> None:
    """What the rows below are changed copies of."""
    shown, mount = put_off(target, "victim", total=7)
    answer = ask(target, shown, mount)
    assert (answer.status, "total&#x27;: 7" in answer.json["html"]) == (200, True)


FORGED: list[tuple[str, Callable[[str], Any], int, str]] = [
    ("a letter", flipped, 400, "bad_snapshot"),
    ("cut", lambda text: text[:-1], 400, "bad_snapshot"),
    ("empty", lambda text: "", 400, "bad_snapshot"),
    ("another key", lambda text: ".".join(["cf1", "00000000", *text.split(".")[2:]]), 410, "stale_snapshot"),
    ("none", lambda text: None, 404, "unknown_component"),
    ("an object", lambda text: {"params": {}}, 400, "bad_request"),
    ("twice", lambda text: text + text, 400, "bad_snapshot"),
]


@pytest.mark.parametrize(("what", "forge", "status", "code"), FORGED, ids=[row[0] for row in FORGED])
def test_c05_a_forged_mount_is_refused(
    target: Target, what: str, forge: Callable[[str], Any], status: int, code: str
) -> None:
    shown, mount = put_off(target, "victim")
    assert_refused(ask(target, shown, forge(mount)), status, code)
    there = target.show("victim")
    if what != "none":
        assert_refused(send(target, there, mount=forge(mount)), status, code)


def test_a17_a_mount_is_no_snapshot_and_a_snapshot_no_mount(target: Target) -> None:
    shown, mount = put_off(target, "victim", component_id="one")
    there = target.show("victim", component_id="one")
    assert_refused(send(target, there, state=mount, event="view"), 400, "bad_snapshot")
    assert_refused(ask(target, shown, there.state), 400, "bad_snapshot")
    assert_refused(send(target, there, mount=there.state), 400, "bad_snapshot")
    assert_refused(send(target, there, state=mount, mount=there.state), 400, "bad_snapshot")


def test_a17_what_was_told_is_no_snapshot_and_no_snapshot_is_told(target: Target) -> None:
    told = told_text(target)
    shown, mount = put_off(target, "hearer")
    there = target.show("hearer")
    for state in (told, mount):
        assert_refused(send(target, there, state=state, event="view"), 400, "bad_snapshot")
    assert_refused(ask(target, shown, told), 400, "bad_snapshot")
    for text in (there.state, mount):
        assert_refused(send(target, there, told=text), 400, "bad_snapshot")


def test_c05_a_mount_is_its_components_and_its_instances_only(target: Target) -> None:
    shown, mount = put_off(target, "victim")
    assert_refused(send(target, shown, to="other", component="other", state=ABSENT, mount=mount), 400, "bad_snapshot")
    assert_refused(ask(target, shown, mount, component_id="n-another"), 400, "bad_snapshot")
    there = target.show("victim")
    assert_refused(send(target, there, mount=mount), 400, "bad_snapshot")
    assert_refused(send(target, there, component_id=ABSENT, mount=mount), 400, "bad_snapshot")


def test_c05_a_mount_has_its_time(target: Target, monkeypatch: pytest.MonkeyPatch) -> None:
    shown, mount = put_off(target, "victim")
    pass_time(monkeypatch, DAY_S + 2)
    assert_refused(ask(target, shown, mount), 410, "stale_snapshot")


@pytest.mark.parametrize(("other", "status", "code"), [("bob", 410, "stale_snapshot"), ("", 401, "signed_out")])
def test_c05_a_mount_is_of_whom_it_was_made_for(target: Target, other: str, status: int, code: str) -> None:
    target.sign_in("alice")
    shown, mount = put_off(target, "victim")
    if other:
        target.sign_in(other)
    else:
        target.sign_out()
    target.show("victim")
    assert_refused(ask(target, shown, mount), status, code)


BESIDE: list[dict[str, Any]] = [
    {"event": "add"},
    {"payload": {"total": 9}},
    {"fields": {"title": "x"}},
    {"calls": [{"event": "add"}]},
    {"told": "x"},
]


@pytest.mark.parametrize("members", BESIDE, ids=lambda members: next(iter(members)))
def test_c05_a_mount_stands_alone(target: Target, members: dict[str, Any]) -> None:
    shown, mount = put_off(target, "victim")
    assert_refused(ask(target, shown, mount, **members), 400, "bad_request")


def test_c05_permissions_are_asked_when_what_was_put_off_is_loaded(target: Target) -> None:
    shown, mount = put_off(target, "members")
    assert_refused(ask(target, shown, mount), 401, "signed_out")


def test_d06_an_order_of_somebody_elses_is_not_there_when_it_is_loaded(target: Target) -> None:
    shown, mount = put_off(target, "order_row", number=2)
    assert_refused(ask(target, shown, mount), 404, "not_found")


def test_what_is_told_is_heard(target: Target) -> None:
    """What the rows below are changed copies of."""
    told = told_text(target)
    assert send(target, target.show("hearer"), told=told).status == 200
    assert effects == ["heard said"]


@pytest.mark.parametrize(
    ("forge", "status", "code"),
    [
        (flipped, 400, "bad_snapshot"),
        (lambda text: "", 400, "bad_snapshot"),
        (lambda text: None, 400, "bad_request"),
        (lambda text: {"title": "x"}, 400, "bad_request"),
        (lambda text: '["told",{"title":"x"},"",0]', 400, "bad_snapshot"),
    ],
    ids=["a letter", "empty", "none", "an object", "in clear"],
)
def test_a17_what_nobody_has_told_is_not_heard(
    target: Target, forge: Callable[[str], Any], status: int, code: str
) -> None:
    told = told_text(target)
    assert_refused(send(target, target.show("hearer"), told=forge(told)), status, code)


def test_a17_what_was_told_to_somebody_else_is_not_heard(target: Target) -> None:
    target.sign_in("alice")
    told = told_text(target)
    target.sign_in("bob")
    assert_refused(send(target, target.show("hearer"), told=told), 410, "stale_snapshot")


def test_a17_what_was_told_has_its_time(target: Target, monkeypatch: pytest.MonkeyPatch) -> None:
    told = told_text(target)
    pass_time(monkeypatch, DAY_S + 2)
    assert_refused(send(target, target.show("hearer"), told=told), 410, "stale_snapshot")


def test_c05_what_a_component_does_not_listen_to_is_no_event(target: Target) -> None:
    assert_refused(send(target, target.show("victim"), told=told_text(target)), 404, "unknown_event")


def test_c05_who_listens_may_be_asked_for_a_permission(target: Target) -> None:
    rights.discard("hear")
    assert_refused(send(target, target.show("hearer_guarded"), told=told_text(target)), 403, "forbidden")


@pytest.mark.parametrize("name", ["hear", "told", "Told", "tell_page"])
def test_c05_who_listens_has_no_event_of_that_name(target: Target, name: str) -> None:
    assert_refused(send(target, target.show("hearer"), event=name, payload={}), 404, "unknown_event")


@pytest.mark.parametrize("members", [BESIDE[0], {"payload": {"title": "x"}}, BESIDE[2], BESIDE[3]], ids=str)
def test_c05_what_is_told_stands_alone(target: Target, members: dict[str, Any]) -> None:
    answer = send(target, target.show("hearer"), told=told_text(target), **members)
    assert_refused(answer, 400, "bad_request")


def test_c05_of_several_told_events_all_are_heard_or_none(target: Target) -> None:
    told = told_text(target)
    shown = target.show("hearer")
    assert_refused(send(target, shown, calls=[{"told": told}, {"told": flipped(told)}]), 400, "bad_snapshot")
    assert_refused(send(target, shown, calls=[{"told": told}, {"told": told, "event": "add"}]), 400, "bad_request")


WRONG: list[Any] = [
    [],
    ["n-a"],
    "n-a",
    5,
    True,
    None,
    {"n-a": 5},
    {"n-a": None},
    {"n-a": {"b": "c"}},
    {"n-a": "x" * 4001},
]


@pytest.mark.parametrize("children", WRONG, ids=str)
def test_c05_children_are_texts_by_id(target: Target, children: Any) -> None:
    assert_refused(send(target, target.show("victim"), event="view", children=children), 400, "bad_request")


@by_http  # more than a frame may hold
def test_c05_there_is_a_most_of_children(target: Target) -> None:
    shown = target.show("victim")
    children = {f"n-{number}": "" for number in range(100_000)}
    answer = send(target, shown, event="view", children=children)
    assert answer.verdict in ((400, "bad_request"), (413, "too_large"))
    assert_tells_nothing(answer)
    assert effects == []


def holder(target: Target, **params: Any) -> tuple[Shown, dict[str, str]]:
    """A component with another in it, and what its page says of that one."""
    target.show("victim")
    first, *others = roots_in(target.page("holder", params).body.decode())
    children = {one.attributes["id"]: one.attributes["data-live-nest"] for one in others}
    effects.clear()
    return Shown("holder", first.attributes["id"], first.attributes["data-live-state"]), children


def test_d06_a_child_out_of_its_parents_scope_leaves_its_place_empty(target: Target) -> None:
    html = readable(target.page("holder", {}).body.decode())
    assert "order 1 of alice" in html
    assert "bob" not in html
    assert "hunter2" not in html


@pytest.mark.parametrize(
    "tag", ["", "x", "x default", "x" * 100, '"><script>', "<b> default", " ", "\u202e", "x <b> '\""]
)
def test_d06_a_tag_of_the_visitors_own_shows_nothing(target: Target, tag: str) -> None:
    shown, children = holder(target)
    [known] = children
    answer = send(target, shown, children={known: tag, "n-x": tag, "victim": tag, shown.id: tag})
    assert answer.status == 200, answer.body
    html = readable(answer.json["html"])
    assert not [word for word in ("bob", "hunter2", "<script>", "<b>d", "<b> ") if word in html]


@pytest.mark.parametrize("end", ["", "ü" * 12, "\u202e", "0" * 12, "0" * 13])
def test_d06_a_tag_that_begins_as_a_true_one_is_another(target: Target, end: str) -> None:
    shown, children = holder(target)
    [(known, tag)] = children.items()
    answer = send(target, shown, children={known: tag[:8] + end})
    assert answer.status == 200, answer.body


def test_a17_a_snapshot_as_the_tag_of_a_child_is_another_tag(target: Target) -> None:
    shown, children = holder(target)
    [known] = children
    answer = send(target, shown, children={known: shown.state})
    assert answer.status == 200, answer.body
    assert 'data-live-kept="" data-live-mount=""' in readable(answer.json["html"])  # it is to show its params again


@pytest.mark.parametrize("slots", ["<b>", "a b c 1", "-->", "default default", "1", "ü", "__class__", "x" * 80])
def test_d06_slots_that_nobody_named_hold_nothing(target: Target, slots: str) -> None:
    shown, children = holder(target)
    [(known, tag)] = children.items()
    answer = send(target, shown, children={known: f"{tag.split()[0]} {slots}"})
    assert answer.status == 200, answer.body
    assert answer.json["html"].count("<b>slot</b>") == 1
    assert effects == []


def test_d06_to_know_the_id_of_a_child_that_is_hidden_shows_nothing_of_it(target: Target) -> None:
    shown, children = holder(target, numbers=[1])
    there, _ = holder(target, component_id=shown.id, numbers=[2])
    [root] = roots_in(target.page("holder", {"component_id": shown.id, "numbers": [2]}).body.decode())
    assert root.attributes["id"] == shown.id
    answer = send(target, there, children={**children, "n-hidden": next(iter(children.values()))})
    assert (answer.status, roots_in(answer.json["html"])[1:], effects) == (200, [], [])


def test_d06_a_childs_snapshot_does_not_follow_another_childs_params(target: Target) -> None:
    target.show("victim")
    _, one = roots_in(target.page("holder", {"component_id": "h"}).body.decode())
    _, mount = put_off(target, "order_row", number=2, component_id=one.attributes["id"])
    effects.clear()
    child = Shown("order_row", one.attributes["id"], one.attributes["data-live-state"])
    answer = target.post("order_row", json.dumps(honest(child, mount=mount)).encode())
    assert_refused(answer, 404, "not_found")
