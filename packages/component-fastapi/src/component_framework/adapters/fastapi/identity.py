"""Who sends a FastAPI request or holds a socket, for the core."""

from collections.abc import Callable
from typing import Any, Final

from starlette.requests import HTTPConnection

from component_framework.core.errors import ConfigurationError
from component_framework.core.http import caller_address
from component_framework.core.identity import USER, Identity
from component_framework.core.json_data import is_object
from component_framework.core.settings import ComponentSettings

NAMES: Final = ("id", "pk", "sub", "username", "email")


def identity_of(
    connection: HTTPConnection, user: Any, *, audience: Callable[[Any], str], settings: ComponentSettings
) -> Identity:
    """The identity of `user`, as the app's dependency gave it; None is nobody, told apart by address only."""
    if user is not None:
        whose = f"{USER}{audience(user)}"
        return Identity(user=user, audience=whose, caller=whose)
    peer = connection.client.host if connection.client else ""
    forwarded_for = connection.headers.get("X-Forwarded-For", "")
    address = caller_address(peer, forwarded_for, trusted_proxies=settings.trusted_proxies)
    return Identity(caller=f"address:{address}")


def key_of(user: Any) -> str:
    """What tells `user` from all others: a text itself, else its id, pk, sub, username or email."""
    if isinstance(user, str):
        return user
    for name in NAMES:
        found = user.get(name) if is_object(user) else getattr(user, name, None)
        if found is not None:
            return str(found)
    raise ConfigurationError(
        f"a {type(user).__name__} has none of {', '.join(NAMES)}: pass audience=… to create_component_routes(), "
        "a function that gives a text for each user"
    )
