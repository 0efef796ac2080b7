"""A socket as the host framework has it: what its adapter writes."""

import json
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any, TypeVar

from component_framework.core.component import Component
from component_framework.core.flow import Flow, InThread, call
from component_framework.core.host import Host
from component_framework.core.identity import NOBODY, Identity

T = TypeVar("T")


class WebSocketConnection(ABC):
    """One open socket. What `send` and `close` raise means that it has gone."""

    @abstractmethod
    async def send(self, message: dict[str, Any]) -> None:
        """Send `message` as one text frame of JSON."""

    @abstractmethod
    async def receive(self) -> str | bytes | None:
        """The next frame, text or binary; None once the socket is closed."""

    @abstractmethod
    async def close(self, code: int = 1000) -> None:
        """Close it with that code (RFC 6455, section 7.4)."""

    async def send_text(self, text: str) -> None:
        """`send` for what is JSON already. Adapters override it, to encode a frame for many sockets once."""
        await self.send(json.loads(text))

    async def accept(self) -> None:  # noqa: B027  # adapters whose framework has accepted already have nothing to do
        """Complete the handshake. Called once the connection is admitted, before anything is sent."""

    async def identify(self) -> Identity:
        """Who is there now: asked when it connects, with every message, and every half minute."""
        return NOBODY

    def perform(self, work: Callable[[], Flow[T]], cls: type[Component], host: Host) -> Flow[T]:
        """How the work of one message to `cls` is run, on an event loop: without async code whole in one thread.

        Adapters put it into a transaction, and translate their framework's refusals.
        """
        return (yield from work()) if cls._kind.is_async else (yield from call(lambda: host.run(work())))

    def in_thread(self, host: Host) -> InThread:
        """What runs sync code off the event loop. Adapters override it whose host has one thread for all."""
        return host.in_thread
