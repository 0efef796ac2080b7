"""The page under test: one tree with all components in it, and the messages that they send."""

import json
from collections import deque
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any, TypeAlias, TypeVar
from urllib.parse import urljoin, urlsplit

from component_framework.core.children import failed_later
from component_framework.core.component import Component
from component_framework.core.effects import Effect, TellEffect, with_query
from component_framework.core.endpoint import answer, answer_with_errors
from component_framework.core.errors import ClientError, ConflictError, ForbiddenError, NotFoundError, SignedOutError
from component_framework.core.flow import Flow, is_on_loop, off_loop
from component_framework.core.host import Host
from component_framework.core.identity import Identity
from component_framework.core.messages import EventMessage, UpdateMessage
from component_framework.core.mounting import restore
from component_framework.core.posts import MESSAGE, parse_post
from component_framework.core.snapshot import MOUNT, PURPOSE, load_snapshot
from component_framework.core.upload import Upload
from component_framework.testing.dom import Element, parse_html, replace, to_html
from component_framework.testing.nesting import NEST, children_of, complete

T = TypeVar("T")
Files: TypeAlias = Sequence[tuple[str, Upload]]
"""Those that a message brings along, each with its control's name."""


class Page:
    """What a browser has of a page: its components, its query, and the effects of the last act.

    `status` is the HTTP status of the answer to that act. `effects` holds those of all messages that it led to.
    """

    def __init__(self, html: str, identity: Identity, host: Host, query: str) -> None:
        self.identity, self.host, self.query = identity, host, query
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

    def component(self, root: Element) -> Component:
        """The component as its snapshot has it."""
        given = root.attributes
        whose: dict[str, Any] = {"name": given["data-live"], "identity": self.identity, "host": self.host}
        return run(self.host, restore(given["data-live-state"], component_id=given["id"], **whose))

    def key(self, root: Element) -> str:
        """The `key=` that the component was given, "" without one."""
        text, purpose = root.attributes.get("data-live-state"), PURPOSE
        if text is None:
            text, purpose = root.attributes["data-live-mount"], MOUNT
        return load_snapshot(text, self.host.settings, component=None, component_id=None, purpose=purpose).key

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
        message = self._message(root, act, files)
        update = self._answer(message, root.attributes["data-live"])
        if update is None:
            self._remove(root)
            return 200
        if update["html"]:
            root = self._show(root, update)
        for effect in update["effects"]:
            self._do(root, effect)
        return update.get("status", 200)

    def _message(self, root: Element, act: dict[str, Any], files: Files) -> EventMessage:
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
        text = json.dumps({name: value for name, value in sent.items() if value is not None})
        return parse_post([(MESSAGE, text), *((f"0.{name}", file) for name, file in files)], self.host.settings)

    def _answer(self, message: EventMessage, name: str) -> UpdateMessage | None:
        """None for what was put off, and may not be seen."""
        whose: dict[str, Any] = {"name": name, "identity": self.identity, "host": self.host}
        is_first = message.state is None
        try:
            return self._run(answer(message, **whose), name)
        except ConflictError as error:
            if error.mine is None:
                raise
            return self._run(answer_with_errors(message, error, **whose), name)
        except (SignedOutError, ForbiddenError, NotFoundError):
            if not is_first:
                raise
            return None
        except ClientError:
            raise
        except Exception as error:
            if not is_first:
                raise
            return failed_later(message, error, **whose)

    def _run(self, flow: Flow[UpdateMessage], name: str) -> UpdateMessage:
        work = self.host.registry.get(name)._whole(flow, self.host)
        update: UpdateMessage = off_loop(work) if is_on_loop() else work()
        return update

    def _show(self, old: Element, update: UpdateMessage) -> Element:
        new = _root_in(update["html"])
        looks = complete(old, new)
        replace(old, new)
        self._forget_texts(new)
        if not any(NEST in one.attributes or "data-live-slots" in one.attributes for one in new.walk()):
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


def run(host: Host, flow: Flow[T]) -> T:
    """What `flow` gives, also where a test runs on an event loop."""
    return off_loop(partial(host.run, flow)) if is_on_loop() else host.run(flow)


def _root_in(html: str) -> Element:
    return next(child for child in parse_html(html).children if isinstance(child, Element))
