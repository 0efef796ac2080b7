"""A component on a page that Django makes."""

import logging
from typing import Final

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest

from component_framework.adapters.django_views.host import django_host
from component_framework.adapters.django_views.identity import identity_of
from component_framework.core.children import Wanted
from component_framework.core.errors import ForbiddenError, NotFoundError, ParamsError, SignedOutError
from component_framework.core.identity import NOBODY
from component_framework.core.markup import Html
from component_framework.core.outcomes import PARAMETER
from component_framework.core.page import Page

log = logging.getLogger("component_framework.pages")

FAILED: Final = Html("<div hidden data-live-failed></div>")
PAGE: Final = "_component_page"
"""The request's attribute that holds its `Page`."""


def show_component(request: HttpRequest | None, wanted: Wanted) -> Html:
    """The component's HTML for whom `request` comes from; nobody in particular without one.

    Whoever may not see it gets Django's PermissionDenied, and Http404 where what it is about is not there. Params that
    do not fit are an error while debugging, else an empty place and a line in the log.
    """
    page = page_of(request)
    try:
        return page.host.run(page.show(wanted))
    except (SignedOutError, ForbiddenError) as error:
        raise PermissionDenied(str(error)) from error
    except NotFoundError as error:
        raise Http404(str(error)) from error
    except ParamsError:
        if settings.DEBUG:
            raise
        log.exception("the component %r could not be shown", wanted.name)
        return FAILED


def page_of(request: HttpRequest | None) -> Page:
    """The one page that `request` asks for; without a request a page for nobody."""
    if request is None:
        return Page(NOBODY, django_host())
    memory = vars(request)
    if PAGE not in memory:
        host = django_host()
        query = request.GET
        handle = query.get(PARAMETER, "")
        memory[PAGE] = Page(identity_of(request, host), host, query=query.urlencode(), handle=handle)
    page: Page = memory[PAGE]
    return page
