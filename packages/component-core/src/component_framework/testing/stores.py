"""What every reply store does: inherit the class in a test class, and give it the fixtures `store` and `forward`."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import ClassVar, Final, TypeAlias

from component_framework.core.errors import BusyError
from component_framework.core.replies import CLAIM_S, KEPT_S, ReplyStore

Forward: TypeAlias = Callable[[float], None]
"""Lets so many seconds pass for the store."""
BUSY: Final = "busy"
THREADS: Final = 20
SLACK_S: Final = 30
"""What a slow machine may take between two steps, where the store has a clock of its own."""


class ReplyStoreContract:
    """`class TestMine(ReplyStoreContract)`, with fixtures `store`, which is empty, and `forward` beside it."""

    is_exact: ClassVar[bool] = True
    """Whether of several that begin in one moment exactly one wins."""

    def test_a_reply_is_given_to_who_asks_again(self, store: ReplyStore) -> None:
        assert store.begin("a") is None
        store.finish("a", "reply")
        assert [store.begin("a"), store.begin("a")] == ["reply", "reply"]

    def test_only_one_has_the_message(self, store: ReplyStore) -> None:
        assert [begin(store, "a"), begin(store, "a"), begin(store, "b")] == [None, BUSY, None]

    def test_what_was_given_up_is_the_next_ones(self, store: ReplyStore) -> None:
        store.begin("a")
        store.drop("a")
        store.drop("a")
        assert [begin(store, "a"), begin(store, "a")] == [None, BUSY]

    def test_giving_up_leaves_a_reply_alone(self, store: ReplyStore) -> None:
        store.begin("a")
        store.finish("a", "reply")
        store.drop("a")
        assert store.begin("a") == "reply"

    def test_replies_do_not_meet(self, store: ReplyStore) -> None:
        for name in "ab":
            store.begin(name)
            store.finish(name, f"reply {name}")
        assert [store.begin("b"), store.begin("a")] == ["reply b", "reply a"]

    def test_a_reply_comes_back_as_it_was(self, store: ReplyStore) -> None:
        for number, text in enumerate(["", "?", "=", "ü\u2028\U0001f600\r\n", "x" * 100_000]):
            store.begin(f"a{number}")
            store.finish(f"a{number}", text)
            assert store.begin(f"a{number}") == text

    def test_a_claim_ends(self, store: ReplyStore, forward: Forward) -> None:
        store.begin("a")
        forward(CLAIM_S - SLACK_S)
        assert begin(store, "a") == BUSY
        forward(SLACK_S + 2)
        assert [begin(store, "a"), begin(store, "a")] == [None, BUSY]

    def test_a_reply_counts_also_after_its_claim_has_ended(self, store: ReplyStore, forward: Forward) -> None:
        store.begin("a")
        forward(CLAIM_S + 2)
        store.finish("a", "late")
        assert store.begin("a") == "late"

    def test_a_reply_is_kept_for_its_time(self, store: ReplyStore, forward: Forward) -> None:
        store.begin("a")
        store.finish("a", "reply")
        forward(KEPT_S - SLACK_S)
        assert begin(store, "a") == "reply"
        forward(SLACK_S + 2)
        assert begin(store, "a") is None

    def test_of_many_at_once_one_has_the_message(self, store: ReplyStore) -> None:
        together = Barrier(THREADS)

        def ask(_: int) -> str | None:
            together.wait(30)
            return begin(store, "a")

        with ThreadPoolExecutor(THREADS) as pool:
            counted = Counter(pool.map(ask, range(THREADS)))
        assert set(counted) <= {None, BUSY}
        assert counted[None] == 1 or not self.is_exact


def begin(store: ReplyStore, name: str) -> str | None:
    """What `store.begin` gives, or "busy"."""
    try:
        return store.begin(name)
    except BusyError:
        return BUSY
