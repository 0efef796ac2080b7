"""HTML: the one function that escapes, and the attributes on a component's root element."""

import html
import re
from collections.abc import Mapping
from functools import lru_cache
from html.parser import HTMLParser
from typing import Final, Protocol, TypeGuard

from component_framework.core.errors import ConfigurationError, MarkupError

ATTRIBUTE: Final = re.compile(r"(?!on)[a-z][a-z0-9:_.-]*", re.IGNORECASE | re.ASCII)
SPECIAL: Final = re.compile("[&<>\"']")  # most values have none: to look takes less than to replace
ROOT: Final = re.compile(r"(?>\s|<!--.*?-->)*+<([a-zA-Z][\w:.-]*)", re.DOTALL)
NEAR: Final = 32
"""In so many letters the HTML of most components has the name of its root."""
VOID: Final = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr")
)
OF_ROOTS: Final = ("url", "state", "stored", "watches", "query", "hears", "slots", "nest", "mount")
OURS: Final = frozenset({"id", *(f"data-live{word}" for word in ("", *(f"-{attribute}" for attribute in OF_ROOTS)))})


class Markup(Protocol):
    """What is HTML already, as every template engine marks it."""

    def __html__(self) -> str: ...


def is_markup(value: object) -> TypeGuard[Markup]:
    """Whether `value` is HTML already."""
    return hasattr(value, "__html__")


class Html(str):
    """Text that is HTML already. Template engines, which ask for `__html__`, do not escape it again."""

    __slots__ = ()

    def __html__(self) -> str:
        return str(self)


def escape(value: object) -> str:
    """`value` as text for HTML, inside elements and quoted attributes. What has `__html__` is HTML already."""
    return str(value.__html__()) if is_markup(value) else html.escape(str(value))


def html_of(rendered: str) -> Html:
    """What a component's `render()` has given, as HTML: text is text, in an element."""
    if type(rendered) is Html:
        return rendered
    return Html(rendered) if is_markup(rendered) else Html(f"<div>{escape(rendered)}</div>")


def attributes(given: Mapping[str, object]) -> str:
    """` name="value"` for each; False and None leave the attribute out, True is the bare name.

    Raises ConfigurationError for a name that is no plain attribute's: event handlers and odd characters.
    """
    texts: list[str] = []
    for name, value in given.items():
        _check_attribute(name)
        if value is True:
            texts.append(f" {name}")
        elif value is not False and value is not None:
            texts.append(f' {name}="{quoted(str(value))}"')
    return "".join(texts)


def quoted(text: str) -> str:
    """`text` for a quoted attribute."""
    return html.escape(text) if SPECIAL.search(text) else text


@lru_cache(maxsize=1024)
def _check_attribute(name: str) -> None:
    if not ATTRIBUTE.fullmatch(name):
        raise ConfigurationError(f"{name!r} cannot be an attribute: a letter, then a-z 0-9 : _ . -, not 'on…'")


def with_attributes(markup: str, given: str) -> Html:
    """`markup` with `given`, attributes as HTML, on its first element. Raises MarkupError when it begins with none."""
    end = _end_of_name_near(markup[:NEAR])
    if not 0 < end < NEAR:
        end = _end_of_name(markup)
    if not end:
        raise MarkupError(f"the HTML begins with {markup.strip()[:40]!r}; a component's template has one root element")
    return Html(f"{markup[:end]}{given}{markup[end:]}")


def _end_of_name(markup: str) -> int:
    """Where the name of the first element ends, 0 without one."""
    root = ROOT.match(markup)
    return root.end() if root else 0


_end_of_name_near = lru_cache(maxsize=256)(_end_of_name)  # the rows of a list begin alike


def check_single_root(markup: str) -> None:
    """Raises MarkupError unless `markup` is one element, without the attributes that the framework puts on it."""
    parser = _Roots()
    parser.feed(markup)
    parser.close()
    if parser.taken:
        raise MarkupError(f"the root element has {sorted(parser.taken)}, which the framework sets itself; remove them")
    if len(parser.roots) != 1 or parser.has_text:
        beside = " and text beside them" if parser.has_text else ""
        raise MarkupError(f"a component's template has one root element; this one has {parser.roots}{beside}")


class _Roots(HTMLParser):
    """Collects what stands at the top level. An end tag that HTML lets the author leave out closes with its parent."""

    def __init__(self) -> None:
        super().__init__()
        self.roots: list[str] = []
        self.taken: set[str] = set()
        self.has_text = False
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if not self._open:
            self.roots.append(tag)
            self.taken |= OURS & {name for name, _ in attrs}
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID and self._open:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        if tag in self._open:
            while self._open.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        self.has_text |= not self._open and bool(data.strip())
