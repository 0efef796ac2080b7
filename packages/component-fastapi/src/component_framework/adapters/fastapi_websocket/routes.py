"""The socket as a route of an app or a router."""

import logging
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import cache
from itertools import count
from typing import Any, Final

from fastapi import APIRouter, FastAPI, Response
from starlette.websockets import WebSocket

from component_framework.adapters.fastapi.routes import create_component_routes
from component_framework.adapters.fastapi.site import Site, check_key, keep_socket, site_of
from component_framework.adapters.fastapi_websocket.asking import RefusedError, asking
from component_framework.adapters.fastapi_websocket.connection import FastAPIWebSocketConnection
from component_framework.core.errors import ClientError
from component_framework.core.host import current_host
from component_framework.core.identity import Identity
from component_framework.core.origin import check_origin
from component_framework.core.websocket import ws_manager

log = logging.getLogger("component_framework.socket")
FORBIDDEN: Final = 403
NUMBERS: Final = count(1)
"""For the names of routes: an app may have several sockets, its own and those of apps mounted in it."""


def create_websocket_route(app: FastAPI | APIRouter, *, path: str = "/ws") -> None:
    """Adds the WebSocket at `path`, with and without a slash; pages made from now on have the client use it.

    Has the settings, components and `identity` of `create_component_routes(app, …)` on the same app or router; an app
    on which that is never called gets its routes with their defaults. Other sites' pages are refused at the handshake.
    """

    @cache
    def found() -> tuple[Site, Callable[[WebSocket], Awaitable[Identity]]]:
        """Late: what makes the routes may come after us."""
        site = _site(app)
        return site, asking(app, site)

    async def component_socket(socket: WebSocket) -> None:
        try:
            _check_origin(socket)
            site, ask = found()
            await ws_manager.serve(FastAPIWebSocketConnection(socket, ask), host=site.host_of(socket))
        except (ClientError, RefusedError) as error:
            log.info("%d refused a socket: %.200s", error.status, error)
            await _refuse(socket, error.status)

    route = f"component_socket_{next(NUMBERS)}"
    keep_socket(app, route)
    router = app.router if isinstance(app, FastAPI) else app
    router.add_api_websocket_route(f"{path.rstrip('/')}/", component_socket, name=route)
    router.add_api_websocket_route(path.rstrip("/"), component_socket, name=f"{route}_bare")
    _from_start_to_end(router, found)


def _site(app: FastAPI | APIRouter) -> Site:
    if site := site_of(app):
        return site
    create_component_routes(app)
    check_key(current_host().settings)
    return _site(app)


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


def _from_start_to_end(router: APIRouter, find: Callable[[], object]) -> None:
    """Have what is missing said at the start, and browsers told at the end that the process goes, where the server
    leaves their sockets open until then."""
    inner = router.lifespan_context

    @asynccontextmanager
    async def lifespan(started: Any) -> AsyncGenerator[Any, None]:
        find()
        async with inner(started) as state:
            yield state
            await ws_manager.restart()

    router.lifespan_context = lifespan
