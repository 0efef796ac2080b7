"""htmx as a peer: attributes that make an element of a component send its events, and headers that htmx understands."""

import json
import logging
from collections.abc import Mapping, Sequence
from typing import Any, Final
from urllib.parse import urljoin

from component_framework.core.context import STATE, ComponentView
from component_framework.core.effects import Effect, PageEffect, ascii_url, with_query
from component_framework.core.markup import Html, attributes
from component_framework.core.posts import EVENT

log = logging.getLogger("component_framework.htmx")

MAX_HEADER: Final = 4 * 1024
"""Bytes of effects that go into one header: servers and proxies allow 8 KB for all headers, or little more."""


def htmx_attributes(component: ComponentView, event: str = "", values: Mapping[str, Any] | None = None) -> Html:
    """Attributes for an element inside the component: what it posts, and where the answer goes.

    `values` go along as fields; so does what the element's form holds. Where our client is on the page, too, it sends
    what htmx was about to send (client/late/htmx.js). Without it htmx is on its own: it queues by `hx-sync`, and swaps.
    """
    named = {EVENT: event} if event else {}
    sent = {**(values or {}), **named, STATE: component.snapshot, **component.form_fields()}
    given = {
        "hx-post": component.url,
        "hx-target": f'[id="{component.id}"]',
        "hx-swap": "outerHTML",
        "hx-sync": f'[id="{component.id}"]:queue all',
        "hx-vals": json.dumps({name: str(value) for name, value in sent.items()}),
        "data-live-htmx": True,
    }
    return Html(attributes(given).lstrip())


def htmx_headers(effects: Sequence[Effect], *, page: str = "") -> dict[str, str]:
    """The effects as response headers; of several redirects the last one counts, several addresses become one.

    `page` is the path and query that the browser is at, "" if that is unknown: then a query stays as it is. What htmx
    has no header for goes as `live:effects`, an event whose detail is `{"effects": [...]}`.
    """
    headers: dict[str, str] = {}
    events: dict[str, Any] = {}
    others: list[PageEffect] = []
    for effect in effects:
        if effect["type"] == "redirect":
            headers["HX-Redirect"] = ascii_url(effect["url"])
        elif effect["type"] == "event":
            events[effect["name"]] = effect["detail"]
        elif effect["type"] != "url" and effect["type"] != "query":
            others.append(effect)
    if events:
        headers["HX-Trigger"] = json.dumps(events)
    return headers | _address(effects, page) | _after_settle(others)


def _address(effects: Sequence[Effect], page: str) -> dict[str, str]:
    """The address that all of them lead to. One that adds an entry to the history makes it a new one."""
    address = ""
    is_new = False
    for effect in effects:
        if effect["type"] == "url":
            address = effect["url"]
        elif effect["type"] == "query" and (address or page):
            address = with_query(urljoin(page, address), effect["params"])
        else:
            continue
        is_new |= not effect["replace"]
    return {"HX-Push-Url" if is_new else "HX-Replace-Url": ascii_url(address)} if address else {}


def _after_settle(effects: Sequence[PageEffect]) -> dict[str, str]:
    """The header for what the page's script does once htmx has put the HTML in; an effect too long for it is lost."""
    header = ""
    kept: list[PageEffect] = []
    for effect in effects:
        longer = json.dumps({"live:effects": {"effects": [*kept, effect]}})
        if len(longer) > MAX_HEADER:
            log.warning("an effect %r is too long for a header and left out", effect["type"])
            continue
        kept, header = [*kept, effect], longer
    return {"HX-Trigger-After-Settle": header} if header else {}
