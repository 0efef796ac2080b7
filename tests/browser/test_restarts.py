"""What a page keeps while its server is killed, and comes back: scenarios 5, 27 and 28, over real sockets."""

import contextlib
from collections.abc import Iterator
from typing import Any

import pytest
from browser.test_two_windows import PATIENCE_MS, open_window, wait
from faults.conftest import run_farm
from faults.farm import Farm
from faults.kinds import OUTAGE_S
from playwright.sync_api import Page, expect

OTHER_KEY = "the key that the site under test has after its next deployment"
HIDE = """() => {
    Object.defineProperty(document, "visibilityState", { value: "hidden", configurable: true });
    Object.defineProperty(document, "hidden", { value: true, configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
}"""
SHOW = """() => {
    delete document.visibilityState;
    delete document.hidden;
    document.dispatchEvent(new Event("visibilitychange"));
}"""
VALUES = """() => [...document.querySelectorAll("[data-live=paper] [name], [data-live=sheet] [name]")]
    .map((one) => [one.name, one.type === "checkbox" ? one.checked : one.value])"""
FOCUS = "() => [document.activeElement.name, document.activeElement.selectionStart]"


@pytest.fixture(scope="module", params=["django-daphne", "fastapi-uvicorn"])
def farm(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Farm]:
    """One process, which starts with the same keys and no posts for each test."""
    yield from run_farm((request.param,), tmp_path_factory.mktemp("farm"), COMPONENT_BROKER="memory")


@pytest.fixture
def paper(page: Page, farm: Farm) -> Page:
    farm.database.run("DELETE FROM post")
    open_window(page, f"{farm.servers[0].url}/show/paper+board/")
    return page


def kill(page: Page, farm: Farm) -> None:
    farm.servers[0].kill()
    expect(page.locator("html")).to_have_attribute("data-live-socket", "reconnecting", timeout=PATIENCE_MS)


def fill(page: Page) -> list[Any]:
    """Every field has another value than the server gave it, and the caret is within a text. Gives the values."""
    page.get_by_label("Title").fill("a title")
    page.get_by_label("Color").select_option("blue")
    page.get_by_label("Urgent").check()
    page.get_by_label("Outside").fill("outside of the form")
    page.evaluate("() => { document.querySelector('[name=frozen]').value = 'by a script' }")
    page.locator("textarea").fill("half a sent")
    page.keyboard.press("ArrowLeft")
    values: list[Any] = page.evaluate(VALUES)
    assert values == [
        ["title", "a title"],
        ["text", "half a sent"],
        ["color", "blue"],
        ["urgent", True],
        ["frozen", "by a script"],
        ["outside", "outside of the form"],
    ]
    return values


def test_5_a_page_that_reconnects_keeps_all_that_was_typed_and_the_focus(paper: Page, farm: Farm) -> None:
    values = fill(paper)
    focus = paper.evaluate(FOCUS)
    kill(paper, farm)
    farm.database.run("INSERT INTO post (text) VALUES ('meanwhile')")
    farm.servers[0].start()
    expect(paper.locator("output")).to_have_text("1", timeout=PATIENCE_MS)
    assert paper.evaluate(VALUES) == values
    assert paper.evaluate(FOCUS) == focus == ["text", 10]


@pytest.mark.parametrize("keys", [{}, {"COMPONENT_SECRET_KEYS": OTHER_KEY}])
def test_6_a_form_without_an_id_keeps_all_that_was_typed_too(page: Page, farm: Farm, keys: dict[str, str]) -> None:
    farm.database.run("DELETE FROM post")
    open_window(page, f"{farm.servers[0].url}/show/sheet/")
    values = fill(page)
    focus = page.evaluate(FOCUS)
    kill(page, farm)
    farm.database.run("INSERT INTO post (text) VALUES ('meanwhile')")
    farm.servers[0].start(**keys)
    expect(page.locator("output")).to_have_text("1", timeout=PATIENCE_MS)
    assert page.evaluate(VALUES) == values
    assert page.evaluate(FOCUS) == focus == ["text", 10]
    if keys:
        kill(page, farm)
        farm.servers[0].start()


def test_27_a_deployment_with_other_keys_is_one_calm_refresh(paper: Page, farm: Farm) -> None:
    paper.get_by_label("Title").fill("not to be lost")
    paper.evaluate("window.marked = true")
    fetches: list[str] = []
    paper.on("request", lambda request: fetches.append(request.method) if "/show/" in request.url else None)
    paper.evaluate("Math.random = () => 0.5")  # else its components may ask a second apart, and share no page
    kill(paper, farm)
    farm.database.run("INSERT INTO post (text) VALUES ('meanwhile')")
    farm.servers[0].start(COMPONENT_SECRET_KEYS=OTHER_KEY)
    expect(paper.locator("output")).to_have_text("1", timeout=PATIENCE_MS)
    expect(paper.locator("li")).to_have_text(["meanwhile"], timeout=PATIENCE_MS)
    assert fetches == ["GET"]
    assert paper.evaluate("window.marked") is True
    expect(paper.get_by_label("Title")).to_have_value("not to be lost")
    paper.get_by_label("Text").last.fill("it goes on")
    paper.get_by_role("button").click()
    expect(paper.locator("li")).to_have_text(["meanwhile", "it goes on"])
    kill(paper, farm)
    farm.servers[0].start()


def test_28_what_scripts_did_survives_a_restart(paper: Page, farm: Farm) -> None:
    paper.evaluate("() => document.querySelector('.plain').classList.add('flash')")
    kill(paper, farm)
    farm.database.run("INSERT INTO post (text) VALUES ('meanwhile')")
    farm.servers[0].start()
    expect(paper.locator("output")).to_have_text("1", timeout=PATIENCE_MS)
    expect(paper.locator(".plain")).to_have_class("plain flash")


def test_28_a_hidden_page_does_not_hammer_and_looks_when_it_is_looked_at(page: Page, farm: Farm) -> None:
    page.add_init_script("Math.random = () => 0.999")  # each pause is as long as it may be
    farm.database.run("DELETE FROM post")
    open_window(page, f"{farm.servers[0].url}/show/paper/")
    page.evaluate(HIDE)
    tries: list[str] = []
    page.on("websocket", lambda opened: tries.append(opened.url))
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    kill(page, farm)
    page.wait_for_timeout(OUTAGE_S * 1000)
    assert 1 <= len(tries) <= 5 + OUTAGE_S // 4  # after 50, 250, 500, 1000 ms, …
    farm.database.run("INSERT INTO post (text) VALUES ('meanwhile')")
    farm.servers[0].start()
    expect(page.locator("html")).to_have_attribute("data-live-socket", "connected", timeout=PATIENCE_MS)
    with contextlib.suppress(AssertionError):
        expect(page.locator("output")).to_have_text("1", timeout=500)
    assert requests == []
    page.evaluate(SHOW)
    expect(page.locator("output")).to_have_text("1", timeout=PATIENCE_MS)
    wait(page, lambda: page.locator("[aria-busy=true]").count() == 0)
