"""The server's end of a page's socket, which answers with what the fake server of the HTTP tests would."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Page, WebSocketRoute

Frame = dict[str, Any]


@dataclass
class Line:
    """One connection: the texts that came in, and whether the page has closed it."""

    route: WebSocketRoute
    texts: list[str] = field(default_factory=list)
    is_closed: bool = False

    def of_type(self, *types: str) -> list[Frame]:
        return [frame for text in self.texts if (frame := json.loads(text))["type"] in types]

    @property
    def events(self) -> list[str]:
        return [text for text in self.texts if '"component_event"' in text]

    def say(self, **frame: Any) -> None:
        self.route.send(json.dumps(frame))


class FakeSocket:
    """`faults(line, frame)` may take a frame and return True. While `is_slow` answers are held, while `is_shut` a
    connection is closed before it says anything, and while `is_mute` it never does."""

    def __init__(self, server: Any, page: Page) -> None:
        self.server, self.page = server, page
        self.lines: list[Line] = []
        self.held: list[Callable[[], None]] = []
        self.is_slow = self.is_shut = self.is_mute = False
        self.max_bytes = 65_536
        self.faults: Callable[[Line, Frame], bool] = lambda line, frame: False
        page.route_web_socket("**/socket/", self._open)

    @property
    def line(self) -> Line:
        return self.lines[-1]

    def wait(self, condition: Callable[[], bool]) -> None:
        self.server.wait(condition)

    def wait_for(self, kind: str, count: int = 1) -> list[Frame]:
        """The frames of that type on the newest connection, as soon as there are so many."""
        self.wait(lambda: bool(self.lines) and len(self.line.of_type(kind)) >= count)
        return self.line.of_type(kind)

    def _open(self, route: WebSocketRoute) -> None:
        line = Line(route)
        self.lines.append(line)
        if self.is_shut:
            route.close(code=1001)
            return
        route.on_message(lambda text: self._take(line, str(text)))
        route.on_close(lambda code, reason: self._close(line))
        if not self.is_mute:
            line.say(type="connected", connection_id="s-1", max_bytes=self.max_bytes)

    def _close(self, line: Line) -> None:
        line.is_closed = True

    def _take(self, line: Line, text: str) -> None:
        line.texts.append(text)
        frame = json.loads(text)
        if self.faults(line, frame):
            return
        if frame["type"] == "subscribe":
            line.say(type="subscribed", component_id=frame["component_id"])
        if frame["type"] == "unsubscribe":
            line.say(type="unsubscribed", component_id=frame["component_id"])
        if frame["type"] == "ping":
            line.say(type="pong")
        if frame["type"] == "component_event":
            self.answer(line, frame)

    def answer(self, line: Line, frame: Frame) -> None:
        status, reply = self.server.reply(frame)
        reply = reply if status == 200 else {**reply, "status": status}
        if self.is_slow:
            self.held.append(lambda: line.say(**reply))
        else:
            line.say(**reply)

    def release(self) -> None:
        self.wait(lambda: bool(self.held))
        self.held.pop(0)()
