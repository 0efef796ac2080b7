"""The snapshot: what is in it, and what it is good for."""

import dataclasses
import json
import logging
from types import SimpleNamespace
from typing import Any

import pytest

from component_framework.core import (
    BadSnapshotError,
    ComponentSettings,
    Identity,
    SignedOutError,
    StaleSnapshotError,
    StateError,
)
from component_framework.core import snapshot as snapshot_module
from component_framework.core.signing import sealer
from component_framework.core.snapshot import Snapshot, check_holder, dump_snapshot, load_snapshot

SETTINGS = ComponentSettings(keys=("k" * 40,), app="shop", snapshot_max_age_s=3600)
NOW = 1_800_000_000


def make(**changes: Any) -> Snapshot:
    given: dict[str, Any] = {
        "component": "cart",
        "component_id": "c-1",
        "key": "row",
        "params": {"pk": 5},
        "audience": "user:1",
        "schema": "abcd1234",
        "state": {"name": "ä ✓", "count": 1},
        "revision": 3,
    }
    return Snapshot(**given | changes)


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """The snapshot module's clock, for the test to set."""
    clock = SimpleNamespace(now=float(NOW))
    monkeypatch.setattr(snapshot_module, "time", SimpleNamespace(time=lambda: clock.now))
    return clock


def dump(snapshot: Snapshot, settings: ComponentSettings = SETTINGS, **how: Any) -> str:
    return dump_snapshot(*snapshot[:-1], settings=settings, **how)


def load(text: str, settings: ComponentSettings = SETTINGS, **expected: Any) -> Snapshot:
    return load_snapshot(text, settings, **{"component": "cart", "component_id": "c-1"} | expected)


@pytest.mark.parametrize("is_secret", [False, True])
@pytest.mark.parametrize("state", [{"a": [1, None]}, {}, None, {"long": "x" * 5000}], ids=lambda state: str(state)[:9])
def test_it_comes_back_as_it_was_with_its_time(state: Any, is_secret: bool) -> None:
    text = dump(make(state=state), SETTINGS, is_secret=is_secret)
    assert load(text) == make(state=state, issued_at=NOW)


def test_another_components_is_refused() -> None:
    with pytest.raises(BadSnapshotError, match="'cart' came to 'todos'"):
        load(dump(make(), SETTINGS), component="todos")


def test_another_ids_is_refused_and_none_asks_for_no_id() -> None:
    text = dump(make(), SETTINGS)
    assert load(text, component_id=None).component_id == "c-1"
    with pytest.raises(BadSnapshotError, match="under another id"):
        load(text, component_id="c-2")


def test_another_apps_is_refused() -> None:
    with pytest.raises(BadSnapshotError):
        load(dump(make(), dataclasses.replace(SETTINGS, app="staging")))


def test_one_of_another_purpose_is_refused() -> None:
    with pytest.raises(BadSnapshotError):
        load(sealer(SETTINGS, "store").seal(b"[]"))


def test_what_a_component_signs_for_an_attacker_is_only_ever_its_state() -> None:
    hostile = {"component": "admin", "x": '"],"admin","c-1","",{},"user:1"'}
    text = dump(make(state=hostile), SETTINGS)
    assert load(text).state == hostile
    with pytest.raises(BadSnapshotError):
        load(text, component="admin")


def test_a_rotated_key_verifies_until_it_is_removed() -> None:
    text = dump(make(), SETTINGS)
    rotated = dataclasses.replace(SETTINGS, keys=("n" * 40, *SETTINGS.keys))
    assert load(text, rotated).component == "cart"
    with pytest.raises(StaleSnapshotError):
        load(text, dataclasses.replace(SETTINGS, keys=("n" * 40,)))


@pytest.mark.parametrize("later_s", [0, 3599, 3600, -59, -60])
def test_within_its_age_and_a_minute_of_skew_it_is_good(later_s: int, clock: SimpleNamespace) -> None:
    text = dump(make(), SETTINGS)
    clock.now += later_s
    assert load(text).issued_at == NOW


def test_older_than_the_limit_it_is_stale(clock: SimpleNamespace) -> None:
    text = dump(make(), SETTINGS)
    clock.now += 3601
    with pytest.raises(StaleSnapshotError, match="issued 3601 s ago"):
        load(text)


