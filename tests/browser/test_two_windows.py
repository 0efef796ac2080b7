"""Two windows, on one process or two: what is done in one shows in the other, over the FastAPI socket."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from browser.demo_server import SECRET_KEY
from playwright.sync_api import Browser, Page, expect

from component_framework.testing.redis_process import redis_process

APP = Path(__file__).with_name("board_app.py")


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[[str], str]]:
    """`serve(broker)`: the address of one more process of the app; all have the same notes."""
    processes: list[subprocess.Popen[bytes]] = []
    notes = tmp_path / "notes"
    notes.touch()

    def start(broker: str) -> str:
        port, log = free_port(), tmp_path / f"log{len(processes)}"
        environment = {**os.environ, "COMPONENT_SECRET_KEYS": SECRET_KEY, "COMPONENT_BROKER": broker}
        with log.open("w") as out:
            command = [sys.executable, str(APP), str(port), str(notes)]
            processes.append(subprocess.Popen(command, env=environment, stdout=out, stderr=out))
        wait_for(f"http://127.0.0.1:{port}/", processes[-1], log)
        return f"http://127.0.0.1:{port}/"

    yield start
    for process in processes:
        process.terminate()
        process.wait(10)


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def wait_for(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 30
    while True:
        try:
            return urllib.request.urlopen(url, timeout=10).close()
        except OSError:
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < deadline, f"nothing at {url}"
            time.sleep(0.05)


def open_window(page: Page, url: str) -> None:
    """Returns once its component is subscribed."""
    frames: list[str] = []
    page.on("websocket", lambda opened: opened.on("framereceived", lambda frame: frames.append(str(frame))))
    page.goto(url)
    deadline = time.monotonic() + 10
    while not any('"subscribed"' in frame for frame in frames):
        assert time.monotonic() < deadline, f"never subscribed: {frames}"
        page.wait_for_timeout(5)


@pytest.fixture
def windows(chromium: Browser) -> Iterator[tuple[Page, Page]]:
    contexts = chromium.new_context(), chromium.new_context()
    yield contexts[0].new_page(), contexts[1].new_page()
    for context in contexts:
        context.close()


def check_they_agree(windows: tuple[Page, Page]) -> None:
    """What is posted in either shows in both, in order."""
    shown: list[str] = []
    for number, window in enumerate(windows):
        shown.append(f"note {number}")
        window.locator("input").fill(shown[-1])
        window.get_by_text("Post").click()
        for each in windows:
            expect(each.locator("li")).to_have_text(shown)


def test_a_post_in_one_window_shows_in_the_other(serve: Callable[[str], str], windows: tuple[Page, Page]) -> None:
    url = serve("memory")
    for window in windows:
        open_window(window, url)
    check_they_agree(windows)


def test_two_processes_are_joined_by_redis(
    serve: Callable[[str], str], windows: tuple[Page, Page], tmp_path: Path
) -> None:
    with redis_process(tmp_path) as address:
        if address is None:
            pytest.skip("redis-server is not installed (Debian: apt-get install redis-server)")
        for window in windows:
            open_window(window, serve(address))
        check_they_agree(windows)
