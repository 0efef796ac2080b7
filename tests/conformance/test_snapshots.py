"""Snapshots: good for their component, id, holder and age."""

import time
from typing import Any

import pytest

from component_framework.core import snapshot as snapshot_module
from conformance.site import ABSENT, Site, by_http, updated

BAD, STALE = (400, "bad_snapshot"), (410, "stale_snapshot")


FORGERIES: dict[str, Any] = {
    "no snapshot at all": lambda snapshot: "forged",
    "nothing": lambda snapshot: "",
    "cut": lambda snapshot: snapshot[:-1],
    "another signature": lambda snapshot: snapshot[:-2] + ("BB" if snapshot.endswith("A") else "AA"),
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_forged_snapshot_is_refused(forgery: str, site: Site) -> None:
    shown = site.open("conforming_ledger")
    assert site.send(shown, event="add", state=FORGERIES[forgery](shown.snapshot)).verdict == BAD


def test_a_snapshot_is_good_for_its_component_only(site: Site) -> None:
    shown = site.open("conforming_ledger")
    answer = site.send(shown, to="conforming_hidden", component="conforming_hidden", event="add")
    assert answer.verdict == BAD


def test_a_snapshot_is_good_for_its_id_only(site: Site) -> None:
    shown, other = site.open("conforming_ledger"), site.open("conforming_ledger")
    assert site.send(shown, component_id=other.id, event="add").verdict == BAD


@by_http
def test_a_message_for_one_component_is_not_taken_at_anothers_address(site: Site) -> None:
    shown = site.open("conforming_ledger")
    assert site.send(shown, to="conforming_hidden", event="add").verdict == (400, "bad_request")


def test_a_snapshot_may_be_sent_again(site: Site) -> None:
    shown = site.open("conforming_ledger")
    assert site.act(shown, "add").state == site.act(shown, "add").state


def test_a_snapshot_expires(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = site.open("conforming_ledger")
    later = time.time() + 24 * 60 * 60 + 61
    monkeypatch.setattr(snapshot_module.time, "time", lambda: later)
    assert site.send(shown, event="add").verdict == STALE


def test_a_snapshot_made_for_nobody_is_no_longer_good_once_somebody_is_signed_in(site: Site) -> None:
    shown = site.open("conforming_ledger")
    site.sign_in("alice")
    assert site.send(shown, event="add").verdict == STALE


def test_a_snapshot_made_for_somebody_is_nobodys(site: Site) -> None:
    site.sign_in("alice")
    shown = site.open("conforming_ledger")
    site.sign_out()
    assert site.send(shown, event="add").verdict == (401, "signed_out")


def test_a_snapshot_made_for_somebody_is_not_anothers(site: Site) -> None:
    site.sign_in("alice")
    shown = site.open("conforming_ledger")
    site.sign_out()
    site.sign_in("bob")
    assert site.send(shown, event="add").verdict == STALE


def test_without_a_snapshot_nothing_is_mounted_that_does_not_allow_it(site: Site) -> None:
    shown = site.open("conforming_ledger")
    answer = site.send(shown, state=ABSENT, component_id=ABSENT)
    assert answer.verdict == (404, "unknown_component")


def test_a_mountable_component_takes_its_declared_params(site: Site) -> None:
    shown = site.open("conforming_open")
    mounting = {"state": ABSENT, "component_id": ABSENT}
    answer = site.send(shown, payload={"start": 3, "title": "t"}, **mounting)
    state = updated(shown, answer).state
    assert (state["total"], state["title"]) == ("3", "'t'")
    assert site.send(shown, payload={"other": 3}, **mounting).verdict == (422, "invalid")
