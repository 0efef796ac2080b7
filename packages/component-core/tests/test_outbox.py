"""What waits to be sent over one socket."""

import asyncio
import re

import pytest

from component_framework.core.outbox import MARK_EVERY, MAX_BYTES, WINDOW_BYTES, WINDOW_FRAMES, Outbox


def left(outbox: Outbox) -> list[str]:
    return [outbox.pop() for _ in range(len(outbox._waiting))]


def test_frames_leave_in_order() -> None:
    outbox = Outbox()
    for text in "abc":
        outbox.put(text)
    assert left(outbox) == ["a", "b", "c"]


def test_a_newer_one_replaces_an_older_and_leaves_in_its_own_turn() -> None:
    outbox = Outbox()
    for name, text in [("push", "old"), (None, "answer"), ("push", "new"), ("other", "x"), (None, "answer")]:
        outbox.put(text, replaces=name)
    assert left(outbox) == ["answer", "new", "x", "answer"]


def test_it_is_over_when_too_much_waits_and_not_for_what_was_replaced() -> None:
    outbox = Outbox()
    for _ in range(10):
        outbox.put("x" * MAX_BYTES, replaces="push")
    assert not outbox.is_over
    outbox.put("y")
    assert outbox.is_over
    left(outbox)
    assert not outbox.is_over


async def has_room(outbox: Outbox) -> bool:
    waiting = asyncio.create_task(outbox.wait_for_room())
    await asyncio.sleep(0)
    return not waiting.cancel()


async def test_so_many_frames_leave_before_one_is_acknowledged() -> None:
    outbox = Outbox()
    for number in range(20):
        outbox.put(str(number))
    for _ in range(WINDOW_FRAMES):
        assert await has_room(outbox)
        outbox.pop()
    assert not await has_room(outbox)
    assert outbox.acknowledge(1)
    assert await has_room(outbox)
    outbox.pop()
    assert not await has_room(outbox)


async def test_so_many_bytes_leave_before_they_are_acknowledged() -> None:
    outbox = Outbox()
    for size in (WINDOW_BYTES * 2, 2, WINDOW_BYTES - 2, 2):
        outbox.put("{" + "x" * (size - 2) + "}")
    assert await has_room(outbox)  # one frame may be longer
    long = outbox.pop()
    assert not await has_room(outbox)
    outbox.acknowledge(1, mark_in(long))
    outbox.pop()
    assert await has_room(outbox)
    outbox.pop()
    assert not await has_room(outbox)


async def test_who_waits_goes_on_at_once() -> None:
    outbox = Outbox()
    frame = outbox.wait_for_frame()
    await asyncio.sleep(0)
    outbox.put("a")
    await asyncio.wait_for(frame, 30)
    for _ in range(WINDOW_FRAMES):
        outbox.put("a")
        outbox.pop()
    room = asyncio.create_task(outbox.wait_for_room())
    await asyncio.sleep(0)
    outbox.acknowledge(WINDOW_FRAMES)
    await asyncio.wait_for(room, 30)


def test_an_ack_of_more_than_was_sent_is_refused() -> None:
    outbox = Outbox()
    outbox.put("a")
    outbox.pop()
    assert [outbox.acknowledge(number) for number in (0, 1, 1, 2)] == [True, True, True, False]


async def test_nor_does_it_make_room_for_who_lies() -> None:
    outbox = Outbox()
    for number in range(WINDOW_FRAMES + 1):
        outbox.put(str(number))
    for _ in range(WINDOW_FRAMES):
        outbox.pop()
    assert not outbox.acknowledge(1_000_000)
    assert not await has_room(outbox)


def mark_in(text: str) -> str | None:
    """What the frame has to be acknowledged with."""
    found = re.search(r', "mark": "(\w{8})"}$', text)
    return found[1] if found else None


def sent(outbox: Outbox, frames: int, text: str = "{}") -> list[str | None]:
    """The marks of so many frames that leave now."""
    for _ in range(frames):
        outbox.put(text)
    return [mark_in(outbox.pop()) for _ in range(frames)]


def test_every_so_many_frames_one_has_a_mark_of_its_own() -> None:
    marks = sent(Outbox(), MARK_EVERY * 3)
    assert [number for number, mark in enumerate(marks, 1) if mark] == [MARK_EVERY, MARK_EVERY * 2, MARK_EVERY * 3]
    assert len({mark for mark in marks if mark}) == 3


def test_and_every_so_many_bytes() -> None:
    half = "{" + "x" * (WINDOW_BYTES // 2) + "}"
    assert [mark is not None for mark in sent(Outbox(), 5, half)] == [False, True, False, True, False]


@pytest.mark.parametrize("guess", [None, "", "00000000"])
async def test_who_has_not_read_the_mark_gets_no_room(guess: str | None) -> None:
    outbox = Outbox()
    *_, mark = sent(outbox, MARK_EVERY)
    outbox.put("{}")
    assert outbox.acknowledge(MARK_EVERY - WINDOW_FRAMES)
    assert not outbox.acknowledge(MARK_EVERY, guess)
    assert not await has_room(outbox)
    assert outbox.acknowledge(MARK_EVERY, mark)
    assert await has_room(outbox)


def test_the_last_of_several_marks_says_that_all_were_read() -> None:
    outbox = Outbox()
    marks = [mark for mark in sent(outbox, MARK_EVERY * 2) if mark]
    assert not outbox.acknowledge(MARK_EVERY * 2, marks[0])
    assert outbox.acknowledge(MARK_EVERY * 2, marks[1])
    assert outbox.acknowledge(MARK_EVERY * 2)
