"""A page without a browser: an asyncio client of the socket and of the posts that docs/protocol.md describes."""

import asyncio
import contextlib
import json
import random
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from html import unescape
from typing import Any
from urllib.parse import quote

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

PATIENCE_S = 20
ANSWER_S = 0.5
"""How long an answer is waited for before the message goes again."""
ACK_EVERY = 4
OUTPUT = re.compile(r"<output[^>]*>(.*?)</output>")
CSRF = "c" * 32
"""Django compares a cookie with a header; it need not have made them."""
ATTRIBUTE = r'<[^>]*\b{}="([^"]*)"'


async def http(host: str, path: str, body: str | None = None) -> tuple[int, str]:
    """One request on a connection of its own. Raises OSError where nothing answers."""
    reader, writer = await asyncio.open_connection(*host.split(":"))
    try:
        method, text = ("GET", "") if body is None else ("POST", body)
        origin = f"Host: {host}\r\nOrigin: http://{host}\r\nX-Component-Request: 1\r\n"
        origin += f"Cookie: csrftoken={CSRF}\r\nX-CSRFToken: {CSRF}\r\n"
        kind = f"Content-Type: application/json\r\nContent-Length: {len(text.encode())}\r\n"
        writer.write(f"{method} {path} HTTP/1.0\r\n{origin}{kind}\r\n{text}".encode())
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        return int(head.split()[1]), (await reader.read()).decode()
    except asyncio.IncompleteReadError as error:
        raise ConnectionError("the answer broke off") from error
    finally:
        writer.transport.abort()


