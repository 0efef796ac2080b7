"""What a handler can have the browser do besides showing new HTML: a closed set (docs/protocol.md, effects)."""

import re
import string
from typing import Any, Literal, TypeAlias, TypedDict
from urllib.parse import quote, urlsplit

from component_framework.core.errors import ConfigurationError
from component_framework.core.json_data import checked_json

UNSAFE = re.compile(r"[\x00-\x20\x7f-\x9f\\]")


class EventEffect(TypedDict):
    type: Literal["event"]
    name: str
    detail: Any


class RedirectEffect(TypedDict):
    type: Literal["redirect"]
    url: str
    external: bool


class UrlEffect(TypedDict):
    type: Literal["url"]
    url: str
    replace: bool


Effect: TypeAlias = EventEffect | RedirectEffect | UrlEffect


class Effects:
    """The part of a component that collects effects; they leave with the update, in order."""

    def __init__(self) -> None:
        self._effects: list[Effect] = []

    def emit(self, name: str, detail: Any = None) -> None:
        """Dispatch a bubbling `CustomEvent` called `name` on the component's root. `detail` is JSON."""
        self._effects.append({"type": "event", "name": name, "detail": checked_json(detail, f"emit({name!r})")})

    def redirect(self, url: str, *, external: bool = False) -> None:
        """Leave the page for `url`, a path of this site; with `external`, any http(s) address."""
        self._effects.append({"type": "redirect", "url": checked_url(url, external=external), "external": external})

    def push_url(self, url: str, *, replace: bool = False) -> None:
        """Show `url`, a path of this site, in the address bar without loading it; `replace` adds no history entry."""
        self._effects.append({"type": "url", "url": checked_url(url), "replace": replace})


def checked_url(url: str, *, external: bool = False) -> str:
    """`url` as it is. Raises ConfigurationError unless it stays on this site or, with `external`, is http(s)."""
    try:
        parts = urlsplit("" if UNSAFE.search(url) else url)
    except ValueError:  # an address in brackets that is none
        parts = urlsplit("")
    if external and parts.scheme in ("http", "https") and parts.hostname:
        return url
    if parts.geturl() and not parts.scheme and not parts.netloc and not url.startswith("//"):
        return url
    raise ConfigurationError(
        f"{url!r} does not stay on this site: give a path such as '/thanks/', or external=True with an http(s) address"
    )


def ascii_url(url: str) -> str:
    """`url` as a header can carry it: everything beyond ASCII percent-encoded, the rest as it is."""
    return quote(url, safe=string.punctuation)
