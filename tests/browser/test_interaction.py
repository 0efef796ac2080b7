"""When an event is sent, and what: keys, pauses, questions, polls, and events of the page, against the fake server."""

from typing import Any

import pytest
from browser.desk import count, events, ignore, loaded
from playwright.sync_api import Page, Route, expect

# --- keys ---

KEYS = '<input data-live-keydown="go" data-live-keys="{keys}"><output>{count}</output>'


@pytest.mark.parametrize(
    ("keys", "pressed", "others"),
    [
        ("Enter", ["Enter"], ["a", "Shift+Enter", "Control+Enter"]),
        ("Shift+Tab Escape", ["Escape"], ["Enter"]),
        ("Mod+s", ["Control+s"], ["s", "Control+Shift+s", "Alt+s"]),
        ("Ctrl+Alt+x", ["Control+Alt+x"], ["Control+x", "Alt+x"]),
        ("Space", ["Space"], ["Enter"]),
        ("? +", ["Shift+?", "Shift++"], ["Control+/"]),
        (" ArrowUp  ArrowDown ", ["ArrowUp", "ArrowDown"], ["+", "ArrowLeft"]),
    ],
)
def test_only_the_keys_that_are_named_are_meant(
    desk: Any, server: Any, page: Page, keys: str, pressed: list[str], others: list[str]
) -> None:
    desk(KEYS.replace("{keys}", keys))
    loaded(page, "on")
    for key in [*others, *pressed]:
        page.locator("input").press(key)
    server.wait(lambda: len(events(server)) >= len(pressed))
    page.wait_for_selector("[aria-busy]", state="detached")
    assert events(server) == ["go"] * len(pressed)


def test_keys_that_compose_a_text_are_not_meant(desk: Any, server: Any, page: Page) -> None:
    desk(KEYS.replace("{keys}", "Enter"))
    loaded(page, "on")
    page.evaluate("""() => {
        const press = (more) =>
            document.querySelector("input").dispatchEvent(
                new KeyboardEvent("keydown", { key: "Enter", bubbles: true, ...more }),
            );
        press({ isComposing: true });
        press({ keyCode: 229 });
        press({});
    }""")
    server.wait_for_messages(1)
    assert events(server) == ["go"]


def test_a_held_key_repeats_and_can_be_dropped(desk: Any, server: Any, page: Page) -> None:
    desk('<input data-live-keydown="add"><b tabindex="0" data-live-keydown="go" data-live-busy="drop">x</b>')
    loaded(page, "on")
    server.is_slow = True
    for selector in ("input", "b"):
        for _ in range(3):
            page.locator(selector).focus()
            page.keyboard.down("x")
    page.keyboard.up("x")
    server.release()
    server.release()
    page.wait_for_selector("[aria-busy]", state="detached")
    assert events(server) == ["add", "add", "add", "go"]


def test_the_innermost_element_whose_keys_fit_gets_the_event(desk: Any, server: Any, page: Page) -> None:
    desk(
        '<div data-live-keydown="add" data-live-keys="Escape Enter">'
        '<input data-live-keydown="go" data-live-keys="Enter"></div>'
    )
    loaded(page, "on")
    page.locator("input").press("Enter")
    page.locator("input").press("Escape")
    server.wait(lambda: len(events(server)) == 2)
    assert events(server) == ["go", "add"]


def test_a_removed_control_sends_no_blur(desk: Any, server: Any, page: Page) -> None:
    desk(lambda state: "" if state["count"] else '<input data-live-keydown="add" data-live-blur="go">')
    loaded(page, "on")
    page.locator("input").press("x")
    expect(page.locator("input")).to_have_count(0)
    page.evaluate("() => new Promise((done) => setTimeout(done, 50))")
    assert events(server) == ["add"]


def test_the_focus_may_move_within_an_element(desk: Any, server: Any, page: Page) -> None:
    desk(
        '<div data-live-focus="add" data-live-blur="go"><button>1</button><button>2</button></div><i tabindex="0">o</i>'
    )
    loaded(page, "on")
    for selector in ("button >> nth=0", "button >> nth=1", "i"):
        page.locator(selector).focus()
    server.wait(lambda: len(events(server)) == 2)
    assert events(server) == ["add", "go"]


