"""What only a socket can be attacked with: its handshake, its frames, its subscriptions, its silence."""

import json
from functools import partial
from typing import Any

import pytest
from anyio.from_thread import BlockingPortal
from sockets import RefusedError, Socket

from attacks.components import SECRET, effects
from attacks.target import Shown, SocketTarget, honest, send
from component_framework.core import connection_state, refresh, snapshot, ws_manager
from component_framework.core.connection_state import Timing

MIB = 1024 * 1024
HANDSHAKES = {
    "E09 another site": {"Origin": "https://evil.example"},
    "E09 a sandboxed frame": {"Origin": "null"},
    "E09 a name that begins like ours": {"Origin": "http://testserver.evil.example"},
    "E09 another port": {"Origin": "http://testserver:8443"},
    "E09 no page at all": {"Origin": ""},
    "E09 a sister site": {"Origin": "http://other.testserver", "Sec_Fetch_Site": "same-site"},
    "E09 no address": {"Origin": "http://["},
    "E11 a host that is not ours": {"Host": "evil.example"},
    "E11 a host that is not ours, by its own page": {"Host": "evil.example", "Origin": "http://evil.example"},
    "E12 a path in the host": {"Host": "a/../admin?x", "Origin": "http://a"},
    "E12 a fragment in the host": {"Host": "a#b", "Origin": "http://a"},
}


@pytest.mark.parametrize("attack", HANDSHAKES)
def test_the_handshake_is_refused_and_no_frame_is_heard(socket_target: SocketTarget, attack: str) -> None:
    socket_target.sign_in("alice")
    socket_target.show("victim")
    with pytest.raises(RefusedError) as refused, socket_target.socket(**HANDSHAKES[attack]):
        pass
    assert refused.value.status in (400, 403)
    assert len(ws_manager) == 0


def test_e14_who_says_nothing_is_closed(socket_target: SocketTarget, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ws_manager, "_timing", Timing(speak_s=0.05))
    with socket_target.socket() as socket:
        assert socket.closed() == 4408


def test_i10_who_falls_silent_is_closed(socket_target: SocketTarget, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ws_manager, "_timing", Timing(speak_s=0.05, identify_s=0.05, idle_s=0.1))
    shown = socket_target.show("victim")
    with socket_target.socket() as socket:
        socket.say(type="subscribe", component_id=shown.id, state=shown.state)
        assert socket.closed_at_last() == 4408


@pytest.mark.parametrize("topic", ["attacked-orders", "order:2", "*", ""])
def test_f01_no_topic_is_joined_by_its_name(socket_target: SocketTarget, topic: str) -> None:
    shown = socket_target.show("watched")
    with socket_target.socket() as socket:
        for members in ({"topic": topic}, {"component_id": topic, "state": topic}, {"component_id": shown.id}):
            socket.say(type="subscribe", **members)
            assert socket.got("error")["code"] in ("bad_request", "bad_snapshot")
        refresh("attacked-orders")
        assert socket.is_quiet()


def test_f02_a_subscription_takes_a_proof_of_ones_own(
    socket_target: SocketTarget, monkeypatch: pytest.MonkeyPatch
) -> None:
    socket_target.sign_in("bob")
    bobs = socket_target.show("watched")
    socket_target.sign_out()
    socket_target.sign_in("alice")
    mine, other = socket_target.show("watched"), socket_target.show("victim")
    with socket_target.socket() as socket:
        assert refusal_of(socket, bobs.id, bobs.state) == (410, "stale_snapshot")
        assert refusal_of(socket, bobs.id, mine.state) == (400, "bad_snapshot")
        assert refusal_of(socket, mine.id, other.state) == (400, "bad_snapshot")
        assert refusal_of(socket, mine.id, mine.state[:-1]) == (400, "bad_snapshot")
        assert refusal_of(socket, mine.id, mine.state, component="victim") == (400, "bad_snapshot")
        later = snapshot.time.time() + 24 * 3600 + 61
        monkeypatch.setattr(snapshot.time, "time", lambda: later)
        assert refusal_of(socket, mine.id, mine.state) == (410, "stale_snapshot")


def refusal_of(socket: Socket, component_id: str, state: str, **members: Any) -> tuple[int, str]:
    socket.say(type="subscribe", component_id=component_id, state=state, **members)
    frame = socket.got("error")
    return frame["status"], frame["code"]


FROM_THE_SERVER = ["broadcast", "publish", "push", "server_push", "component_update", "stale", "restart", "connected"]


@pytest.mark.parametrize("kind", FROM_THE_SERVER)
def test_f04_no_frame_of_a_browser_reaches_another(socket_target: SocketTarget, kind: str) -> None:
    shown = socket_target.show("watched")
    with socket_target.socket() as victim, socket_target.socket() as attacker:
        victim.subscribe(shown.id, shown.state)
        frame = {"component_id": shown.id, "state": shown.state, "html": "<b>x</b>", "topic": "attacked-orders"}
        attacker.say(type=kind, **frame)
        attacker.got("error", status=400, code="bad_request")
        attacker.say(**honest(shown, event="view", broadcast=True))
        attacker.got("error", status=422, code="invalid")
        assert victim.is_quiet()
    assert effects == []


def test_f05_others_learn_that_something_changed_and_no_more(socket_target: SocketTarget) -> None:
    socket_target.sign_in("bob")
    bobs = socket_target.show("watched")
    with socket_target.socket() as bob:
        bob.subscribe(bobs.id, bobs.state)
        socket_target.sign_in("alice")
        mine = socket_target.show("watched", title="hunter2")
        with socket_target.socket() as alice:
            alice.say(**honest(mine, event="change"))
            assert "hunter2" in alice.got("component_update")["html"]
        assert bob.got("stale").keys() == {"type", "component_id", "within_ms"}
        assert bob.is_quiet()


