"""The endpoint and the client's files as routes of an app or a router."""

import dataclasses
import hashlib
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from functools import partial
from itertools import count
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, FastAPI, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import FileResponse, Response
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection

from component_framework.adapters.fastapi.identity import identity_of, key_of
from component_framework.adapters.fastapi.page import LivePage
from component_framework.adapters.fastapi.perform import perform
from component_framework.adapters.fastapi.request import close_files, head_of, read_post
from component_framework.adapters.fastapi.schema import event_message, operation, responses
from component_framework.adapters.fastapi.site import Site, check_key, keep_site, path_of, socket_of
from component_framework.core.assets import CLIENT_FOLDER, client_entry
from component_framework.core.broker_setting import broker
from component_framework.core.component import Component
from component_framework.core.errors import ClientError
from component_framework.core.flow import arun
from component_framework.core.handlers import Handler
from component_framework.core.host import Host, configure
from component_framework.core.http import error_answer
from component_framework.core.identity import Identity
from component_framework.core.outcomes import KEPT_FOR_S, PARAMETER
from component_framework.core.page import client_script
from component_framework.core.registry import ComponentRegistry
from component_framework.core.registry import registry as default_registry
from component_framework.core.renderer import Renderer
from component_framework.core.replies import ReplyStore
from component_framework.core.reply_setting import reply_store
from component_framework.core.settings import ComponentSettings
from component_framework.core.state import MemoryStateStore, StateStore
from component_framework.core.web import respond

METHODS: Final = ["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"]
"""All that are known: what is no POST gets our own 405."""
YEAR_S: Final = 365 * 24 * 60 * 60
NUMBERS: Final = count(1)
"""For the names of routes: an app may have several endpoints, its own and those of apps mounted in it."""


def create_component_routes(
    app: FastAPI | APIRouter,
    *,
    renderer: Renderer | None = None,
    identity: Callable[..., Any] | None = None,
    audience: Callable[[Any], str] = key_of,
    settings: ComponentSettings | None = None,
    prefix: str = "/components",
    sign_in_url: Callable[[str], str] = "".format,
    registry: ComponentRegistry = default_registry,
    outcomes: StateStore | None = None,
    replies: ReplyStore | None = None,
    include_in_schema: bool = False,
) -> Callable[..., LivePage]:
    """Adds the endpoint `POST {prefix}/{name}` and the client's files to `app`; gives the dependency for pages.

    `identity` is a dependency that gives the user, None for nobody; `audience` a text that tells users apart. Settings
    come from `COMPONENT_*` in the environment unless given; the app does not start without a key (except in debug).
    Works on an APIRouter, under a prefix, mounted, and behind a proxy with a root path.

    What forms without script led to is kept in `outcomes` for a minute: with several processes one that they share.
    So are replies to messages, for those that come again, in the store that the settings name or in `replies`.
    `include_in_schema` adds `POST {prefix}/{name}/{event}` for each event of the components that are registered by now,
    and shows them in the OpenAPI document with the types of their arguments.
    """
    ours = settings or ComponentSettings.from_environment()
    common = Host(
        settings=ours,
        renderer=renderer,
        registry=registry,
        in_thread=run_in_threadpool,
        sign_in_url=sign_in_url,
        outcomes=outcomes or MemoryStateStore(ttl_s=KEPT_FOR_S),
        replies=replies or reply_store(ours.reply_store),
        broker=broker(ours),
    )
    configure(lambda: common)
    _check_at_start(app, common.settings)
    nobody = identity or _nobody
    number = next(NUMBERS)
    endpoint, client = f"component_endpoint_{number}", f"component_client_{number}"

    def host_of(connection: HTTPConnection) -> Host:
        def url_for(name: str) -> str:
            return path_of(connection, endpoint, name=name)

        return dataclasses.replace(common, url_for=url_for)

    def identify(connection: HTTPConnection, user: Any) -> Identity:
        return identity_of(connection, user, audience=audience, settings=common.settings)

    keep_site(app, Site(dependency=nobody, identify=identify, host_of=host_of))

    async def component_endpoint(request: Request, name: str, user: Annotated[Any, Depends(nobody)]) -> Response:
        return await _serve(request, name, identify(request, user), host_of(request))

    def component_client(file: str, v: str = "") -> FileResponse:
        return _client_file(file, is_versioned=v == _version())

    def live_page(request: Request, user: Annotated[Any, Depends(nobody)]) -> LivePage:
        src = f"{path_of(request, client, file=client_entry())}?v={_version()}"
        query = request.query_params
        given = {"query": str(query), "handle": query.get(PARAMETER, "")}
        route = socket_of(app)
        socket = {"data-live-socket": path_of(request, route)} if route else {}
        return LivePage(identify(request, user), host_of(request), **given, script=client_script(src, socket))

    add = partial(app.add_api_route, include_in_schema=False, response_model=None)
    add(f"{prefix}/client/{{file:path}}", component_client, methods=["GET"], name=client)
    add(f"{prefix}/{{name}}", component_endpoint, methods=METHODS, name=endpoint)
    add(f"{prefix}/{{name}}/", component_endpoint, methods=METHODS, name=f"{endpoint}_slash")

    def add_event(name: str, cls: type[Component], handler: Handler) -> None:
        async def component_event(request: Request, user: Annotated[Any, Depends(nobody)]) -> Response:
            return await _serve(request, name, identify(request, user), host_of(request), event=handler.event)

        route = f"{prefix}/{name}/{handler.event}"
        described: dict[str, Any] = {"openapi_extra": operation(name, cls, handler), "responses": responses()}
        app.add_api_route(route, component_event, methods=["POST"], response_model=None, **described)

    for name in registry if include_in_schema else ():
        for handler in registry.get(name)._handlers.values():
            add_event(name, registry.get(name), handler)
    return live_page


