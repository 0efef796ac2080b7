"""What a row needs of an adapter. A new adapter joins with one class of this shape and one line in conftest.py."""

import json
import re
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from html import unescape
from typing import Any, Protocol

import pytest
from sockets import Socket

from component_framework.core import ComponentSettings

by_http = pytest.mark.by_http
"""An attack on what no socket carries: heads, media types, form posts, files, more than a frame may hold."""

ABSENT = object()
"""As a member of a message: leave it out."""


@dataclass(frozen=True)
class Shown:
    """A component as a page shows it to a visitor."""

    name: str
    id: str
    state: str


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.body)
        return found

    @property
    def verdict(self) -> tuple[int, str]:
        return self.status, self.json.get("code", "")


class Target(Protocol):
    """One visitor of a real site, with a cookie jar, behind the adapter's real view and all of its protections."""

    settings: ComponentSettings
    trusts_our_header: bool
    """Whether `X-Component-Request` alone proves that no other site's page sent a message."""

    def show(self, name: str, **params: Any) -> Shown:
        """Loads a page of the site that holds the component, and with it what proves the next post to be ours."""
        ...

    def page(self, name: str, params: Mapping[str, Any], *, query: str = "") -> Answer:
        """The component's HTML, perhaps with more round it, on a page whose address has `query` besides."""
        ...

    def post(
        self, name: str, body: bytes, *, media_type: str = "application/json", headers: Mapping[str, str] | None = None
    ) -> Answer:
        """Posts to the component's address as the browser's client does. `headers` are laid over its own."""
        ...

    def post_from_elsewhere(self, name: str, body: bytes, *, media_type: str, headers: Mapping[str, str]) -> Answer:
        """Posts as another site can: with the visitor's cookies and with nothing that our page would add."""
        ...

    def request(self, method: str, name: str) -> Answer: ...

    def sign_in(self, name: str) -> None: ...

    def sign_out(self) -> None: ...

    def configured(self, **settings: Any) -> AbstractContextManager[None]:
        """The installation with these `ComponentSettings`, spelled in capitals, and the defaults for all others."""
        ...


class SocketTarget(Target, Protocol):
    """One whose `post` is a frame."""

    def post_by_http(self, name: str, body: bytes) -> Answer: ...

    def socket(self, **headers: str) -> AbstractContextManager[Socket]:
        """One that a page of the visitor opens; `headers` are laid over its own."""
        ...


ROOT = re.compile(r"<section[^>]*>")


def shown_in(page: Answer, name: str) -> Shown:
    """The one component `name` on `page`."""
    html = page.body.decode()
    tag = ROOT.search(html)
    assert tag is not None, html
    found = {attribute: unescape(value) for attribute, value in re.findall(r'([\w-]+)="([^"]*)"', tag.group())}
    return Shown(name, found["id"], found["data-live-state"])


def honest(shown: Shown, **members: Any) -> dict[str, Any]:
    """The message that the browser's client would send, with `members` laid over it."""
    message: dict[str, Any] = {
        "type": "component_event",
        "component": shown.name,
        "component_id": shown.id,
        "state": shown.state,
        "key": "run:1",
        **members,
    }
    return {name: value for name, value in message.items() if value is not ABSENT}


def send(target: Target, shown: Shown, *, to: str | None = None, **members: Any) -> Answer:
    """Sends that message, to the component's own address unless `to` names another's."""
    return target.post(shown.name if to is None else to, json.dumps(honest(shown, **members)).encode())
