"""Section B, events and arguments: what may be called, with what, and how much of it."""

import json
from typing import Any, NamedTuple

import pytest

from attacks.components import SECRET, effects
from attacks.target import ABSENT, Target, by_http, honest, send
from attacks.verdicts import assert_refused

HOOKS = (
    "mount hydrate dehydrate render dispatch adispatch get_context save_instance handle_event before_render redirect"
)
UNREACHABLE = [
    *("disconnect_all", "on_add", "on_view", "_inner", "__init__", "__class__", "_handle", "emit", "push_url"),
    *("errors", "state", "params", "total", "id", "user", "Add", "ADD", "add ", " add", "add\n", "add()", "", "."),
    *("ädd", "\uff41dd", "add\u200b", "os.system", "__proto__", "constructor", "a" * 10_000),
]
VIEW = {"event": "view"}
ADD = {"event": "add", "payload": {"qty": 1}}


class Attack(NamedTuple):
    """What is laid over the honest message, and the verdict."""

    row: str
    what: str
    members: dict[str, Any]
    status: int
    code: str


def unknown(row: str, event: Any) -> Attack:
    return Attack(row, f"event {event!r:.30}", {"event": event}, 404, "unknown_event")


def bad(row: str, what: str, **members: Any) -> Attack:
    return Attack(row, what, members, 400, "bad_request")


def invalid(row: str, what: str, **members: Any) -> Attack:
    return Attack(row, what, members, 422, "invalid")


def payload(row: str, event: str, **arguments: Any) -> Attack:
    return invalid(row, f"{event} {arguments!r:.50}", event=event, payload=arguments)


def field(row: str, name: str, text: Any) -> Attack:
    return invalid(row, f"field {name} = {text!r:.30}", fields={name: text})


ATTACKS = [
    *(unknown("B01", hook) for hook in HOOKS.split()),
    *(unknown("B03", name) for name in UNREACHABLE),
    *(
        bad("B04", f"event {event!r}", event=event)
        for event in (1, 1.5, True, None, [], ["view"], {}, {"event": "view"})
    ),
    bad("B04", "a payload that is a list", event="view", payload=[]),
    bad("B04", "a payload that is null", event="view", payload=None),
    bad("B04", "fields that are a text", fields="title=x"),
    bad("B04", "a key that is a number", **VIEW, key=5),
    bad("B04", "a key of 101 letters", **VIEW, key="k" * 101),
    bad("B04", "a component that is a list", **VIEW, component=["victim"]),
    bad("B04", "an id that is a number", **VIEW, component_id=1),
    bad("B04", "no type", **VIEW, type=ABSENT),
    bad("B04", "another type", **VIEW, type="broadcast"),
    bad("B04", "a type in a list", **VIEW, type=["component_event"]),
    payload("B06", "view", more=1),
    payload("B06", "add", qty=1, more=None),
    payload("B06", "add", qty=1, self="x"),
    payload("B06", "add", qty=1, __class__="x"),
    payload("B06", "add"),
    invalid("B06", "arguments without an event", event=ABSENT, payload={"qty": 1}),
    *(
        payload("B07", "add", qty=qty)
        for qty in ("5", True, 5.0, 5.5, "5;drop", [5], None, {}, "", 2**63, -(2**64), "\uff10")
    ),
    *(payload("B07", "scale", factor=factor) for factor in ("1e400", "NaN", "Infinity", True, None, [1.0])),
    *(payload("B07", "sum", numbers=numbers) for numbers in (5, "5", [5, "5"], [5, None], {"0": 5}, [[5]])),
    *(
        invalid("B07", f"qty = {text!r} from a control", event="add", fields={"qty": text})
        for text in ("5.5", "5;drop", "")
    ),
    invalid("B07", "qty beyond every column, from a control", event="add", fields={"qty": str(2**63)}),
    *(payload("B09", "pay", status=status) for status in ("admin", "", "PAID", "paid ", ["paid"], None, 1)),
    payload("B12", "replace", item={"__type__": "os.system", "name": "x"}),
    payload("B12", "replace", item=["x", {"s": "cls", "class": "Foo"}]),
    payload("B12", "replace", item={"name": {"py/object": "os.system"}}),
    payload("B12", "replace", item="Item"),
    *(
        field("B13", name, "1")
        for name in ("is_admin", "price", "total", "item", "missing", "_title", "__class__", "params")
    ),
    *(field("B13", name, "1") for name in ("errors", "state", "id", "title.x", "title[]", "Title")),
    *(field("B13", "title", value) for value in (1, None, True, {}, {"a": "b"}, [1], [["x"]])),
    Attack("B15", "51 calls", {"calls": [VIEW] * 51}, 413, "too_many_calls"),
    Attack("B15", "5,000 calls", {"calls": [{}] * 5_000}, 413, "too_many_calls"),
    bad("B15", "no calls", calls=[]),
    bad("B15", "calls that are an object", calls={"0": VIEW}),
    bad("B15", "calls that are no objects", calls=["view"]),
    bad("B15", "calls beside an event", calls=[VIEW], event="view"),
    bad("B15", "calls beside fields", calls=[VIEW], fields={}),
    bad("B15", "a call whose event is null", calls=[{"event": None}]),
    invalid("B15", "calls in calls", calls=[{"calls": [VIEW]}]),
    invalid("B15", "a call with a snapshot", calls=[{**VIEW, "state": "x"}]),
    bad("B", "a text with NUL", event="note", payload={"text": "a\0b"}),
    bad("B", "half a surrogate pair", event="note", payload={"text": "\ud800"}),
    bad("B", "NUL in a name", event="note", payload={"text\0": "x"}),
]


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: f"{attack.row}-{attack.what}")
def test_the_attack_is_refused(target: Target, attack: Attack) -> None:
    answer = send(target, target.show("victim"), **attack.members)
    assert_refused(answer, attack.status, attack.code)


