"""Frames that nobody thought of: errors or documented close codes, and the component goes on."""

import json
import logging
from contextlib import ExitStack
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sockets import ClosedError, Socket

from attacks.target import ABSENT, Shown, SocketTarget, honest

CODES = {4008, 4009, 4401, 4408}
KINDS = {"component_update", "error", "subscribed", "unsubscribed", "stale", "pong"}
MEMBERS = ["component", "component_id", "event", "payload", "fields", "state", "key", "calls", "query", "frames", "x"]
EVENTS = ["add", "scale", "pay", "note", "replace", "sum", "view", "delete", "dispatch"]

texts = st.text(st.characters(exclude_categories=()))  # halves of surrogate pairs, too
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | texts | st.sampled_from(EVENTS),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(MEMBERS) | texts, inner, max_size=4),
    max_leaves=8,
)
changes = st.dictionaries(st.sampled_from(MEMBERS), anything | st.just(ABSENT), max_size=3)
kinds = st.sampled_from(["component_event", "subscribe", "unsubscribe", "ack", "ping", "broadcast", ""])
frames = st.one_of(
    texts,
    st.binary(),
    anything,
    st.tuples(kinds, changes),
)


def raw_frame(shown: Shown, frame: Any) -> str | bytes:
    """A text or bytes as it is; a kind with changes as the frame that the client would send, changed."""
    if isinstance(frame, str | bytes):
        return frame
    if isinstance(frame, tuple):
        kind, changed = frame
        frame = honest(shown, **{"type": kind, "event": "view", **changed})
        if kind != "component_event":
            own = {"type", *changed, *({"component_id", "state"} if kind == "subscribe" else ())}
            frame = {name: value for name, value in frame.items() if name in own}
    return json.dumps(frame)


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sent=st.lists(frames, min_size=1, max_size=12))
def test_any_frames(sent: list[Any], socket_target: SocketTarget, caplog: pytest.LogCaptureFixture) -> None:
    shown = socket_target.show("victim")
    with ExitStack() as stack:
        socket = stack.enter_context(socket_target.socket())
        for frame in sent:
            socket.say_raw(raw_frame(shown, frame))
        try:
            works(socket, shown)
        except ClosedError as closed:
            if closed.code not in CODES:
                raise
            works(stack.enter_context(socket_target.socket()), shown)
    assert [record for record in caplog.records if record.exc_info or record.levelno >= logging.ERROR] == []


def works(socket: Socket, shown: Shown) -> None:
    """The answer to an honest message comes, and only frames of the protocol before it."""
    socket.say(**honest(shown, event="add", payload={"qty": 1}, key="honest"))
    while True:
        frame = json.loads(socket.read())
        assert frame["type"] in KINDS
        assert frame["type"] != "error" or 400 <= frame["status"] < 500, frame
        if frame.get("key") == "honest":
            assert frame["type"] == "component_update", frame
            return
