"""Notices that must leave."""

import logging
import threading
from collections.abc import Callable, Iterator

import pytest

from component_framework.core import unsent as unsent_module
from component_framework.core.rate import RateLimiter
from component_framework.core.unsent import MAX_BYTES, Unsent

PATIENCE_S = 30


class Wire:
    """Takes notices while it is up; `left` is what it took, `tried` how often it was asked."""

    def __init__(self) -> None:
        self.is_up, self.tried = True, 0
        self.left: list[tuple[str, str]] = []
        self.error: BaseException = ConnectionError("redis://:hunter2@host is down")
        self.was_tried = threading.Event()
        self.has_left = threading.Event()

    def __call__(self, topic: str, payload: str) -> None:
        self.tried += 1
        self.was_tried.set()
        if not self.is_up:
            error, self.error = self.error, ConnectionError()
            raise error
        self.left.append((topic, payload))
        self.has_left.set()


@pytest.fixture
def wire() -> Wire:
    return Wire()


@pytest.fixture
def unsent(wire: Wire) -> Iterator[Unsent]:
    made = Unsent(wire)
    yield made
    wire.is_up = True
    if thread := made._thread:
        thread.join(PATIENCE_S)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unsent_module, "complaints", RateLimiter(per_s=1 / 60, burst=1))
    monkeypatch.setattr(unsent_module, "FIRST_PAUSE_S", 0.001)


def wait_until(is_so: Callable[[], bool], event: threading.Event) -> None:
    while not is_so():
        event.clear()
        assert is_so() or event.wait(PATIENCE_S)


def test_what_can_leave_leaves_at_once(wire: Wire, unsent: Unsent) -> None:
    unsent.send("a", "1")
    unsent.send("a", "2")
    assert wire.left == [("a", "1"), ("a", "2")]
    assert (unsent._marked, unsent._bytes, unsent._thread) == ({}, 0, None)


def test_what_cannot_leave_leaves_later(wire: Wire, unsent: Unsent, caplog: pytest.LogCaptureFixture) -> None:
    wire.is_up = False
    unsent.send("a", "1")
    unsent.send("b", "2")
    wait_until(lambda: wire.tried > 5, wire.was_tried)
    assert wire.left == []
    wire.is_up = True
    wait_until(lambda: len(wire.left) == 2, wire.has_left)
    assert wire.left == [("a", "1"), ("b", "2")]
    warnings = [record.getMessage() for record in caplog.records if record.levelno == logging.WARNING]
    assert len(warnings) == 1
    assert "ConnectionError" in warnings[0]


def test_of_a_topic_the_newest_notice_waits(wire: Wire, unsent: Unsent) -> None:
    wire.is_up = False
    for number in range(5):
        unsent.send("a", str(number))
    wire.is_up = True
    wait_until(lambda: bool(wire.left), wire.has_left)
    assert wire.left[0] == ("a", "4")


def test_a_caller_does_not_wait_for_what_is_known_to_be_down(wire: Wire, unsent: Unsent) -> None:
    callers: list[int] = []
    wire.is_up = False

    def send(topic: str, payload: str) -> None:
        callers.append(threading.get_ident())
        wire(topic, payload)

    unsent._send = send
    for number in range(5):
        unsent.send("a", str(number))
    assert callers.count(threading.get_ident()) == 1


def test_an_interrupt_loses_nothing(wire: Wire, unsent: Unsent) -> None:
    wire.is_up, wire.error = False, KeyboardInterrupt()
    with pytest.raises(KeyboardInterrupt):
        unsent.send("a", "1")
    wire.is_up = True
    wait_until(lambda: bool(wire.left), wire.has_left)
    assert wire.left == [("a", "1")]


def test_payloads_beyond_the_limit_leave_as_bare_notices(wire: Wire, unsent: Unsent) -> None:
    wire.is_up = False
    unsent.send("a", "x" * MAX_BYTES)
    unsent.send("b", "1")
    assert (unsent._marked["b"].payload, unsent._bytes) == ("", MAX_BYTES)
    unsent.send("a", "")
    assert unsent._bytes == 0


def test_a_newer_notice_that_left_is_not_forgotten_for_an_older(wire: Wire, unsent: Unsent) -> None:
    def send(topic: str, payload: str) -> None:
        if payload == "1":
            unsent._mark("a", "2")  # meanwhile, in another thread
        wire(topic, payload)

    unsent._send = send
    unsent.send("a", "1")
    assert unsent._marked["a"].payload == "2"
    unsent._drop("a")


def test_an_older_notice_that_fails_is_not_missed_once_a_newer_has_left(wire: Wire, unsent: Unsent) -> None:
    def send(topic: str, payload: str) -> None:
        if payload == "1":
            unsent.send("a", "2")  # meanwhile, in another thread
            raise ConnectionError
        wire(topic, payload)

    unsent._send = send
    unsent.send("a", "1")
    assert (wire.left, unsent._marked, unsent._thread) == ([("a", "2")], {}, None)
