"""The wire format."""

import json
from typing import Any

import pytest

from component_framework.core import BadRequestError, ComponentSettings, ForbiddenError, InvalidError
from component_framework.core.errors import ClientError, TooLargeError, TooManyCallsError
from component_framework.core.messages import error_message, parse_message

SETTINGS = ComponentSettings(max_body_bytes=5000, max_depth=8, max_nodes=400, max_calls=50)
EVENT = {"type": "component_event"}


def parse(raw: Any) -> Any:
    return parse_message(raw if isinstance(raw, bytes) else json.dumps(raw).encode(), SETTINGS)


def refused(raw: Any) -> ClientError:
    with pytest.raises(ClientError) as caught:
        parse(raw)
    return caught.value


def test_a_whole_message_is_read() -> None:
    given = {
        **EVENT,
        "component": "todos",
        "component_id": "c-1",
        "event": "add",
        "payload": {"amount": 2},
        "fields": {"title": "x", "tags": ["a"]},
        "query": "show=open",
        "state": "cf1.x",
        "key": "run:1",
    }
    assert parse(given).model_dump(exclude_unset=True) == given


def test_what_is_left_out_is_none_or_empty() -> None:
    message = parse(EVENT)
    assert (message.event, message.state, message.key, message.component, message.calls) == (None,) * 5
    assert (message.payload, message.fields) == ({}, {})


def test_one_act_is_what_the_message_itself_says() -> None:
    [act] = parse({**EVENT, "event": "add", "payload": {"a": 1}, "fields": {"b": "2"}, "query": "c=3"}).acts
    assert (act.event, act.payload, act.fields, act.query) == ("add", {"a": 1}, {"b": "2"}, "c=3")


def test_calls_are_acts_in_order() -> None:
    acts = parse({**EVENT, "calls": [{"event": "a"}, {"fields": {"x": "1"}}, {"query": ""}]}).acts
    assert [(act.event, act.fields, act.query) for act in acts] == [
        ("a", {}, None), (None, {"x": "1"}, None), (None, {}, "")
    ]  # fmt: skip


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"not json",
        b"\xff",
        b'{"type": "component_event", "event": "view", "event": "delete"}',
        b'{"type": "component_event", "payload": {"a": NaN}}',
        b'{"type": "component_event", "payload": {"a": Infinity}}',
        b'{"type": "component_event", "payload": {"a": -0}}',
        b'{"type": "component_event", "payload": {"a": -0.0}}',
        b'{"type": "component_event", "payload": {"a": 1e400}}',
        b'{"type": "component_event", "payload": {"a": ' + b"1" * 4301 + b"}}",
        b'{"type": "component_event", "payload": {"a": "\\u0000"}}',
        b'{"type": "component_event", "payload": {"a": "\\ud800"}}',
        [],
        "component_event",
        5,
        None,
        {},
        {"type": "subscribe"},
        {"type": None},
        {"type": "broadcast"},
        {**EVENT, "payload": []},
        {**EVENT, "payload": None},
        {**EVENT, "payload": "x"},
        {**EVENT, "fields": []},
        {**EVENT, "fields": None},
        {**EVENT, "state": 5},
        {**EVENT, "state": {"count": 5}},
        {**EVENT, "component": 5},
        {**EVENT, "component_id": ["c-1"]},
        {**EVENT, "key": 5},
        {**EVENT, "key": "x" * 101},
        {**EVENT, "calls": []},
        {**EVENT, "calls": {}},
        {**EVENT, "calls": ["add"]},
        {**EVENT, "calls": [None]},
        {**EVENT, "calls": [{"event": None}]},
        {**EVENT, "calls": [{}], "event": "add"},
        {**EVENT, "calls": [{}], "payload": {}},
        {**EVENT, "calls": [{}], "fields": {}},
        {**EVENT, "calls": [{}], "query": ""},
        {**EVENT, "calls": [{"query": None}]},
        {**EVENT, "query": None},
        {**EVENT, "query": ["show=open"]},
        {**EVENT, "query": {"show": "open"}},
        {**EVENT, "event": "add", "broadcast": True, "key": 5},
        {**EVENT, "payload": {"a": [[[[[[[1]]]]]]]}},
        {**EVENT, "payload": {"a": [0] * 400}},
        {**EVENT, "payload": {"a": [{}] * 400}},
        {**EVENT, "payload": {str(i): 0 for i in range(200)}},
    ],
    ids=lambda raw: repr(raw)[:60],
)
def test_what_is_no_message_is_a_bad_request(raw: Any) -> None:
    error = refused(raw)
    assert type(error) is BadRequestError
    assert (error.status, error.code) == (400, "bad_request")


