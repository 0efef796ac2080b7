"""Who may send what: permissions on a class and on its handlers, checked again for every message."""

import logging
import secrets
from collections.abc import Awaitable, Callable, Iterable
from typing import Any, TypeAlias, TypeVar

from component_framework.core.errors import ForbiddenError, SignedOutError
from component_framework.core.flow import Flow, call

log = logging.getLogger("component_framework.permissions")

Permission: TypeAlias = Callable[[Any], bool | Awaitable[bool]]
"""Gets the component, its state loaded and `self.user` set; only True lets the message through."""

Guarded = TypeVar("Guarded", bound=Callable[..., Any])


def anyone(component: Any) -> bool:
    """Lets everybody through, signed in or not: a component's default, spelled out."""
    return True


def signed_in(component: Any) -> bool:
    """Lets through who is signed in to the host; nobody gets 401 `signed_out`, not 403."""
    return component.user is not None


def requires(*permissions: Permission) -> Callable[[Guarded], Guarded]:
    """A decorator for a component class or a handler: every one of `permissions` must say True."""

    def guard(target: Guarded) -> Guarded:
        target.permissions = (*permissions_of(target), *permissions)  # type: ignore[attr-defined]
        return target

    return guard


def permissions_of(target: object) -> tuple[Permission, ...]:
    """The permissions set on a class or a handler, by `requires` or as the attribute `permissions`."""
    given: Any = getattr(target, "permissions", ())
    return tuple(given) if hasattr(given, "__iter__") else (given,)


def authorize(component: Any, permissions: Iterable[Permission]) -> Flow[None]:
    """Raises SignedOutError or ForbiddenError unless every permission says True. One that raises says no."""
    for permission in permissions:
        try:
            allowed = yield from call(permission, component)
        except Exception:
            error_id = secrets.token_hex(4)
            log.exception("permission of %s raised; refused, id %s", type(component).__qualname__, error_id)
            raise ForbiddenError(f"a permission raised, id {error_id}") from None
        if allowed is not True:
            name = getattr(permission, "__qualname__", repr(permission))
            error = SignedOutError if permission is signed_in else ForbiddenError
            raise error(f"{name} refused {type(component).__qualname__}")
