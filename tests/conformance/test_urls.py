"""Url() fields: what the page's query string mirrors."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from conformance.site import Shown, Site, by_http, updated

LISTINGS = ["conforming_listing", "conforming_stored_listing", "conforming_hidden_listing"]


def fields_of(shown: Shown) -> tuple[str, str, str]:
    return shown.state["show"], shown.state["page"], shown.state["tags"]


def query_effect(replace: bool = False, **params: list[str] | None) -> dict[str, Any]:
    return {"type": "query", "params": params, "replace": replace}


@by_http
def test_the_root_names_the_parameters_that_its_component_follows(site: Site) -> None:
    assert site.open("conforming_listing").root.attributes["data-live-query"] == "show p tags"
    assert "data-live-query" not in site.open("conforming_ledger").root.attributes


@by_http
@pytest.mark.parametrize("name", LISTINGS)
def test_url_fields_come_from_the_pages_query_before_mount(name: str, site: Site) -> None:
    shown = site.open_at("show=open&p=3&tags=a&tags=gr%C3%B6%C3%9Fe", name)
    assert fields_of(shown) == ("'open'", "3", "['a', 'größe']")
    assert shown.state["at_mount"] == "'open 3'"


@by_http
def test_the_query_goes_before_params(site: Site) -> None:
    assert fields_of(site.open_at("show=all", "conforming_listing", show="open", page=4))[:2] == ("'all'", "4")


@by_http
@pytest.mark.parametrize(
    "query",
    ["show=bogus&p=x", "show=&p=", "show=open%00&p=0", "p=99999999999999999999", "total=5&title=x", "show=open" * 999],
)
def test_what_does_not_fit_counts_as_absent(query: str, site: Site) -> None:
    shown = site.open_at(query, "conforming_listing", show="open")
    assert fields_of(shown)[:2] == ("'open'", "1")
    assert (shown.state["total"], shown.state["title"]) == ("0", "''")


@pytest.mark.parametrize("name", LISTINGS)
def test_changed_url_fields_are_one_effect_after_the_others(name: str, site: Site) -> None:
    shown = site.open(name)
    first = site.send(shown, event="show", payload={"show": "open", "page": 2})
    assert first.json["effects"] == [query_effect(show=["open"], p=["2"])]
    shown = updated(shown, first)
    second = site.send(shown, calls=[{"event": "show", "payload": {"show": "all", "page": 2}}, {"event": "tell"}])
    assert second.json["effects"][2:] == [query_effect(show=None)]


def test_the_history_gets_no_entry_if_all_changed_fields_say_so(site: Site) -> None:
    shown = site.open("conforming_listing")
    assert site.send(shown, event="turn").json["effects"] == [query_effect(replace=True, p=["2"])]
    both = site.send(shown, calls=[{"event": "turn"}, {"event": "tag"}])
    assert both.json["effects"] == [query_effect(p=["2"], tags=["größe & <b>"])]


def test_a_control_may_set_url_fields(site: Site) -> None:
    answer = site.send(site.open("conforming_listing"), fields={"show": "open", "tags": ["a", "b"]})
    assert answer.json["effects"] == [query_effect(show=["open"], tags=["a", "b"])]


@pytest.mark.parametrize("name", LISTINGS)
def test_url_fields_follow_another_query_of_the_page_before_the_event(name: str, site: Site) -> None:
    shown = site.open_at("tags=a", name)
    answer = site.send(shown, event="turn", query="show=open&p=5")
    assert fields_of(updated(shown, answer)) == ("'open'", "6", "[]")
    assert answer.json["effects"] == [query_effect(replace=True, p=["6"])]


def test_each_call_may_follow_another_query(site: Site) -> None:
    shown = site.open("conforming_listing")
    answer = site.send(shown, calls=[{"event": "tag"}, {"query": "p=5"}, {"query": "show=open"}])
    assert (fields_of(updated(shown, answer)), answer.json["effects"]) == (("'open'", "1", "[]"), [])


@pytest.mark.parametrize("query", ["", "show=bogus&p=x&tags=%00"])
def test_an_absent_or_ill_fitting_parameter_is_the_param_or_the_default(query: str, site: Site) -> None:
    shown = site.act(site.open("conforming_listing", show="open", tags=["a"]), "show", show="all", page=7)
    assert fields_of(updated(shown, site.send(shown, query=query))) == ("'open'", "1", "['a']")


@pytest.mark.parametrize("query", [None, 5, ["show=open"], {"show": "open"}])
def test_a_query_is_a_text(query: Any, site: Site) -> None:
    assert site.send(site.open("conforming_listing"), query=query).verdict == (400, "bad_request")


def test_a_query_beside_calls_is_refused(site: Site) -> None:
    answer = site.send(site.open("conforming_listing"), calls=[{"event": "turn"}], query="p=5")
    assert answer.verdict == (400, "bad_request")


def test_components_that_mirror_nothing_do_not_mind_a_query(site: Site) -> None:
    shown = site.open_at("total=5", "conforming_ledger")
    assert updated(shown, site.send(shown, query="total=7&title=x")).state == shown.state


@by_http
def test_htmx_is_told_the_pages_new_address(site: Site) -> None:
    shown = site.open_at("p=2&other=1", "conforming_listing")
    pushed = site.submit(shown, {"live-event": "tag"}, form=1, is_htmx=True)
    replaced = site.submit(shown, {"live-event": "turn"}, form=1, is_htmx=True)
    address = "/page/conforming_listing/"
    assert pushed.headers["HX-Push-Url"] == f"{address}?p=2&other=1&tags=gr%C3%B6%C3%9Fe+%26+%3Cb%3E"
    assert replaced.headers["HX-Replace-Url"] == f"{address}?other=1&p=3"


@by_http
def test_a_plain_form_leads_to_the_page_with_its_new_query(site: Site) -> None:
    shown = site.open_at("p=2&other=1", "conforming_listing")
    place = site.submit(shown, {"live-event": "turn"}, form=1).headers["Location"]
    query = parse_qs(urlsplit(place).query)
    assert (query["p"], query["other"]) == (["3"], ["1"])
    assert fields_of(site.load(place))[1] == fields_of(site.load(place))[1] == "3"  # the outcome, then the page itself
