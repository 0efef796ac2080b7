"""A message that comes again."""

import asyncio
import logging
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from component_framework.core import BusyError, ComponentSettings, StaleSnapshotError
from component_framework.core import once as once_module
from component_framework.core.flow import Flow, arun, call, run
from component_framework.core.http import Answer
from component_framework.core.once import answer_once, reply_name
from component_framework.core.rate import RateLimiter
from component_framework.core.replies import MemoryReplyStore

ANSWER = Answer(422, 'two\n"lines" ü', "text/html; charset=utf-8", {"HX-Redirect": "/gr%C3%B6%C3%9Fe/"})


class Elsewhere(MemoryReplyStore):
    """A store that waits; `down` names what of it fails, `asked` the threads that it was asked in."""

    blocks = True

    def __init__(self, *down: str) -> None:
        super().__init__()
        self.down, self.asked = down, set[int]()

    def _ask(self, what: str) -> None:
        self.asked.add(threading.get_ident())
        if what in self.down:
            raise ConnectionError("redis://:hunter2@host is down")

    def begin(self, name: str) -> str | None:
        self._ask("begin")
        return super().begin(name)

    def finish(self, name: str, text: str) -> None:
        self._ask("finish")
        super().finish(name, text)

    def drop(self, name: str) -> None:
        self._ask("drop")
        super().drop(name)


class Work:
    """Gives `ANSWER`, or raises; counts how often it was done."""

    def __init__(self) -> None:
        self.done = 0
        self.error: BaseException | None = None

    def __call__(self) -> Flow[Answer]:
        yield from call(self.step)
        if self.error:
            raise self.error
        return ANSWER

    def step(self) -> None:
        self.done += 1


@pytest.fixture
def work() -> Work:
    return Work()


