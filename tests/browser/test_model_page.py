"""The models of the Django example: two who edit one order, a form that a model writes; by keyboard, without script."""

import re
from collections.abc import Iterator

import pytest
from browser.demo_page import Demo
from browser.demo_server import DjangoDemo
from playwright.sync_api import Browser, Locator, Page, expect

pytestmark = pytest.mark.parametrize("demo", [("django", "wheel")], indirect=True, ids="-".join)


@pytest.fixture
def other(chromium: Browser, demo: Demo[DjangoDemo]) -> Iterator[Page]:
    """Somebody else's window."""
    context = chromium.new_context()
    yield context.new_page()
    context.close()


def editor(page: Page) -> Locator:
    return page.get_by_role("region", name=re.compile("^Order"))


def save(page: Page, **texts: str) -> None:
    for label, text in texts.items():
        editor(page).get_by_label(label).fill(text)
    editor(page).get_by_role("button", name="Save").click()


def lose_the_race(demo: Demo[DjangoDemo], other: Page, path: str) -> Page:
    """The page of an order that somebody else has saved, too, and a moment earlier."""
    page = demo.open(path)
    other.goto(page.url)
    save(other, Notes="theirs")
    expect(editor(other).get_by_role("status")).to_have_text("Saved.")
    save(page, Notes="mine")
    return page


def test_two_windows_lose_nothing(demo: Demo[DjangoDemo], other: Page) -> None:
    page = lose_the_race(demo, other, "/model-demo/1/")
    alert = editor(page).get_by_role("alert").filter(has_text="Somebody else was quicker")
    expect(alert.get_by_role("row", name="Notes theirs mine")).to_be_visible()
    expect(editor(page).get_by_label("Notes")).to_have_value("mine")
    alert.get_by_role("button", name="Keep mine").click()
    expect(alert).to_have_count(0)
    save(page)
    expect(editor(page).get_by_role("status")).to_have_text("Saved.")
    other.reload()
    expect(editor(other).get_by_label("Notes")).to_have_value("mine")


def test_who_takes_theirs_sees_them(demo: Demo[DjangoDemo], other: Page) -> None:
    page = lose_the_race(demo, other, "/model-demo/2/")
    editor(page).get_by_role("button", name="Take theirs").click()
    expect(editor(page).get_by_label("Notes")).to_have_value("theirs")


def test_a_keyboard_alone_edits_and_is_corrected(demo: Demo[DjangoDemo]) -> None:
    page = demo.open("/model-demo/3/")
    editor(page).get_by_role("button", name="New").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(editor(page).get_by_role("button", name="Paid")).to_have_attribute("aria-pressed", "true")
    expect(editor(page).get_by_role("button", name="Paid")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type("-5")
    page.keyboard.press("Enter")
    total = editor(page).get_by_label("Total")
    expect(total).to_have_accessible_description("Ensure this value is greater than or equal to 0.")
    expect(total).to_have_value("-5")
    page.keyboard.press("Control+A")
    page.keyboard.type("12.50")
    page.keyboard.press("Enter")
    expect(editor(page).get_by_role("status")).to_have_text("Saved.")
    expect(total).to_have_value("12.50")


def test_without_script_it_is_edited_refused_and_saved(chromium: Browser, demo: Demo[DjangoDemo]) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page, late = context.new_page(), context.new_page()
    for one in (page, late):
        one.goto(f"{demo.server.url}/model-demo/4/")
    save(page, Total="-1", Notes="kept")
    expect(editor(page).get_by_text("Ensure this value is greater")).to_be_visible()
    expect(editor(page).get_by_label("Notes")).to_have_value("kept")
    save(page, Total="1")
    expect(editor(page).get_by_role("status")).to_have_text("Saved.")
    save(late, Notes="too late")
    expect(editor(late).get_by_role("row", name="Notes kept too late")).to_be_visible()
    editor(late).get_by_role("button", name="Take theirs").click()
    expect(editor(late).get_by_label("Notes")).to_have_value("kept")
    context.close()


def test_the_form_that_the_model_writes_adds_a_customer_once(demo: Demo[DjangoDemo]) -> None:
    page = demo.open("/model-demo/")
    form = page.get_by_role("region", name="New customer")
    for name in ("Annie Easley", "Annie again"):
        form.get_by_label("Name").fill(name)
        form.get_by_label("Email").fill("annie@cleveland.example")
        form.get_by_role("button", name="Add the customer").click()
        if name == "Annie Easley":
            expect(form.get_by_role("status")).to_have_text("Annie Easley is a customer now.")
            expect(form.get_by_label("Name")).to_have_value("")
    expect(form.get_by_label("Email")).to_have_accessible_description("Another customer has this address.")
    expect(form.get_by_label("Name")).to_have_value("Annie again")
    expect(page.locator("[aria-busy=true]")).to_have_count(0)
    demo.server.forget_customer("annie@cleveland.example")


def test_an_order_that_is_not_there_is_a_404(demo: Demo[DjangoDemo]) -> None:
    answer = demo.page.goto(f"{demo.server.url}/model-demo/4711/")
    assert answer is not None
    assert answer.status == 404
