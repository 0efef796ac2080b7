"""Two windows, on one process or two: what is done in one shows in the other, also after what breaks between them."""

import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from faults.conftest import run_farm
from faults.farm import Farm
from faults.kinds import OUTAGE_S
from playwright.sync_api import Browser, Page, expect

PATIENCE_MS = 30_000
FRAMEWORKS = ["django-daphne", "fastapi-uvicorn"]


@pytest.fixture(scope="module", params=FRAMEWORKS)
def farm(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Farm]:
    """Two processes of one framework, joined by Redis."""
    yield from run_farm((request.param, request.param), tmp_path_factory.mktemp("farm"))


@pytest.fixture
def windows(chromium: Browser, farm: Farm) -> Iterator[tuple[Page, Page]]:
    """One on each process."""
    farm.database.run("DELETE FROM post")
    with two_windows(chromium, farm) as pages:
        yield pages


@contextmanager
def two_windows(chromium: Browser, farm: Farm) -> Iterator[tuple[Page, Page]]:
    contexts = chromium.new_context(), chromium.new_context()
    try:
        pages = contexts[0].new_page(), contexts[1].new_page()
        for number, page in enumerate(pages):
            open_window(page, f"http://{farm.host(number)}/show/board/")
        yield pages
    finally:
        for context in contexts:
            context.close()


def open_window(page: Page, url: str) -> None:
    """Returns once its component is subscribed."""
    frames: list[str] = []
    page.on("websocket", lambda opened: opened.on("framereceived", lambda frame: frames.append(str(frame))))
    page.goto(url)
    wait(page, lambda: any('"subscribed"' in frame for frame in frames))


def wait(page: Page, condition: Callable[[], bool], *, patience_ms: float = PATIENCE_MS) -> None:
    deadline = time.monotonic() + patience_ms / 1000
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        page.wait_for_timeout(10)


def post(page: Page, text: str) -> None:
    page.get_by_label("Text").fill(text)
    page.get_by_role("button").click()


def check_they_show(windows: tuple[Page, Page], farm: Farm, texts: list[str]) -> None:
    """Both what the server has."""
    for page in windows:
        expect(page.locator("li")).to_have_text(texts, timeout=PATIENCE_MS)
    assert farm.database.posts() == texts


def check_they_agree(windows: tuple[Page, Page], farm: Farm) -> None:
    """What is posted in either shows in both, in order."""
    texts = farm.database.posts()
    for number, window in enumerate(windows):
        texts.append(f"post {len(texts)} in window {number}")
        post(window, texts[-1])
        check_they_show(windows, farm, texts)


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_a_post_in_one_window_shows_in_the_other(framework: str, tmp_path: Path, chromium: Browser) -> None:
    for farm in run_farm((framework,), tmp_path, COMPONENT_BROKER="memory"):
        with two_windows(chromium, farm) as pages:
            check_they_agree(pages, farm)


def test_two_processes_are_joined_by_redis(windows: tuple[Page, Page], farm: Farm) -> None:
    check_they_agree(windows, farm)


def test_they_agree_again_once_redis_is_back(windows: tuple[Page, Page], farm: Farm) -> None:
    farm.redis.kill()
    post(windows[0], "by the first")
    expect(windows[0].locator("li")).to_have_text(["by the first"])
    post(windows[1], "by the second")
    expect(windows[1].locator("li")).to_have_text(["by the first", "by the second"])
    windows[0].wait_for_timeout(OUTAGE_S * 1000)
    farm.redis.start()
    check_they_show(windows, farm, ["by the first", "by the second"])
    check_they_agree(windows, farm)


def test_they_agree_again_once_a_killed_process_is_back(windows: tuple[Page, Page], farm: Farm) -> None:
    farm.servers[1].kill()
    expect(windows[1].locator("html")).to_have_attribute("data-live-socket", "reconnecting", timeout=PATIENCE_MS)
    post(windows[0], "by the first")
    expect(windows[0].locator("li")).to_have_text(["by the first"])
    post(windows[1], "by the second")  # to nobody: it is sent again
    farm.servers[1].start()
    check_they_show(windows, farm, ["by the first", "by the second"])
    check_they_agree(windows, farm)


def test_they_agree_again_once_a_browser_is_online(windows: tuple[Page, Page], farm: Farm) -> None:
    windows[1].context.set_offline(True)
    post(windows[0], "by the first")
    expect(windows[0].locator("li")).to_have_text(["by the first"])
    windows[1].wait_for_timeout(OUTAGE_S * 1000)
    windows[1].context.set_offline(False)
    check_they_show(windows, farm, ["by the first"])
    check_they_agree(windows, farm)


def test_they_agree_again_once_a_stalled_process_goes_on(windows: tuple[Page, Page], farm: Farm) -> None:
    farm.servers[1].signal(signal.SIGSTOP)
    post(windows[1], "by the second")
    post(windows[0], "by the first")
    expect(windows[0].locator("li")).to_have_text(["by the first"])
    windows[0].wait_for_timeout(OUTAGE_S * 1000)
    farm.servers[1].signal(signal.SIGCONT)
    check_they_show(windows, farm, ["by the first", "by the second"])
    check_they_agree(windows, farm)