@pytest.mark.parametrize(
    ("event", "arguments"),
    [("add", {"qty": 5}), ("add", {"qty": 2**63 - 1}), ("scale", {"factor": 5}), ("pay", {"status": "paid"})],
)
def test_b07_what_fits_is_done(target: Target, event: str, arguments: dict[str, Any]) -> None:
    assert send(target, target.show("victim"), event=event, payload=arguments).status == 200
    assert effects == [event]


@pytest.mark.parametrize("debug", [False])
def test_b10_an_error_inside_a_handler_is_not_blamed_on_the_client(target: Target, debug: bool) -> None:
    answer = send(target, target.show("victim"), event="trip")
    assert answer.status == 500
    assert SECRET.encode() not in answer.body
    assert b"unexpected keyword" not in answer.body


FAILURES: dict[str, tuple[int, dict[str, Any]]] = {
    "invalid": (422, {"event": "add", "payload": {"qty": "1"}}),
    "unknown": (404, {"event": "nothing"}),
    "raises": (500, {"event": "trip"}),
    "not writable": (422, {"fields": {"price": "0"}}),
}


@pytest.mark.parametrize("failure", FAILURES)
def test_b16_when_call_3_of_5_fails_nothing_has_happened(target: Target, failure: str) -> None:
    status, third = FAILURES[failure]
    shown = target.show("victim")
    answer = send(target, shown, calls=[ADD, ADD, third, ADD, ADD])
    assert answer.status == status
    assert "state" not in (answer.json if status != 500 else {})
    assert effects == (
        [] if failure == "unknown" else ["add", "add"]
    )  # the adapter's transaction undoes what they wrote
    assert "&#x27;total&#x27;: 1," in send(target, shown, **ADD).json["html"]


RAW = {
    "B18 event twice": '{@, "event": "view", "event": "delete"}',
    "B18 state twice": '{@, "event": "view", "state": "x"}',
    "B18 twice in the payload": '{@, "event": "add", "payload": {"qty": 1, "qty": 2}}',
    "B18 twice by an escape": r'{@, "event": "view", "\u0065vent": "delete"}',
    "B19 NaN": '{@, "event": "scale", "payload": {"factor": NaN}}',
    "B19 Infinity": '{@, "event": "scale", "payload": {"factor": Infinity}}',
    "B19 -Infinity": '{@, "event": "scale", "payload": {"factor": -Infinity}}',
    "B19 1e400": '{@, "event": "scale", "payload": {"factor": 1e400}}',
    "B19 -0": '{@, "event": "add", "payload": {"qty": -0}}',
    "B19 -0.0": '{@, "event": "scale", "payload": {"factor": -0.0}}',
    "B19 4301 digits": '{@, "event": "add", "payload": {"qty": ' + "9" * 4301 + "}}",
    "B comment": '{@, /* */ "event": "view"}',
    "B comma at the end": '{@, "event": "view",}',
    "B single quotes": "{@, 'event': 'view'}",
    "B something behind it": '{@, "event": "view"} {}',
    "B line of JSON behind it": '{@, "event": "view"}\n{@, "event": "view"}',
    "B cut": '{@, "event": "view"',
    "B in a list": '[{@, "event": "view"}]',
    "B control character": '{@, "event": "note", "payload": {"text": "a\tb"}}',
    "B byte order mark": '\ufeff{@, "event": "view"}',
    "B 33 deep": '{@, "event": "replace", "payload": {"item": ' + "[" * 33 + "]" * 33 + "}}",
    "B 25,000 deep": '{@, "event": "replace", "payload": {"item": ' + "[" * 25_000 + "]" * 25_000 + "}}",
    "B 10,001 values": '{@, "event": "sum", "payload": {"numbers": [' + "1," * 10_001 + "1]}}",
    "B XML": "<event>view</event>",
    "B a form": "event=view",
}


@pytest.mark.parametrize("raw", RAW)
def test_what_is_not_plain_json_is_refused(target: Target, raw: str) -> None:
    shown = target.show("victim")
    head = json.dumps(honest(shown))[1:-1]
    assert_refused(target.post("victim", RAW[raw].replace("@", head).encode()), 400, "bad_request")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "latin-1", "cp037"])
def test_json_is_utf_8(target: Target, encoding: str) -> None:
    body = json.dumps(honest(target.show("victim"), event="note", payload={"text": "é"}), ensure_ascii=False)
    assert_refused(target.post("victim", body.encode(encoding)), 400, "bad_request")


def test_many_wrong_items_are_named_by_few_errors(target: Target) -> None:
    answer = send(target, target.show("victim"), event="sum", payload={"numbers": ["x"] * 9_000})
    assert_refused(answer, 422, "invalid")
    assert len(answer.json["errors"]) <= 50
    assert len(answer.body) < 16 * 1024


def test_many_unknown_names_are_named_by_few_errors(target: Target) -> None:
    answer = send(target, target.show("victim"), **VIEW, payload={f"name{i}": 0 for i in range(4_000)})
    assert_refused(answer, 422, "invalid")
    assert len(answer.body) < 16 * 1024


@by_http
def test_long_unknown_names_do_not_come_back_whole(target: Target) -> None:
    answer = send(target, target.show("victim"), **VIEW, payload={f"{i}" * 10_000: 0 for i in range(50)})
    assert_refused(answer, 422, "invalid")
    assert len(answer.body) < 16 * 1024
