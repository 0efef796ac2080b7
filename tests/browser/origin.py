"""The server behind `http://app.test`: it answers from this process, and Chromium may keep what does not change.

A file that passes through `page.route` costs Playwright and Chromium many times that, and switches the cache off.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

ORIGIN = "http://app.test"


@dataclass(frozen=True)
class Answer:
    body: str = ""
    kind: str = "text/plain"
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


Serve = Callable[[str, bool], Answer]
"""The answer to a path, given whether the browser asks for a page to show."""
Take = Callable[[str, str], Answer]
"""The answer to what is posted: a path and the body."""


class Origin(ThreadingHTTPServer):
    """`serve` and `take` are of the test that runs, or None between tests."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.serve: Serve | None = None
        self.take: Take | None = None

    @property
    def flag(self) -> str:
        """Chromium's argument: the origin is here, and no other name is anywhere."""
        app = ORIGIN.removeprefix("http://")
        known = f"MAP {app}:80 127.0.0.1:{self.server_port}"
        return f"--host-resolver-rules={known}, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost"


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Origin

    def do_GET(self) -> None:
        serve = self.server.serve
        is_page = "Upgrade-Insecure-Requests" in self.headers
        self._send(serve(self.path.partition("?")[0], is_page) if serve else Answer(status=503))

    def do_POST(self) -> None:
        """Forms, and what a page sends as it is left; other messages the test's own server answers, on their way."""
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        take = self.server.take
        self._send(take(self.path, body) if take else Answer(status=503))

    def log_message(self, *args: Any) -> None:
        """Quiet."""

    def _send(self, answer: Answer) -> None:
        body = answer.body.encode()
        with suppress(ConnectionError):  # the page was left meanwhile
            self.send_response(answer.status)
            headers = {"Content-Type": f"{answer.kind}; charset=utf-8", "Content-Length": str(len(body))}
            for name, value in {**headers, "Cache-Control": "no-store", **answer.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)


@contextmanager
def serving() -> Iterator[Origin]:
    with Origin() as origin:
        thread = threading.Thread(target=origin.serve_forever, daemon=True)
        thread.start()
        yield origin
        origin.shutdown()
        thread.join()
