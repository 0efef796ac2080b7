"""A FastAPI request as the core's `Post`."""

from collections.abc import AsyncGenerator
from urllib.parse import parse_qsl

from fastapi import Request
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import ClientDisconnect

from component_framework.core.errors import BadRequestError, TooLargeError
from component_framework.core.host import Host
from component_framework.core.http import Head, page_of
from component_framework.core.identity import Identity
from component_framework.core.origin import check_origin
from component_framework.core.settings import ComponentSettings
from component_framework.core.upload import Upload
from component_framework.core.web import Post, body_limit


def head_of(request: Request) -> Head:
    headers = request.headers
    return Head(
        method=request.method,
        content_type=headers.get("Content-Type", ""),
        content_encoding=headers.get("Content-Encoding", ""),
        content_length=headers.get("Content-Length", ""),
        hx_request=headers.get("HX-Request", ""),
        component_request=headers.get("X-Component-Request", ""),
    )


async def read_post(request: Request, name: str, head: Head, *, identity: Identity, host: Host) -> Post:
    """The request, checked from the cheapest to the dearest. Reading stops where the body passes its limit.

    Raises the ClientError that fits what is wrong with it.
    """
    headers = request.headers
    head.check_method()
    limit = body_limit(name, head, host.settings, host.registry)
    head.check_length(limit)
    check_origin(
        sec_fetch_site=headers.get("Sec-Fetch-Site", ""),
        origin=headers.get("Origin", ""),
        host=headers.get("Host", ""),
        is_json=head.is_json,
        component_request=head.component_request,
    )
    head.check_type()
    body = await _body(request, head, limit, host.settings)
    page = page_of(headers.get("Referer", ""), origin=f"{request.url.scheme}://{request.url.netloc}")
    return Post(name=name, kind=head.kind, body=body, page=page, identity=identity)


def close_files(post: Post) -> None:
    """Files live as long as their message is handled."""
    for _, value in () if isinstance(post.body, bytes) else post.body:
        if isinstance(value, Upload):
            value.file.close()


async def _body(
    request: Request, head: Head, limit: int, settings: ComponentSettings
) -> bytes | list[tuple[str, str | Upload]]:
    try:
        if head.is_multipart:
            return await _parts(request, limit, settings)
        raw = b"".join([part async for part in _stream(request, limit)])
    except _OverLimitError as error:
        raise TooLargeError(error.message) from None
    except (MultiPartException, KeyError, ValueError) as error:  # the last two: older releases of Starlette
        raise BadRequestError(type(error).__name__) from None
    return raw if head.is_json else [*parse_qsl(raw.decode("utf-8", "replace"), keep_blank_values=True)]


async def _parts(request: Request, limit: int, settings: ComponentSettings) -> list[tuple[str, str | Upload]]:
    """A control for which nothing was chosen sends a file without a name, which is none."""
    parser = MultiPartParser(request.headers, _stream(request, limit), max_files=settings.max_files)
    parser.max_part_size = settings.max_body_bytes  # an argument in newer releases, of the class in older ones
    try:
        form = await parser.parse()
    except MultiPartException as error:
        if error.message.startswith(("Too many files", "Part exceeded")):
            raise _OverLimitError(error.message) from None
        raise
    pairs = [(name, value if isinstance(value, str) else _upload(value)) for name, value in form.multi_items()]
    return [(name, value) for name, value in pairs if value is not None]


def _upload(given: UploadFile) -> Upload | None:
    if not given.filename:
        given.file.close()
        return None
    return Upload(given.file, name=given.filename, content_type=given.content_type or "", size=given.size or 0)


async def _stream(request: Request, limit: int) -> AsyncGenerator[bytes, None]:
    """The body as it comes. Raises what has Starlette's parser close the files that it has begun."""
    length = 0
    try:
        async for part in request.stream():
            length += len(part)
            if length > limit:
                raise _OverLimitError(f"the limit is {limit} bytes")
            yield part
    except ClientDisconnect as error:
        raise MultiPartException("the client left before its message was whole") from error


class _OverLimitError(MultiPartException):
    """More than is read."""
