"""What users of live pages take for granted, on the sign-up page of both example sites, under their strict policies.

The numbers are those of the list of behaviours that the project is held to; `of_the_kind` marks what is tried besides.
"""

import itertools
import random
from typing import Any

import pytest
from browser.demo_page import POSTS, Demo, aged, hold, is_marked, mark, with_state
from browser.demo_server import DemoServer
from playwright.sync_api import Locator, Page, Route, expect

pytestmark = pytest.mark.parametrize(
    "demo", [("django", "modules"), ("fastapi", "modules")], indirect=True, ids="-".join
)

PATH = "/signup/"


def root(page: Page, name: str) -> Locator:
    return page.locator(f"[data-live={name}]")


def settled(page: Page, *names: str) -> None:
    """No message of these components is under way or about to leave."""
    page.wait_for_timeout(200)  # a model's pause
    for name in names or ("signup", "programme", "badge"):
        expect(root(page, name)).not_to_have_attribute("aria-busy", "true", timeout=20_000)


def held(page: Page, name: str) -> Locator:
    """What Python holds under that name."""
    return page.locator(".held dl > div").filter(has=page.get_by_text(name, exact=True)).locator("dd")


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def alert(page: Page, text: str) -> Locator:
    return page.get_by_role("alert").filter(has_text=text)


def talks(page: Page) -> list[str]:
    return page.locator("li.talk h3").all_text_contents()


def slowly(page: Page, most_ms: int = 500) -> None:
    """Every answer takes its time, at random."""
    pick = random.Random(7)

    def delay(route: Route) -> None:
        answer = route.fetch()
        page.wait_for_timeout(pick.uniform(0, most_ms))
        route.fulfill(response=answer)

    page.route(POSTS, delay)


def fill_in(page: Page) -> None:
    """All that the form asks for."""
    page.get_by_label("Name", exact=True).fill("Ada")
    page.get_by_label("E-mail").fill("ada@example.org")
    page.get_by_label("Country").select_option("Austria")
    page.get_by_label("Nearest city").select_option("Graz")
    page.get_by_label("Friday").check()
    settled(page, "signup")


# --- typing and forms ---


def test_1_typing_goes_on_while_the_answer_to_a_change_is_on_its_way(demo: Demo[DemoServer]) -> None:
    page = demo.open(PATH)
    release = hold(page)
    page.get_by_label("Country").select_option("Austria")
    name = page.get_by_label("Name", exact=True)
    name.press_sequentially("Ada King")
    for _ in "King":
        page.keyboard.press("ArrowLeft")
    page.keyboard.type("B. ")
    release()
    expect(page.get_by_label("Nearest city")).to_contain_text("Vienna")
    page.keyboard.type("L. ")
    settled(page, "signup")
    expect(name).to_have_value("Ada B. L. King")
    expect(name).to_be_focused()
    assert name.evaluate("control => control.selectionStart") == len("Ada B. L. ")


def test_2_an_older_answer_that_comes_last_never_overwrites_a_newer_one(demo: Demo[DemoServer]) -> None:
    page = demo.open(PATH)
    old: list[str] = []

    def keep(route: Route) -> None:
        answer = route.fetch()
        old.append(answer.text())
        route.fulfill(response=answer)

    page.route(POSTS, keep, times=1)
    nickname = page.get_by_label("Name on the badge")
    nickname.fill("older")
    expect(page.locator(".badge-preview")).to_contain_text("older")
    # The network brings the answer of before once more, ahead of the one that is awaited.
    page.route(POSTS, lambda route: route.fulfill(body=old[0], content_type="application/json"), times=1)
    nickname.fill("newer")
    expect(page.locator(".badge-preview")).to_contain_text("newer")
    expect(nickname).to_have_value("newer")
    press(page, "Another colour")
    expect(page.locator(".badge-preview.blue")).to_contain_text("newer")


