"""What waits to be sent over one socket."""

import asyncio

from component_framework.core.outbox import MAX_BYTES, WINDOW_BYTES, WINDOW_FRAMES, Outbox


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
    for size in (WINDOW_BYTES * 2, 1, WINDOW_BYTES - 1, 1):
        outbox.put("x" * size)
    assert await has_room(outbox)  # one frame may be longer
    outbox.pop()
    assert not await has_room(outbox)
    outbox.acknowledge(1)
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
