"""Typed state: what survives the browser, and what the browser may set."""

from typing import Any

import pytest

from conformance.site import Site, updated


def test_types_survive_the_page_and_the_messages_as_themselves(site: Site) -> None:
    shown = site.open("conforming_typed")
    first = shown.state
    assert first["day"] == "datetime.date(2026, 11, 23)"
    assert first["items"] == "[Item(name='b', size=<Size.LARGE: 'l'>)]"
    for _ in range(2):
        shown = site.act(shown, "keep")
        assert shown.state == first


def test_typed_values_are_changed_as_themselves(site: Site) -> None:
    state = site.act(site.open("conforming_typed"), "change").state
    assert state["price"] == "Decimal('10.00')"
    assert state["items"].endswith("Item(name='c', size=<Size.SMALL: 's'>)]")


def test_undeclared_keys_are_kept_as_json(site: Site) -> None:
    shown = site.open("conforming_typed")
    assert site.act(shown, "keep").state["undeclared"] == "{'kept': [1, None, 'ü']}"


@pytest.mark.parametrize("name", ["conforming_stored", "conforming_hidden"])
def test_state_may_stay_on_the_server_or_travel_hidden(name: str, site: Site) -> None:
    shown = site.act(site.act(site.open(name, title="a secret title"), "add"), "add", amount=4)
    assert (shown.state["total"], shown.state["title"]) == ("5", "'a secret title'")


def test_a_store_refuses_an_older_revision(site: Site) -> None:
    shown = site.open("conforming_stored")
    site.act(shown, "add")
    assert site.send(shown, event="add").verdict == (410, "stale_snapshot")


def test_the_browser_sets_writable_fields(site: Site) -> None:
    shown = site.open("conforming_ledger")
    answer = site.send(shown, fields={"title": "Ledger <1>", "limit": "7"})
    state = updated(shown, answer).state
    assert (state["title"], state["limit"]) == ("'Ledger <1>'", "7")


def test_an_empty_text_is_none_where_the_type_allows_it(site: Site) -> None:
    shown = site.open("conforming_ledger")
    assert updated(shown, site.send(shown, fields={"limit": "", "title": ""})).state["limit"] == "None"


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"total": "5"}, "total"),
        ({"seen": "5"}, "seen"),
        ({"nothing": "5"}, "nothing"),
        ({"component_id": "x"}, "component_id"),
        ({"limit": "x"}, "limit"),
    ],
)
def test_no_other_field_can_be_set_and_no_wrong_value(fields: dict[str, str], wrong: str, site: Site) -> None:
    answer = site.send(site.open("conforming_ledger"), event="add", fields={"title": "new", **fields})
    assert (answer.verdict, list(answer.json["errors"])) == ((422, "invalid"), [wrong])


@pytest.mark.parametrize("member", ["params", "_state", "user", "template_name"])
def test_other_members_of_a_message_are_refused(member: str, site: Site) -> None:
    more: Any = {member: {"total": 5}}
    assert site.send(site.open("conforming_ledger"), event="add", **more).verdict == (422, "invalid")
