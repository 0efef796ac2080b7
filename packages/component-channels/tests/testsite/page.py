"""A page of the site, and the browser that has it open."""

import json
from dataclasses import dataclass
from typing import Any

from asgiref.testing import ApplicationCommunicator
from channels.testing import WebsocketCommunicator

from component_framework.core import Identity
from component_framework.core.children import first_render
from component_framework.core.identity import NOBODY
from component_framework.testing.dom import parse_html
from testsite.asgi import application
from testsite.host import site_host

PATIENCE_S = 20


@dataclass
class Shown:
    """A component as a page shows it."""

    id: str
    state: str

    def event(self, event: str, **payload: Any) -> dict[str, Any]:
        message = {"type": "component_event", "component_id": self.id, "state": self.state, "key": f"{self.id}:{event}"}
        return {**message, "event": event, "payload": payload}

    def subscribe(self) -> dict[str, Any]:
        return {"type": "subscribe", "component_id": self.id, "state": self.state}


def show(name: str, *, identity: Identity = NOBODY, **params: Any) -> Shown:
    host = site_host()
    html = host.run(first_render(name, params, identity=identity, host=host))
    root = parse_html(html).find_all("[data-live]")[0].attributes
    return Shown(root["id"], root["data-live-state"])


class Browser(WebsocketCommunicator):
    """Reads what comes, and acknowledges it."""

    def __init__(
        self, *, origin: str | None = "http://testserver", cookies: str = "", app: Any = application, **headers: str
    ) -> None:
        given = {"host": "testserver", "origin": origin, "cookie": cookies, **headers}
        sent = [(name.replace("_", "-").encode(), text.encode()) for name, text in given.items() if text]
        super().__init__(app, "/ws/", headers=sent)
        self.scope["client"] = ["192.0.2.7", 5000]
        self.frames = 0
        self.mark: str | None = None

    # Channels' own keep database connections open, for tests that run in a transaction.
    async def send_input(self, message: dict[str, Any]) -> None:
        await ApplicationCommunicator.send_input(self, message)

    async def receive_output(self, timeout: float = PATIENCE_S) -> dict[str, Any]:
        event: dict[str, Any] = await ApplicationCommunicator.receive_output(self, timeout)
        return event

    async def __aenter__(self) -> "Browser":
        is_accepted, _ = await self.connect()
        assert is_accepted
        await self.got("connected")
        return self

    async def __aexit__(self, *error: object) -> None:
        await self.send_input({"type": "websocket.disconnect", "code": 1001})
        await self.wait(PATIENCE_S)

    async def connect(self, timeout: float = PATIENCE_S) -> tuple[bool, Any]:
        return await super().connect(timeout)

    async def ask(self, message: dict[str, Any]) -> dict[str, Any]:
        """The answer to `message`."""
        await self.send_json_to(message)
        return await self.next()

    async def next(self) -> dict[str, Any]:
        frame: dict[str, Any] = json.loads((await self.receive_output())["text"])
        self.frames += 1
        self.mark = frame.pop("mark", self.mark)
        await self.send_json_to({"type": "ack", "frames": self.frames, "mark": self.mark})
        return frame

    async def got(self, kind: str) -> dict[str, Any]:
        """The next frame, which is one of that type."""
        frame = await self.next()
        assert frame["type"] == kind, frame
        return frame

    async def closed(self) -> int:
        """The code that the server closes with, and nothing before it."""
        event = await self.receive_output()
        assert event["type"] == "websocket.close", event
        code: int = event["code"]
        return code
