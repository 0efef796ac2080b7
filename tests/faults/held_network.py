"""A network between one page and its site that moves nothing by itself: each step is asked for."""

import json
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from faults.page_in_node import NodePage, Seen
from faults.site_in_process import CLOSED, End, Site

GONE = 1006


@dataclass
class Line:
    """One socket: what has left the page for the server, CLOSED last; `end` once the handshake is done."""

    id: int
    up: deque[str | None] = field(default_factory=deque[str | None])
    end: End | None = None


@dataclass
class Request:
    id: int
    text: str
    """Of the message; "" where the page itself is fetched."""


class HeldNetwork:
    """Frames of one socket stay in their order, everything else overtakes as it is asked to.

    `seen` is what the page shows and has under way; `lost` what it has given up for no reason that it may have.
    """

    def __init__(self, node: NodePage, site: Site, *, seed: int) -> None:
        self.lines: list[Line] = []
        self.requests: list[Request] = []
        self.responses: list[tuple[Request, int, str]] = []
        self.shown: list[tuple[int, int]] = []
        """What was on the page, one after the other: the database's revision, and the component's count."""
        self.errors: list[str] = []
        self.lost: set[int] = set()
        self._node, self._site = node, site
        self.seen = Seen("", [], False, [], [], [], None)
        self._note(node.open(site.page(), seed=seed))

    def act(self, number: int) -> None:
        self._note(self._node.send("add", number=number))

    def lift(self, line: Line) -> None:
        """The next thing from the page, the handshake first, reaches the server."""
        if line.end is None:
            line.end = self._site.accept()
        elif line.up:
            self._site.take(line.end, line.up.popleft())

    def drop(self, line: Line) -> None:
        """The next frame of the server reaches the page."""
        if line.end is None or not line.end.down:
            return
        text, code = line.end.down.popleft()
        if text is CLOSED:
            self.lines.remove(line)
            self._note(self._node.close(line.id, code))
        else:
            self._note(self._node.hear(line.id, text), refused=json.loads(text).get("status") == 410)

    def cut(self, line: Line, *, is_noticed: bool) -> None:
        """What is under way on it is lost. The page hears of that, or not."""
        self.lines.remove(line)
        if line.end is not None:
            self._site.take(line.end, CLOSED)
        if is_noticed:
            self._note(self._node.close(line.id, GONE))

    def arrive(self, request: Request, *, again: bool = False) -> None:
        """It reaches the server, which answers; `again` if it is to come once more."""
        if not again:
            self.requests.remove(request)
        answer = self._site.post(request.text) if request.text else (200, self._site.page())
        self.responses.append((request, *answer))

    def lose(self, request: Request) -> None:
        self.requests.remove(request)
        self._note(self._node.fail(request.id), refused=not request.text)

    def answer(self, response: tuple[Request, int, str], *, is_lost: bool = False) -> None:
        self.responses.remove(response)
        request, status, text = response
        if is_lost:
            return self._note(self._node.fail(request.id), refused=not request.text)
        return self._note(self._node.respond(request.id, status, text), refused=status == 410 or not request.text)

    def wait(self, ms: float) -> None:
        """Time passes, and nothing moves."""
        self._note(self._node.advance(ms))
        left = ms / 1000
        while (due := self._site.loop.settle()) is not None and due <= left:
            self._site.loop.advance(due)
            left -= due
        self._site.loop.advance(left)

    def flow(self) -> None:
        """Everything that is under way arrives."""
        while self._is_moving():
            for line in list(self.lines):
                self.lift(line)
                self.drop(line)
            for request in list(self.requests):
                self.arrive(request)
            for response in list(self.responses):
                self.answer(response)

    def flow_for(self, ms: float) -> None:
        """The same, for so long, whatever is sent meanwhile."""
        self.flow_until(lambda: False, within_ms=ms)

    def flow_until(self, is_so: Callable[[], bool], *, within_ms: float) -> None:
        self.flow()
        while within_ms > 0 and not is_so():
            due = self._site.loop.settle()
            ms = max(1, min(within_ms, self.seen.next_ms or within_ms, within_ms if due is None else due * 1000))
            self.wait(ms)
            within_ms -= ms
            self.flow()

    def _is_moving(self) -> bool:
        lines = any(line.end is None or line.up or line.end.down for line in self.lines)
        return bool(lines or self.requests or self.responses)

    def _note(self, seen: Seen, *, refused: bool = False) -> None:
        """`refused`: the page may give up what it has under way, for it was aimed at another page."""
        before, now = ({call["number"] for call in each.calls if call} for each in (self.seen, seen))
        if not refused:
            self.lost |= before - now - set(self._site.truth.added)
        self.seen = seen
        self.errors += seen.errors
        for text in (*seen.updates, seen.shown):
            revision, count = map(int, text.split())
            self.shown.append((revision, count))
        for sent in seen.outgoing:
            self._send(**sent)

    def _send(self, kind: str, id: int, text: str = "", **_: str) -> None:
        if kind == "connect":
            self.lines.append(Line(id))
        elif kind == "request":
            self.requests.append(Request(id, text))
        for line in self.lines:
            if line.id == id and kind in ("frame", "bye"):
                line.up.append(text if kind == "frame" else CLOSED)
