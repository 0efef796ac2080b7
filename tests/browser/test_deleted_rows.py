"""What a page shows whose row is deleted in another window, and brought back."""

from collections.abc import Iterator

import pytest
from browser.test_two_windows import FRAMEWORKS, PATIENCE_MS, open_window
from faults.conftest import run_farm
from playwright.sync_api import Locator, Page, expect

ROWS = iter(range(1000, 2000))
NOTE = """() => {
    window.heard = [];
    for (const name of ["live:gone", "live:error"])
        document.addEventListener(name, (event) => { heard.push(name); event.preventDefault() });
}"""


@pytest.fixture(scope="module", params=FRAMEWORKS)
def url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    for farm in run_farm((request.param,), tmp_path_factory.mktemp("farm"), COMPONENT_BROKER="memory"):
        yield farm.servers[0].url


class Row:
    """A row that `page` shows, and another window changes."""

    def __init__(self, page: Page, url: str) -> None:
        self.page, self.url = page, f"{url}/row/{next(ROWS)}/"

    def change(self, what: str) -> None:
        assert self.page.context.request.get(f"{self.url}{what}/").ok

    def open(self, *, is_hidden: bool = False) -> Locator:
        """A hidden one asks for nothing when it is told of a change, as of its own row's that was just added."""
        if is_hidden:
            self.page.add_init_script("Object.defineProperty(document, 'hidden', { value: true })")
        self.change("add")
        open_window(self.page, self.url)
        return self.page.locator("[data-live]")


@pytest.fixture
def row(page: Page, url: str) -> Row:
    return Row(page, url)


def gone(root: Locator) -> None:
    expect(root).to_have_attribute("data-live-gone", "", timeout=PATIENCE_MS)


def test_a_row_that_is_deleted_elsewhere_is_shown_as_gone_until_it_is_back(row: Row) -> None:
    root = row.open()
    row.change("delete")
    gone(root)
    expect(root).to_have_attribute("inert", "")
    row.change("add")
    expect(root).not_to_have_attribute("data-live-gone", "", timeout=PATIENCE_MS)
    expect(root).not_to_have_attribute("inert", "")
    row.page.get_by_role("button", name="Touch").click()
    expect(root.locator("output")).to_contain_text("row")


def test_what_was_typed_into_it_can_still_be_taken(row: Row) -> None:
    root = row.open()
    row.page.get_by_label("Memo").fill("not to be lost")
    row.change("delete")
    gone(root)
    expect(root).not_to_have_attribute("inert", "")
    expect(row.page.get_by_label("Memo")).to_have_value("not to be lost")


def test_a_click_finds_out_as_well(row: Row) -> None:
    root = row.open(is_hidden=True)
    row.page.evaluate(NOTE)
    row.change("delete")
    row.page.get_by_role("button", name="Touch").click()
    gone(root)
    assert row.page.evaluate("heard") == ["live:error", "live:gone"]


def test_a_component_that_misses_something_else_is_not_gone(row: Row) -> None:
    root = row.open(is_hidden=True)
    row.page.evaluate(NOTE)
    row.page.evaluate("() => document.addEventListener('live:update', () => { heard.push('live:update') })")
    row.page.get_by_role("button", name="Fail").click()
    row.page.wait_for_function("heard.includes('live:update')")
    assert row.page.evaluate("heard") == ["live:error", "live:update"]
    expect(root).not_to_have_attribute("data-live-gone", "")
