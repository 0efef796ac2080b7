"""Who is here, for those who want to show it."""

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

from component_framework.core.errors import ConfigurationError, StateError
from component_framework.core.flow import is_on_loop
from component_framework.core.host import Host, current_host
from component_framework.core.json_data import checked_json
from component_framework.core.presence import Arrival
from component_framework.core.refresh import topics_of
from component_framework.core.signing import sealer

log = logging.getLogger("component_framework.presence")
PURPOSE: Final = "visitor"
MAX_INFO_BYTES: Final = 1024


@dataclass(frozen=True)
class Visitor:
    """Somebody who has a page open. One person, in however many windows."""

    id: str
    """The same in all windows of somebody who is signed in or has a session; another in each topic. Says nothing."""
    since: datetime
    info: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """What `get_visitor()` has said of them."""
    is_me: bool = False
    """Whether it is the one for whom the component is shown. Nobody is, to visitors without a session."""


def here(watched: object) -> tuple[Visitor, ...]:
    """Who is here, in the topic `watched`, by arrival; a thousand at most.

    Raises ConfigurationError on an event loop where the answer has to be waited for: `await ahere()` there.
    """
    return visitors(watched, current_host())


async def ahere(watched: object) -> tuple[Visitor, ...]:
    """`here` for an event loop."""
    host = current_host()
    return await host.in_thread(lambda: visitors(watched, host)) if host.broker.presence.blocks else here(watched)


def visitors(watched: object, host: Host, *, me: str = "") -> tuple[Visitor, ...]:
    """`here` where the host is known, and the audience `me` for whom it is shown."""
    presence = host.broker.presence
    if presence.blocks and is_on_loop():
        raise ConfigurationError(
            "here() would block the event loop, since others are asked who is there: await ahere()"
        )
    topic = presence_topic(watched, host)
    mine = person_of(topic, me, host) if me else ""
    first: dict[str, Arrival] = {}
    for arrival in sorted(presence.here(topic), key=lambda one: one.since):
        first.setdefault(arrival.person, arrival)
    return tuple(
        Visitor(one.person, datetime.fromtimestamp(one.since, UTC), json.loads(one.info), one.person == mine)
        for one in first.values()
    )


def presence_topic(watched: object, host: Host) -> str:
    """The broker's name for the topic in which somebody is here who is shown `watched`."""
    return topics_of((watched,), host)[0]


def person_of(topic: str, whose: str, host: Host) -> str:
    """What a person is called in one topic."""
    return sealer(host.settings, PURPOSE).tag(topic, whose)


def info_text(visitor: Mapping[str, Any], where: str) -> str:
    """What `get_visitor()` gave, as it is kept. What cannot be kept is said in the log, and is nothing."""
    try:
        text = json.dumps(checked_json(dict(visitor), where))
        if len(text.encode()) > MAX_INFO_BYTES:
            raise StateError(f"{where} has more than {MAX_INFO_BYTES} bytes")
    except StateError as error:
        log.error("%s", error)
        return "{}"
    return text
