"""What a form post without script led to."""

from typing import Any

import pytest

from component_framework.core import ComponentSettings, Html, Identity, MemoryStateStore
from component_framework.core.outcomes import KEPT_FOR_S, Outcome, keep_outcome, outcome_html, take_outcome

OUTCOME = Outcome("cart", "row", "<p>ä</p>")
ALICE, NOBODY = Identity(user="alice", audience="user:1"), Identity()


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def place(clock: Clock) -> dict[str, Any]:
    store = MemoryStateStore(ttl_s=KEPT_FOR_S, clock=clock)
    return {"store": store, "settings": ComponentSettings(keys=("k" * 40,))}


def test_it_is_shown_once(place: dict[str, Any]) -> None:
    handle = keep_outcome(OUTCOME, ALICE, **place)
    assert take_outcome(handle, ALICE, **place) == OUTCOME
    assert take_outcome(handle, ALICE, **place) is None


def test_it_is_shown_to_its_audience_only(place: dict[str, Any]) -> None:
    handle = keep_outcome(OUTCOME, ALICE, **place)
    assert take_outcome(handle, NOBODY, **place) is None
    assert take_outcome(handle, ALICE, **place) == OUTCOME


def test_it_is_gone_after_a_minute(place: dict[str, Any], clock: Clock) -> None:
    handle = keep_outcome(OUTCOME, ALICE, **place)
    clock.now += 60
    assert take_outcome(handle, ALICE, **place) is None


@pytest.mark.parametrize("handle", ["", "guess", "../x", "x" * 10_000, "\ud800"])
def test_a_guess_finds_nothing(handle: str, place: dict[str, Any]) -> None:
    keep_outcome(OUTCOME, NOBODY, **place)
    assert take_outcome(handle, NOBODY, **place) is None


def test_handles_are_unguessable_and_stand_for_no_entry_themselves(place: dict[str, Any]) -> None:
    handles = {keep_outcome(OUTCOME, NOBODY, **place) for _ in range(100)}
    assert len(handles) == 100
    assert all(len(handle) == 22 for handle in handles)
    assert not any(place["store"].load(handle) for handle in handles)


def test_it_is_shown_where_its_component_and_key_are() -> None:
    html = outcome_html(OUTCOME, component="cart", key="row")
    assert html == "<p>ä</p>"
    assert isinstance(html, Html)


@pytest.mark.parametrize(
    ("outcome", "component", "key"), [(None, "cart", "row"), (OUTCOME, "cart", "other"), (OUTCOME, "todos", "row")]
)
def test_elsewhere_it_is_not(outcome: Any, component: str, key: str) -> None:
    assert outcome_html(outcome, component=component, key=key) is None
