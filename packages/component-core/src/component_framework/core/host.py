"""What a host framework's adapter gives the core: settings, a default renderer, addresses, ways to run user code."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, TypeAlias, TypeVar

from component_framework.core.broker import Broker, MemoryBroker
from component_framework.core.errors import ConfigurationError
from component_framework.core.flow import Flow, InThread, Wait, off_loop, run, wait_alone
from component_framework.core.identity import NOBODY, Identity
from component_framework.core.rate import RateLimits
from component_framework.core.registry import ComponentRegistry, registry
from component_framework.core.renderer import Renderer
from component_framework.core.replies import MemoryReplyStore, ReplyStore
from component_framework.core.settings import ComponentSettings
from component_framework.core.state import MemoryStateStore, StateStore

T = TypeVar("T")
Apart: TypeAlias = Callable[[Callable[[], Any]], Any]


def at_once(fn: Callable[[], T]) -> T:
    """What `fn` gives."""
    return fn()


def no_topics(watched: object) -> tuple[str, ...]:
    """Without an adapter that knows more, a topic is a text."""
    raise ConfigurationError(f"{watched!r} is no topic: give its name, a text")


def nobody(request: Any, host: "Host") -> Identity:
    """Without an adapter that knows more, nobody in particular."""
    return NOBODY


@dataclass(frozen=True, kw_only=True)
class Host:
    """One installation inside a host framework. The endpoint and the template tags are given theirs; code that only
    has a component (`dispatch()` in a shell or a task) uses the one that was configured."""

    settings: ComponentSettings = field(default_factory=ComponentSettings)
    renderer: Renderer | None = None
    registry: ComponentRegistry = registry
    url_for: Callable[[str], str] = "/components/{}/".format
    sign_in_url: Callable[[str], str] = "".format
    """Where somebody signs in who was on the given page (a path); "" when the host does not say."""
    outcomes: StateStore = field(default_factory=lambda: MemoryStateStore(ttl_s=60))
    """What plain form posts led to, until the next page shows it."""
    replies: ReplyStore | None = field(default_factory=MemoryReplyStore)
    """What messages were answered with, for those that come again; None does them again."""
    broker: Broker = field(default_factory=MemoryBroker)
    """Tells open pages, also those that other processes hold, that something has changed."""
    on_commit: Callable[[Callable[[], None]], None] = at_once
    """Has a callable run once the running transaction holds; at once without one."""
    watched_topics: Callable[[object], tuple[str, ...]] = no_topics
    """The names of the topics that who watches something listens to, where that is no text (Django: a model, a row)."""
    changed_topics: Callable[[object], tuple[str, ...]] = no_topics
    """The names of the topics that a change of such a thing is news for (Django: of a row, its own and its model's)."""
    wait: Wait = wait_alone
    in_thread: InThread = asyncio.to_thread
    off_loop: Callable[[Callable[[], Any]], Any] = off_loop
    together: Callable[[Callable[[], Any]], Any] = at_once
    """Runs sync code all or nothing: in a transaction, where the host has such."""
    in_transaction: Callable[[Callable[[], Any]], Any] = at_once
    """`together` for a whole message, which may be done again where others' writes were in its way."""
    apart: Callable[[], Apart] = lambda: at_once
    """Gives what runs sync code so that its failure leaves what is round it usable: in savepoints, where there is a
    transaction now."""
    identity_of: Callable[[Any, "Host"], Identity] = nobody
    """Who sends a request of the framework's, for another adapter of the same one (Django: Channels)."""

    @property
    def limits(self) -> RateLimits:
        return _limits(self.settings)

    def run(self, flow: Flow[T]) -> T:
        """Drive `flow` on this thread, with the host's way to wait for async hooks."""
        return run(flow, self.wait)


@lru_cache(maxsize=64)
def _limits(settings: ComponentSettings) -> RateLimits:
    return RateLimits(settings)


_providers: list[Callable[[], Host]] = []


def configure(provider: Callable[[], Host]) -> None:
    """Have components without another host use what `provider` gives. Adapters call this at start; the last counts."""
    _providers[:] = [provider]


def current_host() -> Host:
    """The configured host; before any is, defaults that render nothing and sign nothing."""
    return _providers[0]() if _providers else Host()
