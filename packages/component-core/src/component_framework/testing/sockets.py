"""A browser at the other end of a socket, without a network: for tests of what sockets do."""

import asyncio
import json
from collections.abc import Callable
from typing import Any, Final

from component_framework.core.connection import WebSocketConnection
from component_framework.core.identity import NOBODY, Identity

PATIENCE_S: Final = 30


class FakeSocket(WebSocketConnection):
    """A connection whose browser end is the test: `frames` came out of it, `closed_with` is the code that ended it.

    It acknowledges what it gets unless `acknowledges` is off. With `is_stalled` nothing that is sent arrives.
    """

    def __init__(self, *, identity: Identity = NOBODY) -> None:
        self.identity: Identity | Exception = identity
        self.frames: list[dict[str, Any]] = []
        self.closed_with: int | None = None
        self.acknowledges, self.is_stalled, self.is_broken, self.is_accepted = True, False, False, False
        self._mark: str | None = None
        self._inbox: asyncio.Queue[str | bytes | None] = asyncio.Queue()
        self._news = asyncio.Event()

    async def accept(self) -> None:
        self.is_accepted = True

    async def send(self, message: dict[str, Any]) -> None:
        while self.is_stalled:
            await asyncio.sleep(0.01)
        if self.is_broken or self.closed_with is not None:
            raise ConnectionError("the socket has gone")
        self._mark = message.pop("mark", self._mark)
        self.frames.append(message)
        self._news.set()
        if self.acknowledges:
            self.give(type="ack", frames=len(self.frames), mark=self._mark)

    async def receive(self) -> str | bytes | None:
        return await self._inbox.get()

    async def close(self, code: int = 1000) -> None:
        self.closed_with = code
        self.give_raw(None)
        self._news.set()

    async def identify(self) -> Identity:
        if isinstance(self.identity, Exception):
            raise self.identity
        return self.identity

    def give(self, **frame: Any) -> None:
        """The browser sends `frame`."""
        self.give_raw(json.dumps(frame))

    def give_raw(self, raw: str | bytes | None) -> None:
        """The browser sends `raw`; None closes."""
        self._inbox.put_nowait(raw)

    async def until(self, is_so: Callable[[], bool]) -> None:
        """Wait until `is_so`, looking again at each frame that comes."""
        async with asyncio.timeout(PATIENCE_S):
            while not is_so():
                self._news.clear()
                await self._news.wait()

    async def got(self, kind: str, number: int = 1, **members: Any) -> dict[str, Any]:
        """The `number`th frame of that type with those members, once it has come."""

        def found() -> list[dict[str, Any]]:
            return [frame for frame in self.frames if frame["type"] == kind and members.items() <= frame.items()]

        await self.until(lambda: len(found()) >= number)
        return found()[number - 1]
