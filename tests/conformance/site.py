"""What a behaviour needs of an adapter on one transport. A new one joins with one fixture in conftest.py."""

import json
import re
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable
from urllib.parse import urlencode

import pytest
from sockets import Socket

from component_framework.core import Upload
from component_framework.core.messages import UpdateMessage
from component_framework.testing.dom import Element, parse_html
from component_framework.testing.page import Page

ABSENT = object()
"""As a member of a message: leave it out."""

by_http = pytest.mark.by_http
"""A behaviour of what no socket carries: pages, form posts, files."""
by_socket = pytest.mark.by_socket
"""A behaviour of what the server says by itself, which takes a socket."""

Pairs = Sequence[tuple[str, str | Upload]]
Texts = Mapping[str, str | list[str]]


@dataclass(frozen=True)
class Answer:
    """`headers` are found whatever their case. An exception of the user's is the host's own 500."""

    status: int
    headers: Mapping[str, str]
    text: str

    @property
    def json(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.text)
        return found

    @property
    def verdict(self) -> tuple[int, str]:
        """Status and code."""
        return self.status, self.json.get("code", "")


@runtime_checkable
class Transport(Protocol):
    """One visitor of one site, behind the adapter's real endpoint and protections.

    The site has a page `/page/<name>/?params=<JSON>` that shows the component `name`, and nothing else.
    """

    def get(self, path: str) -> Answer: ...

    def post_json(self, name: str, body: bytes) -> Answer:
        """As the browser client posts to the component's address."""
        ...

    def post_parts(self, name: str, pairs: Pairs) -> Answer:
        """As the browser client posts files: multipart."""
        ...

    def post_form(self, name: str, pairs: Pairs, *, page: str, is_htmx: bool) -> Answer:
        """As htmx, or a browser without script, posts from `page`, a path: multipart where there are files."""
        ...

    def sign_in(self, username: str) -> None:
        """From now on as `username`, whom components see as `user.username`."""
        ...

    def sign_out(self) -> None: ...


@runtime_checkable
class SocketTransport(Transport, Protocol):
    """One whose `post_json` sends a frame over the socket of the visitor's page, and everything else goes by HTTP."""

    @property
    def socket(self) -> Socket:
        """That of the page which was loaded last: opened when it is first asked for."""
        ...

    def another_socket(self) -> Socket:
        """That of one more tab."""
        ...

    def run(self, fn: Callable[..., Coroutine[Any, Any, Any]], *args: Any) -> None:
        """`await fn(*args)` on the server."""
        ...


@dataclass(frozen=True)
class Shown:
    """A component as a page or an update shows it."""

    page: str
    root: Element

    @property
    def name(self) -> str:
        return self.root.attributes["data-live"]

    @property
    def id(self) -> str:
        return self.root.attributes["id"]

    @property
    def snapshot(self) -> str:
        return self.root.attributes["data-live-state"]

    @property
    def state(self) -> dict[str, str]:
        """The `repr` of each value, as the component has it."""
        found: dict[str, str] = json.loads(self.only("pre").text)
        return found

    @property
    def errors(self) -> list[str]:
        return [element.text for element in self.root.walk() if element.tag == "li"]

    def only(self, tag: str) -> Element:
        return next(element for element in self.root.walk() if element.tag == tag)

    def hidden(self, form: int = 0) -> dict[str, str]:
        """What the hidden fields of a form hold."""
        inputs = list([e for e in self.root.walk() if e.tag == "form"][form].walk())
        return {
            one.attributes["name"]: one.attributes["value"] for one in inputs if one.attributes.get("type") == "hidden"
        }