@pytest.mark.parametrize("event", [5, None, ["add"], {"add": 1}, True, 1.5], ids=repr)
def test_an_event_that_is_no_text_is_a_bad_request(event: Any) -> None:
    assert type(refused({**EVENT, "event": event})) is BadRequestError


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({**EVENT, "locked": {"price": 1}}, "locked"),
        ({**EVENT, "params": {}}, "params"),
        ({**EVENT, "calls": [{}, {"event": "add", "user": 1}]}, "calls.1.user"),
    ],
)
def test_a_member_that_nobody_knows_is_invalid(given: Any, named: str) -> None:
    error = refused(given)
    assert isinstance(error, InvalidError)
    assert error.errors == {named: ["There is no such member"]}


@pytest.mark.parametrize("text", [5, None, True, {"a": "b"}, [1], [["a"]]], ids=repr)
@pytest.mark.parametrize("in_calls", [False, True])
def test_fields_hold_texts(text: Any, in_calls: bool) -> None:
    act = {"fields": {"title": text}}
    error = refused({**EVENT, "calls": [act]} if in_calls else {**EVENT, **act})
    assert isinstance(error, InvalidError)
    assert list(error.errors) == ["title"]


def test_a_body_over_the_limit_is_too_large_before_it_is_read() -> None:
    error = refused(b"[" * 5001)
    assert type(error) is TooLargeError
    assert type(refused(b"[" * 5000)) is BadRequestError


def test_more_calls_than_the_limit_are_too_many() -> None:
    assert len(parse({**EVENT, "calls": [{}] * 50}).acts) == 50
    error = refused({**EVENT, "calls": [{}] * 51})
    assert type(error) is TooManyCallsError
    assert (error.status, error.code) == (413, "too_many_calls")


def test_refusals_do_not_quote_values() -> None:
    assert "hunter2" not in str(refused({**EVENT, "state": ["hunter2"], "payload": "hunter2"}))


def test_an_error_answers_the_message_it_is_about() -> None:
    message = parse({**EVENT, "component_id": "c-1", "key": "run:1"})
    assert error_message(ForbiddenError("the log's"), message) == {
        "type": "error",
        "code": "forbidden",
        "error": "this is not allowed",
        "component_id": "c-1",
        "key": "run:1",
    }


def test_an_error_before_the_message_could_be_read_names_none() -> None:
    answer = error_message(BadRequestError("the log's"), None)
    assert (answer["component_id"], answer["key"]) == (None, None)
    assert "the log's" not in str(answer)


def test_only_invalid_input_has_reasons() -> None:
    assert error_message(InvalidError({"a": ["wrong"]}), None)["errors"] == {"a": ["wrong"]}
    assert "errors" not in error_message(ForbiddenError(), None)


@pytest.mark.parametrize(
    ("members", "only_looks"),
    [
        ({}, True),
        ({"calls": [{}, {}]}, True),
        ({"state": None}, False),
        ({"event": "increment"}, False),
        ({"fields": {"title": "a"}}, False),
        ({"query": ""}, False),
        ({"calls": [{}, {"event": "increment"}]}, False),
    ],
)
def test_a_message_that_only_looks_does_nothing_else(members: dict[str, Any], only_looks: bool) -> None:
    data = {**EVENT, "component": "counter", "state": "cf1.x", "key": "a:1", **members}
    assert parse(data).only_looks is only_looks
