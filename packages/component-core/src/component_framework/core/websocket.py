"""The open sockets of this process, and what may be told to all of them."""

import asyncio
import json
from collections.abc import Collection, Coroutine, Mapping
from typing import Any

from component_framework.core.broker import Broker
from component_framework.core.connection import WebSocketConnection
from component_framework.core.connection_state import ConnectionState, Timing
from component_framework.core.conversation import hear
from component_framework.core.frames import RESTART, frame_text
from component_framework.core.host import Host, current_host
from component_framework.core.hub import Hub
from component_framework.core.pushes import apush
from component_framework.core.refresh import component_topic

__all__ = ["ComponentWebSocketManager", "WebSocketConnection", "ws_manager"]


class ComponentWebSocketManager:
    """Holds connections for adapters, which call `serve`, or else `connect`, `handle_message` and `disconnect`.

    The rest may be called from anywhere and reaches every process that shares the host's broker.
    """

    def __init__(self, *, timing: Timing | None = None) -> None:
        self._timing = timing or Timing()
        self._states: dict[WebSocketConnection, tuple[ConnectionState, asyncio.Task[None]]] = {}
        self._hubs: dict[tuple[asyncio.AbstractEventLoop, Broker], Hub] = {}

    def __len__(self) -> int:
        return len(self._states)

    async def serve(self, connection: WebSocketConnection, *, host: Host | None = None) -> None:
        """Hold `connection` until it is closed. Raises what `connect` raises."""
        await self.connect(connection, host=host)
        try:
            while (frame := await connection.receive()) is not None:
                await self.handle_message(connection, frame)
        finally:
            await self.disconnect(connection)

    async def connect(self, connection: WebSocketConnection, *, host: Host | None = None) -> str:
        """Admit `connection`, accept it and hold it; gives its id. `host` is the configured one unless given.

        Raises TooManyError, before the handshake is done, for whom holds too many sockets already.
        """
        host = host or current_host()
        identity = await connection.identify()
        hub = self._hub(host.broker)
        names = hub.admit(identity, host.settings)
        try:
            await connection.accept()
        except BaseException:
            await self._leave(host.broker, names)
            raise
        state = ConnectionState(connection, host=host, hub=hub, identity=identity, timing=self._timing)
        state.say(frame_text("connected", connection_id=state.id, max_bytes=host.settings.max_frame_bytes))
        self._states[connection] = (state, asyncio.create_task(self._live(state, names)))
        return state.id

    async def disconnect(self, connection: WebSocketConnection) -> None:
        """`connection` has gone, or is to go: leave nothing of it behind."""
        if held := self._states.get(connection):
            state, task = held
            state.stop()
            await asyncio.wait([task])

    async def handle_message(self, connection: WebSocketConnection, message: str | bytes | Mapping[str, Any]) -> None:
        """Take one frame of the browser. Its work is done behind this call, which does not wait, and does not raise."""
        if held := self._states.get(connection):
            hear(held[0], json.dumps(message) if isinstance(message, Mapping) else message)

    async def subscribe(self, connection: WebSocketConnection, component_id: str, state: str) -> None:
        """Tell `connection` of the component that the snapshot `state` proves to have been shown on its page.

        Raises the ClientError for which it proves nothing, and KeyError for a connection that is not held.
        """
        page, _ = self._states[connection]
        await page.subscribe(await page.prove(state, component_id))

    async def unsubscribe(self, connection: WebSocketConnection, component_id: str) -> None:
        """Tell `connection` of that component no more."""
        if held := self._states.get(connection):
            await held[0].unsubscribe(component_id)

    async def broadcast_update(self, component_id: str, html: str, state: Mapping[str, Any]) -> None:
        """Show `html` and `state`, as `dispatch()` gives them, wherever that component is on a page, in every process.

        Each viewer's snapshot is signed anew. Raises StateError for what cannot travel: 190 KiB at most.
        """
        await apush(component_id, html, state)

    async def push_update(self, connection_id: str, component_id: str, html: str, state: Mapping[str, Any]) -> None:
        """`broadcast_update` for one connection only, whichever process holds it."""
        await apush(component_id, html, state, to=connection_id)

    async def refresh(self, component_id: str) -> None:
        """Have that component rendered again wherever it is on a page, for each viewer as such.

        For what components watch there is `component_framework.core.refresh`.
        """
        await current_host().broker.apublish(component_topic(component_id))

    def restart(self) -> Coroutine[Any, Any, None]:
        """Tell all browsers that this process goes, and close: they come back at different moments.

        Has begun when this returns, and is done when that was awaited.
        """
        held = list(self._states.values())
        for state, _ in held:
            state.stop(RESTART)
        return _all_gone([task for _, task in held])

    async def _live(self, state: ConnectionState, names: tuple[str, ...]) -> None:
        try:
            await state.live()
        finally:
            del self._states[state.connection]
            await self._leave(state.host.broker, names)

    def _hub(self, broker: Broker) -> Hub:
        return self._hubs.setdefault((asyncio.get_running_loop(), broker), Hub(broker))

    async def _leave(self, broker: Broker, names: tuple[str, ...]) -> None:
        """With the last socket nothing is held open any more."""
        hub = self._hub(broker)
        hub.leave(names)
        if not hub.open:
            del self._hubs[asyncio.get_running_loop(), broker]
            await broker.close()


async def _all_gone(tasks: Collection[asyncio.Task[None]]) -> None:
    if tasks:
        await asyncio.wait(tasks)


ws_manager = ComponentWebSocketManager()
"""The one of this process."""
