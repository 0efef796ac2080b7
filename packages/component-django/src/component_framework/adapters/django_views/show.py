"""A component on a page that Django makes: its first render, or what a form post without script has led to."""

import logging
from collections.abc import Mapping
from typing import Any, Final

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from component_framework.adapters.django_views.host import django_host
from component_framework.adapters.django_views.identity import identity_of
from component_framework.core.endpoint import first_render
from component_framework.core.errors import ForbiddenError, ParamsError, SignedOutError
from component_framework.core.host import Host
from component_framework.core.identity import NOBODY, Identity
from component_framework.core.markup import Html
from component_framework.core.outcomes import PARAMETER, Outcome, outcome_html, take_outcome

log = logging.getLogger("component_framework.pages")

FAILED: Final = Html("<div hidden data-live-failed></div>")
MEMORY: Final = "_component_outcome"
"""The request's attribute that holds the outcome until a component has shown it."""


def show_component(request: HttpRequest | None, name: str, params: Mapping[str, Any]) -> Html:
    """The component's HTML for whom `request` comes from; nobody in particular without one.

    Whoever may not see it gets Django's PermissionDenied. Params that do not fit are an error while debugging, else an
    empty place and a line in the log.
    """
    identity = identity_of(request) if request is not None else NOBODY
    host = django_host()
    posted = None if request is None else _posted(request, identity, host, name, str(params.get("key", "")))
    if posted is not None:
        return posted
    try:
        return host.run(first_render(name, params, identity=identity, host=host))
    except (SignedOutError, ForbiddenError) as error:
        raise PermissionDenied(str(error)) from error
    except ParamsError:
        if settings.DEBUG:
            raise
        log.exception("the component %r could not be shown", name)
        return FAILED


def _posted(request: HttpRequest, identity: Identity, host: Host, name: str, key: str) -> Html | None:
    """The outcome that the page's address names, if this is the place to show it; once."""
    handle = request.GET.get(PARAMETER, "")
    if not handle:
        return None
    memory = vars(request)
    if MEMORY not in memory:
        memory[MEMORY] = take_outcome(handle, identity, store=host.outcomes, settings=host.settings)
    outcome: Outcome | None = memory[MEMORY]
    shown = outcome_html(outcome, component=name, key=key)
    if shown is not None:
        memory[MEMORY] = None
    return shown
