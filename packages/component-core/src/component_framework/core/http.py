"""What HTTP adds to a message, the same on every host framework: its head is checked before its body is read."""

import logging
import re
from typing import Final

from component_framework.core.errors import ClientError, MediaTypeError, MethodError, TooLargeError, TooManyError
from component_framework.core.messages import ErrorMessage, EventMessage, error_message
from component_framework.core.settings import ComponentSettings

log = logging.getLogger("component_framework.http")

JSON_TYPE: Final = re.compile(r"application/json[ \t]*(;[ \t]*charset=\"?utf-8\"?[ \t]*)?", re.IGNORECASE | re.ASCII)
ANSWER_HEADERS: Final = {"X-Content-Type-Options": "nosniff", "Cache-Control": "no-store"}


def check_head(
    settings: ComponentSettings, *, method: str, content_type: str, content_encoding: str, content_length: str
) -> None:
    """Raises the ClientError for a request that cannot carry a message; texts are the headers', "" where absent."""
    if method != "POST":
        raise MethodError(f"{method} instead of POST")
    if not JSON_TYPE.fullmatch(content_type):
        raise MediaTypeError(f"content type {content_type[:100]!r}")
    if content_encoding.lower() not in ("", "identity"):
        raise MediaTypeError(f"content encoding {content_encoding[:100]!r}")
    if content_length.isascii() and content_length.isdigit() and int(content_length[:20]) > settings.max_body_bytes:
        raise TooLargeError(f"{content_length[:20]} bytes announced; the limit is {settings.max_body_bytes}")


def refusal(
    error: ClientError, *, name: str, message: EventMessage | None = None
) -> tuple[int, ErrorMessage, dict[str, str]]:
    """Status, body and headers of the answer to a client's mistake, which is logged here, once and without values."""
    log.info("%d %s for the component %.100r: %.200s", error.status, error.code, name, error)
    headers = dict(ANSWER_HEADERS)
    if isinstance(error, MethodError):
        headers["Allow"] = "POST"
    if isinstance(error, TooManyError):
        headers["Retry-After"] = str(error.retry_after_s)
    return error.status, error_message(error, message), headers


def caller_address(peer: str, forwarded_for: str, *, trusted_proxies: int) -> str:
    """The address that the rate limit counts: the peer's, or the one that the outermost trusted proxy saw.

    Each trusted proxy appends one entry to `X-Forwarded-For`, so what a client wrote there itself is never looked at.
    """
    hops = [hop.strip() for hop in forwarded_for.split(",") if hop.strip()]
    return hops[-trusted_proxies] if 0 < trusted_proxies <= len(hops) else peer
