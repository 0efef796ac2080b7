"""What every broker does: inherit the class in a test class, and give it the fixtures `broker` and `elsewhere`."""

import asyncio
import threading
import time
from collections.abc import Callable, Sequence
from contextvars import ContextVar
from typing import Final

from component_framework.core.broker import MAX_PAYLOAD_BYTES, Broker, Notice, Resync
from component_framework.core.errors import StateError

PATIENCE_S: Final = 30
publisher: ContextVar[str] = ContextVar("publisher", default="")


class Heard:
    """A sink that keeps what it was told, and the threads and contexts in which it was."""

    def __init__(self) -> None:
        self.all: list[Notice | Resync] = []
        self.threads: set[int] = set()
        self.publishers: set[str] = set()
        self._news = asyncio.Event()

    def __call__(self, what: Notice | Resync) -> None:
        self.all.append(what)
        self.threads.add(threading.get_ident())
        self.publishers.add(publisher.get())
        self._news.set()

    @property
    def payloads(self) -> list[str]:
        return [what.payload for what in self.all if isinstance(what, Notice)]

    async def until(self, payload: str) -> list[str]:
        """The payloads that came, up to this one."""
        await self._until(lambda: payload in self.payloads)
        return self.payloads

    async def until_told(self, what: Notice | Resync | None = None) -> None:
        """Wait for `what`, or for anything at all."""
        await self._until(lambda: what in self.all if what else bool(self.all))

    async def _until(self, is_so: Callable[[], bool]) -> None:
        async with asyncio.timeout(PATIENCE_S):
            while not is_so():
                self._news.clear()
                await self._news.wait()


class View:
    """What a page shows of `truth`, the database: it looks again at every notice and at every Resync."""

    def __init__(self, truth: dict[str, int], topic: str) -> None:
        self._truth, self._topic = truth, topic
        self.shown = truth[topic]
        self.resyncs = 0

    def __call__(self, what: Notice | Resync) -> None:
        self.shown = self._truth[self._topic]
        self.resyncs += isinstance(what, Resync)


class Views:
    """Ten topics with two views of each in each of `readers`, and `writer`, a process that changes them.

    For tests of faults: whatever happened to the medium, `converge` returns.
    """

    def __init__(self, readers: Sequence[Broker], *, writer: Broker) -> None:
        self.truth = {f"order:{number}": 0 for number in range(10)}
        self.writer = writer
        self.views = [(broker, topic, View(self.truth, topic)) for topic in self.truth for broker in (*readers,) * 2]

    async def open(self) -> None:
        for broker, topic, view in self.views:
            await broker.subscribe(topic, view)

    async def change(self) -> None:
        for topic in self.truth:
            self.truth[topic] += 1
            await self.writer.apublish(topic)

    async def converge(self) -> None:
        """Wait until each view shows the truth; nothing is written meanwhile."""
        async with asyncio.timeout(PATIENCE_S):
            while any(view.shown != self.truth[topic] for _, topic, view in self.views):
                await asyncio.sleep(0.005)

    @property
    def resyncs(self) -> int:
        return sum(view.resyncs for _, _, view in self.views)


class BrokerContract:
    """`class TestMine(BrokerContract)`, with fixtures `broker` and `elsewhere`: what two processes hold of one medium.

    Both are closed by the fixtures. A broker for one process gives the same object twice.
    """

    async def test_a_notice_reaches_who_listens_to_its_topic(self, broker: Broker, elsewhere: Broker) -> None:
        heard, other = Heard(), Heard()
        await broker.subscribe("board", heard)
        await broker.subscribe("order:42", other)
        await elsewhere.apublish("board", "1")
        await elsewhere.apublish("order:42", "2")
        assert (await heard.until("1"), await other.until("2")) == (["1"], ["2"])
        assert heard.all == [Notice("board", "1")]

    async def test_everybody_who_listens_is_told(self, broker: Broker, elsewhere: Broker) -> None:
        both = [Heard(), Heard()]
        for heard in both:
            await broker.subscribe("board", heard)
        await elsewhere.apublish("board", "1")
        assert [await heard.until("1") for heard in both] == [["1"], ["1"]]

    async def test_notices_of_a_topic_come_in_order_and_as_they_were(self, broker: Broker, elsewhere: Broker) -> None:
        heard = Heard()
        await broker.subscribe("a topic ü:\u2028", heard)
        texts = [*map(str, range(50)), 'ü"\u2028\U0001f600\r\n', "x" * MAX_PAYLOAD_BYTES, "last"]
        for text in texts:
            await elsewhere.apublish("a topic ü:\u2028", text)
        assert await heard.until("last") == texts

    async def test_it_is_told_from_any_thread_and_tells_on_the_loop(self, broker: Broker, elsewhere: Broker) -> None:
        heard = Heard()
        await broker.subscribe("board", heard)
        await asyncio.to_thread(elsewhere.publish, "board", "1")
        await heard.until("1")
        assert heard.threads == {threading.get_ident()}

    async def test_what_is_told_knows_nothing_of_its_publishers_context(
        self, broker: Broker, elsewhere: Broker
    ) -> None:
        heard = Heard()
        await broker.subscribe("board", heard)
        publisher.set("an executor, a language, a user")
        await elsewhere.apublish("board", "1")
        await heard.until("1")
        assert heard.publishers == {""}

    async def test_who_has_left_is_told_nothing(self, broker: Broker, elsewhere: Broker) -> None:
        heard, other = Heard(), Heard()
        await broker.subscribe("board", heard)
        await broker.subscribe("board", other)
        await broker.unsubscribe("board", other)
        await elsewhere.apublish("board", "1")
        await heard.until("1")
        assert other.all == []

    async def test_who_comes_back_is_told_again(self, broker: Broker, elsewhere: Broker) -> None:
        heard = Heard()
        for number in range(3):
            await broker.subscribe("board", heard)
            await elsewhere.apublish("board", str(number))
            await heard.until(str(number))
            await broker.unsubscribe("board", heard)
            await broker.unsubscribe("board", heard)
        assert heard.payloads == ["0", "1", "2"]

    async def test_it_says_when_a_topic_has_changed(self, broker: Broker, elsewhere: Broker) -> None:
        before = await broker.subscribe("board", Heard())
        start = time.time()
        await elsewhere.apublish("board")
        await broker.unsubscribe("board", Heard())
        after = await elsewhere.subscribe("board", Heard())
        assert before is not None
        assert after is not None
        assert before < after
        assert start <= after

    async def test_a_payload_that_is_too_large_is_an_error(self, broker: Broker) -> None:
        refusals: list[str] = []
        for text in ("x" * (MAX_PAYLOAD_BYTES + 1), "ü" * (MAX_PAYLOAD_BYTES // 2 + 1)):
            try:
                broker.publish("board", text)
            except StateError as error:
                refusals.append(str(error))
            try:
                await broker.apublish("board", text)
            except StateError as error:
                refusals.append(str(error))
        assert ["the limit is" in refusal for refusal in refusals] == [True] * 4

    async def test_it_opens_again_after_it_was_closed(self, broker: Broker, elsewhere: Broker) -> None:
        await broker.close()
        heard = Heard()
        await broker.subscribe("board", heard)
        await elsewhere.apublish("board", "1")
        assert await heard.until("1") == ["1"]
