"""Messages over a socket, on whatever adapter: mixed into the transport that loads its pages."""

import json
from abc import ABC, abstractmethod
from collections.abc import Callable, Coroutine
from typing import Any

from anyio.from_thread import BlockingPortal
from sockets import ClosedError, Socket

from conformance.site import Answer

SIGNED_OUT = 4401


class Sockets(ABC):
    """The open tab of a visitor and, where a test wants more, his other tabs."""

    def __init__(self, app: Any, portal: BlockingPortal) -> None:
        self._app, self._portal = app, portal
        self._page: Socket | None = None
        self._tabs: list[Socket] = []

    @abstractmethod
    def headers(self) -> dict[str, str]:
        """What of a handshake says who the visitor is."""

    @property
    def socket(self) -> Socket:
        self._page = self._page or self.another_socket()
        return self._page

    def another_socket(self) -> Socket:
        self._tabs.append(Socket(self._app, self._portal, headers=self.headers()))
        return self._tabs[-1]

    def post_json(self, name: str, body: bytes) -> Answer:
        """The answer has the status that HTTP's would have; a socket that is closed with 4401 has answered 401."""
        try:
            text = self.socket.ask(_frame(body))
        except ClosedError as closed:
            if closed.code != SIGNED_OUT:
                raise
            self._page = None
            return Answer(401, {}, json.dumps({"type": "error", "code": "signed_out"}))
        return Answer(json.loads(text).get("status", 200), {}, text)

    def sign_in(self, username: str) -> None:
        self._page = None  # a login is a page load
        super().sign_in(username)  # type: ignore[misc]  # the transport's that this is mixed into

    def run(self, fn: Callable[..., Coroutine[Any, Any, Any]], *args: Any) -> None:
        self._portal.call(fn, *args)

    def leave(self) -> None:
        """All tabs are closed."""
        for tab in self._tabs:
            tab.leave()


def _frame(body: bytes) -> str | bytes:
    """As text, like every frame of the client, where it is text."""
    try:
        return body.decode()
    except UnicodeDecodeError:
        return body
