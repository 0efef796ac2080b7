"""htmx as a peer: attributes that make an element of a component send its events, and headers that htmx understands."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from component_framework.core.context import ComponentView
from component_framework.core.effects import Effect, ascii_url
from component_framework.core.markup import Html, attributes
from component_framework.core.posts import EVENT, STATE


def htmx_attributes(component: ComponentView, event: str = "", values: Mapping[str, Any] | None = None) -> Html:
    """Attributes for an element inside the component: what it posts, and where the answer goes.

    Events queue behind the one under way. `values` go along as fields; so does what the element's form holds.
    """
    named = {EVENT: event} if event else {}
    sent = {**(values or {}), **named, STATE: component.snapshot, **component.form_fields()}
    given = {
        "hx-post": component.url,
        "hx-target": f'[id="{component.id}"]',
        "hx-swap": "outerHTML",
        "hx-sync": f'[id="{component.id}"]:queue all',
        "hx-vals": json.dumps({name: str(value) for name, value in sent.items()}),
    }
    return Html(attributes(given).lstrip())


def htmx_headers(effects: Sequence[Effect]) -> dict[str, str]:
    """The effects as response headers; of several redirects or addresses the last one counts."""
    headers: dict[str, str] = {}
    events: dict[str, Any] = {}
    for effect in effects:
        if effect["type"] == "redirect":
            headers["HX-Redirect"] = ascii_url(effect["url"])
        elif effect["type"] == "url":
            headers["HX-Replace-Url" if effect["replace"] else "HX-Push-Url"] = ascii_url(effect["url"])
        else:
            events[effect["name"]] = effect["detail"]
    return headers | ({"HX-Trigger": json.dumps(events)} if events else {})