def test_f13_of_many_subscriptions_few_are_taken(socket_target: SocketTarget) -> None:
    with socket_target.configured(MAX_SUBSCRIPTIONS=2, RATE_PER_S=0):
        shown = [socket_target.show("victim") for _ in range(3)]
        with socket_target.socket() as socket:
            for one in shown[:2]:
                socket.subscribe(one.id, one.state)
            for _ in range(100):
                assert refusal_of(socket, shown[2].id, shown[2].state) == (429, "too_many")
            socket.subscribe(shown[0].id, shown[0].state)  # again, which is none more


def test_f14_joining_and_leaving_leaves_nothing_behind(socket_target: SocketTarget, portal: BlockingPortal) -> None:
    shown = socket_target.show("watched")
    with socket_target.socket() as socket:
        socket.subscribe(shown.id, shown.state)
        (hub,) = ws_manager._hubs.values()
        for _ in range(100):
            socket.say(type="unsubscribe", component_id=shown.id)
            wait_for(socket, "unsubscribed")
            assert len(hub.topics) == 0
            socket.say(type="subscribe", component_id=shown.id, state=shown.state)
            wait_for(socket, "subscribed")
        assert len(hub.topics) == 2  # the one it watches, and its own
    assert len(ws_manager) == len(ws_manager._hubs) == 0


def wait_for(socket: Socket, kind: str) -> None:
    """What changed a moment ago is news, and comes between."""
    while json.loads(socket.read())["type"] != kind:
        continue


@pytest.mark.parametrize("raw", ["x" * 16 * MIB, "é" * 40_000, b"\0" * 16 * MIB], ids=["text", "in bytes", "binary"])
def test_i07_a_frame_over_the_limit_closes(socket_target: SocketTarget, raw: str | bytes) -> None:
    with socket_target.socket() as socket:
        socket.say_raw(raw)
        assert socket.closed_at_last() == 4009


@pytest.mark.parametrize("limit", ["MAX_SOCKETS", "MAX_SOCKETS_PER_ADDRESS"])
def test_i09_one_socket_too_many_is_refused_and_the_others_stay(socket_target: SocketTarget, limit: str) -> None:
    with socket_target.configured(**{limit: 2}):
        if limit == "MAX_SOCKETS":
            socket_target.sign_in("alice")
        with socket_target.socket() as one, socket_target.socket() as two:
            for _ in range(10):
                with pytest.raises(RefusedError) as refused, socket_target.socket():
                    pass
                assert refused.value.status == 429
            for socket in (one, two):
                socket.say(type="ping")
                socket.got("pong")
        with socket_target.socket():
            """There is room again."""


def test_i16_ids_that_a_browser_makes_up_are_kept_nowhere(socket_target: SocketTarget) -> None:
    with socket_target.socket() as socket:
        (page,) = [state for state, _ in ws_manager._states.values()]
        for i in range(200):
            socket.say(type="unsubscribe", component_id=f"made-up-{i}")
            socket.got("unsubscribed")
        assert not page.subscriptions
        assert len(page.lanes._lanes) <= 1


def test_i22_http_and_all_sockets_share_one_bucket(socket_target: SocketTarget) -> None:
    with socket_target.configured(RATE_PER_S=0.001, RATE_BURST=4):
        socket_target.sign_in("alice")
        shown = socket_target.show("victim")
        body = partial(body_of, shown)
        assert socket_target.post_by_http("victim", body(1)).status == 200
        assert socket_target.post("victim", body(2)).status == 200
        with socket_target.socket() as socket:
            socket.subscribe(shown.id, shown.state)
            assert json.loads(socket.ask(body(3).decode()))["type"] == "component_update"
            refused = json.loads(socket.ask(body(4).decode()))
            assert (refused["code"], refused["retry_after_s"] > 0) == ("too_many", True)
        assert socket_target.post("victim", body(5)).status == 429
        assert socket_target.post_by_http("victim", body(6)).status == 429


def body_of(shown: Shown, number: int) -> bytes:
    return json.dumps(honest(shown, event="view", key=f"run:{number}")).encode()


@pytest.fixture
def _slow_bucket(monkeypatch: pytest.MonkeyPatch) -> None:
    """However slowly the flood comes, it is one."""
    monkeypatch.setattr(connection_state, "FRAMES_PER_S", 0.001)


@pytest.mark.usefixtures("_slow_bucket")
def test_flooding_closes(socket_target: SocketTarget) -> None:
    with socket_target.socket() as socket:
        for _ in range(1_500):
            socket.say_raw('{"type": "ping"}')
        assert socket.closed_at_last() == 4008


@pytest.mark.usefixtures("_slow_bucket")
def test_g14_binary_frames_count_as_others(socket_target: SocketTarget) -> None:
    with socket_target.socket() as socket:
        for _ in range(1_500):
            socket.say_raw(b"\0" * 1_000)
        assert socket.closed_at_last() == 4008


def test_j01_an_exception_is_logged_under_the_id_that_its_frame_has(
    socket_target: SocketTarget, caplog: pytest.LogCaptureFixture
) -> None:
    answer = send(socket_target, socket_target.show("victim"), event="trip")
    assert answer.verdict == (500, "internal")
    assert SECRET.encode() not in answer.body
    (logged,) = [record for record in caplog.records if record.exc_info]
    assert answer.json["id"] in logged.getMessage()
