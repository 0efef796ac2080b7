"""A server that holds a thousand sockets is killed and started again: all come back, and nothing is lost."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from anyio.from_thread import BlockingPortal
from browser.test_two_windows import PATIENCE_MS, open_window, wait
from faults.client import Page as Visitor
from faults.client import PatientPage
from faults.conftest import run_farm
from faults.farm import Farm
from faults.kinds import IS_LONG
from faults.report import report
from playwright.sync_api import Page, expect

SOCKETS = 1000 if IS_LONG else 100
TOPICS = 10
BACK_WITHIN_MS = 180_000
"""For a machine that is busy with other things; how long it took is in the report."""
TYPED = "what somebody writes while the server is killed and comes back, not one letter of it may go"
ADD = "number => live.send(document.querySelector('[data-live=tally]'), 'add', { number })"


@pytest.fixture(params=["django-daphne", "django-uvicorn", "fastapi-uvicorn"])
def farm(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Farm]:
    yield from run_farm((request.param,), tmp_path_factory.mktemp("farm"), COMPONENT_BROKER="memory")


@dataclass
class Herd:
    """When each page was back, in seconds after the server was killed."""

    pages: list[Visitor]
    killed_at: float = 0
    back: dict[int, float] = field(default_factory=dict[int, float])

    def is_back(self) -> bool:
        for number, page in enumerate(self.pages):
            if page.is_subscribed:
                self.back.setdefault(number, time.monotonic() - self.killed_at)
        return len(self.back) == len(self.pages)

    def is_away(self) -> bool:
        return not any(page.is_subscribed for page in self.pages)

    def measured(self) -> str:
        times, tries = sorted(self.back.values()), sum(page.tries for page in self.pages) - len(self.pages)
        half, most = times[len(times) // 2], times[len(times) * 95 // 100]
        return f"half after {half:.1f} s, 95 % after {most:.1f} s, all after {times[-1]:.1f} s, {tries} tries"


def test_all_come_back_to_a_server_that_was_killed_and_nothing_is_lost(
    page: Page, farm: Farm, portal: BlockingPortal
) -> None:
    server = farm.servers[0]
    showing = farm.showing(views=SOCKETS, topics=TOPICS, kind=PatientPage)
    with portal.wrap_async_context_manager(showing):
        herd = Herd([each for pages in farm.pages.values() for each in pages])
        open_window(page, f"{server.url}/show/paper+tally/")
        for number in range(5):
            page.evaluate(ADD, number)
        tally = page.locator("[data-live=tally] output")
        expect(tally).to_have_text("5", timeout=PATIENCE_MS)
        text = page.locator("textarea")
        text.press_sequentially(TYPED[:30])

        herd.killed_at = time.monotonic()
        server.kill()
        text.press_sequentially(TYPED[30:60])
        wait(page, herd.is_away)
        for topic in farm.pages:
            farm.database.write(topic, f"{topic}: meanwhile")
        server.start()
        started_s = time.monotonic() - herd.killed_at
        text.press_sequentially(TYPED[60:])
        wait(page, herd.is_back, patience_ms=BACK_WITHIN_MS)

        expect(page.locator("html")).to_have_attribute("data-live-socket", "connected", timeout=PATIENCE_MS)
        wait(page, lambda: farm.wrong(farm.database.notes()) == [], patience_ms=BACK_WITHIN_MS)
        expect(text).to_have_value(TYPED)
        expect(tally).to_have_text("5")
        page.evaluate(ADD, 5)
        expect(tally).to_have_text("6", timeout=PATIENCE_MS)
        assert farm.database.added("") == list(range(6))
    report(
        f"{SOCKETS} sockets of a server that is killed", server.kind, f"up after {started_s:.1f} s; {herd.measured()}"
    )