# --- throttle ---


def test_the_last_throttled_event_is_never_lost(desk: Any, server: Any, page: Page) -> None:
    desk('<input name="n" data-live-input="go" data-live-throttle="200">')
    page.locator("input").press_sequentially("abcdef")
    server.wait(lambda: bool(server.calls) and server.calls[-1][-1]["fields"]["n"] == "abcdef")
    assert server.calls[0][0]["fields"]["n"] == "a"
    assert len(events(server)) < 6


def test_a_click_does_not_overtake_a_throttled_event(desk: Any, server: Any, page: Page) -> None:
    desk('<input name="n" data-live-input="go" data-live-throttle="60000"><button data-live-click="add">x</button>')
    page.locator("input").press_sequentially("abc")
    page.locator("button").click()
    server.wait(lambda: "add" in events(server))
    calls = [(call["event"], call.get("fields", {}).get("n")) for calls in server.calls for call in calls]
    assert calls == [("go", "a"), ("go", "abc"), ("add", None)]


# --- once, prevent ---


def test_once_is_once_for_an_element_through_all_updates(desk: Any, server: Any, page: Page) -> None:
    desk('<b data-live-click="add" data-live-once>x</b><output>{count}</output>')
    page.locator("b").click()
    expect(page.locator("output")).to_have_text("1")
    page.locator("b").click()
    page.evaluate("document.querySelector('b').replaceWith(document.querySelector('b').cloneNode(true))")
    page.locator("b").click()
    expect(page.locator("output")).to_have_text("2")
    assert len(events(server)) == 2


def test_prevent_keeps_a_box_unticked(desk: Any, server: Any, page: Page) -> None:
    desk('<input type="checkbox" data-live-click="go" data-live-prevent>')
    page.locator("input").click()
    server.wait_for_messages(1)
    assert not page.locator("input").is_checked()


# --- loading ---

LOADING = """<button data-live-click="go">x</button>
    <p hidden data-live-loading>1</p><p hidden data-live-loading="add">2</p>
    <p class="a" data-live-loading-class="b c">3</p>
    <p class="a" data-live-loading="add" data-live-loading-class="b">4</p>"""


def test_what_is_shown_while_it_waits_is_restored(desk: Any, server: Any, page: Page) -> None:
    desk(LOADING)
    loaded(page, "loading")
    page.evaluate("document.querySelectorAll('p')[2].classList.add('script')")
    page.evaluate("window.before = document.querySelector('section').cloneNode(true)")
    server.is_slow = True
    page.locator("button").click()
    hidden = "[...document.querySelectorAll('p')].map((p) => p.hidden + p.className)"
    server.wait_for_messages(1)
    assert page.evaluate(hidden) == ["false", "true", "falsea script b c", "falsea"]
    server.release()
    page.wait_for_selector("[aria-busy]", state="detached")
    assert page.evaluate(hidden) == ["true", "true", "falsea script", "falsea"]
    assert page.evaluate("document.querySelector('section').isEqualNode(before)")


def test_the_server_may_show_what_was_loading(desk: Any, server: Any, page: Page) -> None:
    desk(
        lambda state: (
            f'<button data-live-click="add">x</button><p {"" if state["count"] else "hidden"} data-live-loading>1</p>'
        )
    )
    page.locator("button").click()
    page.wait_for_selector("[aria-busy]", state="detached")
    expect(page.locator("p")).to_be_visible()


# --- confirm ---

CONFIRM = '<button data-live-click="add" data-live-confirm="Sure?">x</button><output>{count}</output>'
DIALOG = """<dialog data-live-confirm-dialog><form method="dialog"><p data-live-confirm-message></p>
    <button value="no">no</button><button value="yes">yes</button></form></dialog>"""