def test_3_the_answer_to_a_change_clears_its_own_loading_state_only(demo: Demo[DemoServer]) -> None:
    page = demo.open(PATH)
    fill_in(page)
    saving, send = root(page, "signup").get_by_text("Saving…"), page.get_by_role("button", name="Sign up", exact=True)
    messages = step(page)
    page.get_by_label("Employer").fill("Acme")
    page.get_by_label("Employer").blur()
    messages.wait()
    send.click()
    expect(saving).to_be_visible()
    expect(send).to_be_disabled()
    messages.go()  # the change is answered; the submit leaves
    messages.wait()
    expect(page.get_by_label("Employer")).not_to_have_attribute("data-live-waiting", "")
    expect(saving).to_be_visible()
    expect(send).to_be_disabled()
    messages.go()
    expect(page.get_by_role("heading", name="See you there, Ada!")).to_be_visible()


def test_4_what_was_disabled_or_read_only_is_so_again_after_the_submit(demo: Demo[DemoServer]) -> None:
    page = demo.open(PATH)
    state = """() => [...document.querySelectorAll("[data-live=signup] :is(input, select, textarea, button)")].map(
        (one) => [one.id || one.textContent || one.value, one.disabled, one.readOnly ?? null])"""
    page.get_by_label("Wishes").evaluate("control => { control.readOnly = true; }")  # by a script of the page
    before = page.evaluate(state)
    release = hold(page)
    press(page, "Sign up")
    for name in ("Ticket", "Nearest city", "Workshops"):
        expect(page.get_by_label(name)).to_be_disabled()
    release()
    expect(alert(page, "Please tell us your name.")).to_be_visible()
    settled(page, "signup")
    assert page.evaluate(state) == before
    page.get_by_label("Country").select_option("Austria")
    expect(page.get_by_label("Nearest city")).to_be_enabled()


def test_7_errors_show_for_fields_that_were_touched_and_all_after_a_submit(demo: Demo[DemoServer]) -> None:
    page = demo.open(PATH)
    email = page.get_by_label("E-mail")
    email.press_sequentially("ada@")
    settled(page, "signup")
    expect(alert(page, "That is no e-mail address.")).to_have_count(0)
    page.keyboard.press("Tab")
    expect(email).to_have_accessible_description("That is no e-mail address.")
    expect(email).to_have_attribute("aria-invalid", "true")
    expect(alert(page, "Please tell us your name.")).to_have_count(0)
    press(page, "Sign up")
    for text in ("Please tell us your name.", "Where do you come from?", "Choose one day at least."):
        expect(alert(page, text)).to_be_visible()
    email.fill("ada@example.org")
    expect(email).to_have_accessible_description("")
    expect(alert(page, "Please tell us your name.")).to_be_visible()


def test_8_selects_keep_their_values_when_options_change_and_a_reset_clears_them(demo: Demo[DemoServer]) -> None:
    page = demo.open(PATH)
    country, city, workshops = (page.get_by_label(name) for name in ("Country", "Nearest city", "Workshops"))
    country.select_option("Germany")
    city.select_option("Munich")
    page.get_by_label("Sunday").check()
    workshops.select_option(["Your first component"])
    page.get_by_label("Friday").check()  # puts its own before it
    expect(workshops.locator("option")).to_have_count(3)
    expect(workshops).to_have_values(["Your first component"])
    workshops.select_option(["Queues by hand", "Your first component"])
    page.get_by_label("Saturday").check()
    expect(workshops.locator("option")).to_have_count(5)
    expect(workshops).to_have_values(["Queues by hand", "Your first component"])
    page.get_by_label("Sunday").uncheck()
    expect(workshops).to_have_values(["Queues by hand"])
    expect(city).to_have_value("Munich")
    country.select_option("Austria")
    expect(city.locator("option:checked")).to_have_text("Choose …")
    city.select_option("Linz")
    expect(held(page, "city")).to_have_text("'Linz'")
    press(page, "Start over")
    expect(held(page, "days")).to_have_text("[]")
    expect(country).to_have_value("")
    expect(city).to_have_value("")
    expect(workshops).to_have_values([])
    expect(page.get_by_label("Friday")).not_to_be_checked()


