"""A site in this process, on the core alone: its page, its posts and its sockets, each when it is asked for."""

import asyncio
import json
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from html import escape
from typing import Any

from component_framework.core import Component, ComponentWebSocketManager, WebSocketConnection
from component_framework.core.broker import MemoryBroker
from component_framework.core.children import first_render
from component_framework.core.flow import arun
from component_framework.core.host import Host
from component_framework.core.identity import NOBODY
from component_framework.core.refresh import refresh_on
from component_framework.core.registry import ComponentRegistry
from component_framework.core.settings import ComponentSettings
from component_framework.core.web import Post, respond
from faults.virtual_time import VirtualLoop

CLOSED = None
PAGE = (
    '<html><script data-live-client data-live-socket="/ws/" src="http://testserver/client/live.js"></script>{}</html>'
)


@dataclass
class Truth:
    """What the site's database has."""

    added: list[int] = field(default_factory=list[int])
    revision: int = 0


class Shown:
    def render(self, template_name: str, context: Any) -> str:
        return f"<section><output>{escape(context['text'])}</output></section>"


def ledger(truth: Truth) -> type[Component]:
    """A component that counts what it added in its own state, and shows the database's revision beside that."""

    class Ledger(Component):
        watches = ["ledger"]
        count: int = 0

        def mount(self) -> None:
            self.count = len(truth.added)

        def get_context(self) -> dict[str, Any]:
            return {"text": f"{truth.revision} {self.count}"}

        def on_add(self, number: int) -> None:
            self.count += 1
            truth.added.append(number)
            truth.revision += 1
            self.refresh("ledger")

    return Ledger


class End(WebSocketConnection):
    """The server's end of a socket: frames wait in `down` until the network takes them, and CLOSED with its code."""

    def __init__(self) -> None:
        self.down: deque[tuple[str | None, int]] = deque()
        self._inbox: asyncio.Queue[str | None] = asyncio.Queue()

    async def send(self, message: dict[str, Any]) -> None:
        await self.send_text(json.dumps(message))

    async def send_text(self, text: str) -> None:
        self.down.append((text, 0))

    async def receive(self) -> str | None:
        return await self._inbox.get()

    async def close(self, code: int = 1000) -> None:
        self.down.append((CLOSED, code))
        self.take(CLOSED)

    def take(self, text: str | None) -> None:
        """A frame has come in; CLOSED for the end."""
        self._inbox.put_nowait(text)


async def in_this_thread(fn: Callable[[], Any]) -> Any:
    return fn()


class Site:
    """Replies outlive its processes, as in Redis."""

    def __init__(self, loop: VirtualLoop) -> None:
        self.loop, self.truth = loop, Truth()
        registry = ComponentRegistry()
        registry.register("ledger")(ledger(self.truth))
        settings = ComponentSettings(keys=(key(0),), rate_per_s=0)
        broker = MemoryBroker(clock=loop.wall)
        self.host = Host(
            settings=settings, renderer=Shown(), registry=registry, broker=broker, in_thread=in_this_thread
        )
        self._keys = 1
        self._manager = ComponentWebSocketManager()
        self._serving: list[asyncio.Task[None]] = []

    def page(self) -> str:
        work = first_render("ledger", {}, identity=NOBODY, host=self.host)
        return PAGE.format(self.loop.do(arun(work, in_this_thread)))

    def post(self, text: str) -> tuple[int, str]:
        post = Post(name="ledger", kind="json", body=text.encode(), page="", identity=NOBODY)
        answer = self.loop.do(arun(respond(post, self.host, partial(End().perform, host=self.host)), in_this_thread))
        return answer.status, answer.body

    def accept(self) -> End:
        end = End()
        self._serving.append(self.loop.create_task(self._manager.serve(end, host=self.host)))
        self.loop.settle()
        return end

    def take(self, end: End, text: str | None) -> None:
        end.take(text)
        self.loop.settle()

    def write(self) -> None:
        """Somebody else changes what the component shows."""
        self.truth.revision += 1
        refresh_on(self.host, ["ledger"])
        self.loop.settle()

    def rotate(self, *, keeps_old: bool) -> None:
        """A new key signs. Older ones go on to be good, or not."""
        self._keys += 1
        keys = (key(self._keys), *(self.host.settings.keys if keeps_old else ()))
        self.restart(replace(self.host, settings=replace(self.host.settings, keys=keys)))

    def restart(self, host: Host | None = None) -> None:
        """Another process takes over: this one says goodbye to its sockets."""
        gone = self.loop.create_task(self._manager.restart())
        self.loop.settle()
        self._manager, self.host = ComponentWebSocketManager(), host or self.host
        self._serving.append(gone)

    def close(self) -> None:
        """Raises what a socket has raised."""
        for task in self._serving:
            task.cancel()
        self.loop.settle()
        for task in self._serving:
            task.cancelled() or task.result()


def key(number: int) -> str:
    return f"{number}: a key that is long enough to sign with"