def test_a_page_may_ask_in_its_own_way(desk: Any, server: Any, page: Page) -> None:
    desk(CONFIRM)
    loaded(page, "confirm")
    page.evaluate("""() => document.addEventListener("live:confirm", (event) => {
        event.preventDefault();
        window.asked = [...(window.asked ?? []), event.detail.message];
        window.answer = event.detail.answer;
    })""")
    for answer in ("false", "true"):
        page.locator("button").dblclick()
        page.wait_for_function("() => !!window.answer")
        page.evaluate(f"() => {{ answer({answer}); window.answer = null; }}")
        page.evaluate("() => new Promise((done) => setTimeout(done))")
    expect(page.locator("output")).to_have_text("1")
    assert page.evaluate("asked") == ["Sure?"] * 2
    assert events(server) == ["add"]


def test_clicks_before_the_question_can_be_asked_ask_once(site: Any, desk: Any, server: Any, page: Page) -> None:
    held: list[Route] = []
    page.route("**/late/confirm.js*", lambda route: held.append(route))  # noqa: PLW0108
    asked: list[str] = []
    page.on("dialog", lambda dialog: asked.append(dialog.message) or dialog.accept())
    desk(CONFIRM)
    page.locator("button").dblclick()
    server.wait(lambda: bool(held))
    held[0].continue_()
    expect(page.locator("output")).to_have_text("1")
    assert asked == ["Sure?"]


def test_an_element_that_is_gone_when_the_answer_comes_sends_nothing(desk: Any, server: Any, page: Page) -> None:
    desk(CONFIRM + DIALOG + '<i data-live-click="go">y</i>')
    page.locator("button", has_text="x").click()
    expect(page.locator("dialog")).to_be_visible()
    page.evaluate("document.querySelector('[data-live-confirm]').remove()")
    page.locator("dialog button", has_text="yes").click()
    page.locator("i").click()
    server.wait_for_messages(1)
    assert events(server) == ["go"]


# --- polls ---

POLL = """<div data-live-poll="{event}" data-live-interval="60">x</div>
    <button data-live-click="add">+</button><output>{count}</output>"""


def test_a_poll_with_an_empty_value_renders_again(desk: Any, server: Any, page: Page) -> None:
    desk(POLL.replace("{event}", ""))
    server.wait(lambda: len(server.messages) >= 2)
    assert "event" not in server.messages[0]


def test_a_poll_is_not_shown_and_gives_way_to_the_user(desk: Any, server: Any, page: Page) -> None:
    server.is_slow = True
    desk(POLL.replace("{event}", "go"))
    server.wait(lambda: len(server.held) == 1)
    assert page.locator("[aria-busy], [data-live-waiting]").count() == 0
    page.locator("button").click()
    server.wait(lambda: len(server.held) == 2)
    late_answer, _ = server.held.pop(0), server.is_slow
    server.is_slow = False
    server.held.pop(0)()
    expect(page.locator("output")).to_have_text("1")
    del late_answer  # nobody waits for it any more
    polls = len(server.messages)
    server.wait(lambda: len(server.messages) > polls)
    assert events(server)[:2] == ["go", "add"]


def test_a_poll_of_what_the_server_keeps_is_waited_for(site: Any, server: Any, page: Page) -> None:
    component = server.add("desk", {"count": 0}, lambda state: POLL.format(event="go", **state), go=ignore, add=count)
    plain = component.html
    component.html = lambda state: plain(state).replace("<section", "<section data-live-stored")
    server.is_slow = True
    site.open(component.html(component.state))
    server.wait(lambda: len(server.held) == 1)
    assert page.locator("[aria-busy]").count() == 0
    page.locator("button").click()
    assert len(server.messages) == 1
    server.is_slow = False
    server.release()
    expect(page.locator("output")).to_have_text("1")


