"""htmx as a peer."""

import json
import logging
from typing import Any

import pytest

from component_framework.core.context import ComponentView
from component_framework.core.effects import Effect
from component_framework.core.htmx import htmx_attributes, htmx_headers
from component_framework.testing.dom import Element, parse_html


def attributes_of(event: str = "", values: Any = None, **given: Any) -> dict[str, str]:
    view = ComponentView(
        given.get("id", "c-1"), "cart", {}, "/components/cart/", lambda: "cf1.x", lambda: {"csrf": "t"}
    )
    [element] = parse_html(f"<a {htmx_attributes(view, event, values)}></a>").children
    assert isinstance(element, Element)
    return element.attributes


def test_an_element_posts_to_its_component_and_replaces_it() -> None:
    given = attributes_of("save", id="a.b:c")
    assert given.pop("hx-vals")
    assert given == {
        "hx-post": "/components/cart/",
        "hx-target": '[id="a.b:c"]',
        "hx-swap": "outerHTML",
        "hx-sync": '[id="a.b:c"]:queue all',
        "data-live-htmx": "",
    }


def test_it_sends_the_event_the_snapshot_the_values_and_the_hosts_fields() -> None:
    sent = json.loads(attributes_of("delete", {"id": 5, "name": "\"'<"})["hx-vals"])
    assert sent == {"id": "5", "name": "\"'<", "live-event": "delete", "live-state": "cf1.x", "csrf": "t"}


def test_values_never_stand_for_the_protocols_own() -> None:
    assert json.loads(attributes_of("save", {"live-state": "mine", "live-event": "x"})["hx-vals"]) == {
        "live-event": "save", "live-state": "cf1.x", "csrf": "t"
    }  # fmt: skip


def test_without_an_event_it_names_none() -> None:
    assert "live-event" not in json.loads(attributes_of()["hx-vals"])


@pytest.mark.parametrize(
    ("effects", "wanted"),
    [
        ([], {}),
        ([{"type": "redirect", "url": "/ä/", "external": False}], {"HX-Redirect": "/%C3%A4/"}),
        ([{"type": "url", "url": "?p=ä", "replace": False}], {"HX-Push-Url": "?p=%C3%A4"}),
        ([{"type": "url", "url": "?p=2", "replace": True}], {"HX-Replace-Url": "?p=2"}),
        (
            [{"type": "event", "name": "a", "detail": "ä"}, {"type": "event", "name": "b", "detail": None}],
            {"HX-Trigger": '{"a": "\\u00e4", "b": null}'},
        ),
        (
            [
                {"type": "redirect", "url": "/a/", "external": False},
                {"type": "redirect", "url": "/b/", "external": False},
            ],
            {"HX-Redirect": "/b/"},
        ),
    ],
)
def test_effects_become_headers_in_ascii(effects: Any, wanted: dict[str, str]) -> None:
    assert htmx_headers(effects) == wanted
    assert str(htmx_headers(effects)).isascii()


SHOW: Effect = {"type": "query", "params": {"show": ["öpen"], "page": None}, "replace": False}
SORT: Effect = {"type": "query", "params": {"sort": ["name"]}, "replace": True}
PUSH: Effect = {"type": "url", "url": "?page=2", "replace": False}
REPLACE: Effect = {"type": "url", "url": "/b/", "replace": True}


@pytest.mark.parametrize(
    ("effects", "wanted"),
    [
        ([SHOW], {"HX-Push-Url": "/a/?q=1&show=%C3%B6pen"}),
        ([SORT], {"HX-Replace-Url": "/a/?page=3&q=1&sort=name"}),
        ([SORT, SHOW], {"HX-Push-Url": "/a/?q=1&sort=name&show=%C3%B6pen"}),
        ([PUSH, SORT], {"HX-Push-Url": "/a/?page=2&sort=name"}),
        ([SORT, REPLACE], {"HX-Replace-Url": "/b/"}),
        ([PUSH, REPLACE], {"HX-Push-Url": "/b/"}),
    ],
)
def test_addresses_and_queries_become_one_address(effects: list[Effect], wanted: dict[str, str]) -> None:
    assert htmx_headers(effects, page="/a/?page=3&q=1") == wanted


def test_a_query_on_an_unknown_page_stays_as_it_is() -> None:
    assert htmx_headers([SHOW]) == {}
    assert htmx_headers([PUSH, SORT]) == {"HX-Push-Url": "?page=2&sort=name"}


def test_what_htmx_has_no_header_for_is_one_event_after_the_html() -> None:
    focus: Effect = {"type": "focus", "target": "#ä"}
    title: Effect = {"type": "title", "text": "2"}
    [(name, header)] = htmx_headers([focus, title]).items()
    assert (name, header.isascii()) == ("HX-Trigger-After-Settle", True)
    assert json.loads(header) == {"live:effects": {"effects": [focus, title]}}


def test_an_effect_that_makes_the_header_too_long_is_left_out_with_a_line_in_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    title: Effect = {"type": "title", "text": "2"}
    file: Effect = {"type": "download", "filename": "x", "media_type": "text/csv", "base64": "A" * 4096}
    header = htmx_headers([file, title])["HX-Trigger-After-Settle"]
    assert json.loads(header) == {"live:effects": {"effects": [title]}}
    assert htmx_headers([file]) == {}
    assert caplog.record_tuples[0] == (
        "component_framework.htmx",
        logging.WARNING,
        "an effect 'download' is too long for a header and left out",
    )
