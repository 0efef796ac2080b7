"""What the tests of the `desk` fixture share: handlers of its component, and what to wait for and to look at."""

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, Route


def ignore(state: dict[str, Any], fields: dict[str, Any]) -> None:
    """A handler that changes nothing."""


def count(state: dict[str, Any], fields: dict[str, Any]) -> None:
    state["count"] = state.get("count", 0) + 1


def refuse(server: Any) -> Callable[..., None]:
    def handler(state: dict[str, Any], fields: dict[str, Any]) -> None:
        raise server.Refusal(403, "forbidden")

    return handler


def loaded(page: Page, part: str) -> None:
    """The late part has come and started."""
    page.wait_for_function(
        "part => performance.getEntriesByType('resource').some(({ name, responseStatus }) =>"
        " responseStatus && name.includes(`late/${part}.js`))",
        arg=part,
    )
    page.evaluate("() => new Promise((done) => setTimeout(done))")


def hold(page: Page, address: re.Pattern[str]) -> list[Route]:
    """The first request from now on for such an address, once it is there; all others go on."""
    held: list[Route] = []
    page.route(address, lambda route: route.continue_() if held else held.append(route))
    return held


def wait_for(page: Page, held: list[Route]) -> None:
    """Something is held."""
    while not held:
        page.wait_for_timeout(10)


def events(server: Any) -> list[str]:
    return [call.get("event", "") for calls in server.calls for call in calls]
