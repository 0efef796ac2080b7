"""Who sends a Django request, for the core."""

import hashlib
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.middleware.csrf import get_token

from component_framework.adapters.django_views.csrf import TOKEN_FIELD
from component_framework.core.host import Host
from component_framework.core.http import caller_address
from component_framework.core.identity import SESSION, USER, Identity
from component_framework.core.refresh import session_changed


def identity_of(request: HttpRequest, host: Host) -> Identity:
    """The identity of `request`: its signed-in user, else its session if it has one, else nobody in particular.

    Works without the auth and session middleware, where everybody is nobody. Creates no session.
    """

    def form_fields() -> dict[str, str]:
        return {TOKEN_FIELD: get_token(request)}

    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        whose = user_audience(user)
        return Identity(user=user, audience=whose, caller=whose, form_fields=form_fields)
    address = caller_address(
        request.META.get("REMOTE_ADDR", ""),
        request.META.get("HTTP_X_FORWARDED_FOR", ""),
        trusted_proxies=host.settings.trusted_proxies,
    )
    return Identity(audience=_session_audience(request), caller=f"address:{address}", form_fields=form_fields)


def user_audience(user: Any) -> str:
    """The audience of what is made for `user`."""
    return f"{USER}{user.pk}"


def tell_signed_out(sender: Any, *, user: Any, **signal: Any) -> None:
    """Has the sockets of `user`, who signs out of a session, asked whether their session is the one. A receiver of
    Django's `user_logged_out`."""
    if user is not None:
        session_changed(user_audience(user))


def _session_audience(request: HttpRequest) -> str:
    """A digest, since the page carries it and the key itself is a secret. Cookie sessions have no lasting key."""
    session = getattr(request, "session", None)
    if session is None or not session.session_key or settings.SESSION_ENGINE.endswith("signed_cookies"):
        return ""
    return SESSION + hashlib.sha256(session.session_key.encode()).hexdigest()[:32]
