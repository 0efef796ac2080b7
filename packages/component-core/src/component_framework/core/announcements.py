"""Announcements: small data for the scripts of pages that show something. Nothing is rendered, nothing is kept."""

import json
from dataclasses import dataclass
from typing import Any, Final

from component_framework.core.errors import StateError
from component_framework.core.host import current_host
from component_framework.core.json_data import checked_json
from component_framework.core.refresh import changed_topics, publish

MAX_BYTES: Final = 32 * 1024


@dataclass(frozen=True)
class Announcement:
    """One event, and what it says: JSON data."""

    name: str
    detail: Any


def announce(watched: object, name: str, detail: Any = None) -> None:
    """Dispatch a bubbling `CustomEvent` called `name` on every component, on any page, that watches `watched`.

    `watched` is a topic's name, or what the host knows a topic for. `detail` is JSON, 32 KiB at most, the same for all
    viewers; else StateError. At most once, to the pages that are connected: what has to be seen is rendered, by
    `refresh`. In effect after the running transaction; from sync and async code alike.
    """
    detail = checked_json(detail, f"announce({name!r})")
    payload = json.dumps({"name": name, "detail": detail})
    if len(payload.encode()) > MAX_BYTES:
        raise StateError(f"announce({name!r}) has more than {MAX_BYTES} bytes to say")
    host = current_host()
    for topic in changed_topics((watched,), host):
        publish(topic, payload, host=host)
