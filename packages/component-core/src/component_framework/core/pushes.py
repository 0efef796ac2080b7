"""Pushes: HTML and state that the server shows, unasked, wherever a component is on a page."""

import asyncio
import json
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from pydantic import TypeAdapter

from component_framework.core.broker import check_payload
from component_framework.core.host import current_host
from component_framework.core.refresh import component_topic, publish

STATE: Final = TypeAdapter(dict[str, Any])
AT_ONCE: Final = 50


class SharedFrame:
    """A push as one audience is shown it: made once, by `make`, and handed to all who wait for it. None fits nobody."""

    def __init__(self, make: Coroutine[Any, Any, str | None]) -> None:
        self.is_made = False
        self.text: str | None = None
        self._waiting: list[Callable[[], None]] = []
        self._task = asyncio.create_task(self._make(make), name="component-push")

    def then(self, go_on: Callable[[], None]) -> None:
        """Have `go_on` called when it is made."""
        self._waiting.append(go_on)

    async def _make(self, make: Coroutine[Any, Any, str | None]) -> None:
        self.text = await make
        self.is_made = True
        waiting, self._waiting = self._waiting, []
        for number, go_on in enumerate(waiting, 1):
            go_on()
            if number % AT_ONCE == 0:
                await asyncio.sleep(0)  # the first leave before the last are told


@dataclass(frozen=True)
class Push:
    """`html` is the bare template, `state` JSON data; `to` is one connection's id, None for all that show it."""

    html: str
    state: dict[str, Any]
    to: str | None = None
    frames: dict[tuple[str, str], SharedFrame] = field(default_factory=dict[tuple[str, str], SharedFrame])
    """Those made of it in this process, by whom they are signed for."""


def push(component_id: str, html: str, state: Mapping[str, Any], *, to: str | None = None) -> None:
    """Show `html` and `state`, as `dispatch()` gives them, wherever the component is on a page, in every process.

    After the running transaction. Each viewer's snapshot is signed anew. Raises StateError for a state that is not
    JSON, and for more than 190 KiB. `to` is the id of the one connection that is meant.
    """
    publish(component_topic(component_id), push_payload(html, state, to), host=current_host())


async def apush(component_id: str, html: str, state: Mapping[str, Any], *, to: str | None = None) -> None:
    """`push` for an event loop, where no transaction runs. Returns when it has left."""
    payload = push_payload(html, state, to)
    check_payload(payload)
    await current_host().broker.apublish(component_topic(component_id), payload)


def push_payload(html: str, state: Mapping[str, Any], to: str | None) -> str:
    """A push as the payload of a notice: what a `Push` is made of."""
    return json.dumps([html, STATE.dump_python(dict(state), mode="json"), to])
