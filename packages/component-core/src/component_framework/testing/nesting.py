"""Components in components of a page under test: whose an element is, and what stays where it is.

What the client does in core/client/late/nest.js and slots.js.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from component_framework.testing.dom import Comment, Element, Node, parse_html, replace, to_html

ROOT: Final = "data-live"
NEST: Final = "data-live-nest"
KEPT: Final = "data-live-kept"
MOUNT: Final = "data-live-mount"
START: Final = "live-slot:"
END: Final = "/live-slot"


@dataclass(frozen=True)
class Look:
    """A component that is to be rendered again: the one with that id, to go on with the params in `mount`, if given."""

    component_id: str
    mount: str = ""


@dataclass(frozen=True)
class Slot:
    """One place in a component's HTML where its template shows the slot `name`: what follows the comment `start`."""

    name: str
    place: Element
    start: Comment

    @property
    def content(self) -> list[Node]:
        return self.place.children[self._at + 1 : self._end]

    def put(self, nodes: Sequence[Node]) -> None:
        self.place.children[self._at + 1 : self._end] = nodes
        for node in nodes:
            if not isinstance(node, str):
                node.parent = self.place

    @property
    def _at(self) -> int:
        return self.place.children.index(self.start)

    @property
    def _end(self) -> int:
        depth = 0
        for position, node in enumerate(self.place.children[self._at :], self._at):
            depth += _turn(node)
            if depth == 0:
                return position
        raise AssertionError(f"the slot {self.name!r} has no end")


def around(node: Element | Comment) -> Element | None:
    """The root of the component that has put `node` there: the nearest one's, in a slot that of whoever filled it."""
    given = 0
    while node.parent is not None:
        given += _depth(node, node.parent.children)
        if _is_root(node.parent):
            if given == 0:
                return node.parent
            given -= 1
        node = node.parent
    return None


def owner_of(element: Element) -> Element | None:
    """The root of the component that hears of what a user does to `element`."""
    return element if _is_root(element) else around(element)


def children_of(root: Element) -> dict[str, str]:
    """What a message of the component says of those that the page has inside it: their ids, each with its tag."""
    nested = [one for one in root.walk() if one is not root and one.attributes.get(NEST)]
    return {one.attributes["id"]: one.attributes[NEST] for one in nested if around(one) is root}


def complete(page: Element, update: Element) -> list[Look]:
    """Put into `update`, the new root of a component, what the page has and the server has left out.

    `page` is the root that it comes for, and is used up. Gives what the page then asks for.
    """
    if NEST in page.attributes:
        update.attributes.setdefault(NEST, page.attributes[NEST])
    kept = _contents(page)
    for slot, content in _pairs(update, kept):
        slot.put(content)
    olds = {one.attributes["id"]: one for one in page.walk() if NEST in one.attributes and one is not page}
    return list(_joined(update, olds, update.attributes["id"]))


def _joined(place: Element, olds: Mapping[str, Element], asker: str) -> Iterator[Look]:
    for one in list(_outermost(place)):
        old = olds.get(one.attributes.get(KEPT) or one.attributes["id"])
        if KEPT in one.attributes:
            yield from _kept(one, old, olds, asker)
            continue
        if old is one:  # it came with the content of a slot
            continue
        if old is None or not (stays := _stays(old, one)):
            yield from _joined(one, olds, asker)
            continue
        replace(one, old)
        if stays == "follows":
            yield Look(old.attributes["id"], one.attributes[MOUNT])


def _kept(stub: Element, old: Element | None, olds: Mapping[str, Element], asker: str) -> Iterator[Look]:
    if old is None:  # it went while the message was under way
        replace(stub, None)
        yield Look(asker)
        return
    yield from _joined(stub, olds, asker)
    if stub.children:
        content = _contents(stub)
        for slot in _slots(old):
            slot.put([])
        for slot, nodes in _pairs(old, content):
            slot.put(nodes)
    replace(stub, old)
    if MOUNT in stub.attributes:
        yield Look(old.attributes["id"], stub.attributes[MOUNT])


def _stays(old: Element, new: Element) -> str:
    """Whether the page keeps `old` where the server has `new`: "" for no, "follows" for one that gets other params."""
    if old.attributes[NEST] == new.attributes[NEST]:
        return "stays"
    return "follows" if MOUNT in new.attributes and "data-live-state" in old.attributes else ""


def _outermost(place: Element) -> Iterator[Element]:
    """The nested components below `place`, also those that are kept, but for those in others."""
    for child in place.children:
        if isinstance(child, Element):
            if NEST in child.attributes or KEPT in child.attributes:
                yield child
            else:
                yield from _outermost(child)


def _slots(root: Element) -> list[Slot]:
    """Where the template of the component, or one that it has filled, shows the component's slots."""
    comments = [(child, element) for element in root.walk() for child in element.children if isinstance(child, Comment)]
    return [
        Slot(comment.data.removeprefix(START), place, comment)
        for comment, place in comments
        if comment.data.startswith(START) and around(comment) is root
    ]


def _contents(root: Element) -> dict[str, list[list[Node]]]:
    found: dict[str, list[list[Node]]] = {}
    for slot in _slots(root):
        found.setdefault(slot.name, []).append(slot.content)
    return found


def _pairs(root: Element, contents: Mapping[str, list[list[Node]]]) -> Iterator[tuple[Slot, list[Node]]]:
    """The slots of `root`, each with what it is to show."""
    seen: dict[str, int] = {}
    for slot in _slots(root):
        lists = contents.get(slot.name, [])
        at = seen[slot.name] = seen.get(slot.name, -1) + 1
        if lists:
            yield slot, lists[at] if at < len(lists) else [copy for node in lists[0] for copy in _copied(node)]


def _copied(node: Node) -> list[Node]:
    return [node] if isinstance(node, str) else parse_html(to_html(node)).children


def _is_root(element: Element) -> bool:
    return ROOT in element.attributes or KEPT in element.attributes


def _depth(node: Element | Comment, siblings: list[Node]) -> int:
    """In how many slots `node` is whose comments are beside it."""
    return sum(_turn(one) for one in siblings[: siblings.index(node)])


def _turn(node: Node) -> int:
    if not isinstance(node, Comment):
        return 0
    return 1 if node.data.startswith(START) else -1 if node.data == END else 0