class Page:
    """One component and its socket, at `host`; connects again and looks again as a browser does, but more hastily."""

    dead_s: float = 2
    ping_s: float = 1
    max_pause_s: float = 2

    def __init__(self, host: str, *, seed: int = 0, doubles: float = 0) -> None:
        self.host = host
        self.doubles = doubles
        """The share of messages that leave twice."""
        self.shown = ""
        self.is_subscribed = False
        self.frames: list[dict[str, Any]] = []
        """All but answers, pongs and pokes."""
        self.failures = self.tries = 0
        self.looks = 0
        self.refused = ""
        """The code of the last error."""
        self._random = random.Random(seed)
        self._name = self._id = self._snapshot = ""
        self._socket: ClientConnection | None = None
        self._is_lost = asyncio.Event()
        self._received = self._acked = self._keys = 0
        self._mark: str | None = None
        self._awaited: dict[str, asyncio.Future[dict[str, Any]]] = {}
        self._is_behind = False
        self._look: asyncio.Task[None] | None = None
        self._acts = asyncio.Lock()

    async def load(self, name: str, /, **params: Any) -> None:
        """What a GET of the page brings."""
        self._name = name
        status, html = await http(self.host, f"/page/{name}/?params={quote(json.dumps(params))}")
        assert status == 200, html
        found = [re.search(ATTRIBUTE.format(each), html) for each in ("id", "data-live-state")]
        self._id, self._snapshot = (unescape(each[1]) for each in found if each)
        self._show(html)

    @asynccontextmanager
    async def connected(self) -> AsyncIterator["Page"]:
        """Connects, and goes on doing so until the end of the block."""
        keeping = asyncio.create_task(self.keep())
        try:
            yield self
        finally:
            while not keeping.done():  # the library may take a cancellation for a timeout of its own
                keeping.cancel()
                await asyncio.wait([keeping], timeout=0.5)

    async def keep(self) -> None:
        try:
            while True:
                self.tries += 1
                with contextlib.suppress(OSError, WebSocketException, TimeoutError):
                    await self._converse()
                limit = min(0.25 * 2 ** (self.failures - 1), self.max_pause_s)
                await asyncio.sleep(self._random.uniform(0, limit) if self.failures else 0.05)
                self.failures += 1
        finally:
            if self._look:
                self._look.cancel()

    async def act(self, event: str, **payload: Any) -> dict[str, Any]:
        """The answer to an event, which is sent until one comes: the same text, over the socket or by HTTP."""
        return await self._message(event=event, payload=payload)

    async def act_by_http(self, event: str, **payload: Any) -> int:
        """The status of an event that is sent once, by HTTP."""
        status, body = await http(self.host, f"/components/{self._name}/", self._text(event=event, payload=payload)[1])
        if status == 200:
            self._apply(json.loads(body))
        return status

    async def until(self, shown: str) -> None:
        async with asyncio.timeout(PATIENCE_S):
            while self.shown != shown:
                await asyncio.sleep(0.01)

    async def until_subscribed(self) -> None:
        async with asyncio.timeout(PATIENCE_S):
            while not self.is_subscribed:
                await asyncio.sleep(0.01)

    async def until_quiet(self) -> None:
        """It does not look again at the moment."""
        if self._look:
            await asyncio.wait([self._look])

    async def until_refused(self, code: str) -> None:
        async with asyncio.timeout(PATIENCE_S):
            while self.refused != code:
                await asyncio.sleep(0.01)

    async def leave(self) -> None:
        """The component goes from its page."""
        with contextlib.suppress(OSError, WebSocketException):
            await self._send({"type": "unsubscribe", "component_id": self._id})

    async def knock(self) -> None:
        """A handshake and no more."""
        _, writer = await asyncio.open_connection(*self.host.split(":"))
        asked = f"GET /ws/ HTTP/1.1\r\nHost: {self.host}\r\nOrigin: http://{self.host}\r\n"
        key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
        writer.write(f"{asked}{key}Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n".encode())
        await writer.drain()
        writer.transport.abort()

    def drop(self) -> None:
        """The connection breaks."""
        if self._socket:
            self._socket.transport.abort()

    @asynccontextmanager
    async def deaf(self) -> AsyncIterator[Callable[[], Awaitable[None]]]:
        """One connection that subscribes, and then reads nothing more. Gives what asks for an answer all the same."""
        async with self._connect() as socket:
            await socket.send(self._subscribe())
            while '"subscribed"' not in str(await socket.recv()):
                pass
            socket.transport.pause_reading()

            async def ask() -> None:
                with contextlib.suppress(WebSocketException):
                    await socket.send(self._text()[1])

            try:
                yield ask
            finally:
                socket.transport.abort()

    # what follows is one conversation after the other

    async def _converse(self) -> None:
        async with self._connect() as socket:
            self._socket, self._received, self._acked, self._mark = socket, 0, 0, None
            self._is_lost.clear()
            try:
                while True:
                    await self._receive(socket)
            finally:
                self._socket, self.is_subscribed = None, False
                self._is_lost.set()

    def _connect(self) -> connect:
        limits: dict[str, Any] = {"compression": None, "ping_interval": None, "close_timeout": 0.2, "proxy": None}
        origin = {"Origin": f"http://{self.host}"}
        return connect(f"ws://{self.host}/ws/", additional_headers=origin, open_timeout=self.dead_s, **limits)

    def _subscribe(self) -> str:
        return json.dumps({"type": "subscribe", "component_id": self._id, "state": self._snapshot})

    async def _receive(self, socket: ClientConnection) -> None:
        try:
            async with asyncio.timeout(self.ping_s):
                text = await socket.recv()
        except TimeoutError:
            await self._send({"type": "ping"})
            async with asyncio.timeout(self.dead_s):
                text = await socket.recv()
        self._received += 1
        frame = json.loads(text)
        self._mark = frame.get("mark", self._mark)
        await self._take(frame)
        if self._received - self._acked >= ACK_EVERY:
            self._acked = self._received
            await self._send({"type": "ack", "frames": self._received, "mark": self._mark})

    async def _take(self, frame: dict[str, Any]) -> None:
        kind = frame["type"]
        if kind == "connected":
            await self._send(json.loads(self._subscribe()))
        elif kind == "subscribed":
            self.is_subscribed, self.failures = True, 0
        elif frame.get("key"):
            waiting = self._awaited.get(frame["key"])
            if waiting and frame.get("code") != "busy":  # the same message, sent twice, is under way: its answer comes
                waiting.done() or waiting.set_result(frame)
        elif kind == "stale":
            self._poke(frame["within_ms"])
        elif kind == "component_update":
            self._apply(frame)
        elif kind == "restart":
            raise ConnectionError("the server goes")
        if kind not in ("stale", "pong", "connected") and not frame.get("key"):
            self.frames.append(frame)

    def _poke(self, within_ms: int) -> None:
        self._is_behind = True
        if self._look is None or self._look.done():
            self._look = asyncio.create_task(self._look_again(within_ms))

    async def _look_again(self, within_ms: int) -> None:
        while self._is_behind:
            await asyncio.sleep(self._random.uniform(0, within_ms / 1000))
            self._is_behind = False
            self.looks += 1
            await self._message()

    async def _message(self, **call: Any) -> dict[str, Any]:
        async with self._acts:
            key, text = self._text(**call)
            waiting = self._awaited[key] = asyncio.get_running_loop().create_future()
            try:
                async with asyncio.timeout(PATIENCE_S * 2):
                    while not waiting.done():
                        await self._try(key, text)
                answer = waiting.result()
            finally:
                del self._awaited[key]
            if answer["type"] == "component_update":
                self._apply(answer)
            else:
                self.refused = answer["code"]
            return answer

    async def _try(self, key: str, text: str) -> None:
        """Once, by whichever way is open; after that by HTTP."""
        waiting = self._awaited[key]
        with contextlib.suppress(OSError, WebSocketException, TimeoutError):
            for _ in range(1 + (self._random.random() < self.doubles)):
                await self._send(json.loads(text), text)
            await self._answered(waiting)
        with contextlib.suppress(OSError, TimeoutError, ValueError):  # the last for half an answer
            for _ in range(1 + (self._random.random() < self.doubles)):
                if not waiting.done():
                    async with asyncio.timeout(ANSWER_S):
                        found = await http(self.host, f"/components/{self._name}/", text)
                    answer = json.loads(found[1])
                    waiting.done() or answer.get("code") == "busy" or waiting.set_result(answer)

    async def _answered(self, waiting: asyncio.Future[dict[str, Any]]) -> None:
        """Or the connection has broken, or that takes too long."""
        lost = asyncio.create_task(self._is_lost.wait())
        await asyncio.wait([waiting, lost], timeout=ANSWER_S, return_when=asyncio.FIRST_COMPLETED)
        lost.cancel()

    async def _send(self, frame: dict[str, Any], text: str | None = None) -> None:
        if self._socket is None:
            raise ConnectionError("no socket")
        await self._socket.send(text or json.dumps(frame))

    def _text(self, **call: Any) -> tuple[str, str]:
        self._keys += 1
        key = f"{self._id}:{self._keys}"
        about = {"component": self._name, "component_id": self._id, "state": self._snapshot, "key": key}
        return key, json.dumps({"type": "component_event", **about, **call})

    def _apply(self, update: dict[str, Any]) -> None:
        self._snapshot = update["state"]
        self._show(update["html"])

    def _show(self, html: str) -> None:
        if found := OUTPUT.search(html):
            self.shown = unescape(found[1])


class PatientPage(Page):
    """As late/socket.js: it asks after 30 s, waits 10 for an answer, and at most as long before the next try."""

    dead_s, ping_s, max_pause_s = 10, 30, 10
