"""Components in components: what the template of one knows of those that it takes in (docs/composition.md)."""

import hashlib
from collections.abc import Awaitable, Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, Final, Protocol, TypeVar

from pydantic_core import to_json

from component_framework.core.errors import ConfigurationError
from component_framework.core.flow import Flow
from component_framework.core.host import Apart, Host
from component_framework.core.identity import Identity
from component_framework.core.markup import Html
from component_framework.core.query import NO_QUERY, Query
from component_framework.core.settings import ComponentSettings
from component_framework.core.signing import sealer

T = TypeVar("T")
MAX_DEPTH: Final = 32
"""How deep components may be in components: one that takes itself in never ends."""


@dataclass(frozen=True)
class PageFacts:
    """What the components of a page need to know of it: its query, and what a plain form post has led to."""

    query: Query = field(default_factory=lambda: NO_QUERY)
    posted: Callable[[str, str], Flow[Html | None]] | None = None
    """Gives the HTML to show for the component of that name and key, once; None where no post has led to the page."""


NO_PAGE: Final = PageFacts()
"""Of what is rendered for a message: no page is made."""


@dataclass(slots=True)
class Nest:
    """One component whose template is being rendered, as those in it see it.

    `known` are the components that its page has inside it already: their ids, and the tag (`tag_of`) of each.
    """

    parent_id: str
    identity: Identity
    host: Host
    apart: Apart
    """Has the failure of one component leave what is round it usable; a render begins and ends no transaction."""
    known: Mapping[str, str] = field(default_factory=dict[str, str])
    page: PageFacts = NO_PAGE
    depth: int = 1
    memo: dict[object, Any] = field(default_factory=dict[object, Any])
    """What is found once for all that is rendered in the outermost of them: addresses, and what renderers keep."""
    may_repeat: bool = False
    """Whether one with a key may be there twice: of the rows of a stream the page takes the last."""
    taken: set[str] = field(default_factory=set)  # pyright: ignore[reportUnknownVariableType]  # `set[str]` takes four times as long

    def take(self, name: str, *, key: object, spot: str, where: str) -> str:
        """The id of the component `name` that a tag at `spot` puts here: the same at each render.

        `where` tells a reader which tag it is. Raises ConfigurationError for a key that is taken, or where one lacks.
        """
        if self.depth > MAX_DEPTH:
            raise ConfigurationError(f"{name!r} ({where}) is {self.depth} components deep: does it take itself in?")
        place = f"{self.parent_id}\0{name}\0key:{key}" if key is not None else f"{self.parent_id}\0{name}\0spot:{spot}"
        child_id = "n-" + hashlib.blake2s(place.encode("utf-8", "replace"), digest_size=11).hexdigest()
        if child_id in self.taken and not (self.may_repeat and key is not None):
            told = f"key {key!r}" if key is not None else "no key"
            need = "give each a key= of its own, such as its row's id" if key is None else "keys must differ"
            raise ConfigurationError(f"a second {name!r} with {told} in one component ({where}): {need}")
        self.taken.add(child_id)
        return child_id


class Parent(Protocol):
    """A component, as its template's tags find it."""

    _memo: dict[object, Any]

    def _nest(self) -> Nest: ...


current_parent: ContextVar[Parent | None] = ContextVar("current_parent", default=None)
"""The component whose template is being rendered; None for a page's."""


async def inside(parent: Parent, made: Awaitable[T]) -> T:
    """What `made` gives, whose components are in `parent`."""
    token = current_parent.set(parent)
    try:
        return await made
    finally:
        current_parent.reset(token)


def tag_of(name: str, params: Mapping[str, Any], settings: ComponentSettings) -> str:
    """Twenty letters that tell, with `is_tag_of`, whether a component has been given other `params`, JSON data.

    They give nothing of them away: params may be secret, and few enough to be tried.
    """
    return sealer(settings, "nest").tag(name, to_json(params).decode())


def is_tag_of(tag: str, name: str, params: Mapping[str, Any], settings: ComponentSettings) -> bool:
    """Whether `tag`, which a page has sent, was made of these, under any key that is kept."""
    return sealer(settings, "nest").is_tag(tag, name, to_json(params).decode())
