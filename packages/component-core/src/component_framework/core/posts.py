"""Messages as form posts: from htmx, and from plain forms without any script (docs/protocol.md, "Form posts")."""

from collections.abc import Iterable
from typing import Any, Final
from urllib.parse import parse_qsl

from component_framework.core.context import STATE, ComponentView, hidden_input
from component_framework.core.errors import BadRequestError, TooLargeError
from component_framework.core.json_data import check_shape, is_array, is_object
from component_framework.core.markup import Html
from component_framework.core.messages import EventMessage, message_of, parse_object
from component_framework.core.settings import ComponentSettings
from component_framework.core.upload import Upload

PREFIX: Final = "live-"
EVENT: Final = "live-event"
KEY: Final = "live-key"
MESSAGE: Final = "live-message"
MEMBERS: Final = {EVENT: "event", STATE: "state", KEY: "key"}


def parse_post(pairs: Iterable[tuple[str, str | Upload]], settings: ComponentSettings) -> EventMessage:
    """The message in a form body's names, texts and files. Raises the ClientError that fits what is wrong with it.

    `live-event`, `live-state` and `live-key` are the message's; every other name is a field, a list where it repeats.
    Of several events the last counts: a form says its own, and the button in it which is pressed says another. An event
    may bring fields of its own, so that one button can say all: `live-event=delete?id=5`.
    Our client's is whole in `live-message`, beside its files.
    """
    given = list(pairs)
    _check_amount(given, settings)
    data = _message_with_files(given, settings) if any(name == MESSAGE for name, _ in given) else _form_message(given)
    check_shape(data, max_depth=settings.max_depth, max_nodes=settings.max_nodes)
    return message_of(data, settings)


def hidden_inputs(component: ComponentView, event: str = "") -> Html:
    """What a plain form of the component carries: the snapshot, the host's proof against forgery, and the event."""
    return Html(component.hidden_inputs + (hidden_input(EVENT, event) if event else ""))


def _check_amount(pairs: list[tuple[str, str | Upload]], settings: ComponentSettings) -> None:
    """A body may be longer for its files only."""
    texts = [value for _, value in pairs if isinstance(value, str)]
    if len(pairs) - len(texts) > settings.max_files:
        raise TooLargeError(f"{len(pairs) - len(texts)} files; the limit is {settings.max_files}")
    if sum(map(len, texts)) > settings.max_body_bytes:
        raise TooLargeError(f"more text than {settings.max_body_bytes} bytes")


def _form_message(pairs: list[tuple[str, str | Upload]]) -> dict[str, Any]:
    message: dict[str, Any] = {"type": "component_event"}
    fields: dict[str, list[str | Upload]] = {}
    for name, text in pairs:
        if not name.startswith(PREFIX):
            fields.setdefault(name, []).append(text)
        elif name not in MEMBERS or isinstance(text, Upload) or (name != EVENT and MEMBERS[name] in message):
            raise BadRequestError(f"{name[:100]!r} is no name of the protocol, or stands twice")
        else:
            message[MEMBERS[name]] = text
    event, _, query = message.pop("event", "").partition("?")
    for name, text in parse_qsl(query, keep_blank_values=True):
        fields.setdefault(name, []).append(text)
    if event:
        message["event"] = event
    message["fields"] = {name: texts[0] if len(texts) == 1 else texts for name, texts in fields.items()}
    return message


def _message_with_files(pairs: list[tuple[str, str | Upload]], settings: ComponentSettings) -> dict[str, Any]:
    """Each file is called by the number of its call, a dot and its control: `0.photo`, `1.items.0.scan`."""
    texts = [text for name, text in pairs if name == MESSAGE and isinstance(text, str)]
    files: dict[str, list[Upload]] = {}
    for name, file in pairs:
        if isinstance(file, Upload):
            files.setdefault(name, []).append(file)
    if len(texts) != 1 or len(pairs) != 1 + sum(map(len, files.values())):
        raise BadRequestError(f"{MESSAGE!r} stands once, and only files beside it")
    message = parse_object(texts[0].encode("utf-8", "replace"), settings)
    calls = message["calls"] if is_array(message.get("calls")) else [message]
    for name, found in files.items():
        number, _, control = name.partition(".")
        fields = _fields_of(calls, number)
        if not control or control in fields:
            raise BadRequestError(f"{name[:100]!r} is no file of the message's")
        fields[control] = found[0] if len(found) == 1 else found
    return message


def _fields_of(calls: list[Any], number: str) -> dict[str, Any]:
    """What the call of that number has for its controls: the message's own, changed in place."""
    call = calls[int(number)] if number in map(str, range(len(calls))) else None
    fields = call.setdefault("fields", {}) if is_object(call) else None
    if not is_object(fields):
        raise BadRequestError(f"a file for the call {number[:100]!r}, which there is not")
    return fields
