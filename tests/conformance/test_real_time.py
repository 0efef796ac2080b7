"""What the server says without being asked, and what a page has to do to hear it."""

import json
from collections.abc import Iterator
from uuid import uuid4

import pytest

from component_framework.core import refresh, subscription, ws_manager
from component_framework.core.pushes import push
from component_framework.testing.dom import parse_html
from conformance.components import banned
from conformance.site import Site, by_socket, shown_in, updated

pytestmark = by_socket
LONG_AGO = -1
PUSHED, STATE = "<section><pre>pushed</pre></section>", {"posts": 7}


@pytest.fixture(autouse=True)
def _nobody_is_banned() -> Iterator[None]:
    yield
    banned.clear()


@pytest.fixture
def room() -> str:
    """A topic of this test only: what has just changed is news for a while."""
    return uuid4().hex


@pytest.mark.parametrize("by_id", [False, True])
def test_who_subscribes_hears_that_what_is_shown_has_changed(by_id: bool, room: str, site: Site) -> None:
    shown, socket = site.subscribed("conforming_board", room=room)
    site.sockets.run(ws_manager.refresh, shown.id) if by_id else refresh(room)
    assert socket.got("stale", component_id=shown.id)["within_ms"] >= 0


def test_a_handlers_refresh_reaches_the_pages_of_others(room: str, site: Site) -> None:
    shown = site.open("conforming_board", room=room)
    tab = site.sockets.another_socket()
    tab.subscribe(shown.id, shown.snapshot)
    assert site.act(shown, "post").state["posts"] == "1"
    tab.got("stale", component_id=shown.id)


def test_who_comes_back_after_a_change_hears_of_it_at_once(room: str, site: Site) -> None:
    shown = site.open("conforming_board", room=room)
    refresh(room)
    tab = site.sockets.another_socket()
    tab.subscribe(shown.id, shown.snapshot)
    tab.got("stale", component_id=shown.id)


def test_until_a_page_has_looked_again_it_is_not_told_twice(room: str, site: Site) -> None:
    shown, socket = site.subscribed("conforming_board", room=room)
    refresh(room)
    socket.got("stale")
    refresh(room)
    assert socket.is_quiet()
    assert updated(shown, site.send(shown)).state == shown.state
    refresh(room)
    socket.got("stale")


@pytest.mark.parametrize("snapshot", ["forged", ""])
def test_a_subscription_without_proof_is_refused(snapshot: str, room: str, site: Site) -> None:
    shown, socket = site.open("conforming_board", room=room), site.sockets.socket
    socket.say(type="subscribe", component_id=shown.id, state=snapshot)
    socket.got("error", status=400, code="bad_snapshot", component_id=shown.id, key=None)
    refresh(room)
    assert socket.is_quiet()


def test_a_subscription_with_the_proof_of_another_component_is_refused(site: Site) -> None:
    shown, other, socket = site.open("conforming_board"), site.open("conforming_board"), site.sockets.socket
    socket.say(type="subscribe", component_id=shown.id, state=other.snapshot)
    socket.got("error", status=400, code="bad_snapshot", component_id=shown.id)


def test_a_subscription_needs_permission(site: Site) -> None:
    site.sign_in("alice")
    shown, socket = site.open("conforming_board"), site.sockets.socket
    banned.add("alice")
    socket.say(type="subscribe", component_id=shown.id, state=shown.snapshot)
    socket.got("error", status=403, code="forbidden", component_id=shown.id)


def test_who_unsubscribes_hears_no_more(room: str, site: Site) -> None:
    shown, socket = site.subscribed("conforming_board", room=room)
    socket.say(type="unsubscribe", component_id=shown.id)
    assert socket.got("unsubscribed") == {"type": "unsubscribed", "component_id": shown.id}
    refresh(room)
    push(shown.id, PUSHED, STATE)
    assert socket.is_quiet()


def test_what_is_broadcast_shows_wherever_the_component_is(site: Site) -> None:
    shown, socket = site.subscribed("conforming_board")
    tab = site.sockets.another_socket()
    tab.subscribe(shown.id, shown.snapshot)
    site.sockets.run(ws_manager.broadcast_update, shown.id, PUSHED, STATE)
    for one in (socket, tab):
        frame = one.got("component_update", component_id=shown.id, key=None, effects=[])
        assert parse_html(frame["html"]).find_all("pre")[0].text == "pushed"


def test_a_push_to_one_connection_shows_there_alone(site: Site) -> None:
    shown, socket = site.subscribed("conforming_board")
    tab = site.sockets.another_socket()
    tab.subscribe(shown.id, shown.snapshot)
    site.sockets.run(ws_manager.push_update, tab.connection_id, shown.id, PUSHED, STATE)
    assert "pushed" in tab.got("component_update", key=None)["html"]
    assert socket.is_quiet()


