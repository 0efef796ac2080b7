"""One HTTP post, from its parsed body to the answer: what every HTTP adapter does, written once."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeAlias

from component_framework.core.children import failed_later
from component_framework.core.component import Component
from component_framework.core.effects import with_query
from component_framework.core.endpoint import answer, answer_with_errors
from component_framework.core.errors import (
    BadSnapshotError,
    ClientError,
    ConflictError,
    ContendedError,
    InvalidError,
    RefusedFormError,
    RefusedSaveError,
    SignedOutError,
    StaleSnapshotError,
    TooManyError,
)
from component_framework.core.flow import Flow, call
from component_framework.core.host import Host
from component_framework.core.http import (
    Answer,
    Head,
    Kind,
    error_answer,
    redirect_answer,
    update_answer,
    with_handle,
)
from component_framework.core.identity import Identity
from component_framework.core.messages import EventMessage, UpdateMessage, parse_message
from component_framework.core.once import answer_once, reply_name
from component_framework.core.outcomes import Outcome, keep_outcome
from component_framework.core.posts import parse_post
from component_framework.core.registry import ComponentRegistry
from component_framework.core.settings import ComponentSettings
from component_framework.core.snapshot import load_snapshot
from component_framework.core.timely import within
from component_framework.core.upload import Upload

Work: TypeAlias = Callable[[], Flow[UpdateMessage]]
"""Begins the work of one message; begun again, it is done anew from what the message says."""
Perform: TypeAlias = Callable[[Work, type[Component]], Flow[UpdateMessage]]
"""How the adapter does the work of one message to a class: in a transaction, in a thread, on the event loop."""


@dataclass(frozen=True, kw_only=True)
class Post:
    """A request as the adapter has read it: bytes of JSON, or the names, texts and files of a form.

    `page` is the path of the page that it came from, "" if that is unknown or not of this site. `was_asked_for`: the
    server had the browser send it, which no limit counts.
    """

    name: str
    kind: Kind
    body: bytes | Sequence[tuple[str, str | Upload]]
    page: str
    identity: Identity
    was_asked_for: bool = False


def body_limit(name: str, head: Head, settings: ComponentSettings, registry: ComponentRegistry) -> int:
    """How many bytes a request for the component `name` may have: more where it may bring files."""
    takes_files = head.is_multipart and name in registry and registry.get(name)._takes_files()
    return settings.max_upload_bytes if takes_files else settings.max_body_bytes


def respond(post: Post, host: Host, perform: Perform) -> Flow[Answer]:
    """The answer to `post`. What a client did wrong is an answer too; a user's exception passes through.

    A message with a key that comes again is answered again, not done again, as far as `host.replies` keeps.
    """
    message: EventMessage | None = None
    try:
        if not post.was_asked_for:
            host.limits.messages.take(post.identity.caller)
        message = _parse(post, host)
        host.registry.get(post.name)
        work = _work(message, post, host, perform)
        is_kept = message.key is not None and not message.only_looks and post.kind != "page"  # no browser repeats those
        if not is_kept or host.replies is None:
            return (yield from work)
        reply = yield from _name(post, host, message)
        return (yield from answer_once(work, name=reply, store=host.replies))
    except ClientError as error:
        if isinstance(error, BadSnapshotError):
            error = counted(error, post.identity, host)
        return _refusal(error, post, host, message)


def _work(message: EventMessage, post: Post, host: Host, perform: Perform) -> Flow[Answer]:
    """The answer to `message`. Raises what is no reply to keep: later it may be done, or it is nobody's message."""
    whose: dict[str, Any] = {"name": post.name, "identity": post.identity, "host": host}
    cls, limit_s = host.registry.get(post.name), host.settings.handler_timeout_s
    try:
        try:
            update = yield from perform(partial(within, limit_s, partial(answer, message, **whose)), cls)
            status = update.get("status", 200)
        except (InvalidError, ConflictError) as error:
            if message.state is None or not _is_shown(error, post):
                raise
            update = yield from perform(
                partial(within, limit_s, partial(answer_with_errors, message, error, **whose)), cls
            )
            status = error.status
        if post.kind == "page":
            return (yield from _lead_back(post, update, host, status))
        return update_answer(update, kind=post.kind, status=status, page=post.page)
    except (BadSnapshotError, ContendedError, TooManyError):
        raise
    except ClientError as error:
        return _refusal(error, post, host, message)
    except Exception as error:
        if message.mount is None or message.state is not None:
            raise
        return update_answer(failed_later(message, error, **whose), kind=post.kind, status=200, page=post.page)


