"""Many listeners at the other end, and what reached them."""

import asyncio
import json
import re
import time
from dataclasses import dataclass, field
from html import unescape
from typing import Any, NamedTuple

from faults.client import ACK_EVERY, ATTRIBUTE, OUTPUT, http
from websockets.asyncio.client import ClientConnection, connect

OPENED_AT_ONCE = 50
MARK = re.compile(r'"mark": "(\w+)"}$')
PING_S = 30
"""As a browser, which hears nothing for so long. On a busy machine it takes longer until all have come."""
PLAIN: dict[str, Any] = {"compression": None, "ping_interval": None, "proxy": None, "open_timeout": 60}


class Shown(NamedTuple):
    """A component as a page has it. All listeners of a group show the same."""

    component_id: str
    snapshot: str = ""


@dataclass
class Audience:
    """`kind` is "ours" or "bare": a page's socket, or one that is only sent to."""

    kind: str
    host: str
    delays_ns: list[int] = field(default_factory=list)
    """From the moment that a push began to that at which it was here, of every frame of every listener."""
    heard: list[list[int]] = field(default_factory=list)
    """Of each listener the numbers of the pushes that reached it."""
    length: int = 0
    """Of a frame, in characters."""
    groups: list[Shown] = field(default_factory=list)
    _listening: list[asyncio.Task[None]] = field(default_factory=list)
    _sockets: list[ClientConnection] = field(default_factory=list)
    _pinging: asyncio.Task[None] | None = None
    _heard_at: float = 0

    async def gather(self, count: int, *, groups: int = 1) -> None:
        """So many come, as many to each group."""
        if self.kind == "ours":
            self._pinging = asyncio.create_task(self._ping())
        for number in range(groups):
            self.groups.append(Shown(str(number)) if self.kind == "bare" else await load(self.host))
        for start in range(0, count, OPENED_AT_ONCE):
            some = range(start, min(start + OPENED_AT_ONCE, count))
            self.heard += [[] for _ in some]
            await asyncio.gather(*(self._join(self.groups[number % groups], self.heard[number]) for number in some))

    async def say(self, number: int, *, length: int = 0) -> None:
        """Push `number` to the group whose turn it is."""
        group = self.groups[number % len(self.groups)].component_id
        status, body = await http(self.host, f"/{self.kind}/{group}/?number={number}&length={length}", "")
        assert status == 200, body

    async def leave(self) -> None:
        if self._pinging is not None:
            self._pinging.cancel()
        await asyncio.gather(*(socket.close() for socket in self._sockets))
        await asyncio.gather(*self._listening)

    async def _ping(self) -> None:
        while True:
            await asyncio.sleep(PING_S)
            if time.monotonic() - self._heard_at > PING_S:
                await asyncio.gather(*(socket.send('{"type": "ping"}') for socket in list(self._sockets)))

    async def _join(self, shown: Shown, heard: list[int]) -> None:
        if self.kind == "bare":
            socket = await connect(f"ws://{self.host}/bare/{shown.component_id}/", **PLAIN)
        else:
            socket = await subscribed(self.host, shown)
        self._sockets.append(socket)
        self._listening.append(asyncio.create_task(self._listen(socket, heard)))

    async def _listen(self, socket: ClientConnection, heard: list[int]) -> None:
        frames, mark = 2, None  # `connected` and `subscribed`
        async for text in socket:
            now = time.time_ns()
            frames += 1
            if marked := MARK.search(str(text)):
                mark = marked[1]
            if found := OUTPUT.search(str(text)):
                number, began = map(int, found[1].split())
                heard.append(number)
                self.delays_ns.append(now - began)
                self._heard_at = time.monotonic()
                self.length = len(text)
            if self.kind == "ours" and frames % ACK_EVERY == 0:
                await socket.send(json.dumps({"type": "ack", "frames": frames, "mark": mark}))


async def load(host: str) -> Shown:
    _, html = await http(host, "/page/")
    found = [re.search(ATTRIBUTE.format(name), html) for name in ("id", "data-live-state")]
    return Shown(*(unescape(each[1]) for each in found if each))


async def subscribed(host: str, shown: Shown) -> ClientConnection:
    socket = await connect(f"ws://{host}/ws/", additional_headers={"Origin": f"http://{host}"}, **PLAIN)
    await socket.send(json.dumps({"type": "subscribe", "component_id": shown.component_id, "state": shown.snapshot}))
    while '"subscribed"' not in str(await socket.recv()):
        pass
    return socket
