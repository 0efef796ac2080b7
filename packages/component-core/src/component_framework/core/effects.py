"""What a handler can have the browser do besides showing new HTML: a closed set (docs/protocol.md, effects)."""

import base64
import re
import string
import unicodedata
from collections.abc import Mapping
from typing import Any, Final, Literal, TypeAlias, TypedDict, final, get_args
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from component_framework.core.errors import ConfigurationError
from component_framework.core.json_data import checked_json

UNSAFE: Final = re.compile(r"[\x00-\x20\x7f-\x9f\\]")
MEDIA_TYPE: Final = re.compile(r"[a-z0-9.+-]+/[a-z0-9.+-]+(; ?charset=[a-z0-9-]+)?", re.IGNORECASE | re.ASCII)
MAX_FILE_BYTES: Final = 1024 * 1024
MAX_FILENAME: Final = 200

Block: TypeAlias = Literal["start", "center", "end", "nearest"]
"""Where in the window a scroll brings its element to."""


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


class QueryEffect(TypedDict):
    """Of the page's query string: the texts of these parameters, None for one that is not to be there."""

    type: Literal["query"]
    params: dict[str, list[str] | None]
    replace: bool


class FocusEffect(TypedDict):
    type: Literal["focus"]
    target: str


class ScrollEffect(TypedDict):
    type: Literal["scroll"]
    target: str
    block: Block


class DialogEffect(TypedDict):
    type: Literal["dialog"]
    target: str
    open: bool


class TitleEffect(TypedDict):
    type: Literal["title"]
    text: str


@final
class DownloadEffect(TypedDict):
    type: Literal["download"]
    url: str
    filename: str


@final
class FileEffect(TypedDict):
    type: Literal["download"]
    filename: str
    media_type: str
    base64: str


class TellEffect(TypedDict):
    """For the nearest component round it that hears of events of that name (`parent`), or for all on the page."""

    type: Literal["tell"]
    name: str
    event: str
    to: Literal["parent", "page"]


class RemoveEffect(TypedDict):
    type: Literal["remove"]


PageEffect: TypeAlias = (
    FocusEffect | ScrollEffect | DialogEffect | TitleEffect | DownloadEffect | FileEffect | TellEffect | RemoveEffect
)
"""Those that only a script of the page can do."""

Effect: TypeAlias = EventEffect | RedirectEffect | UrlEffect | QueryEffect | PageEffect


class Effects:
    """The part of a component that collects effects; they leave with the update, in order.

    A selector is CSS, looked up inside the component's root; "" is the root itself. Without a match nothing is done.
    """

    _effects: list[Effect]

    def emit(self, name: str, detail: Any = None) -> None:
        """Dispatch a bubbling `CustomEvent` called `name` on the component's root. `detail` is JSON."""
        self._effects.append({"type": "event", "name": name, "detail": checked_json(detail, f"emit({name!r})")})

    def redirect(self, url: str, *, external: bool = False) -> None:
        """Leave the page for `url`, a path of this site; with `external`, any http(s) address."""
        self._effects.append({"type": "redirect", "url": checked_url(url, external=external), "external": external})

    def push_url(self, url: str, *, replace: bool = False) -> None:
        """Show `url`, a path of this site, in the address bar without loading it; `replace` adds no history entry."""
        self._effects.append({"type": "url", "url": checked_url(url), "replace": replace})

    def focus(self, selector: str = "") -> None:
        """Put the focus on the first element that `selector` finds."""
        self._effects.append({"type": "focus", "target": checked_json(selector, "focus()")})

    def scroll_to(self, selector: str = "", *, block: Block = "start") -> None:
        """Scroll the first element that `selector` finds into view; `block` says to where in the window."""
        if block not in get_args(Block):
            raise ConfigurationError(f"scroll_to(block={block!r}): one of {get_args(Block)}")
        self._effects.append({"type": "scroll", "target": checked_json(selector, "scroll_to()"), "block": block})

    def open_dialog(self, selector: str) -> None:
        """Show the `<dialog>` that `selector` finds, as a modal."""
        self._effects.append({"type": "dialog", "target": checked_json(selector, "open_dialog()"), "open": True})

    def close_dialog(self, selector: str) -> None:
        """Close the `<dialog>` that `selector` finds."""
        self._effects.append({"type": "dialog", "target": checked_json(selector, "close_dialog()"), "open": False})

    def set_title(self, text: str) -> None:
        """Make `text` the title of the page's window."""
        self._effects.append({"type": "title", "text": checked_json(text, "set_title()")})

    def download(self, url: str, *, filename: str = "") -> None:
        """Save what `url`, a path of this site, answers, as `filename`; without one the answer or the path names it."""
        name = safe_filename(filename) if filename else ""
        self._effects.append({"type": "download", "url": checked_url(url), "filename": name})

    def download_file(
        self, filename: str, content: str | bytes, *, media_type: str = "application/octet-stream"
    ) -> None:
        """Save `content` (a text as UTF-8) as `filename`. It travels in the answer: at most 1 MiB, more by `download`.

        Without script there is no answer that could hold it: a plain form leads back to its page.
        """
        data = content.encode() if isinstance(content, str) else content
        if len(data) > MAX_FILE_BYTES:
            raise ConfigurationError(
                f"download_file({filename!r}) has {len(data)} bytes; the limit is {MAX_FILE_BYTES}. "
                "Serve it at an address of its own, and use download(url)"
            )
        if not MEDIA_TYPE.fullmatch(media_type):
            raise ConfigurationError(f"download_file(media_type={media_type!r}): a type such as 'text/csv'")
        encoded = base64.b64encode(data).decode()
        name = safe_filename(filename)
        self._effects.append({"type": "download", "filename": name, "media_type": media_type, "base64": encoded})


def safe_filename(name: str) -> str:
    """`name` as a file in the folder of downloads may be called: no path, nothing invisible, at most 200 letters.

    "download" where nothing of it is left.
    """
    last = re.split(r"[/\\]", name)[-1]
    seen = "".join(letter for letter in last if unicodedata.category(letter)[0] != "C")  # also what turns text round
    return seen.strip(" .")[:MAX_FILENAME] or "download"


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


def with_query(url: str, params: Mapping[str, list[str] | None]) -> str:
    """`url` with these parameters in its query and none else of their names: what a `query` effect makes of it."""
    parts = urlsplit(url)
    others = [(name, text) for name, text in parse_qsl(parts.query, keep_blank_values=True) if name not in params]
    ours = [(name, text) for name, texts in params.items() for text in texts or ()]
    return parts._replace(query=urlencode([*others, *ours])).geturl() or "?"
