"""HTML as a tree that tests can ask: elements by text or by CSS selector."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser
from typing import Final, TypeAlias, cast

from component_framework.core.markup import VOID
from component_framework.core.upload import Upload
from component_framework.testing.selectors import matches, parse_selector

CLOSES: Final = {
    "li": {"li"},
    "option": {"option"},
    "tr": {"tr", "td", "th"},
    "td": {"td", "th"},
    "th": {"td", "th"},
    "dt": {"dt", "dd"},
    "dd": {"dt", "dd"},
    "p": {"p"},
}
"""What an opening tag ends that its author left open (HTML, "optional tags")."""
RAW: Final = ("script", "style")


@dataclass(eq=False)
class Comment:
    """A comment: no reader sees it, and the client finds slots by it."""

    data: str
    parent: "Element | None" = field(default=None, repr=False)


@dataclass(eq=False)
class Element:
    """One element: its `tag`, its `attributes` ("" for a bare name), what is inside, and the files chosen in it."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict[str, str])
    parent: "Element | None" = field(default=None, repr=False)
    children: "list[Node]" = field(default_factory=list["Node"], repr=False)
    files: list[Upload] = field(default_factory=list[Upload], repr=False)

    @property
    def text(self) -> str:
        """All text inside, with white space folded as a browser shows it."""
        return " ".join("".join(self._texts()).split())

    def walk(self) -> "Iterator[Element]":
        """This element and all below it, in document order."""
        yield self
        for child in self.children:
            if isinstance(child, Element):
                yield from child.walk()

    def ancestors(self) -> "Iterator[Element]":
        """This element, its parent, and so on up."""
        element: Element | None = self
        while element is not None:
            yield element
            element = element.parent

    def find_all(self, target: str) -> "list[Element]":
        """The innermost elements, this one or below, whose text is `target`; without any, those it selects as CSS."""
        spoken = [element for element in self.walk() if element.text == target and element.tag]
        innermost = [
            one for one in spoken if not any(one in other.ancestors() and one is not other for other in spoken)
        ]
        selector = None if innermost else parse_selector(target)
        if selector is None:
            return innermost
        return [element for element in self.walk() if matches(element, selector)]

    def _texts(self) -> Iterator[str]:
        for child in self.children:
            if isinstance(child, str):
                yield child
            elif isinstance(child, Element):
                yield from child._texts()


Node: TypeAlias = Element | Comment | str


def parse_html(markup: str) -> Element:
    """`markup` under one nameless element."""
    parser = _Tree()
    parser.feed(markup)
    parser.close()
    return parser.top


def to_html(node: Node, *, is_raw: bool = False) -> str:
    """The HTML of `node` and all inside; `is_raw` of a text that stands as it is, as in a script."""
    if isinstance(node, str):
        return node if is_raw else escape(node, quote=False)
    if isinstance(node, Comment):
        return f"<!--{node.data}-->"
    given = "".join(f' {name}="{escape(text)}"' for name, text in node.attributes.items())
    if node.tag in VOID:
        return f"<{node.tag}{given}>"
    inner = "".join(to_html(child, is_raw=node.tag in RAW) for child in node.children)
    return f"<{node.tag}{given}>{inner}</{node.tag}>"


def replace(element: Element, other: Element | None) -> None:
    """Put `other`, wherever it was, into the place of `element`; None leaves the place empty."""
    place = cast(Element, element.parent)
    if other is not None:
        cast(Element, other.parent).children.remove(other)
        other.parent = place
    at = place.children.index(element)
    place.children[at : at + 1] = [other] if other is not None else []


class _Tree(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.top = self._at = Element("")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._at.tag in CLOSES.get(tag, ()):
            self._close(self._at)
            if tag == "tr" and self._at.tag == "tr":
                self._close(self._at)
        given = {name: value or "" for name, value in reversed(attrs)}  # as in a browser, the first of two counts
        element = Element(tag, given, self._at)
        self._at.children.append(element)
        if tag not in VOID:
            self._at = element

    def handle_endtag(self, tag: str) -> None:
        for element in self._at.ancestors():
            if element.tag == tag:
                self._close(element)
                return

    def handle_data(self, data: str) -> None:
        self._at.children.append(data)

    def handle_comment(self, data: str) -> None:
        self._at.children.append(Comment(data, self._at))

    def _close(self, element: Element) -> None:
        self._at = element.parent or self.top
