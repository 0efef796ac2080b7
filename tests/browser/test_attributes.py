"""The attributes page of both example sites: each entry of the reference does what it says, and sends what it says."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from browser.demo_page import Demo, hold
from browser.demo_server import DemoServer
from browser.desk import loaded
from playwright.sync_api import Locator, expect

pytestmark = pytest.mark.parametrize("demo", [("django", "modules"), ("fastapi", "wheel")], indirect=True, ids="-".join)

MEMBERS = ("event", "payload", "fields")


class Gallery:
    """The page, and what its examples have sent."""

    def __init__(self, demo: Demo[DemoServer]) -> None:
        self.demo = demo
        self.page = demo.open("/attributes/")
        loaded(self.page, "on")  # which hears keys, focus and events of the page's own

    def __getitem__(self, slug: str) -> Locator:
        return self.page.locator(f"#{slug} .example")

    def output(self, slug: str) -> Locator:
        return self[slug].locator("output")

    def press(self, slug: str, name: str) -> None:
        self[slug].get_by_role("button", name=name, exact=True).click()

    def sent(self, slug: str) -> list[dict[str, Any]]:
        messages = {one["key"]: one for one in self.demo.messages if one["component"] == f"example_{slug}"}
        calls = [call for message in messages.values() for call in message.get("calls", [message])]
        return [{name: call[name] for name in MEMBERS if name in call} for call in calls]

    def events(self, slug: str) -> list[str]:
        return [call["event"] for call in self.sent(slug)]


@pytest.fixture
def gallery(demo: Demo[DemoServer]) -> Gallery:
    return Gallery(demo)


@pytest.fixture
def held(gallery: Gallery) -> Callable[[], None]:
    """Messages wait from now on; the function lets them go."""
    return hold(gallery.page)


# --- what is heard ---


def test_click_counts(gallery: Gallery) -> None:
    gallery.press("click", "Click")
    gallery.press("click", "Click")
    expect(gallery.output("click")).to_have_text("2")
    assert gallery.sent("click") == [{"event": "add"}] * 2


def test_submit_takes_the_forms_controls_along_and_empties_them(gallery: Gallery) -> None:
    gallery["submit"].get_by_label("Guest").fill("Ada")
    gallery["submit"].get_by_label("with cake").check()
    gallery["submit"].get_by_label("Guest").press("Enter")
    expect(gallery["submit"].locator("li")).to_have_text("Ada, with cake")
    expect(gallery["submit"].get_by_label("Guest")).to_have_value("")
    expect(gallery["submit"].get_by_label("with cake")).not_to_be_checked()
    assert gallery.sent("submit") == [{"event": "invite", "fields": {"guest": "Ada", "with_cake": "on"}}]


def test_input_follows_every_letter(gallery: Gallery) -> None:
    gallery["input"].get_by_role("textbox").press_sequentially("live")
    expect(gallery.output("input")).to_have_text("“live”")
    assert [call["fields"]["text"] for call in gallery.sent("input")] == ["l", "li", "liv", "live"]


def test_change_is_sent_when_a_choice_is_made(gallery: Gallery) -> None:
    gallery["change"].get_by_role("combobox").select_option("Large")
    expect(gallery.output("change")).to_have_text("Large it is.")
    assert gallery.sent("change") == [{"event": "choose", "fields": {"size": "Large"}}]


def test_keys_are_those_named(gallery: Gallery) -> None:
    note, fruit = gallery["keys"].get_by_label("Note"), gallery["keys"].get_by_label("Fruit")
    note.press_sequentially("sss")
    note.press("Control+s")
    expect(gallery["keys"].locator(".saved")).to_have_text("Saved 1 times")
    note.press("Control+Enter")
    expect(gallery["keys"].locator(".saved")).to_have_text("Saved 2 times")
    assert gallery.sent("keys") == [{"event": "save", "fields": {"note": "sss"}}] * 2
    fruit.press_sequentially("pea")
    expect(gallery["keys"].locator(".found")).to_have_text("Peach Pear")
    assert gallery.sent("keys")[-1] == {"event": "find", "fields": {"query": "pea"}}


def test_focus_explains_and_blur_checks(gallery: Gallery) -> None:
    plate = gallery["focus"].get_by_role("textbox")
    plate.focus()
    expect(gallery.output("focus")).to_contain_text("as in AB 123")
    plate.press_sequentially("AB 123")
    plate.blur()
    expect(gallery.output("focus")).to_have_text("That is a good one.")
    assert [call["event"] for call in gallery.sent("focus")] == ["explain", "check"]
    assert gallery.sent("focus")[-1]["fields"] == {"plate": "AB 123"}


def test_on_hears_other_events_of_the_browser_and_of_the_page(gallery: Gallery) -> None:
    gallery.press("on", "Roll the dice")
    expect(gallery["on"].locator(".eyes")).to_have_text(re.compile(r"[1-6]"))
    eyes = int(gallery["on"].locator(".eyes").inner_text())
    gallery["on"].locator("summary").click()
    expect(gallery["on"].locator(".opened")).to_have_text("1")
    gallery["on"].locator("summary").click()
    expect(gallery["on"].locator(".opened")).to_have_text("2")
    toggled = {"event": "toggled"}
    assert gallery.sent("on") == [{"event": "rolled", "payload": {"eyes": eyes}}, toggled, toggled]


def test_window_hears_a_key_wherever_the_focus_is(gallery: Gallery) -> None:
    gallery["click"].get_by_role("button").focus()
    gallery.page.keyboard.press("k")
    gallery.page.keyboard.press("Control+k")
    expect(gallery.output("window")).to_have_text("The lamp is on.")
    assert gallery.sent("window") == [{"event": "switch"}]


def test_outside_is_any_click_elsewhere(gallery: Gallery) -> None:
    soup = gallery["outside"].get_by_role("button", name="Soup")
    gallery.press("outside", "Menu")
    expect(soup).to_be_visible()
    gallery.press("submit", "Invite")
    expect(soup).to_have_count(0)
    gallery.press("outside", "Menu")
    soup.click()
    expect(gallery.output("outside")).to_have_text("You chose soup.")
    assert gallery.events("outside") == ["toggle", "close", "toggle", "choose"]


# --- what goes along ---


def test_args_are_arguments_of_the_handler(gallery: Gallery) -> None:
    for name in ("1", "10", "1 + 2 + 3"):
        gallery.press("args", name)
    expect(gallery.output("args")).to_have_text("17")
    assert gallery.sent("args") == [
        {"event": "add"},
        {"event": "add", "fields": {"amount": "10"}},
        {"event": "add_all", "payload": {"amounts": [1, 2, 3]}},
    ]


def test_model_binds_a_field(gallery: Gallery) -> None:
    gallery["model"].get_by_label("Name").fill("Grace")
    expect(gallery.output("model")).to_have_text("Hello, Grace!")
    gallery["model"].get_by_label("loud").check()
    expect(gallery.output("model")).to_have_text("HELLO, GRACE!")
    assert gallery.sent("model") == [{"fields": {"name": "Grace"}}, {"fields": {"loud": "true"}}]


# --- when it is sent ---


def test_debounce_waits_for_a_pause(gallery: Gallery) -> None:
    gallery["debounce"].get_by_role("searchbox").press_sequentially("plum")
    expect(gallery.output("debounce")).to_have_text("1 searches: Plum")
    assert gallery.sent("debounce") == [{"event": "search", "fields": {"query": "plum"}}]


def test_throttle_sends_the_first_and_the_last(gallery: Gallery) -> None:
    slider = gallery["throttle"].get_by_role("slider")
    slider.evaluate("""slider => {
        for (let i = 31; i <= 60; i++) {
            slider.value = i;
            slider.dispatchEvent(new Event("input", { bubbles: true }));
        }
    }""")
    expect(gallery.output("throttle")).to_have_text("60, heard 2 times")
    expect(slider).to_have_value("60")
    assert [call["fields"]["volume"] for call in gallery.sent("throttle")] == ["31", "60"]


def test_flags_prevent_self_and_once(gallery: Gallery) -> None:
    card, last = gallery["flags"], gallery.output("flags")
    gallery.page.evaluate("addEventListener('contextmenu', (event) => (window.prevented = event.defaultPrevented))")
    card.get_by_text("Right-click here").click(button="right")
    expect(last).to_have_text("Last heard: own menu")
    assert gallery.page.evaluate("prevented")
    card.locator("b").click()
    card.get_by_text("The panel").click(position={"x": 5, "y": 5})
    expect(last).to_have_text("Last heard: panel")
    card.get_by_role("button").dblclick()
    expect(last).to_have_text("Last heard: welcome")
    assert [call["fields"]["what"] for call in gallery.sent("flags")] == ["own menu", "panel", "welcome"]


def test_confirm_asks_in_the_pages_dialog(gallery: Gallery) -> None:
    dialog = gallery.page.get_by_role("dialog")
    gallery.press("confirm", "Burn the letters")
    expect(dialog).to_contain_text("Burn all 3 letters?")
    dialog.get_by_role("button", name="No").click()
    expect(dialog).to_be_hidden()
    expect(gallery["confirm"].get_by_role("button")).to_be_focused()
    gallery.press("confirm", "Burn the letters")
    gallery.page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    gallery.press("confirm", "Burn the letters")
    dialog.get_by_role("button", name="Yes").click()
    expect(gallery.output("confirm")).to_have_text("0 letters")
    assert gallery.sent("confirm") == [{"event": "burn"}]


def test_confirm_asks_in_the_browsers_own_dialog_without_one(gallery: Gallery) -> None:
    gallery.page.evaluate("document.querySelector('[data-live-confirm-dialog]').remove()")
    answers, asked = [False, True], []
    gallery.page.on(
        "dialog", lambda dialog: asked.append(dialog.message) or (dialog.accept if answers.pop(0) else dialog.dismiss)()
    )
    gallery.press("confirm", "Burn the letters")
    gallery.press("confirm", "Burn the letters")
    expect(gallery.output("confirm")).to_have_text("0 letters")
    assert asked == ["Burn all 3 letters?"] * 2
    assert gallery.sent("confirm") == [{"event": "burn"}]


def test_poll_asks_by_itself_until_it_is_paused(gallery: Gallery) -> None:
    expect(gallery.output("poll")).to_have_text("Asked 2 times", timeout=10_000)
    gallery.press("poll", "Pause")
    expect(gallery["poll"].get_by_role("button")).to_have_text("Go on")
    asked = gallery.events("poll").count("look")
    gallery.page.wait_for_timeout(2500)
    assert gallery.events("poll").count("look") == asked


def test_lazy_loads_in_view_and_when_idle(gallery: Gallery) -> None:
    seen = gallery["lazy"].locator(".seen")
    expect(gallery["lazy"].locator(".idle")).to_have_text("Ready before you asked.")
    expect(seen).to_have_text("Loading …")
    seen.scroll_into_view_if_needed()
    expect(seen).to_have_text("Here it is.")
    assert gallery.sent("lazy") == [{"event": "prepare"}, {"event": "load"}]


# --- while it waits ---


def test_busy_queues_or_drops(gallery: Gallery, held: Callable[[], None]) -> None:
    for _ in range(3):
        gallery.press("busy", "Every click")
        gallery.press("busy", "One at a time")
    held()
    expect(gallery["busy"].locator(".kept")).to_have_text("3", timeout=10_000)
    expect(gallery["busy"].locator(".dropped")).to_have_text("1")
    assert sorted(gallery.events("busy")) == ["drop", "keep", "keep", "keep"]


def test_disable_lasts_until_the_answer(gallery: Gallery, held: Callable[[], None]) -> None:
    button = gallery["disable"].get_by_role("button")
    button.click()
    expect(button).to_be_disabled()
    held()
    expect(gallery.output("disable")).to_have_text("Paid 1 times")
    expect(button).to_be_enabled()
    expect(button).to_be_focused()
    assert gallery.sent("disable") == [{"event": "pay"}]


def test_loading_shows_and_dims_by_event(gallery: Gallery, held: Callable[[], None]) -> None:
    card = gallery["loading"]
    gallery.press("loading", "Check")
    expect(card.get_by_text("One moment …")).to_be_visible()
    expect(card.get_by_text("Saving …")).to_be_hidden()
    expect(gallery.output("loading")).to_have_class("dim")
    gallery.press("loading", "Save")
    expect(card.get_by_text("Saving …")).to_be_visible()
    held()
    expect(gallery.output("loading")).to_have_text("1 and 1 times")
    expect(card.get_by_text("One moment …")).to_be_hidden()
    expect(card.get_by_text("Saving …")).to_be_hidden()
    assert gallery.output("loading").get_attribute("class") is None


def test_optimistic_is_shown_at_once(gallery: Gallery, held: Callable[[], None]) -> None:
    card = gallery["optimistic"]
    loaded(gallery.page, "optimistic")
    gallery.press("optimistic", "Like")
    expect(card.locator(".likes")).to_have_text("8")
    gallery.press("optimistic", "Like")
    expect(card.locator(".likes")).to_have_text("9")
    card.locator(".star").click()
    expect(card.locator(".star")).to_have_attribute("aria-pressed", "true")
    expect(card.locator(".star")).to_have_class("star starred")
    card.locator(".send").click()
    expect(card.locator(".send")).to_have_text("Sent")
    card.locator("li", has_text="plants").get_by_role("button").click()
    expect(card.locator("li", has_text="plants")).to_be_hidden()
    held()
    expect(card.locator("li")).to_have_count(1, timeout=15_000)
    expect(card.locator(".likes")).to_have_text("9")
    expect(card.locator(".star")).to_have_class("star")
    expect(card.locator(".star")).to_have_attribute("aria-pressed", "true")
    expect(card.locator(".send")).to_have_text("Sent")
    assert gallery.events("optimistic") == ["like", "like", "star", "send", "remove"]


def test_optimistic_is_taken_back_when_it_is_refused(gallery: Gallery, held: Callable[[], None], console: Any) -> None:
    cat = gallery["optimistic"].locator("li", has_text="cat")
    loaded(gallery.page, "optimistic")
    cat.get_by_role("button").click()
    expect(cat).to_be_hidden()
    held()
    expect(cat).to_be_visible()
    assert gallery.sent("optimistic") == [{"event": "remove", "fields": {"task": "Feed the cat"}}]
    console.take("example_optimistic was refused: 403 forbidden")


def test_dirty_shows_what_is_not_saved(gallery: Gallery) -> None:
    card = gallery["dirty"]
    unsaved, moving = card.get_by_text("Not saved yet."), card.get_by_text("Moving to another city?")
    expect(unsaved).to_be_hidden()
    card.get_by_label("Street").fill("Brivibas iela")
    expect(unsaved).to_be_visible()
    expect(moving).to_be_hidden()
    card.get_by_label("City").fill("Tartu")
    expect(moving).to_be_visible()
    gallery.press("dirty", "Undo")
    expect(unsaved).to_be_hidden()
    expect(moving).to_be_hidden()
    card.get_by_label("City").fill("Tartu")
    gallery.press("dirty", "Save")
    expect(moving).to_be_hidden()
    expect(card.get_by_label("City")).to_have_value("Tartu")
    assert gallery.sent("dirty") == [{"event": "save", "fields": {"city": "Tartu", "street": "Elizabetes iela"}}]


def test_offline_tells_and_sends_later(gallery: Gallery) -> None:
    hint, html = gallery["offline"].locator("[data-live-offline]"), gallery.page.locator("html")
    expect(hint).to_be_hidden()
    gallery.page.context.set_offline(True)
    expect(hint).to_be_visible()
    expect(html).to_have_attribute("data-live-connection", "offline")
    for _ in range(3):
        gallery.press("offline", "Click")
    gallery.page.context.set_offline(False)
    expect(gallery.output("offline")).to_have_text("3")
    expect(hint).to_be_hidden()
    expect(html).to_have_attribute("data-live-connection", "online")
    assert gallery.sent("offline") == [{"event": "add"}] * 3


# --- dialogs and the focus ---


def test_modal_is_open_while_the_server_has_it(gallery: Gallery) -> None:
    dialog = gallery["modal"].get_by_role("dialog")
    gallery.press("modal", "Rename")
    expect(dialog).to_be_visible()
    assert dialog.evaluate("dialog => dialog.matches(':modal')")
    gallery.page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(gallery["modal"].get_by_role("button", name="Rename")).to_be_focused()
    gallery.page.keyboard.press("Enter")
    dialog.get_by_label("Title").fill("Letters")
    dialog.get_by_role("button", name="Save").click()
    expect(gallery.output("modal")).to_have_text("Letters")
    expect(dialog).to_have_count(0)
    assert gallery.events("modal") == ["open", "close", "open", "rename"]


def test_trap_keeps_tab_inside(gallery: Gallery) -> None:
    tea, coffee = (gallery["trap"].get_by_role("button", name=name) for name in ("Tea", "Coffee"))
    gallery.press("trap", "Ask me")
    expect(tea).to_be_focused()
    for key, button in (("Tab", coffee), ("Tab", tea), ("Shift+Tab", coffee)):
        gallery.page.keyboard.press(key)
        expect(button).to_be_focused()
    gallery.page.keyboard.press("Enter")
    expect(gallery.output("trap")).to_have_text("Your answer: coffee")
    expect(gallery["trap"].get_by_role("button", name="Ask me")).to_be_focused()
    assert gallery.sent("trap") == [{"event": "ask"}, {"event": "answer", "fields": {"answer": "coffee"}}]


def test_refocus_goes_to_the_next_row_the_last_and_the_rest(gallery: Gallery) -> None:
    eat = gallery["refocus"].get_by_role("button", name="Eat")
    eat.nth(1).focus()
    restock = gallery["refocus"].get_by_role("button", name="Buy new ones")
    for left, expected in ((2, eat.nth(1)), (1, eat.nth(0)), (0, restock)):
        gallery.page.keyboard.press("Enter")
        expect(eat).to_have_count(left)
        expect(expected).to_be_focused()
    gallery.page.keyboard.press("Enter")
    expect(eat).to_have_count(3)
    assert gallery.sent("refocus")[0] == {"event": "eat", "fields": {"fruit": "Pear"}}


# --- what an update leaves alone ---


def test_key_takes_what_was_typed_along(gallery: Gallery) -> None:
    gallery["key"].get_by_label("Note on Ada").fill("wrote the first program")
    gallery.press("key", "Move the first to the end")
    rows = gallery["key"].locator("li")
    expect(rows).to_have_text(["Note on Grace", "Note on Hedy", "Note on Ada"])
    expect(rows.last.get_by_role("textbox")).to_have_value("wrote the first program")
    assert gallery.sent("key") == [{"event": "turn"}]


def test_ignore_leaves_the_element_its_content_or_an_attribute_alone(gallery: Gallery) -> None:
    card = gallery["ignore"]
    gallery.press("ignore", "Render again")
    expect(gallery.output("ignore")).to_have_text("Rendered 2 times")
    whole, children, details = card.locator(".whole"), card.locator(".children"), card.locator("details")
    expect(whole).to_have_text("As rendered the first time: 1")
    expect(whole).to_have_attribute("title", "1")
    expect(whole).to_have_attribute("data-render", "2")
    expect(children).to_have_text("The text stays, the title changes: 1")
    expect(children).to_have_attribute("title", "2")
    expect(details).not_to_have_attribute("open", "")
    assert gallery.sent("ignore") == [{"event": "again"}]


# --- with a page's own script ---


def test_hook_draws_and_sends(gallery: Gallery) -> None:
    bars = gallery["hook"].locator(".chart button")
    expect(bars).to_have_text(["3", "5", "2"])
    gallery.press("hook", "Next")
    expect(bars).to_have_text(["5", "2", "3"])
    bars.first.click()
    expect(gallery.output("hook")).to_have_text("You picked 5")
    assert gallery.sent("hook") == [{"event": "grow"}, {"event": "pick", "payload": {"height": 5}}]


def test_scripts_send_and_hear(gallery: Gallery) -> None:
    gallery.press("scripts", "Have the script say it")
    expect(gallery.output("scripts")).to_have_text("Heard: Good morning")
    expect(gallery["scripts"].locator(".log")).to_have_text("The server heard 12 letters.")
    assert gallery.sent("scripts") == [{"event": "hear", "payload": {"words": "Good morning"}}]
