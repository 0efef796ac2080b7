"""The view that messages come to."""

import json

from django.core.exceptions import PermissionDenied
from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from component_framework.adapters.django_views.csrf import check_csrf
from component_framework.adapters.django_views.host import django_host
from component_framework.adapters.django_views.identity import identity_of
from component_framework.core.endpoint import answer
from component_framework.core.errors import ClientError, ForbiddenError, NotFoundError, TooLargeError
from component_framework.core.host import Host
from component_framework.core.http import ANSWER_HEADERS, check_head, refusal
from component_framework.core.identity import Identity
from component_framework.core.messages import EventMessage, UpdateMessage, parse_message


@csrf_exempt  # check_csrf does Django's check, always, and its refusal is JSON like every other
def component_view(request: HttpRequest, name: str) -> HttpResponse:
    """The answer to a message for the component `name` (docs/protocol.md).

    A client's mistake is an error message with its status; an exception in a component is Django's own 500.
    """
    message = None
    try:
        check_csrf(request)
        identity = identity_of(request)
        host = django_host()
        host.limiter.take(identity.caller)
        message = parse_message(_body(request, host), host.settings)
        update = _perform(message, name, identity, host)
    except ClientError as error:
        status, body, headers = refusal(error, name=name, message=message)
        return _json(body, status=status, headers=headers)
    return _json(update, status=200, headers=ANSWER_HEADERS)


def _body(request: HttpRequest, host: Host) -> bytes:
    """The body of a request that can carry a message. Nothing over the limit is read."""
    check_head(
        host.settings,
        method=request.method or "",
        content_type=request.headers.get("Content-Type", ""),
        content_encoding=request.headers.get("Content-Encoding", ""),
        content_length=request.headers.get("Content-Length", ""),
    )
    body = request.read(host.settings.max_body_bytes + 1)
    if len(body) > host.settings.max_body_bytes:
        raise TooLargeError(f"the limit is {host.settings.max_body_bytes} bytes")
    return body


def _perform(message: EventMessage, name: str, identity: Identity, host: Host) -> UpdateMessage:
    """Do it, all or nothing: one transaction round everything that the message's calls write."""
    flow = answer(message, name=name, identity=identity, host=host)
    try:
        if not connections.settings[DEFAULT_DB_ALIAS].get("NAME"):
            return host.run(flow)
        with transaction.atomic():
            return host.run(flow)
    except Http404 as error:
        raise NotFoundError(type(error).__name__) from error
    except PermissionDenied as error:
        raise ForbiddenError(type(error).__name__) from error


def _json(body: object, *, status: int, headers: dict[str, str]) -> HttpResponse:
    return HttpResponse(json.dumps(body), content_type="application/json", status=status, headers=headers)
