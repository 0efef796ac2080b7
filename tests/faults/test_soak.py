"""All kinds of faults in a random order, by a seed that is printed: every page is right whenever it is quiet."""

import asyncio
import os
import random
import time

from faults.client import Page
from faults.farm import Farm
from faults.kinds import FAULTS
from faults.report import report

SECONDS = float(os.environ.get("SOAK_MINUTES", "0")) * 60
SEED = int(os.environ.get("SOAK_SEED", "20261128"))
SHORT_ROUNDS = 3
VIEWS, TOPICS = (200, 20) if SECONDS else (30, 6)
CONVERGES_WITHIN_S = 20


class Visitor:
    """Somebody who adds one to a tally again and again, whatever happens."""

    def __init__(self, farm: Farm, number: int) -> None:
        self.page, self.name, self.added = Page(farm.host(number), seed=number, doubles=0.1), f"soak {number}", 0

    async def visit(self) -> None:
        await self.page.load("tally", name=self.name)
        async with self.page.connected():
            while True:
                answer = await self.page.act("add", number=self.added)
                assert answer["type"] == "component_update", answer
                self.added += 1
                await asyncio.sleep(0.05)


async def test_a_mixture_of_faults_leaves_every_page_right(farm: Farm) -> None:
    print(f"SOAK_SEED={SEED}")
    pick, start, rounds = random.Random(SEED), time.monotonic(), 0
    visitor = Visitor(farm, 0)  # on the process that is not killed: replies are kept in its memory
    worst = 0.0
    async with farm.showing(views=VIEWS, topics=TOPICS):
        visiting = asyncio.create_task(visitor.visit())
        while rounds < SHORT_ROUNDS or time.monotonic() - start < SECONDS:
            for _ in range(pick.randint(1, 3)):
                await pick.choice(FAULTS)(farm)
            worst = max(worst, await farm.converge(CONVERGES_WITHIN_S))
            for pages in farm.pages.values():
                for page in pages:
                    pick.random() < 0.1 and page.drop()
            assert not visiting.done() or visiting.exception() is None
            rounds += 1
        visiting.cancel()
        await asyncio.wait([visiting])
    added = farm.database.added(visitor.name)
    assert added == list(range(len(added)))
    assert len(added) - visitor.added in (0, 1)  # the last may have been under way
    where = " and ".join(server.kind for server in farm.servers)
    report(f"{rounds} rounds by seed {SEED}, {len(added)} acts", where, f"each done once; right after {worst:.2f} s")
