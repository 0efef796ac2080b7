"""Django's rights as permissions of components: `@requires(is_staff)`, `@requires(has_perm("shop.change_order"))`."""

from typing import Any

from component_framework.core.permissions import Permission


def is_staff(component: Any) -> bool:
    """Lets through users who may enter the admin."""
    return component.user is not None and bool(component.user.is_staff)


def has_perm(name: str) -> Permission:
    """Lets through users with the permission `name`, such as `shop.change_order` (model permissions included)."""

    def permission(component: Any) -> bool:
        return component.user is not None and bool(component.user.has_perm(name))

    permission.__qualname__ = f"has_perm({name!r})"
    return permission