class Site:
    """A visitor's acts, the same on every transport."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport
        self.sign_in, self.sign_out = transport.sign_in, transport.sign_out

    def open(self, name: str, **params: Any) -> Shown:
        """The component on its page."""
        return self.load(page_of(name, **params))

    def open_at(self, query: str, name: str, **params: Any) -> Shown:
        """The component on its page, whose address has `query` besides."""
        page = page_of(name, **params)
        return self.load(f"{page}{'&' if '?' in page else '?'}{query}")

    def browse(self, name: str, **params: Any) -> Page:
        """The component on its page with all that is in it, in front of a client."""
        answer = self._transport.get(page_of(name, **params))
        assert answer.status == 200, answer.text
        return Page(answer.text, "", self._carried)

    def load(self, path: str) -> Shown:
        answer = self._transport.get(path)
        assert answer.status == 200, answer.text
        return shown_in(answer.text, path)

    def status_of_page(self, name: str, **params: Any) -> int:
        return self._transport.get(page_of(name, **params)).status

    @property
    def sockets(self) -> SocketTransport:
        """The transport where the behaviour needs a socket."""
        assert isinstance(self._transport, SocketTransport)
        return self._transport

    def subscribed(self, name: str, **params: Any) -> tuple[Shown, Socket]:
        """The component on its page, which is told of it."""
        shown, socket = self.open(name, **params), self.sockets.socket
        socket.subscribe(shown.id, shown.snapshot)
        return shown, socket

    def send(self, shown: Shown, *, to: str = "", **members: Any) -> Answer:
        """The message that the browser client would send, with `members` laid over it."""
        own = {"type": "component_event", "component": shown.name, "component_id": shown.id, "state": shown.snapshot}
        message = {name: value for name, value in {**own, "key": "run:1", **members}.items() if value is not ABSENT}
        return self.post(to or shown.name, json.dumps(message).encode())

    def send_files(self, shown: Shown, files: Mapping[str, Upload], **members: Any) -> Answer:
        """The message that the browser client would send with `files` for its one call."""
        own = {"type": "component_event", "component": shown.name, "component_id": shown.id, "state": shown.snapshot}
        parts = [("live-message", json.dumps({**own, "key": "run:1", **members}))]
        return self._transport.post_parts(shown.name, [*parts, *((f"0.{name}", file) for name, file in files.items())])

    def post(self, name: str, body: bytes) -> Answer:
        """Any bytes as a message, from a visitor who has been on a page of the site."""
        return self._transport.post_json(name, body)

    def act(self, shown: Shown, event: str, **payload: Any) -> Shown:
        """The component after the event, which must succeed."""
        return updated(shown, self.send(shown, event=event, payload=payload))

    def submit(
        self, shown: Shown, texts: Mapping[str, str | list[str] | Upload], *, form: int = 0, is_htmx: bool = False
    ) -> Answer:
        """One of the component's forms, with its hidden fields and `texts` typed into, or chosen in, the others."""
        pairs: list[tuple[str, str | Upload]] = [*shown.hidden(form).items()]
        pairs += [(name, one) for name, text in texts.items() for one in (text if isinstance(text, list) else [text])]
        return self._transport.post_form(shown.name, pairs, page=shown.page, is_htmx=is_htmx)

    def _carried(self, name: str, text: str, files: object) -> UpdateMessage | None:
        answer = self.post(name, text.encode())
        if answer.status == 403 and "mount" in json.loads(text):
            return None
        assert answer.status == 200, answer.text
        update: UpdateMessage = json.loads(answer.text)
        return update

    def press(self, shown: Shown, texts: Mapping[str, str], button: Mapping[str, str]) -> Answer:
        """As a browser without script posts the component's first form where `button`, its attributes, is in it."""
        pairs = [*shown.hidden().items(), *texts.items(), (button["name"], button["value"])]
        return self._transport.post_form(shown.name, pairs, page=shown.page, is_htmx=False)


def page_of(name: str, **params: Any) -> str:
    query = urlencode({"params": json.dumps(params)}) if params else ""
    return f"/page/{name}/{'?' if query else ''}{query}"


def updated(shown: Shown, answer: Answer) -> Shown:
    assert answer.status == 200, answer.text
    return shown_in(answer.json["html"], shown.page)


def shown_in(html: str, page: str) -> Shown:
    found = [element for element in parse_html(html).walk() if "data-live" in element.attributes]
    assert len(found) == 1, html
    return Shown(re.sub(r"[?&]live=[^&]*", "", page), found[0])
