"""Events: which methods they reach, with which arguments."""

from typing import Any

import pytest

from conformance.site import ABSENT, Site, updated


@pytest.mark.parametrize("event", ["add", "add_later"])
def test_an_event_reaches_its_handler_with_its_arguments(event: str, site: Site) -> None:
    shown = site.open("conforming_ledger")
    assert site.act(shown, event).state["total"] == "1"
    assert site.act(shown, event, amount=5).state["total"] == "5"


@pytest.mark.parametrize("amount", ["5", 5.5, None, True, [5], {}, 2**63])
def test_payload_is_strictly_typed(amount: Any, site: Site) -> None:
    answer = site.send(site.open("conforming_ledger"), event="add", payload={"amount": amount})
    assert answer.status in (400, 422)
    assert answer.status == 400 or list(answer.json["errors"]) == ["amount"]


def test_fields_are_texts_and_coerced(site: Site) -> None:
    shown = site.open("conforming_ledger")
    fields = {"status": "paid", "day": "2026-11-23", "note": ""}
    seen = updated(shown, site.send(shown, event="pay", fields=fields)).state["seen"]
    assert seen == repr(["paid", "datetime.date(2026, 11, 23)", "None"])


@pytest.mark.parametrize(("given", "tags"), [("a", ["a"]), (["a", "b"], ["a", "b"]), ([], [])])
def test_one_text_or_several_are_a_list(given: Any, tags: list[str], site: Site) -> None:
    shown = site.open("conforming_ledger")
    answer = site.send(shown, event="save", fields={"title": "x", "tags": given})
    assert updated(shown, answer).state["seen"] == repr(tags)


@pytest.mark.parametrize(
    ("members", "wrong"),
    [
        ({"payload": {"status": "new"}}, {"day"}),
        ({"payload": {"status": "old", "day": "2026-11-23"}}, {"status"}),
        ({"payload": {"status": "new", "day": "2026-13-01"}}, {"day"}),
        ({"payload": {"status": "new", "day": "2026-11-23", "extra": 1}}, {"extra"}),
        ({"payload": {"status": "new", "day": "2026-11-23"}, "fields": {"extra": "1"}}, {"extra"}),
        ({}, {"status", "day"}),
    ],
)
def test_arguments_that_do_not_fit_are_named(members: dict[str, Any], wrong: set[str], site: Site) -> None:
    answer = site.send(site.open("conforming_ledger"), event="pay", **members)
    assert (answer.verdict, set(answer.json["errors"])) == ((422, "invalid"), wrong)


@pytest.mark.parametrize(
    "event", ["nothing", "helper", "on_add", "_inner", "__init__", "mount", "dispatch", "render", ""]
)
def test_only_handlers_are_events(event: str, site: Site) -> None:
    assert site.send(site.open("conforming_ledger"), event=event).verdict == (404, "unknown_event")


def test_without_an_event_the_component_is_rendered_again(site: Site) -> None:
    shown = site.open("conforming_ledger", total=5)
    assert updated(shown, site.send(shown)).state == shown.state


def test_several_calls_run_in_order_and_are_answered_once(site: Site) -> None:
    shown = site.open("conforming_ledger")
    calls = [{"event": "add", "payload": {"amount": 3}}, {"fields": {"title": "t"}}, {"event": "add_later"}]
    state = updated(shown, site.send(shown, calls=calls)).state
    assert (state["total"], state["title"]) == ("4", "'t'")


def test_of_several_calls_all_run_or_none_counts(site: Site) -> None:
    shown = site.open("conforming_stored")
    calls = [{"event": "add"}, {"event": "nothing"}]
    assert site.send(shown, calls=calls).verdict == (404, "unknown_event")
    assert site.act(shown, "add").state["total"] == "1"


def test_there_is_a_most_of_calls(site: Site) -> None:
    calls = [{"event": "add"}] * 51
    assert site.send(site.open("conforming_ledger"), calls=calls).verdict == (413, "too_many_calls")


def test_the_answer_repeats_the_key(site: Site) -> None:
    shown = site.open("conforming_ledger")
    assert site.send(shown, event="add", key="abc:7").json["key"] == "abc:7"
    assert site.send(shown, event="nothing", key="abc:8").json["key"] == "abc:8"
    assert site.send(shown, event="add", key=ABSENT).json["key"] is None
