"""A browser's end of a socket, in this process, of any ASGI application: the same for every adapter."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import Any

from anyio.from_thread import BlockingPortal
from asgiref.testing import ApplicationCommunicator

PATIENCE_S = 20
PATH = "/ws/"
FROM_HERE = {"Host": "testserver", "Origin": "http://testserver"}


class ClosedError(Exception):
    """The server closed the socket with `code`."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class RefusedError(Exception):
    """The handshake's answer was `status`."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class Socket:
    """Opened by a page of this site. Reads what comes, and acknowledges it unless `acknowledges` is off.

    Raises RefusedError. `portal` runs the event loop that the socket lives on.
    """

    def __init__(self, app: Any, portal: BlockingPortal, *, headers: Mapping[str, str] | None = None) -> None:
        given = {**FROM_HERE, **(headers or {})}
        scope = {
            "type": "websocket",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "scheme": "ws",
            "server": ("testserver", 80),
            "client": ("testclient", 50000),
            "root_path": "",
            "path": PATH,
            "raw_path": PATH.encode(),
            "query_string": b"",
            "headers": [(name.lower().encode(), text.encode("latin-1")) for name, text in given.items()],
            "subprotocols": [],
            "state": {},
            "extensions": {"websocket.http.response": {}},
        }
        self.frames, self.acknowledges = 0, True
        self.mark: str | None = None
        self._portal = portal
        self._app: ApplicationCommunicator = portal.call(ApplicationCommunicator, app, scope)
        self._input({"type": "websocket.connect"})
        answer = self._output()
        if answer["type"] != "websocket.accept":
            self._portal.call(self._app.wait, PATIENCE_S)
            raise RefusedError(answer.get("status", 403))
        self.connection_id: str = self.got("connected")["connection_id"]

    def say(self, **frame: Any) -> None:
        self.say_raw(json.dumps(frame))

    def say_raw(self, raw: str | bytes) -> None:
        kind = "text" if isinstance(raw, str) else "bytes"
        self._input({"type": "websocket.receive", kind: raw})

    def read(self) -> str:
        """The next frame. Raises ClosedError."""
        event = self._output()
        if event["type"] == "websocket.close":
            raise ClosedError(event["code"])
        self.frames += 1
        text: str = event["text"]
        self.mark = json.loads(text).get("mark", self.mark)
        if self.acknowledges:
            self.say(type="ack", frames=self.frames, mark=self.mark)
        return text

    def got(self, kind: str, **members: Any) -> dict[str, Any]:
        """The next frame, which is one of that type with those members."""
        frame: dict[str, Any] = json.loads(self.read())
        assert frame["type"] == kind, frame
        assert members.items() <= frame.items(), frame
        return frame

    def ask(self, raw: str | bytes) -> str:
        """What answers the one message `raw`."""
        self.say_raw(raw)
        return self.read()

    def subscribe(self, component_id: str, snapshot: str) -> None:
        self.say(type="subscribe", component_id=component_id, state=snapshot)
        self.got("subscribed", component_id=component_id)

    def is_quiet(self) -> bool:
        """Whether nothing comes by itself, for as long as a test may wait for that."""
        return bool(self._portal.call(self._app.receive_nothing, 0.1))

    def closed(self) -> int:
        """The code that the server closes with, and nothing before it."""
        event = self._output()
        assert event["type"] == "websocket.close", event
        code: int = event["code"]
        return code

    def closed_at_last(self) -> int:
        """The code that the server closes with, whatever comes before it."""
        try:
            while True:
                self.read()
        except ClosedError as closed:
            return closed.code

    def leave(self) -> None:
        """The page has gone."""
        self._input({"type": "websocket.disconnect", "code": 1001})
        self._portal.call(self._app.wait, PATIENCE_S)

    def _input(self, event: dict[str, Any]) -> None:
        self._portal.call(self._app.send_input, event)

    def _output(self) -> dict[str, Any]:
        event: dict[str, Any] = self._portal.call(partial(self._app.receive_output, timeout=PATIENCE_S))
        return event


@contextmanager
def socket(app: Any, portal: BlockingPortal, *, headers: Mapping[str, str] | None = None) -> Iterator[Socket]:
    """Open while the block lasts."""
    opened = Socket(app, portal, headers=headers)
    try:
        yield opened
    finally:
        opened.leave()
