"""`MemoryReplyStore`: the contract of every reply store, and its bounds."""

import pytest

from component_framework.core.replies import GONE, KEPT_S, MemoryReplyStore
from component_framework.testing.stores import BUSY, Forward, ReplyStoreContract, begin


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now

    def forward(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


class TestMemoryReplyStore(ReplyStoreContract):
    @pytest.fixture
    def store(self, clock: Clock) -> MemoryReplyStore:
        return MemoryReplyStore(clock=clock)

    @pytest.fixture
    def forward(self, clock: Clock) -> Forward:
        return clock.forward


def reply(store: MemoryReplyStore, name: str, text: str) -> None:
    store.begin(name)
    store.finish(name, text)


def test_the_least_recently_used_entry_makes_room() -> None:
    store = MemoryReplyStore(max_entries=2)
    reply(store, "a", "A")
    reply(store, "b", "B")
    store.begin("a")
    store.begin("c")
    assert [begin(store, "a"), begin(store, "c"), begin(store, "b")] == ["A", BUSY, None]


@pytest.mark.parametrize("letter", ["x", "☃"])
def test_bytes_are_bounded_and_counted_as_memory_holds_them(letter: str) -> None:
    store = MemoryReplyStore(max_bytes=25_000)
    for name in "abcd":
        reply(store, name, letter * 6000)
    assert list(store._texts) == (["a", "b", "c", "d"] if letter == "x" else ["c", "d"])


def test_a_reply_that_is_too_large_is_gone_and_its_message_not_done_again() -> None:
    store = MemoryReplyStore(max_bytes=1000)
    reply(store, "a", "x" * 2000)
    assert (begin(store, "a"), store._bytes) == (GONE, 0)


def test_the_text_that_was_used_last_stays_longest() -> None:
    store = MemoryReplyStore(max_bytes=2500)
    reply(store, "a", "x" * 1000)
    reply(store, "b", "x" * 1000)
    store.begin("a")
    reply(store, "c", "x" * 1000)
    assert [begin(store, name) == GONE for name in "abc"] == [False, True, False]


def test_what_has_gone_is_not_counted(clock: Clock) -> None:
    store = MemoryReplyStore(clock=clock)
    reply(store, "a", "x" * 2000)
    clock.forward(10_000)
    store.begin("a")
    store.drop("a")
    assert (store._bytes, len(store._entries), len(store._texts)) == (0, 0, 0)


def test_what_is_kept_no_more_leaves_as_new_messages_come(clock: Clock) -> None:
    store = MemoryReplyStore(clock=clock)
    for name in "abc":
        reply(store, name, "x" * 2000)
    clock.forward(KEPT_S)
    reply(store, "d", "")
    assert (list(store._entries), list(store._texts)) == (["d"], ["d"])
