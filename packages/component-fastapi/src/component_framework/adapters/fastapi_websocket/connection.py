"""A FastAPI WebSocket as the core's connection."""

import json
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from starlette.websockets import WebSocket

from component_framework.adapters.fastapi.perform import perform
from component_framework.core.component import Component
from component_framework.core.connection import WebSocketConnection
from component_framework.core.flow import Flow
from component_framework.core.host import Host
from component_framework.core.identity import Identity

T = TypeVar("T")


class FastAPIWebSocketConnection(WebSocketConnection):
    """`socket`, held open for whom `ask` finds there."""

    def __init__(self, socket: WebSocket, ask: Callable[[WebSocket], Awaitable[Identity]]) -> None:
        self._socket, self._ask = socket, ask

    async def accept(self) -> None:
        await self._socket.accept()

    async def send(self, message: dict[str, Any]) -> None:
        await self.send_text(json.dumps(message))

    async def send_text(self, text: str) -> None:
        await self._socket.send_text(text)

    async def receive(self) -> str | bytes | None:
        try:
            message = await self._socket.receive()
        except RuntimeError:  # Starlette: it is disconnected already
            return None
        if message["type"] == "websocket.disconnect":
            return None
        text: str | None = message.get("text")
        data: bytes = message.get("bytes") or b""
        return data if text is None else text

    async def close(self, code: int = 1000) -> None:
        await self._socket.close(code)

    async def identify(self) -> Identity:
        return await self._ask(self._socket)

    def perform(self, work: Callable[[], Flow[T]], cls: type[Component], host: Host) -> Flow[T]:
        return (yield from perform(work, cls, host))
