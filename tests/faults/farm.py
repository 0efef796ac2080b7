"""Many pages on several processes, and what may happen to those."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from redis.asyncio import Redis

from component_framework.testing.redis_process import RedisProcess
from faults.client import PATIENCE_S, Page, http
from faults.components import Database
from faults.servers import ServerProcess

OPENED_AT_ONCE = 50


@dataclass
class Farm:
    servers: list[ServerProcess]
    redis: RedisProcess
    database: Database
    pages: dict[int, list[Page]] = field(default_factory=dict)
    """By topic. Each topic has as many pages on each server."""
    writes: int = 0
    mostly_s: float = 0
    """The seconds until 99 of 100 pages were right, when they last converged."""

    @asynccontextmanager
    async def showing(self, *, views: int, topics: int, kind: type[Page] = Page) -> AsyncIterator["Farm"]:
        """So many pages are open and subscribed."""
        every = [(number % topics, kind(self.host(number // topics), seed=number)) for number in range(views)]
        self.pages = {topic: [page for of, page in every if of == topic] for topic in range(topics)}
        async with AsyncExitStack() as stack:
            for start in range(0, views, OPENED_AT_ONCE):
                some = every[start : start + OPENED_AT_ONCE]
                await asyncio.gather(*(page.load("note", topic=topic) for topic, page in some))
                for _, page in some:
                    await stack.enter_async_context(page.connected())
                await asyncio.gather(*(page.until_subscribed() for _, page in some))
            yield self
        self.pages = {}

    def host(self, number: int) -> str:
        return self.servers[number % len(self.servers)].host

    async def write(self, *, on: int = 0) -> None:
        """Every topic changes, by a request to that server."""
        self.writes += 1
        await self.post([[topic, f"{topic}: {self.writes}"] for topic in self.pages], on=on)

    async def post(self, changes: list[Any], *, on: int = 0) -> None:
        status, body = await http(self.host(on), "/write/", json.dumps(changes))
        assert status == 200, body

    async def converge(self, within_s: float = PATIENCE_S) -> float:
        """Waits until every page shows what the database has. Gives the seconds that took."""
        start, notes = time.monotonic(), self.database.notes()
        few, self.mostly_s = sum(map(len, self.pages.values())) // 100, 0
        while wrong := self.wrong(notes):
            if len(wrong) > few:
                self.mostly_s = time.monotonic() - start
            if time.monotonic() - start > within_s:
                raise AssertionError(f"{len(wrong)} pages are behind: {wrong[:5]}")
            await asyncio.sleep(0.01)
        return time.monotonic() - start

    def wrong(self, notes: dict[int, str]) -> list[tuple[str, str, str]]:
        """Of each page that is behind: its host, what it shows, what it should show."""
        return [
            (page.host, page.shown, notes[topic])
            for topic, pages in self.pages.items()
            for page in pages
            if page.shown != notes[topic]
        ]

    async def inside(self, number: int) -> dict[str, int]:
        """What that server holds."""
        _, text = await http(self.host(number), "/inside/")
        found: dict[str, int] = json.loads(text)
        return found

    async def settled(self, number: int, is_settled: Callable[[dict[str, int]], bool]) -> dict[str, int]:
        """What that server holds once it is so; else what it held last."""
        deadline = time.monotonic() + PATIENCE_S
        while not is_settled(found := await self.inside(number)) and time.monotonic() < deadline:
            await asyncio.sleep(0.1)
        return found

    async def ask_redis(self, work: Callable[[Any], Awaitable[Any]]) -> Any:
        """What `work` gets out of a client that it is given."""
        client = Redis.from_url(self.redis.address)
        try:
            return await work(client)
        finally:
            await client.aclose()
