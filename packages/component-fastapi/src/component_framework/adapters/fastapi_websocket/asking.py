"""Who holds a socket: the app's own dependency, asked as for a request."""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Annotated, Any, Final

from fastapi import Depends, FastAPI, Request, Response
from fastapi.routing import APIRoute, APIRouter
from starlette.websockets import WebSocket

from component_framework.adapters.fastapi.site import Site
from component_framework.core.identity import USER, Identity

FOUND: Final = "component_framework.identity"
LET_IN_NO_MORE: Final = Identity(audience=USER)
"""May send back nobody's snapshot: its socket ends as that of one who is signed out."""


class RefusedError(Exception):
    """The dependency answered with `status` instead of a user."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


def asking(app: FastAPI | APIRouter, site: Site) -> Callable[[WebSocket], Awaitable[Identity]]:
    """Gives who is there now. Raises RefusedError before the handshake is done.

    Each time is a request of its own: the dependency may want a `Request`, has its `yield` end, and is overridden in
    tests as ever.
    """

    async def who(request: Request, user: Annotated[Any, Depends(site.dependency)]) -> Response:
        request.scope[FOUND] = site.identify(request, user)
        return Response()

    router = app.router if isinstance(app, FastAPI) else app
    provider = router.dependency_overrides_provider
    route = APIRoute("/", who, response_model=None, dependency_overrides_provider=provider)

    async def ask(socket: WebSocket) -> Identity:
        scope: dict[str, Any] = {**socket.scope, "type": "http", "method": "GET", FOUND: None}
        status = 0

        async def note(message: MutableMapping[str, Any]) -> None:
            nonlocal status
            status = message.get("status", status)

        await route.app(scope, _no_body, note)
        found: Identity | None = scope[FOUND]
        if found is not None:
            return found
        if socket.application_state.name == "CONNECTING":
            raise RefusedError(status)
        return LET_IN_NO_MORE

    return ask


async def _no_body() -> MutableMapping[str, Any]:
    return {"type": "http.request", "body": b"", "more_body": False}
