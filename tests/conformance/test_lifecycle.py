"""First renders and messages: the hooks, the params, the template."""

import pytest

from conformance.site import Site, by_http

RENDERING = ["before_render", "get_context", "dehydrate"]


def log_of(*names: str) -> str:
    return repr([*names])


def test_the_hooks_run_in_one_order(site: Site) -> None:
    shown = site.open("conforming_steps")
    first = ["mount", *RENDERING]
    assert shown.state["log"] == log_of(*first)
    assert site.act(shown, "act").state["log"] == log_of(*first, "hydrate", "act", *RENDERING)


def test_async_hooks_run_in_the_same_order(site: Site) -> None:
    shown = site.open("conforming_async_steps")
    first = ["mount", *RENDERING]
    assert shown.state["log"] == log_of(*first)
    assert site.act(shown, "act").state["log"] == log_of(*first, "hydrate", "act", *RENDERING)


@by_http
def test_params_set_fields_and_reach_mount(site: Site) -> None:
    state = site.open("conforming_params", count=5, label="x").state
    assert (state["count"], state["double"], state["texts"]) == ("5", "10", "['x']")


@by_http
def test_params_that_are_left_out_have_their_defaults(site: Site) -> None:
    state = site.open("conforming_params").state
    assert (state["count"], state["double"], state["texts"]) == ("1", "2", "['none']")


def test_a_page_may_name_the_id(site: Site) -> None:
    shown = site.open("conforming_ledger", component_id="main-ledger")
    assert (shown.id, site.act(shown, "add").id) == ("main-ledger", "main-ledger")


def test_an_id_that_nobody_names_is_fresh_and_lasts(site: Site) -> None:
    one, other = site.open("conforming_ledger"), site.open("conforming_ledger")
    assert one.id != other.id
    assert site.act(one, "add").id == one.id


@by_http
def test_a_component_has_the_template_of_its_name(site: Site) -> None:
    assert site.open("conforming_named").only("p").text == "named after it"


@by_http
def test_the_template_knows_its_component(site: Site) -> None:
    shown = site.open("conforming_ledger")
    assert shown.root.attributes["data-seen"] == f"{shown.id} conforming_ledger"
    assert shown.only("samp").text == shown.snapshot


@by_http
def test_the_root_says_where_messages_go(site: Site) -> None:
    url = site.open("conforming_ledger").root.attributes["data-live-url"]
    assert url.rstrip("/") == "/components/conforming_ledger"


@by_http
def test_what_the_template_prints_is_escaped_and_html_is_not(site: Site) -> None:
    shown = site.open("conforming_texts")
    assert shown.only("p").text == """<script>alert("1")</script>&'bold"""
    assert shown.only("b").text == "bold"
    assert [element for element in shown.root.walk() if element.tag == "script"] == []


def test_attributes_that_are_not_declared_live_for_one_message(site: Site) -> None:
    shown = site.act(site.open("conforming_params"), "forget")
    assert site.act(shown, "recall").state["texts"] == "['forgotten']"


@pytest.mark.parametrize("event", ["add", "add_later"])
def test_messages_follow_each_other(event: str, site: Site) -> None:
    shown = site.open("conforming_ledger")
    for _ in range(3):
        shown = site.act(shown, event, amount=2)
    assert shown.state["total"] == "6"
