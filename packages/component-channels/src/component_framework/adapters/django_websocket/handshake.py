"""A socket's handshake as a Django request: whether it comes from this site, and who sends it."""

from collections.abc import Mapping
from io import BytesIO
from typing import Any, TypeAlias
from urllib.parse import urlsplit

from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user, get_user_model
from django.contrib.sessions.middleware import SessionMiddleware
from django.core.exceptions import DisallowedHost
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.utils.http import is_same_domain

from component_framework.core.errors import ForbiddenError
from component_framework.core.origin import check_origin

Scope: TypeAlias = Mapping[str, Any]


def check_site(scope: Scope) -> None:
    """Raises ForbiddenError unless a page of this site opens the socket, or one of `CSRF_TRUSTED_ORIGINS`.

    Runs whether or not `AllowedHostsOriginValidator` is round the consumer. The site is what Django takes for the host.
    """
    request = _request(scope)
    given = request.META
    origin = given.get("HTTP_ORIGIN", "")
    if _is_trusted(origin):
        return
    try:
        host = request.get_host()
    except DisallowedHost as error:
        raise ForbiddenError(type(error).__name__) from error
    check_origin(
        sec_fetch_site=given.get("HTTP_SEC_FETCH_SITE", ""),
        origin=origin,
        host=host,
        is_json=False,
        component_request=given.get("HTTP_X_COMPONENT_REQUEST", ""),
    )


def visitor_of(scope: Scope) -> HttpRequest:
    """The request with its `session` and `user` as the database has them now, as far as the site has such.

    From the session cookie: no middleware of Channels is needed. Where one of the site's own has put a user into the
    scope, and there is no session in it, that user.
    """
    request = _request(scope)
    given = scope.get("user")
    if "session" not in scope and given is not None and given.is_authenticated:
        found = get_user_model()._default_manager.filter(pk=given.pk).first()
        if found is not None and found.is_active:
            request.user = found
    elif apps.is_installed("django.contrib.sessions"):
        SessionMiddleware(_no_response).process_request(request)
        vars(request.session).update(cycle_key=_leave_it, flush=_leave_it)
        if apps.is_installed("django.contrib.auth"):
            request.user = get_user(request)
    CsrfViewMiddleware(_no_response).process_request(request)
    return request


def _request(scope: Scope) -> HttpRequest:
    return ASGIRequest({**scope, "method": "GET", "query_string": b""}, BytesIO())


def _is_trusted(origin: str) -> bool:
    try:
        ours = urlsplit(origin)
    except ValueError:  # an address in brackets that is none
        return False
    trusted = map(urlsplit, settings.CSRF_TRUSTED_ORIGINS)
    return any(
        ours.scheme == one.scheme and is_same_domain(ours.netloc.lower(), one.netloc.lstrip("*").lower())
        for one in trusted
    )


def _leave_it() -> None:
    """`get_user` moves a session when keys were rotated; no answer of a socket brings the browser its new cookie."""


def _no_response(request: HttpRequest) -> HttpResponse:
    raise NotImplementedError("only what it does to the request is wanted")
