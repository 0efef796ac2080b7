"""What the elements of a page send: which events, with which arguments, and at which keys (docs/events.md)."""

import json
from typing import Any, Final

from component_framework.testing.dom import Element

PREFIX: Final = "data-live-"
ARGUMENT: Final = "data-live-arg-"
NAMING: Final = (
    *("click", "submit", "input", "change", "keydown", "keyup", "focus", "blur"),
    *("poll", "lazy", "outside", "cancel"),
)
"""`data-live-<one of these>` names an event."""
PAIRING: Final = ("on", "window")
"""`data-live-<one of these>` holds pairs, `dom-event:event`."""
MODIFIERS: Final = {"Ctrl": "Control", "Mod": "Control"}
"""Other names of modifiers; the keyboard in a test is not Apple's."""


def events_of(element: Element) -> set[str]:
    """The events that `element` sends."""
    given = element.attributes
    named = {given.get(f"{PREFIX}{kind}", "") for kind in NAMING}
    pairs = [pair.rpartition(":") for kind in PAIRING for pair in given.get(f"{PREFIX}{kind}", "").split()]
    return (named | {event for _, colon, event in pairs if colon}) - {""}


def arguments_of(element: Element) -> dict[str, dict[str, Any]]:
    """Payload and fields that the element's own attributes give, as the browser client reads them."""
    texts = {
        name.removeprefix(ARGUMENT): text for name, text in element.attributes.items() if name.startswith(ARGUMENT)
    }
    return {
        "payload": json.loads(element.attributes.get("data-live-args", "{}")),
        "fields": {name.replace("-", "_"): text for name, text in texts.items()},
    }


def takes_keys(element: Element, pressed: str) -> bool:
    """Whether the element's `data-live-keys`, if it has such, lets `pressed` through: "Enter", "Control+s", "Space"."""
    keys = element.attributes.get("data-live-keys", "").split()
    return not keys or _combination(pressed) in map(_combination, keys)


def _combination(text: str) -> tuple[frozenset[str], str]:
    """The modifiers and the key, as `KeyboardEvent.key` has it."""
    held, _, key = text.rpartition("+")
    modifiers = frozenset(MODIFIERS.get(name, name) for name in held.split("+") if name)
    return modifiers, {"": "+", "Space": " "}.get(key, key)
