"""What the tests of the `desk` fixture share: handlers of its component, and what to wait for and to look at."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page


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


def events(server: Any) -> list[str]:
    return [call.get("event", "") for calls in server.calls for call in calls]
