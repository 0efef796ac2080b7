"""Slots: HTML that whoever puts a component into a template gives it, to be shown where its own template says.

A message to the component does not bring that HTML along. The page has it between two comments, and keeps it there:
what the server then renders has the comments only.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any, Final

from component_framework.core.errors import ConfigurationError
from component_framework.core.markup import Html, escape

NAME: Final = re.compile(r"[A-Za-z][\w-]{0,49}", re.ASCII)
END: Final = "<!--/live-slot-->"
EMPTY: Final = Html("")


class Slots:
    """`slots` in a template: `slots.footer` and `slots["footer"]` are HTML, empty where nobody has filled it,
    or with white space only.

    What was given without a name is `slots.default`. Iterating gives the names of those that are filled.
    """

    def __init__(self, find: Callable[[str], Any], names: Collection[str] = ()) -> None:
        for name in names:
            check_slot(name)
        self._find, self._names = find, names
        self._found: dict[str, Html] = {}

    def __getitem__(self, name: str) -> Html:
        if name not in self._found:
            found = Html(escape(self._find(name)))
            self._found[name] = found if found.strip() else EMPTY  # Jinja leaves the line breaks between its tags
        return self._found[name]

    def __getattr__(self, name: str) -> Html:
        if name.startswith("_"):  # what Python and template engines look for in any value
            raise AttributeError(name)
        return self[name]

    def __contains__(self, name: str) -> bool:
        return bool(self[name])

    def __iter__(self) -> Iterator[str]:
        """Those given beforehand, and those that a template has asked for."""
        return (name for name in dict.fromkeys([*self._names, *self._found]) if self[name])

    def marked(self) -> "Slots":
        """The same for a component that is to live on in the page."""
        return Slots(lambda name: marked(name, self[name]), tuple(self))


def given_slots(given: Mapping[str, Any]) -> Slots:
    """Slots that hold `given`, escaped unless it is HTML already."""
    return Slots(lambda name: given.get(name, ""), tuple(given))


def kept_slots(names: Collection[str]) -> Slots:
    """Slots whose content the page has."""
    return Slots(lambda name: _between(name, "") if name in names else EMPTY, tuple(names))


def marked(name: str, content: Html) -> Html:
    """`content` between the comments by which the page finds it; nothing where it is empty."""
    return _between(name, content) if content.strip() else EMPTY


def all_marked(slots: Slots, names: Collection[str]) -> Html:
    """The slots of these names, also those that are empty now, for a page that has them."""
    return Html("".join(_between(name, slots[name]) for name in names))


def slot_names(words: Collection[str]) -> list[str]:
    """Those of `words`, which a browser has sent, that can name a slot."""
    return [word for word in words if NAME.fullmatch(word)]


def filled(html: str, slots: Slots) -> Html:
    """`html`, rendered after a message, with its kept slots filled anew."""
    for name in slots:
        html = html.replace(_between(name, ""), marked(name, slots[name]))
    return Html(html)


def check_slot(name: str) -> None:
    """Raises ConfigurationError for what cannot name a slot."""
    if not NAME.fullmatch(name):
        raise ConfigurationError(f"{name!r} cannot name a slot: a letter, then letters, digits, _ and -")


def _between(name: str, content: str) -> Html:
    check_slot(name)
    return Html(f"<!--live-slot:{name}-->{content}{END}")


NO_SLOTS: Final = given_slots({})
