"""Retries: a message that comes again, as the client sends it when it got no answer."""

from typing import Any

import pytest

from conformance.components import done
from conformance.site import ABSENT, Site


@pytest.fixture(autouse=True)
def _nothing_is_done() -> None:
    done.clear()


@pytest.mark.parametrize("event", ["write", "write_later"])
def test_a_message_that_comes_again_is_answered_the_same_and_done_once(event: str, site: Site) -> None:
    shown = site.open("conforming_diary")
    first, *others = [site.send(shown, event=event, payload={"text": "dear"}) for _ in range(3)]
    assert first.status == 200
    assert [(other.status, other.text) for other in others] == [(200, first.text)] * 2
    assert done == ["dear"]


@pytest.mark.parametrize("members", [{"payload": {"text": "b"}}, {"key": "run:2"}, {"event": "write_later"}])
def test_another_message_is_done_also_under_the_same_key(members: dict[str, Any], site: Site) -> None:
    shown = site.open("conforming_diary")
    message = {"event": "write", "payload": {"text": "a"}}
    site.send(shown, **message)
    site.send(shown, **{**message, **members})
    assert len(done) == 2


def test_a_refused_message_is_refused_again_the_same(site: Site) -> None:
    shown = site.open("conforming_diary")
    answers = [site.send(shown, event="write_and_miss") for _ in range(2)]
    assert [answer.verdict for answer in answers] == [(404, "not_found")] * 2
    assert answers[0].text == answers[1].text
    assert done == [""]


def test_a_message_that_ended_in_an_exception_is_done_again(site: Site) -> None:
    shown = site.open("conforming_diary")
    assert [site.send(shown, event="write_and_fail").status for _ in range(2)] == [500, 500]
    assert len(done) == 2


def test_a_message_without_a_key_is_done_each_time(site: Site) -> None:
    shown = site.open("conforming_diary")
    for _ in range(2):
        site.send(shown, event="write", key=ABSENT)
    assert len(done) == 2


def test_a_reply_is_its_audiences_alone(site: Site) -> None:
    site.sign_in("alice")
    shown = site.open("conforming_diary")
    assert site.send(shown, event="write").status == 200
    site.sign_out()
    assert site.send(shown, event="write").verdict == (401, "signed_out")
    site.sign_in("bob")
    assert site.send(shown, event="write").verdict == (410, "stale_snapshot")
    site.sign_out()
    site.sign_in("alice")
    assert site.send(shown, event="write").status == 200
    assert done == [""]
