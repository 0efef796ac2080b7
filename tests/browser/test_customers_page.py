"""The customers of the Django example: a list over a query, with everything in the address."""

import re

import pytest
from browser.demo_page import Demo, is_marked, mark
from browser.demo_server import DjangoDemo
from playwright.sync_api import Browser, Locator, Page, expect

pytestmark = pytest.mark.parametrize("demo", [("django", "modules")], indirect=True, ids="-".join)


def names(page: Page) -> Locator:
    return page.locator("tbody th")


def go(page: Page, link: str) -> None:
    page.locator("main").get_by_role("link", name=link, exact=True).click()


def test_sorting_and_turning_are_steps_of_the_history(demo: Demo[DjangoDemo]) -> None:
    page = demo.open("/customers/")
    mark(page)
    expect(names(page).first).to_have_text("Ada Lovelace")
    go(page, "City")
    expect(page.get_by_role("columnheader", name="City")).to_have_attribute("aria-sort", "ascending")
    expect(names(page).first).to_have_text("Konrad Zuse")
    go(page, "Next")
    expect(page).to_have_url(re.compile(r"\?sort=city&page=2$"))
    expect(page.get_by_text("Page 2 of 3")).to_be_visible()
    page.go_back()
    expect(page.get_by_text("Page 1 of 3")).to_be_visible()
    page.go_back()
    expect(names(page).first).to_have_text("Ada Lovelace")
    page.go_forward()
    expect(names(page).first).to_have_text("Konrad Zuse")
    assert is_marked(page)


def test_a_search_goes_on_while_it_is_typed_and_is_no_step_of_the_history(demo: Demo[DjangoDemo]) -> None:
    page = demo.open("/customers/?page=3")
    field = page.get_by_role("searchbox")
    field.press_sequentially("boston cl", delay=30)
    expect(names(page)).to_have_text(["Claude Shannon"])
    expect(field).to_be_focused()
    expect(field).to_have_value("boston cl")
    expect(page).to_have_url(re.compile(r"\?search=boston\+cl$"))
    page.reload()
    expect(page.get_by_role("status")).to_have_text("1 customer")


def test_a_keyboard_alone_sorts_and_turns(demo: Demo[DjangoDemo]) -> None:
    page = demo.open("/customers/")
    page.get_by_role("searchbox").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Name")).to_be_focused()
    page.keyboard.press("Enter")
    expect(names(page).first).to_have_text("Tony Hoare")
    expect(page.get_by_role("link", name="Name")).to_be_focused()


def test_without_script_the_form_and_the_links_do_the_same(chromium: Browser, demo: Demo[DjangoDemo]) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{demo.server.url}/customers/")
    go(page, "City")
    go(page, "Next")
    expect(page.get_by_text("Page 2 of 3")).to_be_visible()
    page.get_by_role("searchbox").fill("vienna")
    page.get_by_role("button", name="Search").click()
    expect(names(page)).to_have_text(["Hedy Lamarr", "Kurt Gödel", "Lise Meitner"])
    context.close()
