"""What component-django gives the core, as small as these tests need it: they run without that package."""

import os
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.middleware.csrf import get_token

from component_framework.core import ComponentSettings, Identity
from component_framework.core.broker_setting import broker
from component_framework.core.flow import is_on_loop
from component_framework.core.host import Host


class Lines:
    """Shows the state and the names of a form's hidden fields."""

    def render(self, template_name: str, context: Mapping[str, Any]) -> str:
        fields = sorted(context["component"].form_fields())
        return f"<p>{' '.join(f'{name}={value}' for name, value in context['state'].items())} {fields}</p>"


@cache
def site_host() -> Host:
    ours = ComponentSettings(
        keys=(settings.SECRET_KEY,), broker=os.environ.get("SITE_BROKER", "memory"), max_sockets=3, max_frame_bytes=4096
    )
    return Host(
        settings=ours,
        renderer=Lines(),
        broker=broker(ours),
        on_commit=_on_commit,
        in_thread=lambda fn: sync_to_async(fn)(),
        in_transaction=_in_transaction,
        identity_of=_identity_of,
    )


def identity_for(user: Any) -> Identity:
    whose = f"user:{user.pk}"
    return Identity(user=user, audience=whose, caller=whose)


def _identity_of(request: HttpRequest, host: Host) -> Identity:
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        return identity_for(user)
    return Identity(
        caller=f"address:{request.META.get('REMOTE_ADDR', '')}",
        form_fields=lambda: {"csrfmiddlewaretoken": get_token(request)},
    )


def _in_transaction(work: Callable[[], Any]) -> Any:
    with transaction.atomic():
        return work()


def _on_commit(fn: Callable[[], None]) -> None:
    if not is_on_loop() and transaction.get_connection().in_atomic_block:
        transaction.on_commit(fn)
    else:
        fn()
