"""Replies to messages that come again: nobody gets at another's, and none is answered with another message's."""

import json
from collections import Counter
from typing import Any

import pytest

from attacks.components import effects
from attacks.target import Target, by_http, honest, send

ADD: dict[str, Any] = {"event": "add", "payload": {"qty": 1}}


def test_a_message_sent_again_is_done_once(target: Target) -> None:
    shown = target.show("victim")
    answers = [send(target, shown, **ADD) for _ in range(5)]
    assert {(answer.status, answer.body) for answer in answers} == {(200, answers[0].body)}
    assert effects == ["add"]


@pytest.mark.parametrize(
    "change",
    [{"payload": {"qty": 2}}, {"key": "run:2"}, {"state": "forged"}, {"component_id": "c-other"}, {"event": "nothing"}],
)
def test_another_message_under_a_used_key_is_not_answered_with_its_reply(change: Any, target: Target) -> None:
    shown = target.show("victim")
    first = send(target, shown, **ADD)
    assert send(target, shown, **{**ADD, **change}).body != first.body


def test_the_bytes_of_another_do_not_give_their_reply(target: Target) -> None:
    target.sign_in("alice")
    shown = target.show("victim")
    body = json.dumps(honest(shown, **ADD)).encode()
    assert target.post("victim", body).status == 200
    target.sign_out()
    target.show("victim")  # with it comes what proves the next post to be this site's
    assert target.post("victim", body).verdict == (401, "signed_out")
    target.sign_in("bob")
    assert target.post("victim", body).verdict == (410, "stale_snapshot")
    assert effects == ["add"]


@by_http
def test_a_reply_is_not_given_at_another_components_address(target: Target) -> None:
    shown = target.show("victim")
    send(target, shown, **ADD)
    assert send(target, shown, to="other", **ADD).status in (400, 404)


def test_a_forged_message_is_counted_each_time(target: Target) -> None:
    with target.configured(BAD_SNAPSHOTS_PER_MINUTE=1, BAD_SNAPSHOTS_BURST=5):
        shown = target.show("victim")
        answers = Counter(send(target, shown, state="forged", **ADD).verdict for _ in range(8))
    assert answers == {(400, "bad_snapshot"): 5, (429, "too_many"): 3}
