"""One component on one page: what proved that it was shown there, and how its page is told of it."""

import asyncio
import json
import logging
import random
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final, Protocol, TypeVar

from component_framework.core.component import Component
from component_framework.core.endpoint import pushed
from component_framework.core.errors import ClientError, ComponentError
from component_framework.core.flow import Flow, call
from component_framework.core.frames import frame_text
from component_framework.core.host import Host
from component_framework.core.identity import Identity
from component_framework.core.mounting import restore
from component_framework.core.news import News
from component_framework.core.presence import Arrival
from component_framework.core.pushes import Push, SharedFrame
from component_framework.core.refresh import component_topic
from component_framework.core.snapshot import Snapshot, load_snapshot
from component_framework.core.visitors import info_text, person_of

T = TypeVar("T")
log = logging.getLogger("component_framework.socket")
TRUSTED_FOR_S: Final = 25
"""How long a proof counts at most: then permissions are asked again before anything is told."""
TRUSTED_AT_LEAST: Final = 0.6
"""Of that time. Pages that came at once are not all asked at once."""


@dataclass(frozen=True)
class Proof:
    """A snapshot, verified for somebody who has been authorised for its component just now."""

    text: str
    snapshot: Snapshot
    topics: tuple[str, ...]
    presence: tuple[str, ...]
    """The topics in which somebody is here who is shown it."""
    visitor: str
    """What others may see of them, as JSON."""
    shown: str
    """What tells it from others of the same id: a push is one frame for all that are shown the same."""
    at: float


def prove(
    text: str, *, name: str | None, component_id: str, identity: Identity, host: Host
) -> tuple[type[Component], Callable[[], Flow[Proof]]]:
    """The component's class, and what makes the flow that asks its permissions.

    Both raise the ClientError for which `text` proves nothing.
    """
    snapshot = load_snapshot(text, host.settings, component=name, component_id=component_id)
    whose: dict[str, Any] = {"name": snapshot.component, "component_id": component_id, "identity": identity}

    def work() -> Flow[Proof]:
        component = yield from restore(text, **whose, host=host)
        visitor = yield from call(component.get_visitor)
        return Proof(
            text=text,
            snapshot=snapshot._replace(state=None),
            topics=(component_topic(component_id), *(yield from component._topics())),
            presence=(yield from component._presence_topics()),
            visitor=info_text(visitor, f"get_visitor() of {snapshot.component}"),
            shown=json.dumps([snapshot.component, snapshot.key, snapshot.params]),
            at=time.monotonic(),
        )

    return host.registry.get(snapshot.component), work


class Page(Protocol):
    """The socket that a subscription belongs to."""

    id: str
    identity: Identity
    host: Host

    def say(self, text: str, *, replaces: object = None) -> None: ...

    async def prove(self, text: str, component_id: str) -> Proof: ...

    async def drop(self, subscription: "Subscription", error: ClientError) -> None: ...

    async def in_thread(self, fn: Callable[[], T]) -> T: ...

    def background(self, work: Coroutine[Any, Any, None]) -> "asyncio.Task[None]": ...


class Subscription:
    """Tells one page of one component. A `Listener` of its topics."""

    def __init__(self, page: Page, proof: Proof) -> None:
        self.component_id, self.proof = proof.snapshot.component_id, proof
        self.present: dict[str, Arrival] = {
            topic: Arrival(person_of(topic, page.identity.audience or page.id, page.host), time.time(), proof.visitor)
            for topic in proof.presence
        }
        """As whom somebody is here, by topic. Without a session each page is somebody else."""
        self._page = page
        self._trusts = random.uniform(TRUSTED_AT_LEAST, 1)  # noqa: S311  # nobody gains by guessing it
        self._poked_at: float | None = None
        self._news = News()
        self._waits_for: asyncio.Task[None] | SharedFrame | None = None

    def tell(self, news: News) -> None:
        """At once where it may be; else as soon as permissions were asked, or the frame is signed."""
        mine = news.only(self._page.id)
        if self._waits_for is not None:
            self._news.add(mine)
        elif mine and self._needs_proof(mine):
            self._waits_for = self._page.background(self._prove(mine))
        else:
            self._show(mine)

    def poke(self, within_ms: int) -> None:
        """Have the page send its snapshot, and get the component rendered again. Until it does once is enough."""
        if self._poked_at is not None:
            return
        self._poked_at = time.monotonic()
        text = frame_text("stale", component_id=self.component_id, within_ms=within_ms)
        self._page.say(text, replaces=("stale", self.component_id))

    def looks(self) -> bool:
        """The page sends a message of the component: what changes from now on is news. Whether it was poked to."""
        was_poked, self._poked_at = self._poked_at is not None, None
        return was_poked

    def renew(self, text: str) -> None:
        """The page has had an answer of this component, with the snapshot `text`: that is a proof as well."""
        self.proof = replace(self.proof, text=text, at=time.monotonic())

    def _needs_proof(self, news: News) -> bool:
        """A page that does not answer pokes has to prove itself again, as one that is to get HTML."""
        since = self.proof.at if news.shows else self._poked_at
        return since is not None and time.monotonic() - since > TRUSTED_FOR_S * self._trusts

    async def _prove(self, news: News) -> None:
        try:
            self.proof = await self._page.prove(self.proof.text, self.component_id)
            self._poked_at = None
            self._show(news)
        except ClientError as error:
            await self._page.drop(self, error)
        except Exception:
            log.exception("a component could not be shown to its page; it is asked to look again")
            self.poke(0)
            self._go_on()

    def _show(self, news: News) -> None:
        """Nobody has to be asked: say what there is, or come here again when its frames are made."""
        frames = [self._frame(push) for push in news.pushes.values()]
        for frame in frames:
            if not frame.is_made:
                self._waits_for = frame
                frame.then(partial(self._show, news))
                return
        for frame in frames:
            if frame.text is not None:
                self._page.say(frame.text, replaces=("push", self.component_id))
        for said in news.announcements:
            about = {"component_id": self.component_id, "name": said.name, "detail": said.detail}
            self._page.say(frame_text("event", **about))
        if news.is_stale or any(frame.text is None for frame in frames):
            self.poke(news.within_ms)
        self._go_on()

    def _go_on(self) -> None:
        """With what has come meanwhile."""
        self._waits_for = None
        if self._news:
            news, self._news = self._news, News()
            self.tell(news)

    def _frame(self, push: Push) -> SharedFrame:
        """The frame for `push`, made once for all that are shown the same."""
        whose = self.proof.shown, self._page.identity.audience
        if whose not in push.frames:
            push.frames[whose] = SharedFrame(self._made(push))
        return push.frames[whose]

    async def _made(self, push: Push) -> str | None:
        page, snapshot = self._page, self.proof.snapshot
        make = partial(pushed, snapshot, push.html, push.state, identity=page.identity, host=page.host)
        try:
            return await page.in_thread(lambda: json.dumps(make()))
        except ComponentError as error:
            log.warning("a push does not fit %s: %s", snapshot.component, type(error).__name__)
        except Exception:  # the user's own; said here once, and not for each page
            log.exception("a push to %s raised", snapshot.component)
        return None