def test_9_lists_numbers_and_nothing_come_back_as_what_they_are(demo: Demo[DemoServer]) -> None:
    page = demo.open(PATH)
    expect(held(page, "age")).to_have_text("None")
    page.get_by_label("Friday").check()
    page.get_by_label("Sunday").check()
    page.get_by_role("spinbutton", name="Age").fill("36")
    page.get_by_label("Employer").fill("0")
    page.get_by_label("Wishes").fill("None")
    for name, value in {"days": "['Friday', 'Sunday']", "age": "36", "employer": "'0'", "wishes": "'None'"}.items():
        expect(held(page, name)).to_have_text(value)
    page.get_by_label("Friday").uncheck()
    expect(held(page, "days")).to_have_text("['Sunday']")
    page.get_by_label("Sunday").uncheck()
    for name in ("Age if you like", "Employer", "Wishes"):
        page.get_by_label(name).fill("")
    for name, value in {"days": "[]", "age": "None", "employer": "None", "wishes": "''"}.items():
        expect(held(page, name)).to_have_text(value)
    press(page, "Sign up")
    settled(page, "signup")
    for name, value in {"days": "[]", "age": "None", "employer": "None", "wishes": "''"}.items():
        expect(held(page, name)).to_have_text(value)
    expect(page.get_by_role("spinbutton", name="Age")).to_have_value("")


def test_10_a_debounced_event_whose_element_has_gone_is_dropped_silently(demo: Demo[DemoServer]) -> None:
    page = demo.open(PATH)
    press(page, "Add a talk")
    search = page.get_by_role("textbox", name="Search")
    expect(search).to_be_focused()
    search.evaluate("control => { control.dataset.liveDebounce = 2000 }")  # longer than the answer takes
    release = hold(page)
    press(page, "Close")
    search.press_sequentially("maps")
    release()
    expect(search).to_have_count(0)
    page.wait_for_timeout(2300)
    assert [call.get("event") for call in demo.calls] == ["open", "close"]
    press(page, "Add a talk")
    expect(search).to_have_value("")


# --- order and requests ---


