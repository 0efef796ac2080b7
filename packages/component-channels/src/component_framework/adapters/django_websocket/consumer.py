"""The consumer that a Channels routing names."""

import logging
from typing import Any, ClassVar

from channels.consumer import AsyncConsumer

from component_framework.adapters.django_websocket.connection import DjangoWebSocketConnection, Receive, Send
from component_framework.adapters.django_websocket.handshake import Scope, check_site
from component_framework.adapters.django_websocket.shutdown import restart_at_shutdown
from component_framework.core.errors import ClientError
from component_framework.core.host import current_host
from component_framework.core.websocket import ComponentWebSocketManager, ws_manager

log = logging.getLogger("component_framework.socket")


class ComponentConsumer(AsyncConsumer):
    """The socket of all live components of a page: `path("ws/", ComponentConsumer.as_asgi())`.

    Takes handshakes of this site's pages only. Needs no middleware, no channel layer: who is there is read from the
    session cookie, and `BROKER` joins processes.
    """

    manager: ClassVar[ComponentWebSocketManager] = ws_manager

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One socket from handshake to end. Not by Channels' dispatch, which takes no event before the last is done."""
        if (await receive())["type"] != "websocket.connect":
            return
        host = current_host()
        connection = DjangoWebSocketConnection(scope, receive, send, host=host)
        restart_at_shutdown(self.manager)
        try:
            check_site(scope)
            await self.manager.serve(connection, host=host)
        except ClientError as error:  # of the handshake: nothing later raises one
            log.info("%d %s for a socket: %.200s", error.status, error.code, error)
            await _refuse(scope, send, error.status)


async def _refuse(scope: Scope, send: Send, status: int) -> None:
    """With the status where the server can (ASGI's extension); 403 elsewhere, as with Daphne."""
    extensions: dict[str, Any] = scope.get("extensions") or {}
    if "websocket.http.response" not in extensions:
        return await send({"type": "websocket.close"})
    await send({"type": "websocket.http.response.start", "status": status, "headers": [(b"content-length", b"0")]})
    return await send({"type": "websocket.http.response.body", "body": b""})
