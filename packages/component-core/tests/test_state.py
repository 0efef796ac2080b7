"""State in memory, as text, and kept on the server."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from component_framework.core import Component, MemoryStateStore, StateError, StateSerializer
from component_framework.core.state import State, StoredState


class Counter(Component):
    count: int = 0
    name: str


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def state(**values: Any) -> State:
    made = State(Counter._fields)
    made.update(values)
    return made


def test_it_starts_with_the_defaults() -> None:
    assert dict(state()) == {"count": 0}


def test_it_is_a_mapping_that_keeps_undeclared_keys_too() -> None:
    made = state(name="x", extra=[1])
    assert dict(made) == {"count": 0, "name": "x", "extra": [1]}
    del made["extra"]
    assert len(made) == 2


def test_a_field_without_a_value_is_named_with_the_ways_to_give_it_one() -> None:
    with pytest.raises(
        StateError, match=r"'name' has no value yet: give it a default, pass name=…, or set it in mount"
    ):
        state()["name"]


def test_a_field_without_a_value_whose_name_tags_take_is_said_to_need_another() -> None:
    class Keyed(Component):
        key: str

    with pytest.raises(StateError, match=r"'key' has no value yet: .* rename it \(tags take key= for themselves\)"):
        Keyed(key="x").dispatch()


def test_of_several_fields_without_a_value_the_first_declared_is_named() -> None:
    class Two(Component):
        size: int
        amount: int

    with pytest.raises(StateError, match="'size' has no value yet"):
        State(Two._fields).close()


@pytest.mark.parametrize("scalars", [{"name": str, "count": int}, {}], ids=["plain", "one by one"])
def test_half_a_surrogate_pair_is_refused(scalars: dict[str, type | None]) -> None:
    made = State(Counter._fields, None, scalars)
    made["name"] = "\ud800"
    with pytest.raises(StateError, match="half a surrogate pair"):
        made.close()


def test_an_unknown_key_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        state()["nothing"]


def test_its_repr_tells_names_but_no_values() -> None:
    assert repr(state(name="hunter2")) == "State(count, name)"


def test_closing_gives_json_data() -> None:
    assert state(name="x", extra={"a": [1]}).close() == {"count": 0, "name": "x", "extra": {"a": [1]}}


def test_closing_refuses_a_field_without_a_value() -> None:
    with pytest.raises(StateError, match="'name' has no value"):
        state().close()


def test_closing_refuses_an_undeclared_key_that_is_no_json_by_name() -> None:
    with pytest.raises(StateError, match=r"^extra\.0 holds a object"):
        state(name="x", extra=[object()]).close()


def test_closing_refuses_a_field_of_another_type_by_name() -> None:
    with pytest.raises(StateError, match=r"^Counter\.count is declared <class 'int'> and holds a str"):
        state(name="x", count="5").close()


def test_a_closed_state_refuses_every_change() -> None:
    made = state(name="x")
    made.close()
    for change in (
        lambda: made.__setitem__("count", 1),
        lambda: made.__delitem__("count"),
        lambda: made.load({}),
        made.clear,
    ):
        with pytest.raises(StateError, match="closed while rendering"):
            change()
    assert made["count"] == 0


def test_loading_takes_over_what_closing_gave_and_keeps_other_defaults() -> None:
    made = state()
    made.load({"name": "x", "extra": 1})
    assert dict(made) == {"count": 0, "name": "x", "extra": 1}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


@given(st.dictionaries(st.text(), JSON))
def test_the_serializer_gives_back_what_it_was_given(values: dict[str, Any]) -> None:
    text = StateSerializer().serialize(values)
    assert isinstance(text, str)
    assert StateSerializer().deserialize(text) == values


def test_the_serializer_names_the_key_that_is_no_json() -> None:
    with pytest.raises(StateError, match=r"^state\.total is nan"):
        StateSerializer().serialize({"total": float("nan")})


@pytest.mark.parametrize("text", ["", "{", "[]", "1", "null"])
def test_the_serializer_reads_json_objects_only(text: str) -> None:
    with pytest.raises(StateError, match=r"not JSON|not a JSON object"):
        StateSerializer().deserialize(text)


def test_a_store_gives_back_the_newest_revision() -> None:
    store = MemoryStateStore()
    assert store.load("a") is None
    assert store.save("a", "one", revision=1)
    assert store.save("a", "two", revision=2)
    assert store.load("a") == StoredState(2, "two")


def test_a_store_takes_any_revision_first_and_then_only_the_next() -> None:
    store = MemoryStateStore()
    assert store.save("a", "seven", revision=7)
    assert [store.save("a", "other", revision=revision) for revision in (6, 7, 9)] == [False, False, False]
    assert store.load("a") == StoredState(7, "seven")


def test_a_deleted_entry_is_gone_and_deleting_twice_is_fine() -> None:
    store = MemoryStateStore()
    store.save("a", "one", revision=1)
    store.delete("a")
    store.delete("a")
    assert store.load("a") is None


def test_a_full_store_forgets_what_was_used_longest_ago() -> None:
    store = MemoryStateStore(max_entries=2)
    for key in "ab":
        store.save(key, key, revision=1)
    store.load("a")
    store.save("c", "c", revision=1)
    assert [key for key in "abc" if store.load(key)] == ["a", "c"]


def test_saving_counts_as_use() -> None:
    store = MemoryStateStore(max_entries=2)
    for key, revision in [("a", 1), ("b", 1), ("a", 2), ("c", 1)]:
        store.save(key, key, revision=revision)
    assert [key for key in "abc" if store.load(key)] == ["a", "c"]


def test_a_store_stays_within_its_bytes() -> None:
    store = MemoryStateStore(max_bytes=10)
    store.save("a", "12345", revision=1)
    store.save("b", "12345", revision=1)
    store.save("b", "123456", revision=2)
    assert store.load("a") is None
    assert store.load("b") == StoredState(2, "123456")


def test_bytes_of_replaced_deleted_and_expired_entries_are_free_again() -> None:
    clock = Clock()
    store = MemoryStateStore(max_bytes=10, ttl_s=60, clock=clock)
    for revision in range(1, 20):
        store.save("a", "12345", revision=revision)
    store.delete("a")
    store.save("b", "12345", revision=1)
    clock.now += 60
    assert store.load("b") is None
    store.save("c", "1234567890", revision=1)
    assert store.load("c") is not None


def test_a_text_over_the_budget_is_refused_and_evicts_nothing() -> None:
    store = MemoryStateStore(max_bytes=10)
    store.save("a", "12345", revision=1)
    assert store.save("b", "x" * 11, revision=1) is False
    assert store.load("b") is None
    assert store.load("a") is not None


def test_an_entry_lives_until_its_time_is_up() -> None:
    clock = Clock()
    store = MemoryStateStore(ttl_s=60, clock=clock)
    store.save("a", "one", revision=1)
    clock.now += 59
    assert store.load("a") is not None
    clock.now += 1
    assert store.load("a") is None
    assert store.save("a", "again", revision=5)


def test_touching_prolongs_an_entrys_time() -> None:
    clock = Clock()
    store = MemoryStateStore(ttl_s=60, clock=clock)
    store.touch("a")
    assert store.load("a") is None
    store.save("a", "one", revision=1)
    clock.now += 59
    store.touch("a")
    clock.now += 59
    assert store.load("a") == StoredState(1, "one")


def test_saving_prolongs_an_entrys_time() -> None:
    clock = Clock()
    store = MemoryStateStore(ttl_s=60, clock=clock)
    store.save("a", "one", revision=1)
    clock.now += 59
    store.save("a", "two", revision=2)
    clock.now += 59
    assert store.load("a") == StoredState(2, "two")


def test_a_field_without_a_value_is_not_in_the_state() -> None:
    class Draft(Component):
        title: str

    draft = Draft()
    assert "title" not in draft.state
    draft.title = "x"
    assert "title" in draft.state
