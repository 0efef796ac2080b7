"""htmx as a peer."""

import json
from typing import Any

import pytest

from component_framework.core.context import ComponentView
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
