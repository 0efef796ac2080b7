"""Messages as form posts: from htmx, and from plain forms without any script (docs/protocol.md, "Form posts")."""

from collections.abc import Iterable, Mapping
from typing import Any, Final
from urllib.parse import parse_qsl

from component_framework.core.context import ComponentView
from component_framework.core.errors import BadRequestError
from component_framework.core.json_data import check_shape
from component_framework.core.markup import Html, attributes
from component_framework.core.messages import EventMessage, message_of
from component_framework.core.settings import ComponentSettings

PREFIX: Final = "live-"
EVENT: Final = "live-event"
STATE: Final = "live-state"
KEY: Final = "live-key"
MEMBERS: Final = {EVENT: "event", STATE: "state", KEY: "key"}


def parse_post(pairs: Iterable[tuple[str, str]], settings: ComponentSettings) -> EventMessage:
    """The message in a form body's names and texts, in order. Raises the ClientError that fits what is wrong with it.

    `live-event`, `live-state` and `live-key` are the message's; every other name is a field, a list where it repeats.
    Of several events the last counts: a form says its own, and the button in it which is pressed says another. An event
    may bring fields of its own, so that one button can say all: `live-event=delete?id=5`.
    """
    message: dict[str, Any] = {"type": "component_event"}
    fields: dict[str, list[str]] = {}
    for name, text in pairs:
        if not name.startswith(PREFIX):
            fields.setdefault(name, []).append(text)
        elif name not in MEMBERS or (name != EVENT and MEMBERS[name] in message):
            raise BadRequestError(f"{name[:100]!r} is no name of the protocol, or stands twice")
        else:
            message[MEMBERS[name]] = text
    event, _, query = message.pop("event", "").partition("?")
    for name, text in parse_qsl(query, keep_blank_values=True):
        fields.setdefault(name, []).append(text)
    if event:
        message["event"] = event
    message["fields"] = {name: texts[0] if len(texts) == 1 else texts for name, texts in fields.items()}
    check_shape(message, max_depth=settings.max_depth, max_nodes=settings.max_nodes)
    return message_of(message, settings)


def hidden_inputs(component: ComponentView, event: str = "") -> Html:
    """What a plain form of the component carries: the snapshot, the host's proof against forgery, and the event."""
    given = {STATE: component.snapshot, **component.form_fields()}
    if event:
        given[EVENT] = event
    return Html("".join(f"<input{attributes(_hidden(name, text))}>" for name, text in given.items()))


def _hidden(name: str, text: str) -> Mapping[str, object]:
    return {"type": "hidden", "name": name, "value": text}
