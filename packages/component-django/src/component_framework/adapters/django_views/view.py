"""The view that messages come to, for WSGI and for ASGI."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation, TooManyFilesSent
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.multipartparser import MultiPartParserError
from django.views.decorators.csrf import csrf_exempt

from component_framework.adapters.django_views.csrf import TOKEN_FIELD, check_csrf
from component_framework.adapters.django_views.host import django_host
from component_framework.adapters.django_views.identity import identity_of
from component_framework.adapters.django_views.transactions import in_transaction
from component_framework.core.component import Component
from component_framework.core.errors import (
    BadRequestError,
    ClientError,
    ForbiddenError,
    NotFoundError,
    TooLargeError,
)
from component_framework.core.flow import Flow, arun, call
from component_framework.core.host import Host
from component_framework.core.http import FORM_TYPE, Answer, Head, error_answer, page_of
from component_framework.core.upload import Upload
from component_framework.core.web import Post, body_limit, respond

T = TypeVar("T")


@csrf_exempt  # check_csrf does Django's check, always, and its refusal is in our protocol like every other
@transaction.non_atomic_requests  # ours is done before the reply is kept; ATOMIC_REQUESTS would commit after that
def component_view(request: HttpRequest, name: str) -> HttpResponse:
    """The answer to a message for the component `name`: JSON, form posts with and without htmx (docs/protocol.md).

    A client's mistake is an answer with its status and code; an exception in a component is Django's own 500.
    """
    host = django_host()
    return _sent(host.run(_serve(request, name, host, is_on_loop=False)))


@csrf_exempt  # as above
@transaction.non_atomic_requests
async def acomponent_view(request: HttpRequest, name: str) -> HttpResponse:
    """`component_view` for ASGI: async handlers run on the event loop, without a transaction; sync ones in a thread."""
    host = django_host()
    return _sent(await arun(_serve(request, name, host, is_on_loop=True), host.in_thread))


def _serve(request: HttpRequest, name: str, host: Host, *, is_on_loop: bool) -> Flow[Answer]:
    def perform(work: Callable[[], Flow[T]], cls: type[Component]) -> Flow[T]:
        def whole() -> T:
            return host.run(work())

        try:
            if is_on_loop and cls._kind.is_async:
                return (yield from work())
            return (yield from call(in_transaction, whole) if cls.atomic else call(whole))
        except Http404 as error:
            raise NotFoundError(type(error).__name__) from error
        except PermissionDenied as error:
            raise ForbiddenError(type(error).__name__) from error

    head = _head(request)
    try:
        post = yield from call(_read, request, name, head, host)
    except ClientError as error:
        return error_answer(error, kind=head.kind, name=name)
    return (yield from respond(post, host, perform))


def _head(request: HttpRequest) -> Head:
    given = request.META  # request.headers would parse them all
    return Head(
        method=request.method or "",
        content_type=given.get("CONTENT_TYPE", ""),
        content_encoding=given.get("HTTP_CONTENT_ENCODING", ""),
        content_length=given.get("CONTENT_LENGTH", ""),
        hx_request=given.get("HTTP_HX_REQUEST", ""),
        component_request=given.get("HTTP_X_COMPONENT_REQUEST", ""),
    )


def _read(request: HttpRequest, name: str, head: Head, host: Host) -> Post:
    """The request, checked from the cheapest to the dearest. Nothing over the limit is read."""
    try:
        head.check_length(body_limit(name, head, host.settings, host.registry))
        _check_form_length(head)
        check_csrf(request)
        head.check_method()
        head.check_type()
        body = _json_body(request, host) if head.is_json else _form_body(request)
    except (RequestDataTooBig, TooManyFilesSent) as error:
        raise TooLargeError(type(error).__name__) from error
    except (SuspiciousOperation, MultiPartParserError) as error:
        raise BadRequestError(type(error).__name__) from error
    page = "" if head.kind == "json" else _page(request)
    return Post(name=name, kind=head.kind, body=body, page=page, identity=identity_of(request, host))


def _check_form_length(head: Head) -> None:
    """Django reads a whole form when no length was announced, and stumbles over a length that is no number."""
    length = head.content_length
    if FORM_TYPE.fullmatch(head.content_type) and not (length.isascii() and length.isdigit()):
        raise TooLargeError(f"a form that announces its length as {length[:20]!r}")


def _page(request: HttpRequest) -> str:
    return page_of(request.META.get("HTTP_REFERER", ""), origin=f"{request.scheme}://{request.get_host()}")


def _json_body(request: HttpRequest, host: Host) -> bytes:
    body = request.read(host.settings.max_body_bytes + 1)
    if len(body) > host.settings.max_body_bytes:
        raise TooLargeError(f"the limit is {host.settings.max_body_bytes} bytes")
    return body


def _form_body(request: HttpRequest) -> list[tuple[str, str | Upload]]:
    """Django closes the files with its response."""
    texts = [(name, text) for name, texts in request.POST.lists() if name != TOKEN_FIELD for text in texts]
    return [*texts, *((name, _upload(file)) for name, files in request.FILES.lists() for file in files)]


def _upload(given: Any) -> Upload:
    """Any, for Django's stubs leave open what its `UploadedFile` holds."""
    return Upload(given.file, name=given.name or "", content_type=given.content_type or "", size=given.size or 0)


def _sent(answer: Answer) -> HttpResponse:
    headers: dict[str, Any] = dict(answer.headers)
    if "Location" in headers:
        return _SeeOther(headers.pop("Location"), content_type=answer.content_type, headers=headers)
    return HttpResponse(answer.body, content_type=answer.content_type, status=answer.status, headers=headers)


class _SeeOther(HttpResponseRedirect):
    """A redirect after a post: the browser goes on with GET."""

    status_code = 303
