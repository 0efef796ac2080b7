"""The page under test: one tree with all components in it, and the messages that they send."""

import json
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final, TypeAlias
from urllib.parse import urljoin, urlsplit

from component_framework.core.effects import Effect, TellEffect, with_query
from component_framework.core.messages import UpdateMessage
from component_framework.core.upload import Upload
from component_framework.testing.dom import Element, parse_html, replace, to_html
from component_framework.testing.nesting import NEST, children_of, complete
from component_framework.testing.streams import keep_rows

COMPLETED: Final = frozenset({NEST, "data-live-slots"})
"""Attributes of roots in which the page has put something that was not in the server's text."""
Files: TypeAlias = Sequence[tuple[str, Upload]]
"""Those that a message brings along, each with its control's name."""
Carry: TypeAlias = Callable[[str, str, Files], UpdateMessage | None]
"""Brings a message, as JSON, with its files to the component of that name: the update, None where the component is to
leave the page, as one does that was put off and may not be seen."""


class Page:
    """What a browser has of a page: its components, its query, and the effects of the last act.

    `status` is the HTTP status of the answer to that act. `effects` holds those of all messages that it led to.
    """

    def __init__(self, html: str, query: str, carry: Carry) -> None:
        self.query, self._carry = query, carry
        self.effects: list[Effect] = []
        self.status = 200
        self._sent = 0
        self._begun: set[Element] = set()
        self._waiting: deque[tuple[str, dict[str, Any], Files]] = deque()
        self._top = Element("")
        root = _root_in(html)
        root.parent = self._top
        self._top.children.append(root)
        self._texts = {root.attributes["id"]: html}
        self._settle()

    def root(self, component_id: str) -> Element | None:
        """The root of the component with that id; None where the page has none such."""
        return next((root for root in self.roots() if root.attributes["id"] == component_id), None)

    def roots(self) -> Iterator[Element]:
        """Those of all components, in document order."""
        return (element for element in self._top.walk() if "data-live" in element.attributes)

    def html_of(self, root: Element) -> str:
        """The server's own text, as long as the page has nothing to put into it."""
        return self._texts.get(root.attributes["id"]) or to_html(root)

    def send(self, component_id: str, act: dict[str, Any], files: Files = ()) -> None:
        """One message of the component, and all that the page sends because of the answer."""
        self.effects = []
        self._waiting.append((component_id, act, files))
        self.status = self._settle()

    def _settle(self) -> int:
        """Send what waits, what its answers ask for, and what loads by itself; the status of the first answer."""
        statuses: list[int] = []
        while self._waiting or self._begin():
            component_id, act, files = self._waiting.popleft()
            root = self.root(component_id)
            if root is not None:
                statuses.append(self._exchange(root, act, files))
        return next(iter(statuses), 200)

    def _begin(self) -> bool:
        """Whether there is more to load by itself; it waits then."""
        fresh = [root for root in self.roots() if root.attributes.get("data-live-when") == "load"]
        found = [root for root in fresh if root not in self._begun]
        self._begun.update(found)
        self._waiting.extend((root.attributes["id"], {"query": self.query}, ()) for root in found)
        return bool(found)

    def _exchange(self, root: Element, act: dict[str, Any], files: Files) -> int:
        update = self._carry(root.attributes["data-live"], self._message(root, act), files)
        if update is None:
            self._remove(root)
            return 200
        if update["html"]:
            root = self._show(root, update)
        for effect in update["effects"]:
            self._do(root, effect)
        return update.get("status", 200)

    def _message(self, root: Element, act: dict[str, Any]) -> str:
        self._sent += 1
        given = root.attributes
        sent = {
            "type": "component_event",
            "component": given["data-live"],
            "component_id": given["id"],
            "state": given.get("data-live-state"),
            "mount": given.get("data-live-mount"),
            "children": children_of(root),
            "key": f"test:{self._sent}",
            **act,
        }
        return json.dumps({name: value for name, value in sent.items() if value is not None})

    def _show(self, old: Element, update: UpdateMessage) -> Element:
        new = _root_in(update["html"])
        streams = update.get("streams")
        if streams is not None:
            keep_rows(old, new, streams)
        looks = complete(old, new)
        replace(old, new)
        self._forget_texts(new)
        if streams is None and not any(COMPLETED & one.attributes.keys() for one in new.walk()):
            self._texts[new.attributes["id"]] = str(update["html"])
        self._waiting.extend((look.component_id, {"mount": look.mount} if look.mount else {}, ()) for look in looks)
        return new

    def _do(self, root: Element, effect: Effect) -> None:
        self.effects.append(effect)
        if effect["type"] == "url":
            self.query = urlsplit(urljoin(f"?{self.query}", effect["url"])).query
        elif effect["type"] == "query":
            self.query = urlsplit(with_query(f"?{self.query}", effect["params"])).query
        elif effect["type"] == "tell":
            self._tell(root, effect)
        elif effect["type"] == "remove":
            self._remove(root)

    def _tell(self, root: Element, effect: TellEffect) -> None:
        above = self.roots() if effect["to"] == "page" else list(root.ancestors())[1:]
        hearing = [
            one
            for one in above
            if one is not root and effect["name"] in one.attributes.get("data-live-hears", "").split()
        ]
        for one in hearing if effect["to"] == "page" else hearing[:1]:
            self._waiting.append((one.attributes["id"], {"told": effect["event"]}, ()))

    def _remove(self, root: Element) -> None:
        self._forget_texts(root)
        replace(root, None)

    def _forget_texts(self, root: Element) -> None:
        for element in root.ancestors():
            self._texts.pop(element.attributes.get("id", ""), None)


def _root_in(html: str) -> Element:
    return next(element for element in parse_html(html).walk() if "data-live" in element.attributes)