def test_from_the_future_it_is_forged(clock: SimpleNamespace) -> None:
    text = dump(make(), SETTINGS)
    clock.now -= 600
    with pytest.raises(BadSnapshotError, match="issued 600 s in the future"):
        load(text)


def test_who_made_it_is_checked_before_its_age(clock: SimpleNamespace) -> None:
    text = dump(make(), SETTINGS)
    clock.now += 10_000
    with pytest.raises(BadSnapshotError):
        load(text, component="todos")


ALICE, BOB = Identity(user="alice", audience="user:1"), Identity(user="bob", audience="user:2")
VISITOR, NOBODY = Identity(audience="session:s"), Identity()


@pytest.mark.parametrize(
    ("audience", "identity", "error"),
    [
        ("user:1", ALICE, None),
        ("", NOBODY, None),
        ("", VISITOR, None),
        ("session:s", VISITOR, None),
        ("user:1", BOB, StaleSnapshotError),
        ("user:1", NOBODY, SignedOutError),
        ("user:1", VISITOR, SignedOutError),
        ("", ALICE, StaleSnapshotError),
        ("session:s", ALICE, StaleSnapshotError),
        ("session:s", NOBODY, StaleSnapshotError),
        ("session:other", VISITOR, StaleSnapshotError),
    ],
)
def test_only_its_audience_may_send_it(audience: str, identity: Identity, error: Any) -> None:
    if error is None:
        check_holder(make(audience=audience), identity, "abcd1234")
    else:
        with pytest.raises(error) as caught:
            check_holder(make(audience=audience), identity, "abcd1234")
        assert type(caught.value) is error


def test_one_of_other_declared_fields_is_stale() -> None:
    with pytest.raises(StaleSnapshotError, match="other declared fields"):
        check_holder(make(), ALICE, "ffff0000")


def test_a_large_state_is_warned_about_by_its_biggest_names(caplog: pytest.LogCaptureFixture) -> None:
    state = {"small": 1, "rows": ["hunter2"] * 3000, "notes": "n" * 400, "tags": "t" * 300}
    dump(make(state=state), SETTINGS)
    [record] = caplog.records
    assert record.levelno == logging.WARNING
    assert "most of them in rows, notes, tags" in record.getMessage()
    assert "hunter2" not in record.getMessage()


def test_an_ordinary_state_is_not_warned_about(caplog: pytest.LogCaptureFixture) -> None:
    dump(make(state={"text": "x" * 10_000}), SETTINGS)
    assert caplog.records == []


@pytest.mark.parametrize("place", ["state", "params"])
def test_a_state_over_the_limit_is_an_error_that_names_its_biggest(place: str) -> None:
    settings = dataclasses.replace(SETTINGS, max_snapshot_bytes=20_000)
    with pytest.raises(
        StateError, match=r"'cart' has \d+ bytes, most of them in rows.*the limit is 20000.*state_store"
    ):
        dump(make(**{place: {"rows": ["hunter2"] * 3000}}), settings)


def test_a_state_of_just_the_limit_travels() -> None:
    size = len(sealer(SETTINGS, "state").open(dump(make(state={"rows": "x" * 20_000}), SETTINGS)))
    dump(make(state={"rows": "x" * 20_000}), dataclasses.replace(SETTINGS, max_snapshot_bytes=size))
    with pytest.raises(StateError):
        dump(make(state={"rows": "x" * 20_000}), dataclasses.replace(SETTINGS, max_snapshot_bytes=size - 1))


def test_it_is_readable_unless_it_is_secret() -> None:
    flags = [dump(make(), SETTINGS, **how).split(".")[2] for how in ({}, {"is_secret": True})]
    assert flags == ["p", "e"]


def test_a_kept_state_has_no_weight(caplog: pytest.LogCaptureFixture) -> None:
    dump(make(state=None, params={"text": "x" * 20_000}), SETTINGS)
    assert "most of them in text" in caplog.text


def test_it_is_json_under_the_seal() -> None:
    content = json.loads(sealer(SETTINGS, "state").open(dump(make(), SETTINGS)))
    assert content[:5] == ["cart", "c-1", "row", {"pk": 5}, "user:1"]


def test_one_of_another_version_of_the_framework_is_stale() -> None:
    text = sealer(SETTINGS, "state").seal(b'["counter","c-1"]')
    with pytest.raises(StaleSnapshotError, match="another version"):
        load(text)
