"""What the user did last reaches the server although the page is left.

Playwright does not see such requests pass by, so a real server has to take them.
"""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib import resources
from typing import Any

import pytest
from playwright.sync_api import Page

CLIENT = resources.files("component_framework.core") / "client"
PAGE = """<!doctype html><title>Left</title><link rel="icon" href="data:,">
<script type="module" src="/live.js" data-live-client></script>
<section id="c-a" data-live="a" data-live-url="/post" data-live-state="s">
  <input data-live-model="a" data-live-debounce="60000">
</section>"""


class Server(ThreadingHTTPServer):
    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.messages: list[dict[str, Any]] = []
        self.has_message = threading.Event()


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        is_script = self.path.endswith(".js")
        body = (CLIENT / self.path.removeprefix("/")).read_bytes() if is_script else PAGE.encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/javascript" if is_script else "text/html")
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self) -> None:
        self.server.messages.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.server.has_message.set()
        self.send_response(500)
        self.end_headers()

    def log_message(self, *args: Any) -> None:
        """Quiet."""


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def test_what_was_typed_last_is_sent_when_the_page_is_left(server: Server, page: Page) -> None:
    page.goto(f"http://127.0.0.1:{server.server_port}/")
    page.locator("input").press_sequentially("xyz")
    assert server.messages == []
    page.goto("about:blank")
    assert server.has_message.wait(5)
    assert [message["fields"] for message in server.messages] == [{"a": "xyz"}]
