"""Every page of the example sites, and what a visitor typically does on each."""

from collections.abc import Callable, Sequence

import pytest
from playwright.sync_api import Page, expect

Act = Callable[[Page], None]

SHARED = [
    "/",
    "/counter/",
    "/todos/",
    "/signup/",
    "/form-demo/",
    "/htmx/",
    "/attributes/",
    "/websocket-demo/",
    "/feed/",
    "/dashboard/",
]
PATHS = {"django": [*SHARED, "/tallies/", "/model-demo/", "/customers/", "/cotton/"], "fastapi": SHARED}
PAGES = [
    pytest.param((site, "modules"), path, id=f"{site}-{path.strip('/') or 'home'}")
    for site, paths in PATHS.items()
    for path in paths
]
"""Values for the parameters `demo` (indirect) and `path`."""


def acts_on(path: str) -> Sequence[Act]:
    """What is done on the page, one act after the other."""
    return ACTS.get(path, ())


def answered(page: Page) -> None:
    """What was done has left, and its answer is in the page."""
    page.wait_for_timeout(200)
    expect(page.locator("[aria-busy=true]")).to_have_count(0)


def click(name: str) -> Act:
    def act(page: Page) -> None:
        page.get_by_role("button", name=name, exact=True).first.click()
        answered(page)

    act.__name__ = f"click {name}"
    return act


def follow(name: str) -> Act:
    def act(page: Page) -> None:
        page.locator("main").get_by_role("link", name=name, exact=True).click()
        answered(page)

    act.__name__ = f"follow {name}"
    return act


def fill(label: str, text: str) -> Act:
    def act(page: Page) -> None:
        page.get_by_label(label).first.fill(text)
        answered(page)

    act.__name__ = f"fill {label}"
    return act


def choose(label: str, option: str) -> Act:
    def act(page: Page) -> None:
        page.get_by_label(label).select_option(option)
        answered(page)

    act.__name__ = f"choose {option}"
    return act


def press(key: str) -> Act:
    def act(page: Page) -> None:
        page.keyboard.press(key)
        answered(page)

    act.__name__ = f"press {key}"
    return act


def open_details(page: Page) -> None:
    for summary in page.locator("details:not([open]) > summary").all():
        if summary.is_visible():
            summary.click()


def edit_todo(page: Page) -> None:
    page.locator(".todo-title").first.dblclick()
    answered(page)


def go_deeper(page: Page) -> None:
    page.locator(".sales-places a").first.click()
    answered(page)


def see_orders(page: Page) -> None:
    page.get_by_role("article", name="Latest orders").scroll_into_view_if_needed()
    expect(page.get_by_role("region", name="Latest orders")).to_be_visible()
    answered(page)


def move_order(page: Page) -> None:
    page.locator(".order-board button").first.click()
    answered(page)


def leave_dialog(page: Page) -> None:
    page.keyboard.press("Escape")
    answered(page)


ACTS: dict[str, Sequence[Act]] = {
    "/dashboard/": [
        click("Try again"),
        follow("7 days"),
        see_orders,
        go_deeper,
        go_deeper,
        click("Pin Bergen"),
        open_details,
        fill("New note", "Ask Bergen"),
        click("Add"),
        click("Close: Where"),
        click("Later: Day by day"),
    ],
    "/websocket-demo/": [click("+1"), move_order, open_details],
    "/": [click("Click me")],
    "/counter/": [click("+5"), fill("Step", "7"), fill("Notes", "written meanwhile")],
    "/todos/": [
        fill("New todo", "Read"),
        press("Enter"),
        follow("Completed"),
        follow("All"),
        edit_todo,
    ],
    "/signup/": [
        click("Sign up"),
        choose("Country", "Austria"),
        choose("Nearest city", "Graz"),
        fill("Name on the badge", "Ada Lovelace"),
        click("Another colour"),
        click("Add a talk"),
        click("Close"),
        click("Remove: Queues by hand"),
        leave_dialog,
        click("Reverse"),
        open_details,
        fill("E-mail", "ada@example.org"),
        lambda page: page.get_by_label("Friday").check(),
        lambda page: page.get_by_role("textbox", name="Name", exact=True).fill("Ada"),
        click("Sign up"),
    ],
    "/form-demo/": [click("Send"), fill("Name", "Ada"), fill("E-mail", "ada@example.com"), click("Send")],
    "/tallies/": [fill("New tally", "Tea for axe"), click("Add"), click("One more: Tea for axe")],
    "/model-demo/": [click("Paid"), fill("Notes", "Call first"), click("Save"), click("Add the customer")],
    "/customers/": [fill("Search", "boston"), fill("Search", ""), follow("City"), follow("Next")],
    "/feed/": [fill("New post", "Hello"), click("Post"), click("Hide post 10000"), click("Back to the newest")],
    "/htmx/": [click("+1"), fill("Step", "7"), click("Add it")],
    "/cotton/": [lambda page: page.get_by_role("button", name="Tea").click()],
}
