"""Protection against other sites' requests, for hosts that have none of their own."""

from urllib.parse import urlsplit

from component_framework.core.errors import ForbiddenError


def check_origin(*, sec_fetch_site: str, origin: str, host: str, is_json: bool, component_request: str) -> None:
    """Raises ForbiddenError unless the request comes from a page of this site, as the browser itself says.

    Arguments are header texts, "" where absent. `Sec-Fetch-Site` (Fetch Metadata) decides; a browser without it sends
    `Origin` with every POST. A client that sends neither is no browser: it says what it is by `X-Component-Request`,
    which no other site's page can send, and which JSON messages always carry.
    """
    if sec_fetch_site:
        is_ours = sec_fetch_site in ("same-origin", "none")
    elif origin:
        is_ours = host != "" and _host_of(origin) == host
    else:
        is_ours = component_request != ""
    if not is_ours:
        raise ForbiddenError(f"from another site: Sec-Fetch-Site {sec_fetch_site[:20]!r}, Origin {origin[:100]!r}")
    if is_json and not component_request:
        raise ForbiddenError("JSON without the header X-Component-Request")


def _host_of(origin: str) -> str:
    try:
        return urlsplit(origin).netloc
    except ValueError:  # an address in brackets that is none
        return ""
