"""A network between a page and its server that loses, doubles and reorders messages, by a fixed seed."""

import contextlib
import random

from browser.demo_page import POSTS
from playwright.sync_api import Error, Page, Route

NO_PAUSES = """document.addEventListener("live:retry", () => {
    setTimeout(() => dispatchEvent(new Event("online")));
});"""
"""Has the client send again at once: its pauses grow, and end when the browser comes online."""


class BadNetwork:
    """Of each kind of fault it has the same `share`, drawn for itself: the request is lost, its answer is lost, it
    comes twice, a copy of it comes again after later ones. `faults` counts them."""

    def __init__(self, page: Page, *, share: float, seed: int = 7) -> None:
        self._random = random.Random(seed)
        self._share = share
        self._late: list[Route] = []
        self.faults = 0
        page.add_init_script(NO_PAUSES)
        page.route(POSTS, self._carry)

    def _carry(self, route: Route) -> None:
        with contextlib.suppress(Error):  # a page that has been left waits for nothing
            if self._strikes():
                route.abort()
                return
            for _ in range(1 + self._strikes()):
                answer = route.fetch()
            if self._late and self._strikes():
                self._late.pop(0).fetch()
            self._late.append(route)
            if self._strikes():
                route.abort()
            else:
                route.fulfill(response=answer)

    def _strikes(self) -> bool:
        strikes = self._random.random() < self._share
        self.faults += strikes
        return strikes
