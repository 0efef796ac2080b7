"""The socket as a route of an app or a router."""

import logging
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from itertools import count
from typing import Any, Final

from fastapi import APIRouter, FastAPI, Response
from starlette.websockets import WebSocket

from component_framework.adapters.fastapi.site import site_of
from component_framework.adapters.fastapi_websocket.asking import RefusedError, asking
from component_framework.adapters.fastapi_websocket.connection import FastAPIWebSocketConnection
from component_framework.core.errors import ClientError
from component_framework.core.origin import check_origin
from component_framework.core.websocket import ws_manager

log = logging.getLogger("component_framework.socket")
FORBIDDEN: Final = 403
NUMBERS: Final = count(1)
"""For the names of routes: an app may have several sockets, its own and those of apps mounted in it."""


def create_websocket_route(app: FastAPI | APIRouter, *, path: str = "/ws") -> None:
    """Adds the WebSocket at `path`, with and without a slash; pages made from now on have the client use it.

    Comes after `create_component_routes(app, …)` on the same app or router, whose settings, components and `identity`
    it has; raises ConfigurationError without. Pages of other sites are refused at the handshake.
    """
    site = site_of(app)
    ask = asking(app, site)

    async def component_socket(socket: WebSocket) -> None:
        try:
            _check_origin(socket)
            await ws_manager.serve(FastAPIWebSocketConnection(socket, ask), host=site.host_of(socket))
        except (ClientError, RefusedError) as error:
            log.info("%d refused a socket: %.200s", error.status, error)
            await _refuse(socket, error.status)

    site.socket = f"component_socket_{next(NUMBERS)}"
    router = app.router if isinstance(app, FastAPI) else app
    router.add_api_websocket_route(f"{path.rstrip('/')}/", component_socket, name=site.socket)
    router.add_api_websocket_route(path.rstrip("/"), component_socket, name=f"{site.socket}_bare")
    _restart_at_end(router)


def _check_origin(socket: WebSocket) -> None:
    headers = socket.headers
    check_origin(
        sec_fetch_site=headers.get("Sec-Fetch-Site", ""),
        origin=headers.get("Origin", ""),
        host=headers.get("Host", ""),
        is_json=False,
        component_request=headers.get("X-Component-Request", ""),
    )


async def _refuse(socket: WebSocket, status: int) -> None:
    """The handshake's answer. 403 is what closing means (ASGI), and all that some servers can send."""
    if status != FORBIDDEN and "websocket.http.response" in socket.scope.get("extensions", {}):
        await socket.send_denial_response(Response(status_code=status))  # which uvicorn logs as an error
    else:
        await socket.close()


def _restart_at_end(router: APIRouter) -> None:
    """Have browsers told that the process goes, by servers that leave their sockets open until then."""
    inner = router.lifespan_context

    @asynccontextmanager
    async def lifespan(started: Any) -> AsyncGenerator[Any, None]:
        async with inner(started) as state:
            yield state
            await ws_manager.restart()

    router.lifespan_context = lifespan
