"""One socket from its handshake to its end: who is there, what they listen to, what they are sent."""

import asyncio
import contextlib
import logging
import secrets
import time
from collections.abc import Callable, Coroutine, Hashable
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, TypeVar

from component_framework.core.connection import WebSocketConnection
from component_framework.core.deadline import Deadline
from component_framework.core.errors import ClientError, SignedOutError, TooManyError
from component_framework.core.flow import arun
from component_framework.core.frames import BROKEN, RESTART, SIGNED_OUT, TOO_SLOW, frame_text
from component_framework.core.host import Host
from component_framework.core.hub import Hub
from component_framework.core.identity import Identity
from component_framework.core.lanes import Lanes
from component_framework.core.news import News, spread_ms
from component_framework.core.outbox import Outbox
from component_framework.core.rate import RateLimiter
from component_framework.core.refresh import audience_topic
from component_framework.core.subscription import Proof, Subscription, prove
from component_framework.core.timely import within

T = TypeVar("T")
log = logging.getLogger("component_framework.socket")
RESTART_WITHIN_MS: Final = 5000
FRAMES_PER_S: Final = 100
FRAMES_AT_ONCE: Final = 1000


@dataclass(frozen=True, kw_only=True)
class Timing:
    """How long a socket has for what it owes, in seconds."""

    speak_s: float = 10
    """For its first subscription or message."""
    identify_s: float = 20
    """Between two questions who is there."""
    idle_s: float = 90
    """Without any frame."""
    ends_s: float = 1
    """From the news that a session may have ended to the second question: it is told just before it ends."""
    send_s: float = 10
    """For a frame to leave, and to be acknowledged where others wait."""
    close_s: float = 1
    """For the last words."""


