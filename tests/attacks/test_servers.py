"""F16, F17: a socket that is never read, on servers of their own. Daphne does not hold back for a slow reader."""

import json
import socket
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from attacks.processes import Server, serving
from component_framework.core.outbox import MARK_EVERY, WINDOW_FRAMES
from component_framework.testing.dom import parse_html

sys.path.append(str(Path(__file__).parents[2] / "packages/component-channels/tests"))

from testsite.wire import CLOSE, WireSocket  # found by the line above

LAST, OTHERS, ROUNDS = 200, 10, 12
SENT_BYTES = LAST * ROUNDS * 20_000


def shown_by(server: Server) -> dict[str, str]:
    query = urlencode({"params": json.dumps({"component_id": "the-one"})})
    with urllib.request.urlopen(f"http://127.0.0.1:{server.port}/page/drowning/?{query}") as answer:
        root = parse_html(answer.read().decode()).find_all("[data-live]")[0].attributes
    return {"component_id": root["id"], "state": root["data-live-state"]}


@pytest.fixture(scope="module", params=["django_app", "fastapi_app"])
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    with serving(request.param, "daphne") as server:
        yield server


class Page:
    """Subscribed to the one component of which all is told."""

    def __init__(self, wire: WireSocket, shown: dict[str, str]) -> None:
        self.wire, self.frames, self.mark = wire, 0, None
        self.wire.send({"type": "subscribe", **shown})
        while self.read()["type"] != "subscribed":
            """Until it is told of it."""

    def read(self) -> dict[str, Any]:
        frame = self.wire.frame()
        self.frames += 1
        self.mark = frame.get("mark", self.mark)
        self.wire.send({"type": "ack", "frames": self.frames, "mark": self.mark})
        return frame

    def sees(self, number: int) -> None:
        """The push of that number, or what it was left out for, comes."""
        while f">{number} " not in self.read().get("html", ""):
            continue


@dataclass(frozen=True)
class Outcome:
    """What became of a socket that was subscribed and never read, while all was told to it and to others."""

    unread: int
    code: int
    grown_bytes: int


@pytest.fixture(scope="module")
def outcome(server: Server) -> Outcome:
    shown = shown_by(server)
    with ExitStack() as stack:
        pages = [Page(stack.enter_context(WireSocket(server.port)), shown) for _ in range(OTHERS)]
        flood(pages, shown, "warm:1")
        before = server.memory()
        slow = stack.enter_context(WireSocket(server.port))
        Page(slow, shown)
        for number in range(ROUNDS):
            flood(pages, shown, f"flood:{number}")
        grown = server.memory() - before
        return Outcome(*rest_of(slow), grown)


def flood(pages: list[Page], shown: dict[str, str], key: str) -> None:
    """Hundreds of pushes at once. The newest reaches all that read."""
    pages[0].wire.send({"type": "component_event", **shown, "event": "flood", "key": key})
    for page in pages:
        page.sees(LAST)


def rest_of(wire: WireSocket) -> tuple[int, int]:
    """How many frames lie there unread, and the code that the server closed with after them."""
    for unread in count():
        kind, body = wire._next()
        if kind == CLOSE:
            return unread, int.from_bytes(body[:2], "big")
    raise AssertionError("a socket without an end")


def test_f16_who_never_reads_is_closed_while_others_are_told(outcome: Outcome) -> None:
    assert outcome.code == 4408


def test_f16_who_never_reads_costs_little(outcome: Outcome) -> None:
    assert outcome.grown_bytes < SENT_BYTES / 2


def test_f17_the_server_runs_eight_frames_ahead_at_most(outcome: Outcome) -> None:
    assert outcome.unread <= 8


def test_f17_guessed_acks_bring_one_more_window(server: Server) -> None:
    shown = shown_by(server)
    with WireSocket(server.port) as wire, WireSocket(server.port) as guessing:
        page = Page(wire, shown)
        Page(guessing, shown)
        for number in range(5):
            flood([page], shown, f"guess:{number}")
            for frames in range(100):
                guessing.send({"type": "ack", "frames": frames})  # each wrong one is answered by a frame
        unread, code = rest_of(guessing)
    assert (unread <= MARK_EVERY + WINDOW_FRAMES, code) == (True, 4408)


HEADERS = {
    "bytes beyond ASCII": b"Sec-WebSocket-Protocol: \xff\xfe\r\n",
    "8 kB": b"Sec-WebSocket-Protocol: " + b"a" * 8_000 + b"\r\n",
    "twice": b"Sec-WebSocket-Protocol: a\r\nSec-WebSocket-Protocol: b\r\n",
    "two origins": b"Origin: http://evil.example\r\n",
    "two hosts": b"Host: evil.example\r\n",
}


@pytest.mark.parametrize("what", HEADERS)
def test_i18_an_odd_handshake_leaves_the_server_alive(server: Server, what: str) -> None:
    head = f"GET /ws/ HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\nOrigin: http://127.0.0.1:{server.port}\r\n"
    rest = "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: "
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as raw:
        raw.sendall(head.encode() + HEADERS[what] + f"{rest}dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n".encode())
        assert raw.recv(100).startswith(b"HTTP/1.1 ")  # 500 is Daphne's own, for what it cannot decode
    with WireSocket(server.port) as wire:
        assert wire.frame()["type"] == "connected"