def test_the_component_goes_on_from_what_was_pushed(site: Site) -> None:
    shown, socket = site.subscribed("conforming_board")
    push(shown.id, PUSHED, STATE)
    pushed = socket.got("component_update")["state"]
    answer = site.send(shown, event="note", state=pushed)
    assert updated(shown, answer).state["posts"] == "8"


def test_a_push_that_does_not_fit_the_class_is_a_reason_to_look_again(site: Site) -> None:
    shown, socket = site.subscribed("conforming_board")
    push(shown.id, PUSHED, {"posts": "many"})
    socket.got("stale", component_id=shown.id)


def test_a_lost_permission_ends_the_subscription(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    site.sign_in("alice")
    shown, socket = site.subscribed("conforming_board")
    banned.add("alice")
    monkeypatch.setattr(subscription, "TRUSTED_FOR_S", LONG_AGO)
    push(shown.id, PUSHED, STATE)
    socket.got("unsubscribed", component_id=shown.id, code="forbidden")
    push(shown.id, PUSHED, STATE)
    assert socket.is_quiet()


def test_a_socket_whose_user_has_left_is_closed_with_the_next_frame(site: Site) -> None:
    site.sign_in("alice")
    shown, socket = site.subscribed("conforming_board")
    site.sign_out()
    socket.say(type="subscribe", component_id=shown.id, state=shown.snapshot)
    assert socket.closed() == 4401


def test_nothing_is_pushed_to_whom_has_left(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    site.sign_in("alice")
    shown, socket = site.subscribed("conforming_board")
    site.sign_out()
    monkeypatch.setattr(subscription, "TRUSTED_FOR_S", LONG_AGO)
    push(shown.id, PUSHED, STATE)
    assert socket.closed() == 4401


def test_a_server_that_goes_says_so(site: Site) -> None:
    socket = site.sockets.socket
    site.sockets.run(ws_manager.restart)
    assert socket.got("restart")["within_ms"] > 0
    assert socket.closed() == 4012


def test_a_server_runs_eight_frames_ahead_of_the_browser(site: Site) -> None:
    socket = site.sockets.socket
    socket.acknowledges = False
    for _ in range(20):
        socket.say(type="ping")
    while socket.frames < 9:  # `connected` has been acknowledged
        socket.got("pong")
    assert socket.is_quiet()
    socket.say(type="ack", frames=9)
    while socket.frames < 17:
        socket.got("pong")
    assert socket.is_quiet()


def test_an_ack_of_what_was_not_sent_is_an_error(site: Site) -> None:
    socket = site.sockets.socket
    socket.say(type="ack", frames=1000)
    socket.got("error", status=400, code="bad_request", component_id=None, key=None)


def test_a_ping_is_answered(site: Site) -> None:
    site.sockets.socket.say(type="ping")
    assert site.sockets.socket.got("pong") == {"type": "pong"}


@pytest.mark.parametrize("raw", ["no JSON", "[]", '{"type": "broadcast"}', '{"type": "ping", "to": 1}', b"\x00\xff"])
def test_what_is_no_frame_is_answered_and_changes_nothing(raw: str | bytes, site: Site) -> None:
    shown, socket = site.subscribed("conforming_board")
    assert json.loads(socket.ask(raw))["code"] == "bad_request"
    assert site.act(shown, "note").state["posts"] == "1"


def test_a_frame_that_is_too_long_closes_the_socket(site: Site) -> None:
    socket = site.sockets.socket
    socket.say_raw("x" * (64 * 1024 + 1))
    assert socket.closed() == 4009


def test_a_socket_has_so_many_subscriptions(site: Site) -> None:
    socket = site.sockets.socket
    for _ in range(128):
        shown = site.open("conforming_board")
        socket.subscribe(shown.id, shown.snapshot)
    one_more = site.open("conforming_board")
    socket.say(type="subscribe", component_id=one_more.id, state=one_more.snapshot)
    socket.got("error", status=429, code="too_many", component_id=one_more.id)


def test_a_message_may_leave_its_component_to_the_snapshot(site: Site) -> None:
    shown, socket = site.open("conforming_board"), site.sockets.socket
    socket.say(type="component_event", component_id=shown.id, state=shown.snapshot, event="note")
    assert shown_in(socket.got("component_update")["html"], shown.page).state["posts"] == "1"


def test_an_exception_over_a_socket_has_an_id_and_no_words(site: Site) -> None:
    answer = site.send(site.open("conforming_ledger"), event="fail")
    assert answer.verdict == (500, "internal")
    assert len(answer.json["id"]) == 8
    assert answer.json["key"] == "run:1"