async def _serve(request: Request, name: str, identity: Identity, host: Host, *, event: str = "") -> Response:
    """The answer to a message; `event` is that of an address which names one."""
    head = head_of(request)
    try:
        post = await read_post(request, name, head, identity=identity, host=host)
        if event and isinstance(post.body, bytes):
            post = dataclasses.replace(post, body=event_message(post.body, event))
        try:
            answer = await arun(respond(post, host, partial(perform, host=host)), host.in_thread)
        finally:
            close_files(post)
    except ClientError as error:
        answer = error_answer(error, kind=head.kind, name=name)
    return Response(answer.body, answer.status, dict(answer.headers), answer.content_type)


def _nobody() -> None:
    return None


def _client_file(file: str, *, is_versioned: bool) -> FileResponse:
    """A file of the client. Under an address that carries its version it may be kept."""
    known = {path.relative_to(CLIENT_FOLDER).as_posix(): path for path in CLIENT_FOLDER.rglob("*.js")}
    if file not in known:
        raise HTTPException(404)
    headers = {
        "Cache-Control": f"public, max-age={YEAR_S}, immutable" if is_versioned else "no-cache",
        "X-Content-Type-Options": "nosniff",
    }
    return FileResponse(known[file], headers=headers, media_type="text/javascript")


def _version() -> str:
    """Changes with any file of the client: the parts are asked for with the version that their entry has."""
    files = sorted(CLIENT_FOLDER.rglob("*.js"))
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:8]


def _check_at_start(app: FastAPI | APIRouter, settings: ComponentSettings) -> None:
    """Have the app's start fail, with the command that makes a key, where there is none to sign with."""
    router = app.router if isinstance(app, FastAPI) else app
    inner = router.lifespan_context

    @asynccontextmanager
    async def lifespan(started: Any) -> AsyncGenerator[Any, None]:
        check_key(settings)
        async with inner(started) as state:
            yield state

    router.lifespan_context = lifespan
