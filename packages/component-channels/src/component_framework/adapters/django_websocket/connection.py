"""A Channels socket as the core has it."""

import json
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack
from functools import partial
from typing import Any, Final, TypeAlias, TypeVar

from asgiref.sync import ThreadSensitiveContext, sync_to_async
from channels.db import database_sync_to_async
from django.core.exceptions import PermissionDenied
from django.db import connections
from django.http import Http404

from component_framework.adapters.django_websocket.handshake import Scope, visitor_of
from component_framework.core.component import Component
from component_framework.core.connection import WebSocketConnection
from component_framework.core.errors import ForbiddenError, NotFoundError
from component_framework.core.flow import Flow, InThread, call
from component_framework.core.host import Host
from component_framework.core.identity import Identity

T = TypeVar("T")
Receive: TypeAlias = Callable[[], Awaitable[Any]]
Send: TypeAlias = Callable[[Any], Awaitable[None]]
THREADS: Final = 32
"""How many messages of sockets are in sync code at a time in one process; the next ones wait."""
_threads = ThreadPoolExecutor(THREADS, "component-socket")


class DjangoWebSocketConnection(WebSocketConnection):
    """One socket of an ASGI server, whose first event (`websocket.connect`) has been received."""

    def __init__(self, scope: Scope, receive: Receive, send: Send, *, host: Host) -> None:
        self._scope, self._receive, self._send, self._host = scope, receive, send, host

    async def accept(self) -> None:
        await self._send({"type": "websocket.accept"})

    async def send(self, message: dict[str, Any]) -> None:
        await self.send_text(json.dumps(message))

    async def send_text(self, text: str) -> None:
        await self._send({"type": "websocket.send", "text": text})

    async def receive(self) -> str | bytes | None:
        event = await self._receive()
        if event["type"] == "websocket.disconnect":
            return None
        text: str | None = event.get("text")
        frame: str | bytes = event["bytes"] if text is None else text
        return frame

    async def close(self, code: int = 1000) -> None:
        await self._send({"type": "websocket.close", "code": code})

    async def identify(self) -> Identity:
        """From the session and the user as the database has them now, in a thread whose connection Django keeps as
        long as `CONN_MAX_AGE` says."""
        return await database_sync_to_async(self._identity, thread_sensitive=False)()

    def perform(self, work: Callable[[], Flow[T]], cls: type[Component], host: Host) -> Flow[T]:
        """As `component_view` does: in a transaction unless the class is not `atomic`; async code runs in none."""

        def whole() -> T:
            return host.run(work())

        try:
            if cls._kind.is_async:
                return (yield from _apart(work))
            return (yield from call(host.in_transaction, whole) if cls.atomic else call(whole))
        except Http404 as error:
            raise NotFoundError(type(error).__name__) from error
        except PermissionDenied as error:
            raise ForbiddenError(type(error).__name__) from error

    def in_thread(self, host: Host) -> InThread:
        """One of a pool, which bounds the database connections as well. Django keeps those as `CONN_MAX_AGE` says."""
        return lambda fn: database_sync_to_async(fn, thread_sensitive=False, executor=_threads)()

    def _identity(self) -> Identity:
        return self._host.identity_of(visitor_of(self._scope), self._host)


def _apart(work: Callable[[], Flow[T]]) -> Flow[T]:
    """With a thread of its own for what async code itself has in threads, such as Django's async queries, which waits
    for no other message's. No database connection is left behind in it."""
    stack = AsyncExitStack()
    yield from call(stack.enter_async_context, ThreadSensitiveContext())
    stack.push_async_callback(sync_to_async(connections.close_all))
    try:
        return (yield from work())
    finally:
        yield partial(stack.aclose)
