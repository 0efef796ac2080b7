from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.deprecation import MiddlewareMixin

POLICY = (
    "default-src 'self'; base-uri 'self'; frame-ancestors 'none'; form-action 'self'; "
    "require-trusted-types-for 'script'"
)


class ContentSecurityPolicy(MiddlewareMixin):
    """A strict policy on every page: no inline script or style, no other host, no text turned into script.

    Not on the admin, whose pages are Django's, nor on the debug pages for 404 and 500, which bring their own styles.
    """

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        debug_page = settings.DEBUG and response.status_code in {404, 500}
        if not debug_page and not request.path.startswith(reverse("admin:index")):
            response.headers["Content-Security-Policy"] = POLICY
        return response
