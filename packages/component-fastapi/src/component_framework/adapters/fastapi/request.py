"""A FastAPI request as the core's `Post`."""

from collections.abc import AsyncGenerator
from urllib.parse import parse_qsl

from fastapi import Request
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import ClientDisconnect

from component_framework.core.errors import BadRequestError, InvalidError, TooLargeError
from component_framework.core.host import Host
from component_framework.core.http import Head, page_of
from component_framework.core.identity import Identity
from component_framework.core.origin import check_origin
from component_framework.core.web import Post


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
    head.check_length(host.settings)
    check_origin(
        sec_fetch_site=headers.get("Sec-Fetch-Site", ""),
        origin=headers.get("Origin", ""),
        host=headers.get("Host", ""),
        is_json=head.is_json,
        component_request=head.component_request,
    )
    head.check_type()
    raw = await _body(request, host.settings.max_body_bytes)
    body = raw if head.is_json else await _form(request, head, raw)
    page = page_of(headers.get("Referer", ""), origin=f"{request.url.scheme}://{request.url.netloc}")
    return Post(name=name, kind=head.kind, body=body, page=page, identity=identity)


async def _body(request: Request, limit: int) -> bytes:
    parts: list[bytes] = []
    length = 0
    try:
        async for part in request.stream():
            length += len(part)
            if length > limit:
                raise TooLargeError(f"the limit is {limit} bytes")
            parts.append(part)
    except ClientDisconnect as error:
        raise BadRequestError("the client left before its message was whole") from error
    return b"".join(parts)


async def _form(request: Request, head: Head, raw: bytes) -> list[tuple[str, str]]:
    if not head.content_type.lower().startswith("multipart/"):
        return parse_qsl(raw.decode("utf-8", "replace"), keep_blank_values=True)
    try:
        form = await MultiPartParser(request.headers, _once(raw)).parse()
    except (MultiPartException, KeyError, ValueError) as error:  # the last two: older releases of Starlette
        raise BadRequestError(type(error).__name__) from None
    pairs = form.multi_items()
    await form.close()
    if files := [name for name, value in pairs if isinstance(value, UploadFile)]:
        raise InvalidError({name: ["No file is expected here"] for name in files})
    return [(name, value) for name, value in pairs if isinstance(value, str)]


async def _once(raw: bytes) -> AsyncGenerator[bytes, None]:
    yield raw
