"""Two windows on one app: what is done in one shows in the other, over the FastAPI socket."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from browser.demo_server import SECRET_KEY
from playwright.sync_api import Browser, Page, expect

APP = Path(__file__).with_name("board_app.py")


@pytest.fixture
def board_url(tmp_path: Path) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = tmp_path / "log"
    environment = {**os.environ, "COMPONENT_SECRET_KEYS": SECRET_KEY}
    with log.open("w") as out:
        process = subprocess.Popen([sys.executable, str(APP), str(port)], env=environment, stdout=out, stderr=out)
    try:
        wait_for(f"http://127.0.0.1:{port}/", process, log)
        yield f"http://127.0.0.1:{port}/"
    finally:
        process.terminate()
        process.wait(10)


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


def test_a_post_in_one_window_shows_in_the_other(board_url: str, chromium: Browser) -> None:
    first, second = chromium.new_context().new_page(), chromium.new_context().new_page()
    try:
        for window in (first, second):
            open_window(window, board_url)
        first.locator("input").fill("hello")
        first.get_by_text("Post").click()
        for window in (first, second):
            expect(window.locator("li")).to_have_text(["hello"])
        assert first.locator("ul").inner_html() == second.locator("ul").inner_html()
    finally:
        first.context.close()
        second.context.close()