@pytest.fixture(autouse=True)
def _nobody_has_complained(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(once_module, "complaints", RateLimiter(per_s=1 / 60, burst=1))


Drive = Callable[[Any], Any]


@pytest.mark.parametrize("make", [MemoryReplyStore, Elsewhere])
def test_a_message_is_done_once_and_answered_the_same_again(make: Any, work: Work, drive: Drive) -> None:
    store = make()
    assert [drive(answer_once(work(), name="a", store=store)) for _ in range(3)] == [ANSWER] * 3
    assert work.done == 1


def test_what_was_done_and_has_no_reply_any_more_is_stale_and_not_done_again(work: Work, drive: Drive) -> None:
    store = MemoryReplyStore(max_bytes=10)
    drive(answer_once(work(), name="a", store=store))
    with pytest.raises(StaleSnapshotError):
        drive(answer_once(work(), name="a", store=store))
    assert work.done == 1


def test_another_message_is_done(work: Work, drive: Drive) -> None:
    store = MemoryReplyStore()
    for name in "ab":
        drive(answer_once(work(), name=name, store=store))
    assert work.done == 2


def test_a_message_that_is_being_done_is_busy(work: Work, drive: Drive) -> None:
    store = MemoryReplyStore()
    store.begin("a")
    with pytest.raises(BusyError):
        drive(answer_once(work(), name="a", store=store))
    assert work.done == 0


@pytest.mark.parametrize("make", [MemoryReplyStore, Elsewhere])
def test_what_failed_is_done_again(make: Any, work: Work, drive: Drive) -> None:
    store, work.error = make(), ValueError("the user's own")
    for _ in range(2):
        with pytest.raises(ValueError, match="the user's own"):
            drive(answer_once(work(), name="a", store=store))
    work.error = None
    assert drive(answer_once(work(), name="a", store=store)) == ANSWER
    assert work.done == 3


@pytest.mark.parametrize("make", [MemoryReplyStore, Elsewhere])
async def test_what_was_cancelled_is_done_again(make: Any, work: Work) -> None:
    def slow() -> Flow[Answer]:
        yield from call(asyncio.Event().wait)
        return ANSWER

    store, begun = make(), asyncio.Event()
    begin = store.begin

    def first(name: str) -> Any:
        loop.call_soon_threadsafe(begun.set)
        return begin(name)

    loop, store.begin = asyncio.get_running_loop(), first
    task = asyncio.ensure_future(arun(answer_once(slow(), name="a", store=store)))
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await arun(answer_once(work(), name="a", store=store)) == ANSWER


async def test_a_reply_is_kept_also_when_nobody_waits_for_it_any_more(work: Work) -> None:
    begun, go_on = asyncio.Event(), threading.Event()
    loop, store = asyncio.get_running_loop(), Elsewhere()

    def slow() -> Flow[Answer]:
        yield from call(step)
        return ANSWER

    def step() -> None:
        loop.call_soon_threadsafe(begun.set)
        go_on.wait(10)

    task = asyncio.ensure_future(arun(answer_once(slow(), name="a", store=store)))
    await begun.wait()
    task.cancel()
    go_on.set()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await arun(answer_once(work(), name="a", store=store)) == ANSWER
    assert work.done == 0


def test_a_flow_that_ends_with_its_process_leaves_its_claim(work: Work) -> None:
    store = MemoryReplyStore()
    flow = answer_once(work(), name="a", store=store)
    next(flow)
    flow.close()
    with pytest.raises(BusyError):
        store.begin("a")


async def test_a_store_that_waits_does_so_off_the_event_loop(work: Work) -> None:
    store = Elsewhere()
    await arun(answer_once(work(), name="a", store=store))
    assert threading.get_ident() not in store.asked


@pytest.mark.parametrize("down", [("begin", "finish", "drop"), ("finish",)])
def test_with_a_store_that_is_down_messages_are_done(down: Any, work: Work, drive: Drive) -> None:
    store = Elsewhere(*down)
    assert drive(answer_once(work(), name="a", store=store)) == ANSWER
    work.error = ValueError("the user's own")
    with pytest.raises(ValueError, match="the user's own"):
        drive(answer_once(work(), name="b", store=store))


def test_a_store_that_fails_while_a_claim_is_dropped_hides_nothing(work: Work, drive: Drive) -> None:
    work.error = ValueError("the user's own")
    with pytest.raises(ValueError, match="the user's own"):
        drive(answer_once(work(), name="a", store=Elsewhere("drop")))


def test_a_store_that_is_down_is_told_once_a_minute_without_its_address(
    work: Work, caplog: pytest.LogCaptureFixture
) -> None:
    for name in "abc":
        run(answer_once(work(), name=name, store=Elsewhere("begin")))
    [record] = [one for one in caplog.records if one.name == "component_framework.replies"]
    assert (record.levelno, "ConnectionError" in record.getMessage()) == (logging.WARNING, True)
    assert "hunter2" not in record.getMessage()


def test_a_name_is_that_of_exactly_this_body_audience_and_installation() -> None:
    ours, theirs = ComponentSettings(keys=("k" * 32,)), ComponentSettings(keys=("other" * 8,))
    names = [
        reply_name(ours, "counter", "json", "user:1", body=b"body"),
        reply_name(ours, "counter", "json", "user:2", body=b"body"),
        reply_name(ours, "counter", "htmx", "user:1", body=b"body"),
        reply_name(ours, "other", "json", "user:1", body=b"body"),
        reply_name(ours, "counter", "json", "user:1", body=b"body "),
        reply_name(theirs, "counter", "json", "user:1", body=b"body"),
    ]
    assert len(set(names)) == len(names)
    assert names[0] == reply_name(ours, "counter", "json", "user:1", body=b"body")


def test_of_twenty_at_once_one_does_the_message_and_all_get_its_answer_in_the_end(work: Work) -> None:
    store, together, answers = MemoryReplyStore(), threading.Barrier(20), list[Any]()

    def ask(_: int) -> None:
        together.wait(30)
        while True:  # as the client: the same message until it is answered
            try:
                answers.append(run(answer_once(work(), name="a", store=store)))
            except BusyError:
                continue
            return

    with ThreadPoolExecutor(20) as pool:
        list(pool.map(ask, range(20)))
    assert answers == [ANSWER] * 20
    assert work.done == 1