def _is_shown(error: InvalidError | ConflictError, post: Post) -> bool:
    """Whether the answer is the component's HTML, which shows why."""
    if isinstance(error, ConflictError):
        return error.mine is not None
    return post.kind != "json" or isinstance(error, RefusedFormError | RefusedSaveError)


def _refusal(error: ClientError, post: Post, host: Host, message: EventMessage | None) -> Answer:
    if post.kind == "page" and post.page and isinstance(error, StaleSnapshotError):
        return redirect_answer(post.page)  # a fresh page is all there is to do
    sign_in = host.sign_in_url(post.page) if isinstance(error, SignedOutError) else ""
    return error_answer(error, kind=post.kind, name=post.name, message=message, sign_in=sign_in)


def _name(post: Post, host: Host, message: EventMessage) -> Flow[str]:
    """What names the reply: nobody else's message, and no other of this audience's, has the same."""
    body = post.body if isinstance(post.body, bytes) else (yield from _digest(post.body))
    parts = post.name, post.kind, post.identity.audience
    return reply_name(host.settings, *parts, body=body, snapshot=message.state or "")


def _digest(pairs: Sequence[tuple[str, str | Upload]]) -> Flow[bytes]:
    """What tells a form's post from every other. Files are read, which is not for an event loop."""
    if not any(isinstance(value, Upload) for _, value in pairs):
        return json.dumps(pairs).encode()
    told = yield from call(lambda: [(name, [v.digest()] if isinstance(v, Upload) else v) for name, v in pairs])
    return json.dumps(told).encode()


def counted(error: ClientError, identity: Identity, host: Host) -> ClientError:
    """`error`, or TooManyError for a caller that keeps trying."""
    try:
        host.limits.bad_snapshots.take(identity.caller)
    except TooManyError as too_many:
        return too_many
    return error


def _parse(post: Post, host: Host) -> EventMessage:
    if isinstance(post.body, bytes):
        return parse_message(post.body, host.settings)
    return parse_post(post.body, host.settings)


def _lead_back(post: Post, update: UpdateMessage, host: Host, status: int) -> Flow[Answer]:
    """Post, redirect, get: to where the handler said, or to the page with the outcome, which shows it once."""
    target, page = _places(update, post.page)
    if target:
        return redirect_answer(target)
    if not page:
        return update_answer(update, kind="page", status=status)
    if "streams" in update and status == 200:  # only a page made afresh has the rows that this message did not bring
        return redirect_answer(page)
    snapshot = load_snapshot(update["state"], host.settings, component=post.name, component_id=update["component_id"])
    outcome = Outcome(post.name, snapshot.key, update["html"])
    handle = yield from call(lambda: keep_outcome(outcome, post.identity, store=host.outcomes, settings=host.settings))
    return redirect_answer(with_handle(page, handle))


def _places(update: UpdateMessage, page: str) -> tuple[str, str]:
    """Where the effects lead away from the page, "" if nowhere, and the page with the query that they leave it.

    A redirect goes before a download: without script the browser can go to one address only.
    """
    redirects: list[str] = []
    downloads: list[str] = []
    for effect in update["effects"]:
        if effect["type"] == "redirect":
            redirects.append(effect["url"])
        elif effect["type"] == "download" and "url" in effect:
            downloads.append(effect["url"])
        elif effect["type"] == "query" and page:
            page = with_query(page, effect["params"])
    return next(iter([*redirects, *downloads]), ""), page
