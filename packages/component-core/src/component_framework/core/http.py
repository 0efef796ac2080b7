"""What HTTP adds to a message, the same on every host framework: kinds of requests, checks of their heads, answers."""

import json
import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias
from urllib.parse import parse_qsl, urlencode, urlsplit

from component_framework.core.effects import ascii_url
from component_framework.core.errors import (
    ClientError,
    MediaTypeError,
    MethodError,
    SignedOutError,
    StaleSnapshotError,
    TooLargeError,
    TooManyError,
)
from component_framework.core.htmx import htmx_headers
from component_framework.core.messages import EventMessage, UpdateMessage, error_message
from component_framework.core.outcomes import PARAMETER

log = logging.getLogger("component_framework.http")

Kind: TypeAlias = Literal["json", "htmx", "page"]
"""Who reads the answer: our client, htmx, or a person whose browser posted a plain form."""

JSON_TYPE: Final = re.compile(r"application/json[ \t]*(;[ \t]*charset=\"?utf-8\"?[ \t]*)?", re.IGNORECASE | re.ASCII)
FORM_TYPE: Final = re.compile(
    r"(application/x-www-form-urlencoded|multipart/form-data)[ \t]*(;[^\x00-\x1f\x7f-\uffff]*)?",
    re.IGNORECASE | re.ASCII,
)
HEADERS: Final = {"X-Content-Type-Options": "nosniff", "Cache-Control": "no-store"}
JSON: Final = "application/json"
HTML: Final = "text/html; charset=utf-8"
TEXT: Final = "text/plain; charset=utf-8"


@dataclass(frozen=True, kw_only=True)
class Head:
    """The parts of a request's head that matter here; "" for a header that is absent."""

    method: str
    content_type: str
    content_encoding: str = ""
    content_length: str = ""
    hx_request: str = ""
    component_request: str = ""

    @property
    def is_json(self) -> bool:
        return JSON_TYPE.fullmatch(self.content_type) is not None

    @property
    def is_multipart(self) -> bool:
        return self.content_type.lower().startswith("multipart/")

    @property
    def kind(self) -> Kind:
        if self.hx_request == "true":
            return "htmx"
        return "page" if FORM_TYPE.fullmatch(self.content_type) and not self.component_request else "json"

    def check_length(self, limit: int) -> None:
        """Raises TooLargeError for a body that is announced to be over the limit; nothing of it need be read."""
        length = self.content_length[:20]
        if length.isascii() and length.isdigit() and int(length) > limit:
            raise TooLargeError(f"{length} bytes announced; the limit is {limit}")

    def check_method(self) -> None:
        """Raises MethodError for anything but a POST."""
        if self.method != "POST":
            raise MethodError(f"{self.method[:20]!r} instead of POST")

    def check_type(self) -> None:
        """Raises MediaTypeError for a body that cannot carry a message."""
        if not self.is_json and not FORM_TYPE.fullmatch(self.content_type):
            raise MediaTypeError(f"content type {self.content_type[:100]!r}")
        if self.content_encoding.lower() not in ("", "identity"):
            raise MediaTypeError(f"content encoding {self.content_encoding[:100]!r}")


@dataclass(frozen=True)
class Answer:
    """An HTTP answer for the adapter to send as its framework does."""

    status: int
    body: str
    content_type: str
    headers: Mapping[str, str] = field(default_factory=dict[str, str])


def update_answer(update: UpdateMessage, *, kind: Kind, status: int = 200, page: str = "") -> Answer:
    """The answer that carries `update`: JSON for our client, the fragment for htmx, which swaps 2xx only.

    `page` is the path and query of the page that asked, "" if that is unknown.
    """
    if kind == "json":
        return Answer(status, json.dumps(update), JSON, HEADERS)
    headers = HEADERS | htmx_headers(update["effects"], page=page)
    return Answer(200 if kind == "htmx" else status, update["html"], HTML, headers)


def redirect_answer(location: str) -> Answer:
    """The browser is sent to `location` with GET (RFC 9110, 303), as after every plain form post that worked."""
    return Answer(303, "", TEXT, {**HEADERS, "Location": ascii_url(location)})


def error_answer(
    error: ClientError, *, kind: Kind, name: str, message: EventMessage | None = None, sign_in: str = ""
) -> Answer:
    """The answer to a client's mistake, which is logged here, once and without values.

    `sign_in` is where a person signs in: htmx and plain forms are led there by a 401.
    """
    log.info("%d %s for the component %.100r: %.200s", error.status, error.code, name, error)
    headers = dict(HEADERS)
    if isinstance(error, MethodError):
        headers["Allow"] = "POST"
    if isinstance(error, TooManyError):
        headers["Retry-After"] = str(error.retry_after_s)
    if kind == "json":
        return Answer(error.status, json.dumps(error_message(error, message)), JSON, headers)
    if isinstance(error, SignedOutError) and sign_in:
        return redirect_answer(sign_in) if kind == "page" else Answer(204, "", TEXT, headers | {"HX-Redirect": sign_in})
    if isinstance(error, SignedOutError | StaleSnapshotError) and kind == "htmx":
        return Answer(204, "", TEXT, headers | {"HX-Refresh": "true"})
    return Answer(error.status, error.public, TEXT, headers)


def page_of(referer: str, *, origin: str) -> str:
    """The path and query of the page that a post came from, without an older handle; "" if it is not of `origin`."""
    try:
        parts = urlsplit(referer)
    except ValueError:  # an address in brackets that is none
        return ""
    if f"{parts.scheme}://{parts.netloc}" != origin:
        return ""
    query = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if name != PARAMETER]
    path = "/" + parts.path.lstrip("/\\")
    return f"{path}?{urlencode(query)}" if query else path


def with_handle(page: str, handle: str) -> str:
    """`page` with the handle of an outcome in its query."""
    return f"{page}{'&' if '?' in page else '?'}{urlencode({PARAMETER: handle})}"


def caller_address(peer: str, forwarded_for: str, *, trusted_proxies: int) -> str:
    """The address that the rate limit counts: the peer's, or the one that the outermost trusted proxy saw.

    Each trusted proxy appends one entry to `X-Forwarded-For`, so what a client wrote there itself is never looked at.
    """
    hops = [hop.strip() for hop in forwarded_for.split(",") if hop.strip()]
    return hops[-trusted_proxies] if 0 < trusted_proxies <= len(hops) else peer