class Steps:
    """Messages that stop on their way until they are told to go."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.routes: list[Route] = []
        page.route(POSTS, lambda route: self.routes.append(route))  # noqa: PLW0108  # playwright refuses a builtin

    def wait(self) -> None:
        for _ in range(500):
            if self.routes:
                return
            self.page.wait_for_timeout(10)
        raise AssertionError("no message came")

    def go(self) -> None:
        self.wait()
        self.routes.pop(0).continue_()


def step(page: Page) -> Steps:
    return Steps(page)


def test_11_a_double_click_on_a_busy_act_never_runs_twice_at_once(demo: Demo[DemoServer]) -> None:
    page = demo.open(PATH)
    messages = step(page)
    later = page.get_by_role("button", name="Later: Types that pay")
    later.dblclick()
    messages.wait()
    assert len(demo.messages) == 1
    messages.go()
    messages.go()
    expect(page.locator("li.talk h3")).to_have_text(["Queues by hand", "Tests that last", "Types that pay"])
    assert [call["event"] for call in demo.calls] == ["move", "move"]


def test_11_a_submit_and_what_says_so_drop_the_second_click(demo: Demo[DemoServer]) -> None:
    page = demo.open(PATH)
    messages = step(page)
    page.get_by_label("Name", exact=True).focus()
    for _ in range(3):
        page.keyboard.press("Enter")
    messages.go()
    expect(alert(page, "Please tell us your name.")).to_be_visible()
    press(page, "Remove: Queues by hand")
    messages.go()
    leave = page.get_by_role("button", name="Leave it out")
    leave.dblclick()
    messages.go()
    expect(page.locator("li.talk")).to_have_count(2)
    settled(page, "programme", "signup")
    assert [call["event"] for call in demo.calls] == ["submit", "ask", "remove"]


def test_12_two_acts_in_one_tick_are_one_message_and_run_in_order(demo: Demo[DemoServer]) -> None:
    page = demo.open(PATH)
    page.evaluate(
        """() => {
            document.querySelector("[aria-label='Later: Types that pay']").click();
            document.querySelector("[data-live=programme] [data-live-click=reverse]").click();
        }"""
    )
    expect(page.locator("li.talk h3")).to_have_text(["Tests that last", "Types that pay", "Queues by hand"])
    assert [[call["event"] for call in message["calls"]] for message in demo.messages] == [["move", "reverse"]]


def test_13_a_failed_message_keeps_what_was_typed_and_the_next_carries_it(demo: Demo[DemoServer], console: Any) -> None:
    page = demo.open(PATH)
    page.route(POSTS, lambda route: route.fulfill(status=500, body="broken"), times=1)
    with page.expect_response(POSTS):
        page.get_by_label("Name on the badge").fill("Ada")
    settled(page, "badge")
    expect(page.get_by_label("Name on the badge")).to_have_value("Ada")
    expect(page.locator(".badge-preview")).not_to_contain_text("Ada")
    press(page, "Another colour")
    expect(page.locator(".badge-preview.blue")).to_contain_text("Ada")
    assert [call.get("fields") for call in demo.messages[-1]["calls"]] == [{"nickname": "Ada"}, None]
    console.take("badge was refused: 500")


# --- the page's nodes ---


def test_15_an_ignored_region_keeps_its_own_nodes_while_its_data_follow(demo: Demo[DemoServer]) -> None:
    page = demo.open(PATH)
    drawing = page.locator(".drawing")
    expect(drawing.locator("rect")).to_have_count(3)
    drawing.evaluate(
        """drawing => {
            window.svg = drawing.firstElementChild;
            drawing.classList.add("zoomed");
            drawing.append(document.createElement("i"));
        }"""
    )
    press(page, "Reverse")
    expect(drawing).to_have_attribute("data-lengths", "60 30 45")
    expect(drawing.locator("rect").first).to_have_attribute("width", "60")
    press(page, "Add a talk")
    page.get_by_role("button", name="Maps from open data").click()
    expect(drawing.locator("rect")).to_have_count(4)
    kept = drawing.evaluate(
        "drawing => [drawing.firstElementChild === window.svg, drawing.className, drawing.children.length]"
    )
    assert kept == [True, "drawing zoomed", 2]


def test_16_what_scripts_added_survives_a_render(demo: Demo[DemoServer]) -> None:
    page = demo.open(PATH)
    page.locator("li.talk").nth(1).evaluate(
        """row => {
            row.classList.add("picked");
            row.setAttribute("draggable", "true");
            row.append(Object.assign(document.createElement("em"), { textContent: "a script's note" }));
            row.querySelector("h3").title = "a script's hint";
        }"""
    )
    press(page, "Reverse")
    expect(page.locator("li.talk h3").first).to_have_text("Tests that last")  # else the click is for where it was
    press(page, "Remove: Types that pay")
    press(page, "Leave it out")
    expect(page.locator("li.talk")).to_have_count(2)
    row = page.locator("li.talk.picked")
    expect(row.locator("h3")).to_have_text("Queues by hand")
    expect(row).to_have_attribute("draggable", "true")
    expect(row.locator("em")).to_have_text("a script's note")
    expect(row.locator("h3")).to_have_attribute("title", "a script's hint")


def test_17_rows_move_with_all_that_is_open_typed_or_running_in_them(demo: Demo[DemoServer]) -> None:
    page = demo.open(PATH)
    row = page.locator("li.talk").filter(has_text="Types that pay")
    row.get_by_text("About this talk").click()
    frame = page.frame_locator("iframe[title='Notes on Types that pay']")
    frame.get_by_label("Notes").fill("typed in the frame")
    question = page.get_by_label("Question for Mina Okafor")
    question.fill("What costs least?")
    question.evaluate("control => { window.row = control.closest('li'); control.setSelectionRange(5, 9); }")
    question.focus()
    page.get_by_role("button", name="Reverse").evaluate("button => button.click()")
    expect(page.locator("li.talk h3")).to_have_text(["Tests that last", "Queues by hand", "Types that pay"])
    page.get_by_role("button", name="Earlier: Types that pay").evaluate("button => button.click()")
    expect(page.locator("li.talk h3")).to_have_text(["Tests that last", "Types that pay", "Queues by hand"])
    assert row.evaluate("row => row === window.row")
    expect(question).to_be_focused()
    assert question.evaluate("control => [control.value, control.selectionStart, control.selectionEnd]") == [
        "What costs least?",
        5,
        9,
    ]
    expect(row.locator("details")).to_have_attribute("open", "")
    expect(frame.get_by_label("Notes")).to_have_value("typed in the frame")


def test_20_a_focus_trap_wraps_tab_and_takes_the_focus_from_outside(demo: Demo[DemoServer]) -> None:
    page = demo.open(PATH)
    opener = page.get_by_role("button", name="Add a talk")
    opener.focus()
    page.keyboard.press("Enter")
    search, close = page.get_by_role("textbox", name="Search"), page.get_by_role("button", name="Close")
    expect(search).to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(close).to_be_focused()
    page.keyboard.press("Tab")
    expect(search).to_be_focused()
    page.get_by_role("link", name="Home").focus()  # before the trap, so its first place
    expect(search).to_be_focused()
    page.get_by_label("Motto").focus()  # behind it, so its last
    expect(close).to_be_focused()
    page.keyboard.press("Escape")
    expect(close).to_have_count(0)
    expect(opener).to_be_focused()


def test_20_a_modal_dialog_keeps_the_focus_and_gives_it_back(demo: Demo[DemoServer]) -> None:
    page = demo.open(PATH)
    opener = page.get_by_role("button", name="Remove: Queues by hand")
    opener.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Leave out “Queues by hand”?")
    expect(dialog).to_be_visible()
    keep, leave = dialog.get_by_role("button", name="Keep it"), dialog.get_by_role("button", name="Leave it out")
    expect(keep).to_be_focused()
    for one in (leave, keep, leave):
        page.keyboard.press("Tab")
        expect(one).to_be_focused()
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(opener).to_be_focused()
    assert [call["event"] for call in demo.calls] == ["ask", "keep"]


def test_21_icons_comments_empty_texts_and_translated_pages_morph(demo: Demo[DemoServer]) -> None:
    page = demo.open(PATH)
    page.evaluate(
        """() => {
            const rows = document.querySelectorAll("li.talk");
            rows[0].prepend(document.createComment("a comment of a script"), "");
            rows[1].append("", document.createComment(""));
            // What a browser's translation does to the texts of a page.
            const texts = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
            const found = [];
            while (texts.nextNode()) if (texts.currentNode.nodeValue.trim()) found.push(texts.currentNode);
            for (const text of found) {
                const [outer, inner] = [document.createElement("font"), document.createElement("font")];
                inner.textContent = `»${text.nodeValue.trim()}«`;
                outer.append(inner);
                text.replaceWith(outer);
            }
        }"""
    )
    programme = root(page, "programme")
    programme.locator("[data-live-click=reverse]").click()
    expect(programme.locator("li.talk").first).to_have_attribute("data-key", "tests")
    expect(programme.get_by_role("status")).to_contain_text("3 talks, 135 minutes")
    programme.locator("[data-live-click=ask]").first.click()
    expect(page.get_by_role("dialog")).to_contain_text("Tests that last")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.get_by_label("Country").select_option("Germany")
    expect(page.get_by_label("Nearest city")).to_contain_text("Hamburg")
    icons = programme.locator("svg path")
    assert icons.evaluate_all("paths => paths.every((path) => path instanceof SVGPathElement)")
    expect(icons).to_have_count(9)


# --- of the kind ---


@pytest.mark.parametrize("label", ["Name on the badge", "Motto", "Draft"])
def test_typing_at_full_speed_loses_nothing_in_any_control(label: str, demo: Demo[DemoServer]) -> None:
    page = demo.open(PATH)
    slowly(page)
    field = page.get_by_role("textbox", name=label)
    field.focus()
    recolour = page.locator("[data-live-click=recolour]")
    begin, middle, end = "begins ", "and goes on ", "to its end"
    for number, letter in enumerate(begin + end):
        if number % 3 == 0:
            recolour.evaluate("button => button.click()")
        page.keyboard.type(letter)
    for _ in end:
        page.keyboard.press("ArrowLeft")
    for number, letter in enumerate(middle):
        if number % 3 == 0:
            recolour.evaluate("button => button.click()")
        page.keyboard.type(letter)
        page.wait_for_timeout(40)
    expect(field).to_be_focused()
    settled(page, "badge")
    page.keyboard.type("|")
    settled(page, "badge")
    text = field.evaluate("one => one.value ?? one.textContent.replaceAll('\\u00a0', ' ')")
    assert text == begin + middle + "|" + end
    if label != "Draft":
        expect(page.locator(".badge-preview")).to_contain_text(text)


def test_typed_text_and_a_reset_in_one_message_end_in_an_empty_field(demo: Demo[DemoServer]) -> None:
    page = demo.open(PATH)
    name = page.get_by_label("Name", exact=True)
    page.evaluate(
        """() => {
            const name = document.querySelector("[name=full_name]");
            name.value = "typed at once";
            name.dispatchEvent(new Event("input", { bubbles: true }));
            document.querySelector("[data-live-click=start_over]").click();
        }"""
    )
    settled(page, "signup")
    assert [call.get("event") for call in demo.messages[0]["calls"]] == [None, "start_over"]
    expect(name).to_have_value("")


def test_answers_out_of_order_and_lost_leave_every_act_applied_once(demo: Demo[DemoServer]) -> None:
    page = demo.open(PATH)
    number = itertools.count()

    def trouble(route: Route) -> None:
        turn = next(number) % 3
        if turn == 0:
            route.abort()  # lost on the way
        elif turn == 1:
            page.wait_for_timeout(120)
            route.continue_()
        else:
            route.continue_()

    page.route(POSTS, trouble)
    for _ in range(7):
        press(page, "Reverse")
        page.wait_for_timeout(30)
    expect(page.locator("li.talk h3")).to_have_text(
        ["Tests that last", "Queues by hand", "Types that pay"], timeout=20_000
    )
    settled(page, "programme")
    assert talks(page)[0] == "Tests that last"


def test_a_form_is_sent_while_its_last_letters_still_wait(demo: Demo[DemoServer]) -> None:
    page = demo.open(PATH)
    fill_in(page)
    slowly(page, 300)
    page.get_by_label("Wishes").press_sequentially("vegan, and a seat at the window")
    page.get_by_label("Name", exact=True).fill("Grace")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="See you there, Grace!")).to_be_visible(timeout=20_000)
    expect(held(page, "wishes")).to_have_text("'vegan, and a seat at the window'")


def test_the_next_visitor_finds_an_empty_form(demo: Demo[DemoServer]) -> None:
    page = demo.open(PATH)
    fill_in(page)
    press(page, "Sign up")
    press(page, "Sign up somebody else")
    expect(page.get_by_label("Name", exact=True)).to_have_value("")
    expect(page.get_by_label("Country")).to_have_value("")
    expect(page.get_by_label("Friday")).not_to_be_checked()
    expect(alert(page, "Please tell us your name.")).to_have_count(0)


def test_27_components_that_turn_out_stale_together_fetch_the_page_once(demo: Demo[DemoServer]) -> None:
    page = demo.open(PATH)
    mark(page)
    page.get_by_label("Motto").fill("not to be lost")
    page.get_by_label("Question for Mina Okafor").fill("nor this")
    settled(page)
    fetches: list[str] = []
    page.on(
        "request", lambda request: fetches.append(request.method) if request.url == demo.server.url + PATH else None
    )
    page.route(POSTS, with_state(aged))
    page.evaluate(
        """() => {
            for (const event of ["reverse", "recolour", "start_over"])
                document.querySelector(`[data-live-click=${event}]`).click();
        }"""
    )
    expect(page.locator("[aria-busy=true]")).to_have_count(0)
    settled(page)
    page.unroute(POSTS)
    demo.wait_until(lambda: demo.statuses.count(410) == 3)
    assert fetches == ["GET"]
    assert is_marked(page)
    expect(page.get_by_label("Motto")).to_have_value("not to be lost")
    expect(page.get_by_label("Question for Mina Okafor")).to_have_value("nor this")
    press(page, "Reverse")
    press(page, "Another colour")
    expect(page.locator("li.talk h3").first).to_have_text("Tests that last")
    expect(page.locator(".badge-preview.blue")).to_be_visible()
