"""Section D, as far as it goes without models: who may, asked again for every message."""

import pytest

from attacks.components import effects, rights
from attacks.target import Target, send
from attacks.verdicts import assert_refused


@pytest.fixture(autouse=True)
def _no_rights() -> None:
    rights.clear()


def test_d02_a_right_that_was_lost_counts_with_the_next_message(target: Target) -> None:
    rights.add("delete")
    shown = target.show("guarded")
    assert send(target, shown, event="delete").status == 200
    effects.clear()
    rights.clear()
    assert_refused(send(target, shown, event="delete", key="run:2"), 403, "forbidden")


def test_d02_one_call_that_is_forbidden_forbids_them_all(target: Target) -> None:
    shown = target.show("guarded")
    answer = send(target, shown, calls=[{"event": "add", "payload": {"qty": 1}}, {"event": "delete"}])
    assert answer.verdict == (403, "forbidden")
    assert "delete" not in effects


def test_d20_a_permission_that_raises_says_no(target: Target, caplog: pytest.LogCaptureFixture) -> None:
    answer = send(target, target.show("guarded"), event="view")
    assert_refused(answer, 403, "forbidden")
    assert b"Division" not in answer.body
    (logged,) = [record for record in caplog.records if record.name == "component_framework.permissions"]
    assert logged.exc_info
    assert "id " in logged.getMessage()


def test_d21_only_true_is_a_yes(target: Target) -> None:
    assert_refused(send(target, target.show("guarded"), event="pay"), 403, "forbidden")


@pytest.mark.parametrize("event", ["delete", "view"])
def test_d21_an_async_permission_is_awaited(target: Target, event: str) -> None:
    assert_refused(send(target, target.show("guarded_async"), event=event), 403, "forbidden")


def test_j07_what_is_not_yours_cannot_be_told_from_what_is_not_there(target: Target) -> None:
    shown = target.show("order")
    theirs, absent = (send(target, shown, event="open", payload={"number": number}) for number in (2, 404))
    assert_refused(theirs, 404, "not_found")
    assert theirs.body == absent.body
    assert send(target, shown, event="open", payload={"number": 1}).status == 200
