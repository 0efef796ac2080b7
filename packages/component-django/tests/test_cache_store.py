"""`CacheStateStore`: the contract of every `StateStore` (component-core, test_state.py), kept in Django's cache."""

from collections.abc import Iterator
from itertools import count
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.cache import caches
from django.core.cache.backends import base, locmem
from django.test import override_settings
from testsite.visitor import Visitor

from component_framework.adapters.django_views import CacheStateStore
from component_framework.core.state import StateStore, StoredState

MEMORY = "django.core.cache.backends.locmem.LocMemCache"
SECOND = {"default": {"BACKEND": MEMORY}, "second": {"BACKEND": MEMORY, "LOCATION": "second"}}


seq = count()


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def time(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The cache's idea of time."""
    given = Clock()
    for module in (base, locmem):
        monkeypatch.setattr(module, "time", SimpleNamespace(time=given.time))
    return given


@pytest.fixture
def store() -> StateStore:
    return CacheStateStore(ttl_s=60)


@pytest.fixture
def _two_caches() -> Iterator[None]:
    with override_settings(CACHES=SECOND):
        yield
        caches["second"].clear()


def test_it_gives_back_the_newest_revision(store: StateStore) -> None:
    assert store.load("a") is None
    assert store.save("a", "one", revision=1)
    assert store.save("a", "two", revision=2)
    assert store.load("a") == StoredState(2, "two")


def test_it_takes_any_revision_first_and_then_only_the_next(store: StateStore) -> None:
    assert store.save("a", "seven", revision=7)
    assert [store.save("a", "other", revision=revision) for revision in (6, 7, 9)] == [False, False, False]
    assert store.load("a") == StoredState(7, "seven")


def test_a_deleted_entry_is_gone_and_deleting_twice_is_fine(store: StateStore) -> None:
    store.save("a", "one", revision=1)
    store.delete("a")
    store.delete("a")
    assert store.load("a") is None


def test_a_deleted_entry_may_begin_again(store: StateStore) -> None:
    for _ in range(3):
        assert store.save("a", "one", revision=1)
        assert store.save("a", "two", revision=2)
        store.delete("a")


def test_entries_do_not_meet(store: StateStore) -> None:
    assert store.save("a", "one", revision=1)
    assert store.save("b", "other", revision=1)
    assert store.load("a") == StoredState(1, "one")


@pytest.mark.parametrize("text", ["", "ü\u2028\U0001f600", "x" * 100_000])
def test_a_text_comes_back_as_it_was(store: StateStore, text: str) -> None:
    store.save("a", text, revision=1)
    assert store.load("a") == StoredState(1, text)


def test_an_entry_lives_until_its_time_is_up(store: StateStore, clock: Clock) -> None:
    store.save("a", "one", revision=1)
    clock.now += 59
    assert store.load("a") is not None
    clock.now += 1.5
    assert store.load("a") is None
    assert store.save("a", "again", revision=5)
    assert store.save("a", "again", revision=6)


def test_an_expired_entry_may_begin_again(store: StateStore, clock: Clock) -> None:
    store.save("a", "one", revision=1)
    clock.now += 61
    assert store.save("a", "again", revision=1)


def test_saving_prolongs_an_entrys_time(store: StateStore, clock: Clock) -> None:
    store.save("a", "one", revision=1)
    clock.now += 59
    store.save("a", "two", revision=2)
    clock.now += 59
    assert store.load("a") == StoredState(2, "two")


def test_touching_prolongs_an_entrys_time(store: StateStore, clock: Clock) -> None:
    store.touch("a")
    assert store.load("a") is None
    store.save("a", "one", revision=1)
    clock.now += 59
    store.touch("a")
    clock.now += 59
    assert store.load("a") == StoredState(1, "one")


def test_of_two_that_save_one_revision_the_first_wins(store: StateStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both have read revision 1 before either has written."""
    store.save("a", "one", revision=1)
    read = CacheStateStore()._entry("a")
    monkeypatch.setattr(CacheStateStore, "_entry", lambda self, key: read)
    assert [store.save("a", text, revision=2) for text in ("first", "second")] == [True, False]
    monkeypatch.undo()
    assert store.load("a") == StoredState(2, "first")


def test_of_two_that_begin_the_first_wins(store: StateStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(CacheStateStore, "_entry", lambda self, key: None)
    assert [store.save("a", text, revision=1) for text in ("first", "second")] == [True, False]
    monkeypatch.undo()
    assert store.load("a") == StoredState(1, "first")


@pytest.mark.usefixtures("_two_caches")
def test_it_lives_in_the_cache_that_was_named() -> None:
    CacheStateStore("second").save("a", "one", revision=1)
    assert CacheStateStore().load("a") is None
    assert CacheStateStore("second").load("a") == StoredState(1, "one")


def test_a_missing_cache_is_djangos_error() -> None:
    with pytest.raises(Exception, match="elsewhere"):
        CacheStateStore("elsewhere").load("a")


def click(visitor: Visitor, shown: Any, state: str) -> tuple[int, str]:
    response = visitor.send(shown, event="increment", state=state, key=f"run:{next(seq)}")
    return response.status_code, response.json().get("state", response.json().get("code"))


@pytest.mark.django_db
def test_a_components_state_stays_on_the_server(visitor: Visitor) -> None:
    shown = visitor.open("kept")
    status, state = click(visitor, shown, shown.state)
    assert status == 200
    assert len(state) < len(shown.state) + 10
    status, state = click(visitor, shown, state)
    assert status == 200


@pytest.mark.django_db
def test_each_revision_is_good_once(visitor: Visitor) -> None:
    shown = visitor.open("kept")
    assert click(visitor, shown, shown.state)[0] == 200
    assert click(visitor, shown, shown.state) == (410, "stale_snapshot")


@pytest.mark.django_db
def test_what_the_cache_forgot_is_stale(visitor: Visitor) -> None:
    shown = visitor.open("kept")
    caches["default"].clear()
    assert click(visitor, shown, shown.state) == (410, "stale_snapshot")


@pytest.mark.django_db
def test_nobody_else_reaches_it(visitor: Visitor, another_visitor: Visitor, django_user_model: Any) -> None:
    for one, name in ((visitor, "alice"), (another_visitor, "bob")):
        one.client.force_login(django_user_model.objects.create_user(name))
    shown = visitor.open("kept")
    another_visitor.open("kept")
    assert click(another_visitor, shown, shown.state) == (410, "stale_snapshot")
    assert click(visitor, shown, shown.state)[0] == 200
