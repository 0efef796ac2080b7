"""Pages that lead to each other, for the tests of navigation: served under the tests' policy, and counted."""

import threading
from dataclasses import dataclass, field
from typing import Any

from browser.origin import ORIGIN, Answer, Origin
from playwright.sync_api import Page, Request


@dataclass
class Pages:
    """`add` makes a page at a path. `gets` are the paths that were asked for, `loads` those for a full page."""

    site: Any
    origin: Origin
    page: Page
    answers: dict[str, Answer] = field(default_factory=dict)
    gets: list[str] = field(default_factory=list)
    loads: list[str] = field(default_factory=list)
    posts: list[tuple[str, str]] = field(default_factory=list)
    replies: dict[str, Answer] = field(default_factory=dict)
    held: dict[str, threading.Event] = field(default_factory=dict)
    policy: str | None = None

    def __post_init__(self) -> None:
        self.origin.serve, self.origin.take = self.serve, self.take

    def add(
        self, path: str, body: str, *, head: str = "", html: str = ' lang="en"', scope: str = "body", **more: Any
    ) -> None:
        """`scope`: "body" has `data-live-navigate`; `more` goes to the answer."""
        navigate = " data-live-navigate" if scope == "body" else ""
        client = self.site.html().partition("<title>Test</title>")[2].partition("</script>")[0]
        title = f"<title>Page {path}</title>"
        text = (
            f"<!doctype html><html{html}><head><meta charset=utf-8>{title}{client}</script>{head}<body{navigate}>{body}"
        )
        self.answers[path] = Answer(text, "text/html", **{"headers": self._headers(), **more})

    def _headers(self) -> dict[str, str]:
        return {"Content-Security-Policy": self.policy or self.site.policy}

    def open(self, path: str) -> Page:
        """Shows the page, as soon as it can navigate."""
        self.page.goto(ORIGIN + path)
        self.ready()
        return self.page

    def ready(self) -> None:
        self.page.wait_for_function("() => history.state?.liveIndex !== undefined")

    def hold(self, path: str) -> threading.Event:
        """Its answers wait until the event is set."""
        self.held[path] = threading.Event()
        return self.held[path]

    def shows(self, path: str) -> None:
        """The page is there, whichever way it came."""
        self.page.wait_for_function("title => document.title === title", arg=f"Page {path}")

    def serve(self, path: str, is_page: bool) -> Answer:
        if path not in self.answers:
            return self.site.serve(path, is_page)  # type: ignore[no-any-return]
        self.gets.append(path)
        if is_page:
            self.loads.append(path)
        self._wait(path)
        return self.answers[path]

    def take(self, path: str, body: str) -> Answer:
        self.posts.append((path, body))
        self._wait(path)
        return self.replies[path]

    def _wait(self, path: str) -> None:
        if path in self.held:
            assert self.held[path].wait(10)

    def requests(self, path: str) -> list[Request]:
        """Notes from now on what the browser asks for there."""
        noted: list[Request] = []
        self.page.on(
            "request", lambda request: noted.append(request) if request.url.startswith(ORIGIN + path) else None
        )
        return noted
