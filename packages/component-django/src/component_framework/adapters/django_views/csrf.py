"""Django's own protection against other sites' requests, answered in our protocol."""

from typing import Any, Final, NoReturn

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware

from component_framework.core.errors import ForbiddenError

TOKEN_FIELD: Final = "csrfmiddlewaretoken"  # noqa: S105  # a field's name
"""The form field that Django's check reads."""


def check_csrf(request: HttpRequest) -> None:
    """Raises ForbiddenError unless Django's CSRF check passes; it runs whether or not the middleware is installed."""
    check = _Check(_no_response)
    if "CSRF_COOKIE" not in request.META:
        check.process_request(request)
    check.process_view(request, _no_response, (), {})


class _Check(CsrfViewMiddleware):
    def _reject(self, request: HttpRequest, reason: str) -> NoReturn:
        raise ForbiddenError(reason)


def _no_response(request: HttpRequest, *args: Any) -> HttpResponse:
    raise NotImplementedError("only the check is wanted")
