"""A form with a file: by our client, refused, repeated and accepted, and with script off."""

from typing import Any

import pytest
from browser.demo_page import POSTS, Demo
from browser.demo_server import DemoServer
from playwright.sync_api import Browser, Locator, Page, Route, expect

pytestmark = pytest.mark.parametrize("demo", [("django", "wheel"), ("fastapi", "modules")], indirect=True, ids="-".join)

CAT: Any = {"name": "cat.png", "mimeType": "image/png", "buffer": b"\x89PNG\0\xff" * 1000}
SCRIPT: Any = {"name": "evil.exe", "mimeType": "application/x-msdownload", "buffer": b"MZ"}
LARGE: Any = {"name": "large.png", "mimeType": "image/png", "buffer": b"x" * 2_000_001}
THANKS = "Thank you, Ada. We write to ada@example.com."
REFUSED = "The file is none of image/*, .pdf, .txt"
CHOSEN = "(control) => [...control.files].map((file) => file.name).join()"


def contact(page: Page) -> Locator:
    return page.get_by_role("region", name="Contact")


def attachment(page: Page) -> Locator:
    return contact(page).get_by_label("Attachment")


def fill_in(page: Page, file: Any) -> None:
    contact(page).get_by_label("Name").fill("Ada")
    contact(page).get_by_label("E-mail").fill("ada@example.com")
    contact(page).get_by_label("Message").fill("Where do the files go?")
    attachment(page).set_input_files(file, timeout=30_000)  # 11 MB go through a pipe


def send(page: Page) -> None:
    contact(page).get_by_role("button", name="Send").click()


def test_a_file_is_sent_and_its_control_is_empty_again(demo: Demo[DemoServer]) -> None:
    page = demo.open("/form-demo/")
    fill_in(page, CAT)
    send(page)
    expect(contact(page).get_by_role("status")).to_have_text(f"{THANKS} cat.png came with 6000 bytes.")
    assert attachment(page).evaluate(CHOSEN) == ""
    fill_in(page, [])
    send(page)
    expect(contact(page).get_by_role("status")).to_have_text(THANKS)


@pytest.mark.parametrize(("file", "reason"), [(SCRIPT, REFUSED), (LARGE, "The file is larger than 2 MB")])
def test_a_refused_file_stays_chosen_beside_the_reason(demo: Demo[DemoServer], file: Any, reason: str) -> None:
    page = demo.open("/form-demo/")
    fill_in(page, file)
    send(page)
    expect(attachment(page)).to_have_accessible_description(reason)
    assert attachment(page).evaluate(CHOSEN) == file["name"]
    expect(contact(page).get_by_label("Message")).to_have_value("Where do the files go?")


def test_a_file_stays_chosen_while_another_field_is_corrected(demo: Demo[DemoServer]) -> None:
    page = demo.open("/form-demo/")
    fill_in(page, CAT)
    contact(page).get_by_label("E-mail").fill("ada")
    send(page)
    expect(contact(page).get_by_label("E-mail")).to_have_attribute("aria-invalid", "true")
    contact(page).get_by_label("E-mail").fill("ada@example.com")
    send(page)
    expect(contact(page).get_by_role("status")).to_have_text(f"{THANKS} cat.png came with 6000 bytes.")


def test_a_message_whose_answer_is_lost_comes_again_with_its_file(demo: Demo[DemoServer]) -> None:
    page = demo.open("/form-demo/")
    fill_in(page, CAT)
    contact(page).get_by_label("Message").blur()
    page.wait_for_selector("[aria-busy]", state="detached")
    lost: list[str] = []

    def lose(route: Route) -> None:
        if lost:
            route.continue_()
        else:
            lost.append(route.fetch().text())
            route.abort()

    page.route(POSTS, lose)
    send(page)
    expect(contact(page).get_by_role("status")).to_have_text(f"{THANKS} cat.png came with 6000 bytes.")
    assert "cat.png came" in lost[0]


def test_without_script_a_file_is_refused_and_chosen_again(chromium: Browser, demo: Demo[DemoServer]) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{demo.server.url}/form-demo/")
    fill_in(page, SCRIPT)
    send(page)
    expect(attachment(page)).to_have_accessible_description(REFUSED)
    expect(contact(page).get_by_label("Message")).to_have_value("Where do the files go?")
    attachment(page).set_input_files(CAT)
    send(page)
    expect(contact(page).get_by_role("status")).to_have_text(f"{THANKS} cat.png came with 6000 bytes.")
    context.close()


def test_a_post_over_the_limit_is_refused_once(demo: Demo[DemoServer]) -> None:
    page = demo.open("/form-demo/")
    page.evaluate("document.addEventListener('live:error', (event) => event.preventDefault())")
    fill_in(page, LARGE | {"buffer": b"x" * 11_000_000})
    contact(page).get_by_label("Message").blur()
    page.wait_for_selector("[aria-busy]", state="detached")
    with page.expect_event("response", lambda answer: answer.status == 413):
        send(page)
    page.wait_for_selector("[aria-busy]", state="detached")
    demo.wait_until(lambda: 413 in demo.statuses)
    page.wait_for_timeout(100)
    assert demo.statuses.count(413) == 1
