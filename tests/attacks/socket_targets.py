"""The sockets of both adapters: pages load by HTTP, and every message is a frame of a socket of its own."""

import json
from abc import ABC, abstractmethod
from collections.abc import Mapping
from contextlib import AbstractContextManager
from typing import Any

import sockets
from anyio.from_thread import BlockingPortal
from sockets import ClosedError, Socket

from attacks.django_target import DjangoTarget
from attacks.fastapi_target import FastAPITarget
from attacks.target import Answer
from component_framework.adapters.django_websocket import ComponentConsumer

HEADERS = {"Content-Type": "application/json", "X-Content-Type-Options": "nosniff", "Cache-Control": "no-store"}
"""What a frame has no place for, and a browser no need of."""
CLOSED = {4009: (413, "too_large", "the message is too large"), 4401: (401, "signed_out", "nobody is signed in")}
"""The close codes that are answers."""


def answer_to(socket: Socket, name: str, body: bytes) -> Answer:
    """As HTTP gives it. What the address says there, `component` says here."""
    try:
        told: dict[str, Any] = json.loads(socket.ask(frame_of(name, body)))
    except ClosedError as closed:
        status, code, error = CLOSED[closed.code]
        told = {"type": "error", "code": code, "error": error, "component_id": None, "key": None, "status": status}
    status, retry_after_s = told.pop("status", 200), told.pop("retry_after_s", None)
    headers = HEADERS if retry_after_s is None else {**HEADERS, "Retry-After": str(retry_after_s)}
    return Answer(status, headers, json.dumps(told).encode())


def frame_of(name: str, body: bytes) -> str | bytes:
    try:
        text = body.decode()
    except UnicodeDecodeError:
        return body
    is_named = '"component"' in text or not text.startswith('{"type"')
    return text if is_named else f'{{"component": {json.dumps(name)}, {text[1:]}'


def named(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): text for name, text in headers.items()}


class BySocket(ABC):
    """What makes a target by HTTP one whose posts are frames."""

    _client: Any

    def __init__(self, portal: BlockingPortal) -> None:
        super().__init__()
        self._portal = portal

    @property
    @abstractmethod
    def app(self) -> Any:
        """The ASGI application that takes sockets."""

    def post(
        self, name: str, body: bytes, *, media_type: str = "application/json", headers: Mapping[str, str] | None = None
    ) -> Answer:
        with self.socket() as socket:
            return answer_to(socket, name, body)

    def post_by_http(self, name: str, body: bytes) -> Answer:
        answer: Answer = super().post(name, body)  # type: ignore[misc]  # the other base's
        return answer

    def socket(self, **headers: str) -> AbstractContextManager[Socket]:
        """One that a page of the visitor opens; `headers` are laid over its own."""
        values = {name: getattr(cookie, "value", cookie) for name, cookie in self._client.cookies.items()}
        cookies = {"Cookie": "; ".join(f"{name}={text}" for name, text in values.items())}
        return sockets.socket(self.app, self._portal, headers={**cookies, **named(headers)})


class ChannelsSocketTarget(BySocket, DjangoTarget):
    @property
    def app(self) -> Any:
        return ComponentConsumer.as_asgi()


class FastAPISocketTarget(BySocket, FastAPITarget):
    @property
    def app(self) -> Any:
        return self._client.app
