"""The tags that put components, and the client, into a page."""

import logging
from typing import Any

from django import template
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http.request import HttpHeaders
from django.middleware.csrf import get_token
from django.template import Context
from django.templatetags.static import static

from component_framework.adapters.django_views.host import django_host
from component_framework.adapters.django_views.identity import identity_of
from component_framework.core.assets import client_entry
from component_framework.core.endpoint import first_render
from component_framework.core.errors import ForbiddenError, ParamsError, SignedOutError
from component_framework.core.identity import NOBODY
from component_framework.core.markup import Html, attributes

register = template.Library()
log = logging.getLogger("component_framework.templatetags")

FAILED = Html("<div hidden data-live-failed></div>")


@register.simple_tag(takes_context=True)
def live_component(context: Context, name: str, /, **params: Any) -> Html:
    """`{% live_component "counter" count=5 %}`: the component, live, with its state and address on its root.

    `component_id=` names its id, `key=` tells several of one kind apart; all other params are the component's.
    Whoever may not see it gets Django's 403. Wrong params are an error while debugging, else an empty place and a log.
    """
    request = context.get("request")
    identity = identity_of(request) if request is not None else NOBODY
    host = django_host()
    try:
        return host.run(first_render(name, params, identity=identity, host=host))
    except (SignedOutError, ForbiddenError) as error:
        raise PermissionDenied(str(error)) from error
    except ParamsError:
        if settings.DEBUG:
            raise
        log.exception("the component %r could not be shown", name)
        return FAILED


@register.simple_tag(takes_context=True)
def component_js(context: Context) -> Html:
    """`{% component_js %}` in the page's head: loads the client, and sees to the CSRF token that it sends."""
    given: dict[str, object] = {"type": "module", "src": static(f"component_framework/{client_entry()}")}
    given["data-live-client"] = True
    request = context.get("request")
    if request is not None:
        token = get_token(request)
        given["data-csrf-header"] = HttpHeaders.parse_header_name(settings.CSRF_HEADER_NAME)
        is_readable = not (settings.CSRF_USE_SESSIONS or settings.CSRF_COOKIE_HTTPONLY)
        given |= {"data-csrf-cookie": settings.CSRF_COOKIE_NAME} if is_readable else {"data-csrf-token": token}
    return Html(f"<script{attributes(given)}></script>")
