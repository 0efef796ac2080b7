"""One browser on an example site, and what the tests of its pages do with it."""

import json
import re
import time
from collections.abc import Callable
from typing import Any, Generic, TypeVar

from browser.demo_server import SECRET_KEY, DemoServer
from playwright.sync_api import Page, Request, Route

from component_framework.core import ComponentSettings
from component_framework.core.signing import sealer
from component_framework.core.snapshot import Snapshot

POSTS = re.compile(r"/components/\w+/?$")
CLIENT = re.compile(r"/(?:component_framework|components/client)/")
AnyServer = TypeVar("AnyServer", bound=DemoServer)


class Demo(Generic[AnyServer]):
    """A page of `server`: the messages that it sent, and the answers' statuses."""

    def __init__(self, page: Page, server: AnyServer) -> None:
        self.page, self.server = page, server
        self.messages: list[dict[str, Any]] = []
        self.statuses: list[int] = []
        page.on("request", self._note)
        page.on("response", lambda answer: self.statuses.append(answer.status) if is_post(answer.request) else None)

    @property
    def calls(self) -> list[dict[str, Any]]:
        return [call for message in self.messages for call in message.get("calls", [message])]

    def open(self, path: str) -> Page:
        answer = self.page.goto(self.server.url + path)
        assert answer is not None
        policy = answer.headers["content-security-policy"].split("; ")
        assert {"default-src 'self'", "require-trusted-types-for 'script'"} <= set(policy), policy
        return self.page

    def wait_for_statuses(self, *expected: int) -> None:
        """The page may show an answer before playwright tells of it."""
        self.wait_until(lambda: len(self.statuses) >= len(expected))
        assert self.statuses == [*expected], f"the page's messages were answered {self.statuses}, not {[*expected]}"

    def wait_until(self, is_so: Callable[[], bool]) -> None:
        """For what playwright tells of, which may be a moment after the page has shown it."""
        deadline = time.monotonic() + 5
        while not is_so():
            assert time.monotonic() < deadline, f"answered {self.statuses}, sent {len(self.messages)} messages"
            self.page.wait_for_timeout(5)

    def _note(self, request: Request) -> None:
        if is_post(request) and request.headers["content-type"] == "application/json":
            self.messages.append(json.loads(request.post_data or ""))


def is_post(request: Request) -> bool:
    return request.method == "POST" and POSTS.search(request.url) is not None


def serve_built(page: Page, scripts: dict[str, str]) -> None:
    """The wheel's files in place of the modules, by their names; another module would be missing."""

    def serve(route: Route) -> None:
        name = CLIENT.split(route.request.url.split("?")[0])[-1].replace("live.js", "live.min.js")
        if name in scripts:
            route.fulfill(body=scripts[name], content_type="text/javascript")
        else:
            route.fulfill(status=404)

    page.route(CLIENT, serve)


def hold(page: Page) -> Callable[[], None]:
    """From now on messages wait on their way; the function that is given lets all go on."""
    held: list[Route] = []
    page.route(POSTS, lambda route: held.append(route))  # noqa: PLW0108  # playwright refuses a builtin

    def release() -> None:
        page.wait_for_timeout(1)  # lets playwright hand over what has come
        page.route(POSTS, lambda route: route.continue_())
        for route in held:
            route.continue_()

    return release


def with_state(change: Callable[[str], str]) -> Callable[[Route], None]:
    def send(route: Route) -> None:
        message = json.loads(route.request.post_data or "")
        route.continue_(post_data=json.dumps({**message, "state": change(message["state"])}))

    return send


def aged(state: str) -> str:
    """The same snapshot, issued 25 hours ago."""
    seal = sealer(ComponentSettings(keys=(SECRET_KEY,)), "state")
    content = json.loads(seal.open(state))
    content[Snapshot._fields.index("issued_at")] -= 25 * 3600
    return seal.seal(json.dumps(content).encode())


def mark(page: Page) -> None:
    """A page that was loaded again has lost it."""
    page.evaluate("window.marked = true")


def is_marked(page: Page) -> bool:
    return bool(page.evaluate("window.marked === true"))