def test_a_poll_waits_while_the_tab_is_hidden(desk: Any, server: Any, page: Page) -> None:
    hide = """is => {
        Object.defineProperty(document, "hidden", { get: () => is, configurable: true });
        document.dispatchEvent(new Event("visibilitychange"));
    }"""
    desk(POLL.replace("{event}", "go"))
    server.wait(lambda: len(server.messages) >= 1)
    page.evaluate(hide, True)
    page.wait_for_timeout(100)
    polls = len(server.messages)
    page.wait_for_timeout(200)
    assert len(server.messages) == polls
    page.evaluate(hide, False)
    server.wait(lambda: len(server.messages) > polls)


def test_a_poll_ends_when_the_server_takes_the_attribute_away_and_begins_when_it_gives_it(
    desk: Any, server: Any, page: Page
) -> None:
    desk(
        lambda state: (
            f'<div {POLLS if 0 < state["count"] < 3 else ""}>x</div><button data-live-click="add">+</button>'
            f"<output>{state['count']}</output>"
        )
    )
    page.locator("button").click()
    expect(page.locator("output")).to_have_text("3")
    page.wait_for_timeout(200)
    assert events(server) == ["add", "add", "add"]


POLLS = 'data-live-poll="add" data-live-interval="50"'


# --- lazy, on, window, outside ---


def test_lazy_is_once_for_an_element(desk: Any, server: Any, page: Page) -> None:
    desk(lambda state: f'<p data-live-lazy="add" data-key="{min(state["count"], 1)}">{state["count"]}</p>')
    expect(page.locator("p")).to_have_text("2")  # the second is another element
    page.wait_for_timeout(50)
    assert events(server) == ["add", "add"]


def test_on_takes_pairs_and_the_detail_of_an_event(desk: Any, server: Any, page: Page) -> None:
    desk('<div data-live-on="chart:zoom:go picked:add"><i>x</i></div><b data-live-on="picked:add">y</b>')
    loaded(page, "on")
    page.evaluate("""() => {
        const send = (selector, name, detail, bubbles = true) =>
            document.querySelector(selector).dispatchEvent(new CustomEvent(name, { bubbles, detail }));
        send("i", "chart:zoom", { by: 2 });
        send("i", "picked", "a text");
        send("b", "picked", { id: 5 }, false);
        send("i", "picked", { id: 6 }, false);
    }""")
    server.wait(lambda: len(events(server)) == 3)
    assert [call for calls in server.calls for call in calls] == [
        {"event": "go", "payload": {"by": 2}},
        {"event": "add"},
        {"event": "add", "payload": {"id": 5}},
    ]


def test_a_detail_that_json_cannot_hold_stops_nothing(desk: Any, server: Any, page: Page, console: Any) -> None:
    desk('<div data-live-on="picked:go">x</div><button data-live-click="add">+</button><output>{count}</output>')
    loaded(page, "on")
    page.evaluate("""() => {
        const round = {};
        round.round = round;
        document.querySelector("div").dispatchEvent(new CustomEvent("picked", { detail: round }));
    }""")
    page.locator("button").click()
    expect(page.locator("output")).to_have_text("1")
    console.take("circular")


def test_window_events_may_wait(desk: Any, server: Any, page: Page) -> None:
    desk('<div data-live-window="measured:go" data-live-debounce="20">x</div>')
    loaded(page, "on")
    page.evaluate("for (let i = 0; i < 5; i++) dispatchEvent(new CustomEvent('measured', { detail: { width: i } }))")
    server.wait_for_messages(1)
    assert server.calls == [[{"event": "go", "payload": {"width": 4}}]]


def test_outside_is_not_inside_and_not_what_the_click_removed(desk: Any, server: Any, page: Page) -> None:
    desk(
        """<div data-live-outside="go"><i>in</i><u>gone</u></div><p hidden data-live-outside="go">hidden</p>
        <form><button data-live-click="add">live</button></form>"""
    )
    loaded(page, "on")
    page.evaluate("document.querySelector('u').addEventListener('click', ({ target }) => target.remove())")
    page.locator("i").click()
    page.locator("u").click()
    page.locator("button").click()
    server.wait(lambda: len(events(server)) == 2)
    assert events(server) == ["add", "go"]
