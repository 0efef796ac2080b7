"""The forms of the example sites: by keyboard alone, refused and accepted, and with script off."""

import pytest
from browser.demo_page import Demo, is_marked, mark
from browser.demo_server import SLOWLY, DemoServer
from playwright.sync_api import Browser, Locator, Page, expect

pytestmark = pytest.mark.parametrize("demo", [("django", "wheel"), ("fastapi", "modules")], indirect=True, ids="-".join)

THANKS = "Thank you, Ada. We write to ada@example.com."


def contact(page: Page) -> Locator:
    return page.get_by_role("region", name="Contact")


def fill_in(page: Page) -> None:
    contact(page).get_by_label("Name").fill("Ada")
    contact(page).get_by_label("E-mail").fill("ada@example.com")
    contact(page).get_by_label("Message").fill("Where do the errors go?")


def test_a_keyboard_alone_fills_it_in_is_corrected_and_sends_it(demo: Demo[DemoServer]) -> None:
    page = demo.open("/form-demo/")
    contact(page).get_by_label("Name").focus()
    page.keyboard.type("Ada")
    page.keyboard.press("Tab")
    page.keyboard.type("ada")
    page.keyboard.press("Tab")
    expect(contact(page).get_by_label("E-mail")).to_have_accessible_description(
        "value is not a valid email address: An email address must have an @-sign."
    )
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.type("Where do the errors go?")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("End")
    page.keyboard.type("@example.com")
    page.keyboard.press("Enter")
    expect(contact(page).get_by_label("Name")).to_have_value("")
    expect(contact(page).get_by_role("status")).to_have_text(THANKS)


def test_errors_show_for_fields_that_were_left_and_for_all_once_it_is_sent(demo: Demo[DemoServer]) -> None:
    page = demo.open("/form-demo/")
    name, email, message = (contact(page).get_by_label(label) for label in ("Name", "E-mail", "Message"))
    name.fill("A")
    email.focus()
    expect(name).to_have_attribute("aria-invalid", "true")
    expect(email).not_to_have_attribute("aria-invalid", "true")
    contact(page).get_by_role("button", name="Send").click()
    expect(message).to_have_attribute("aria-invalid", "true")
    expect(email).to_have_attribute("aria-invalid", "true")
    expect(name).to_have_value("A")


def test_what_is_typed_while_it_is_refused_stays(demo: Demo[DemoServer]) -> None:
    demo.page.set_extra_http_headers(SLOWLY)
    page = demo.open("/form-demo/")
    mark(page)
    contact(page).get_by_role("button", name="Send").click()
    contact(page).get_by_label("Message").press_sequentially("Typed meanwhile, all of it", delay=20)
    expect(contact(page).get_by_label("Name")).to_have_attribute("aria-invalid", "true")
    expect(contact(page).get_by_label("Message")).to_have_value("Typed meanwhile, all of it")
    assert is_marked(page)


def test_what_was_sent_is_gone_from_the_fields_and_the_box(demo: Demo[DemoServer]) -> None:
    page = demo.open("/form-demo/")
    fill_in(page)
    contact(page).get_by_label("Send me a copy").check()
    contact(page).get_by_label("Topic").select_option("Praise")
    contact(page).get_by_role("button", name="Send").click()
    expect(contact(page).get_by_role("status")).to_have_text(THANKS)
    for label in ("Name", "E-mail", "Message"):
        expect(contact(page).get_by_label(label)).to_have_value("")
    expect(contact(page).get_by_label("Send me a copy")).not_to_be_checked()
    expect(contact(page).get_by_label("Topic")).to_have_value("A question")


def test_without_script_it_is_refused_kept_and_sent(chromium: Browser, demo: Demo[DemoServer]) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{demo.server.url}/form-demo/")
    fill_in(page)
    contact(page).get_by_label("E-mail").fill("ada")
    contact(page).get_by_role("button", name="Send").click()
    expect(contact(page).get_by_label("E-mail")).to_have_value("ada")
    expect(contact(page).get_by_label("E-mail")).to_have_attribute("aria-invalid", "true")
    expect(contact(page).get_by_label("Message")).to_have_value("Where do the errors go?")
    contact(page).get_by_label("E-mail").fill("ada@example.com")
    contact(page).get_by_role("button", name="Send").click()
    expect(contact(page).get_by_role("status")).to_have_text(THANKS)
    expect(contact(page).get_by_label("Message")).to_have_value("")
    context.close()
