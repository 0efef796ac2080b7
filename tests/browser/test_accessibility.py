"""Every page of both example sites under axe-core's rules for WCAG A and AA, in light and dark, at first and in use."""

from collections.abc import Iterator

import pytest
from browser.axe import violations
from browser.demo_page import Demo
from browser.demo_server import DemoServer
from browser.example_pages import PATHS, SHARED, acts_on, answered
from playwright.sync_api import Page, expect

IN_LIGHT = [("django", path) for path in PATHS["django"]]
IN_DARK = [
    *(("fastapi", path) for path in SHARED),
    *(("django", path) for path in PATHS["django"] if path not in SHARED),
]
"""What both sites show has one style sheet, and is looked at in the dark on the one, in the light on the other."""
CASES = [
    pytest.param((site, "modules"), path, scheme, id=f"{scheme}-{site}-{path.strip('/') or 'home'}")
    for scheme, pages in (("light", IN_LIGHT), ("dark", IN_DARK))
    for site, path in pages
]


@pytest.fixture
def scheme(request: pytest.FixtureRequest, page: Page) -> Iterator[str]:
    page.emulate_media(color_scheme=request.param, reduced_motion="reduce")
    yield request.param
    page.emulate_media(color_scheme="null", reduced_motion="null")


@pytest.mark.parametrize(("demo", "path", "scheme"), CASES, indirect=["demo", "scheme"])
def test_a_page_breaks_no_rule_at_first_and_in_use(demo: Demo[DemoServer], path: str, scheme: str) -> None:
    page = demo.page
    page.goto(demo.server.url + path)
    answered(page)
    assert violations(page) == []
    for act in acts_on(path):
        act(page)
        assert violations(page) == [], act.__name__


@pytest.mark.parametrize("demo", [("fastapi", "modules")], indirect=True, ids="-".join)
def test_what_breaks_a_rule_is_found_in_the_page_and_in_its_frames(demo: Demo[DemoServer]) -> None:
    page = demo.open("/signup/")
    page.get_by_text("About this talk").first.click()
    page.evaluate(
        """() => {
            document.querySelector("label[for=signup-email]").remove();
            const label = document.querySelector("iframe").contentDocument.querySelector("label");
            label.replaceWith(document.createElement("input"));
        }"""
    )
    found = violations(page)
    assert len(found) == 2
    assert all("label" in line for line in found)


@pytest.mark.parametrize("demo", [("django", "modules"), ("fastapi", "modules")], indirect=True, ids="-".join)
def test_what_changes_is_told_by_role_and_name(demo: Demo[DemoServer]) -> None:
    page = demo.open("/signup/")
    form = page.get_by_role("form", name="Sign-up")
    form.get_by_role("button", name="Sign up", exact=True).click()
    name = form.get_by_role("textbox", name="Name")
    expect(name).to_have_accessible_description("Please tell us your name.")
    expect(form.get_by_role("group", name="Days")).to_have_accessible_description("Choose one day at least.")
    expect(form.get_by_role("listbox", name="Workshops")).to_be_disabled()
    programme = page.get_by_role("region", name="Programme")
    opener = programme.get_by_role("button", name="Add a talk")
    expect(opener).to_have_attribute("aria-expanded", "false")
    opener.click()
    expect(opener).to_have_attribute("aria-expanded", "true")
    expect(programme.get_by_role("dialog", name="Add a talk")).to_be_visible()
    expect(programme.get_by_role("status")).to_have_text("3 talks, 135 minutes")
    expect(programme.get_by_role("img", name="Minutes: 45, 30, 60")).to_be_visible()
    page.get_by_role("button", name="Close").click()
    expect(programme.get_by_role("dialog")).to_have_count(0)  # the rows are where they stay
    programme.get_by_role("button", name="Remove: Queues by hand").click()
    expect(page.get_by_role("dialog", name="Leave out “Queues by hand”?")).to_be_visible()