class ConnectionState:
    """What the server knows of one open socket. The `Page` of its subscriptions."""

    def __init__(self, connection: WebSocketConnection, *, host: Host, hub: Hub, identity: Identity, timing: Timing):
        self.id = secrets.token_urlsafe(16)
        self.connection, self.host, self.identity = connection, host, identity
        self.outbox, self.lanes = Outbox(), Lanes()
        self.subscriptions: dict[str, Subscription] = {}
        self.flood = RateLimiter(per_s=FRAMES_PER_S, burst=FRAMES_AT_ONCE)
        self.heard_at = time.monotonic()
        self.has_spoken = False
        self._hub, self._timing = hub, timing
        self._end: asyncio.Future[int | None] = asyncio.get_running_loop().create_future()
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def is_over(self) -> bool:
        return self._end.done()

    def note_frame(self) -> None:
        """Somebody is there."""
        self.heard_at = time.monotonic()

    def say(self, text: str, *, replaces: Hashable = None) -> None:
        """Have `text` sent. A socket for which too much waits is given up."""
        self.outbox.put(text, replaces=replaces)
        if self.outbox.is_over:
            self.stop(TOO_SLOW)

    def stop(self, code: int | None = None) -> None:
        """End it: close with `code`; None where it has gone by itself."""
        if not self._end.done():
            self._end.set_result(code)

    async def live(self) -> None:
        """Send and watch until the socket is to end; then leave nothing behind."""
        writer = self.background(self._write())
        self.background(self._keep())
        sessions = (audience_topic(self.identity.audience),) if self.identity.is_signed_in else ()
        for topic in sessions:
            self._hub.join(self, topic)
        try:
            code = await self._end
            if code == TOO_SLOW:
                writer.cancel()  # what it is sending does not arrive
            if code is not None:
                await self._close(code)
        finally:
            self.stop()
            self.lanes.close()
            for task in self._tasks:
                task.cancel()
            if self._tasks:  # both may have ended while it was closed
                await asyncio.wait(self._tasks)
            for component_id in list(self.subscriptions):
                await self.unsubscribe(component_id)
            await self._hub.forget(self, sessions)

    def tell(self, news: News) -> None:
        """Its user's session may have ended: the socket is a `Listener` of that itself."""
        if not self.is_over:
            self.background(self._ask_twice())

    async def identify(self) -> Identity:
        """Who is there now. Raises SignedOutError, and ends the socket, when it is not whom its pages were made for."""
        identity = await self.connection.identify()
        if not identity.may_send(self.identity.audience):
            self.stop(SIGNED_OUT)
            raise SignedOutError("a socket's user has left")
        self.identity = identity
        return identity

    async def prove(self, text: str, component_id: str, *, name: str | None = None) -> Proof:
        """The snapshot `text` as a proof, permissions asked now. Raises the ClientError for which it is none."""
        identity = await self.identify()
        cls, work = prove(text, name=name, component_id=component_id, identity=identity, host=self.host)
        timely = partial(within, self.host.settings.handler_timeout_s, work)
        return await arun(self.connection.perform(timely, cls, self.host), self.connection.in_thread(self.host))

    async def subscribe(self, proof: Proof) -> None:
        """Tell the page of the component from here on. Raises TooManyError over `max_subscriptions`."""
        snapshot, limit = proof.snapshot, self.host.settings.max_subscriptions
        if snapshot.component_id not in self.subscriptions and len(self.subscriptions) >= limit:
            raise TooManyError(1)
        if self.is_over:
            return
        before = self.subscriptions.get(snapshot.component_id)
        subscription = self.subscriptions[snapshot.component_id] = Subscription(self, proof)
        self._attend(snapshot.component_id, before, subscription)
        try:
            changed_at = await self._hub.listen(subscription, proof.topics)
        finally:
            if before is not None:
                await self._hub.forget(before, before.proof.topics)
        self.say(frame_text("subscribed", component_id=snapshot.component_id))
        if changed_at >= snapshot.issued_at:  # in the second in which it was made, or later
            subscription.poke(spread_ms(self._hub.open))

    async def unsubscribe(self, component_id: str) -> None:
        """Tell the page of the component no more."""
        if subscription := self.subscriptions.pop(component_id, None):
            self._attend(component_id, subscription, None)
            await self._hub.forget(subscription, subscription.proof.topics)

    async def drop(self, subscription: Subscription, error: ClientError) -> None:
        """End a subscription whose page may no longer have it, unless a newer one has its place."""
        component_id = subscription.component_id
        if self.subscriptions.get(component_id) is subscription:
            await self.unsubscribe(component_id)
            log.info("%d %s ended a subscription: %.200s", error.status, error.code, error)
            self.say(frame_text("unsubscribed", component_id=component_id, code=error.code))

    async def in_thread(self, fn: Callable[[], T]) -> T:
        """The result of `fn`, off the event loop."""
        result: T = await self.connection.in_thread(self.host)(fn)
        return result

    def background(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Have `work` done beside all else, for as long as the socket lives."""
        task = asyncio.create_task(work, name="component-socket")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    def _attend(self, component_id: str, before: Subscription | None, after: Subscription | None) -> None:
        """Whoever looks at this page is here where `after` says, and no longer where only `before` did."""
        came, left = after.present if after else {}, before.present if before else {}
        self._hub.attendance.move(f"{self.id} {component_id}", left, came)

    async def _write(self) -> None:
        deadline = Deadline(self._timing.send_s, partial(self.stop, TOO_SLOW))
        try:
            while True:
                await self.outbox.wait_for_frame()
                with deadline:
                    await self.outbox.wait_for_room()
                    await self.connection.send_text(self.outbox.pop())
        except Exception as error:  # whatever the host raises for a socket that has gone
            log.info("a socket has gone: %s", type(error).__name__)
            self.stop()
        finally:
            deadline.close()

    async def _keep(self) -> None:
        """Ends the socket whose user has left, and one that nobody is behind."""
        await asyncio.sleep(self._timing.speak_s)
        while self.has_spoken and time.monotonic() - self.heard_at <= self._timing.idle_s:
            await asyncio.sleep(self._timing.identify_s)
            await self._ask()
        self.stop(TOO_SLOW)

    async def _ask_twice(self) -> None:
        await self._ask()
        await asyncio.sleep(self._timing.ends_s)
        await self._ask()

    async def _ask(self) -> None:
        """Who is there. Ends the socket whose user has left."""
        try:
            await self.identify()
        except SignedOutError:
            log.info("a socket's user has left")
        except Exception:
            log.exception("a socket's user could not be found out; it is closed")
            self.stop(BROKEN)

    async def _close(self, code: int) -> None:
        with contextlib.suppress(Exception):  # it may be gone, or never read
            async with asyncio.timeout(self._timing.close_s):
                if code == RESTART:
                    await self.connection.send_text(frame_text("restart", within_ms=RESTART_WITHIN_MS))
                await self.connection.close(code)
