"""The client in a real browser against a small server: what it sends, when, and what it makes of the answers."""

import json
import time
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

COUNT = '<output>{count}</output><button data-live-click="increment">+</button>'
REDRAW: dict[str, Callable[..., None]] = {"go": lambda state, fields: None}


def increment(state: dict[str, Any], fields: dict[str, Any]) -> None:
    state["count"] += int(fields.get("amount", 1))


def add_counter(server: Any, render: str = COUNT, name: str = "counter", **handlers: Any) -> Any:
    return server.add(name, {"count": 0}, lambda state: render.format(**state), increment=increment, **handlers)


def open_page(site: Any, *components: Any, around: str = "{}") -> None:
    site.open(around.format("".join(component.html(component.state) for component in components)))


def open_fields(site: Any, server: Any, inner: str) -> None:
    """A component whose HTML never changes, to look at what it sends."""
    component = server.add("desk", {}, lambda state: inner, go=lambda state, fields: None)
    open_page(site, component)


def listen(page: Page, name: str) -> Callable[[], list[Any]]:
    """The details of the events called `name` that reach the document, so far."""
    page.evaluate(
        """name => {
            const seen = (window.seen ??= {})[name] = [];
            document.addEventListener(name, (event) => seen.push(event.detail));
        }""",
        name,
    )
    return lambda: page.evaluate("name => window.seen[name]", name)


# --- order ---


def test_twenty_quick_clicks_count_twenty_in_two_messages(site: Any, server: Any, page: Page) -> None:
    open_page(site, add_counter(server))
    server.is_slow = True
    for _ in range(20):
        page.locator("button").click()
    server.release()
    server.release()
    expect(page.locator("output")).to_have_text("20")
    assert [len(calls) for calls in server.calls] == [1, 19]
    assert server.messages[0]["event"] == "increment"
    assert server.messages[1]["state"] == '{"count": 1}'
    keys = [message["key"].split(":") for message in server.messages]
    assert keys[0][0] == keys[1][0]
    assert keys[0][1] != keys[1][1]


def test_a_message_carries_at_most_fifty_calls(site: Any, server: Any, page: Page) -> None:
    open_page(site, add_counter(server))
    page.evaluate("for (let i = 0; i < 60; i++) document.querySelector('button').click()")
    expect(page.locator("output")).to_have_text("60")
    assert [len(calls) for calls in server.calls] == [50, 10]


def test_two_calls_in_one_tick_leave_together_in_order(site: Any, server: Any, page: Page) -> None:
    double = COUNT + '<button id="double" data-live-click="double">2x</button>'
    open_page(site, add_counter(server, double, double=lambda state, fields: state.update(count=state["count"] * 2)))
    page.evaluate("for (const button of document.querySelectorAll('button')) button.click()")
    expect(page.locator("output")).to_have_text("2")
    assert [[call["event"] for call in calls] for calls in server.calls] == [["increment", "double"]]


def test_components_do_not_wait_for_each_other(site: Any, server: Any, page: Page) -> None:
    open_page(site, add_counter(server), add_counter(server, name="other"))
    server.is_slow = True
    page.locator("#c-counter button").click()
    page.locator("#c-other button").click()
    server.wait_for_messages(2)
    server.held[1]()
    expect(page.locator("#c-other output")).to_have_text("1")
    expect(page.locator("#c-counter output")).to_have_text("0")


def test_a_component_that_left_the_page_gets_and_sends_nothing_more(site: Any, server: Any, page: Page) -> None:
    open_page(site, add_counter(server), add_counter(server, name="other"))
    updates = listen(page, "live:update")
    server.is_slow = True
    page.locator("#c-counter button").dblclick()
    server.wait_for_messages(1)
    page.evaluate("document.querySelector('#c-counter').remove()")
    server.release()
    page.locator("#c-other button").click()
    server.release()
    expect(page.locator("#c-other output")).to_have_text("1")
    assert [message["component"] for message in server.messages] == ["counter", "other"]
    assert len(updates()) == 1


def test_a_component_that_comes_later_is_live(site: Any, server: Any, page: Page) -> None:
    inner = add_counter(server)
    outer = server.add(
        "outer",
        {"shown": False},
        lambda state: (inner.html(inner.state) if state["shown"] else "") + '<i data-live-click="show">show</i>',
        show=lambda state, fields: state.update(shown=True),
    )
    open_page(site, outer)
    page.get_by_text("show").click()
    page.locator("button").click()
    expect(page.locator("output")).to_have_text("1")


def test_a_nested_component_has_its_own_events_and_state(site: Any, server: Any, page: Page) -> None:
    inner = add_counter(server)
    outer = server.add(
        "outer",
        {"renders": 0},
        lambda state: f'<p>{state["renders"]}</p><div data-live-click="again">{inner.html(inner.state)}</div>',
        again=lambda state, fields: state.update(renders=state["renders"] + 1),
    )
    open_page(site, outer)
    page.locator("button").click()
    expect(page.locator("output")).to_have_text("1")
    page.locator("output").click()
    expect(page.locator("p")).to_have_text("1")
    page.locator("button").click()
    expect(page.locator("output")).to_have_text("2")
    assert [message["component"] for message in server.messages] == ["counter", "outer", "counter"]


# --- which events ---


def test_the_innermost_element_with_the_attribute_wins(site: Any, server: Any, page: Page) -> None:
    open_fields(
        site,
        server,
        '<div data-live-click="go" data-live-arg-at="out"><b data-live-click="go" data-live-arg-at="in">x</b>y</div>',
    )
    page.locator("b").click()
    server.wait_for_messages(1)
    assert server.calls == [[{"event": "go", "fields": {"at": "in"}}]]


@pytest.mark.parametrize("modifier", ["Control", "Shift", "Alt"])
def test_a_link_clicked_with_a_modifier_is_the_browsers(site: Any, server: Any, page: Page, modifier: str) -> None:
    open_fields(site, server, '<a href="#elsewhere" data-live-click="go">x</a><b data-live-click="go">y</b>')
    page.evaluate("void (onclick = (event) => { window.prevented = event.defaultPrevented; event.preventDefault(); })")
    page.locator("a").click(modifiers=[modifier])
    assert page.evaluate("window.prevented") is False
    page.locator("b").click()
    server.wait_for_messages(1)


def test_a_plain_click_on_a_link_does_not_follow_it(site: Any, server: Any, page: Page) -> None:
    open_fields(site, server, '<a href="#elsewhere" data-live-click="go"><i>x</i></a>')
    page.locator("i").click()
    server.wait_for_messages(1)
    assert page.evaluate("location.hash") == ""


def test_a_click_on_a_submit_button_with_its_own_event_does_not_submit(site: Any, server: Any, page: Page) -> None:
    open_fields(site, server, '<form data-live-submit="send"><button data-live-click="go">x</button></form>')
    page.locator("button").click()
    server.wait_for_messages(1)
    assert server.messages[0]["event"] == "go"
    assert site.loads == 1


def test_a_button_without_a_form_still_opens_its_popover(site: Any, server: Any, page: Page) -> None:
    open_fields(
        site, server, '<button popovertarget="p" data-live-click="go">x</button><div popover id="p">shown</div>'
    )
    page.locator("button").click()
    server.wait_for_messages(1)
    expect(page.locator("#p")).to_be_visible()


def test_disabled_controls_and_prevented_events_send_nothing(site: Any, server: Any, page: Page) -> None:
    open_fields(
        site,
        server,
        '<fieldset disabled><button data-live-click="go"><i>1</i></button></fieldset>'
        '<div data-live-click="go"><button disabled><i>2</i></button></div>'
        '<u data-live-click="go">3</u><s data-live-click="go" data-live-arg-n="4">4</s>',
    )
    page.evaluate("document.querySelector('u').addEventListener('click', (event) => event.preventDefault())")
    for text in ("1", "2"):
        page.get_by_text(text).dispatch_event("click")
    page.get_by_text("3").click()
    page.get_by_text("4").click()
    server.wait_for_messages(1)
    assert server.calls == [[{"event": "go", "fields": {"n": "4"}}]]


# --- fields ---


def test_arguments_are_fields_and_literals_are_the_payload(site: Any, server: Any, page: Page) -> None:
    open_fields(
        site, server, """<b data-live-click="go" data-live-arg-item-id="5" data-live-args='{"amount": 2}'>x</b>"""
    )
    page.locator("b").click()
    server.wait_for_messages(1)
    assert server.calls == [[{"event": "go", "payload": {"amount": 2}, "fields": {"item_id": "5"}}]]
    message = server.messages[0]
    assert set(message) == {"type", "component", "component_id", "event", "payload", "fields", "state", "key"}
    assert message["type"] == "component_event"
    assert server.headers[0]["x-component-request"] == "1"
    assert server.headers[0]["content-type"] == "application/json"


FORM = """<form data-live-submit="go" data-live-arg-kind="note">
    <input name="title" value="Buy milk"><input name="tag" value="a"><input name="tag" value="b">
    <input name="off" value="x" disabled><input type="checkbox" name="no"><input type="checkbox" name="yes" checked>
    <select name="one" multiple><option selected>1<option>2</select><select name="none" multiple><option>1</select>
    <input name="live-state" value="for pages without script"><input name="csrfmiddlewaretoken" value="t">
    <input type="file" name="file"><input name="id" value="7"><input name="elements" value="e">
    <button name="by" value="first">1</button><button name="by" value="second">2</button></form>"""


def test_a_submit_sends_the_forms_successful_controls(site: Any, server: Any, page: Page) -> None:
    open_fields(site, server, FORM)
    page.get_by_text("2").last.click()
    server.wait_for_messages(1)
    assert server.calls[0][0] == {
        "event": "go",
        "fields": {
            "title": "Buy milk", "tag": ["a", "b"], "yes": "on", "one": ["1"], "none": [], "id": "7", "elements": "e",
            "by": "second", "kind": "note",
        },
    }  # fmt: skip
    assert site.loads == 1


def fill(page: Page) -> None:
    page.locator("input,textarea").fill("x")


def check(page: Page) -> None:
    page.locator("input").last.check()


def pick(*options: str) -> Callable[[Page], object]:
    return lambda page: page.locator("select").select_option(list(options))


BOX = '<input type="checkbox" name="f" data-live-change="go"{}>'
SELECT = '<select name="f" data-live-change="go"><option>1<option>2</select>'
CONTROLS: dict[str, tuple[str, Callable[[Page], object], object]] = {
    "text": ('<input name="f" data-live-change="go">', fill, "x"),
    "text area on input": ('<textarea name="f" data-live-input="go"></textarea>', fill, "x"),
    "ticked box": (BOX.format(""), check, "true"),
    "unticked box": (BOX.format(" checked"), lambda page: page.locator("input").uncheck(), ""),
    "ticked box with a value": (BOX.format(' value="v"'), check, "v"),
    "several boxes": (BOX.format(' value="1" checked') + BOX.format(' value="2"'), check, ["1", "2"]),
    "rows of boxes without values": (BOX.format(" checked") + BOX.format(""), check, "true"),
    "radio": (
        '<p data-live-change="go"><input type="radio" name="f" checked><input type="radio" name="f" value="2">',
        check,
        "2",
    ),
    "select": (SELECT, pick("2"), "2"),
    "emptied multiple select": (SELECT.replace(">", " multiple>", 1).replace(">1", " selected>1"), pick(), []),
    "model of a box": ('<input type="checkbox" data-live-model="f">', check, "true"),
    "model of a text": ('<input data-live-model="f">', fill, "x"),
    "model of a select": (SELECT.replace("data-live-change", "data-live-model").replace('"go"', '"f"'), pick("2"), "2"),
}


@pytest.mark.parametrize(("html", "act", "want"), CONTROLS.values(), ids=CONTROLS.keys())
def test_a_control_sends_its_own_text(
    site: Any, server: Any, page: Page, html: str, act: Callable[[Page], None], want: object
) -> None:
    open_fields(site, server, html)
    act(page)
    page.locator("input,select,textarea").last.blur()
    server.wait_for_messages(1)
    event = {} if "model" in html else {"event": "go"}
    assert server.calls == [[{**event, "fields": {"f": want}}]]


# --- typing ---


SEARCH = '<input data-live-model="q" data-live-debounce="1" value="{q}"><output>{q}</output>'


def test_typing_while_answers_come_loses_no_character(site: Any, server: Any, page: Page) -> None:
    component = server.add("search", {"q": ""}, lambda state: SEARCH.format(**state))
    open_page(site, component)
    server.is_slow = True
    page.locator("input").click()
    for letter in "live typing":
        page.keyboard.type(letter)
        page.wait_for_timeout(2)
        if server.held:
            server.release()
    server.is_slow = False
    while server.held:
        server.release()
    expect(page.locator("output")).to_have_text("live typing")
    assert page.evaluate("document.activeElement.value") == "live typing"
    assert len(server.bodies) > 2


def test_a_caret_in_the_middle_stays_while_answers_come(site: Any, server: Any, page: Page) -> None:
    open_page(site, server.add("search", {"q": "ad"}, lambda state: SEARCH.format(**state)))
    page.locator("input").click()
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    for letter in "bc":
        page.keyboard.type(letter)
        expect(page.locator("output")).to_have_text("ab" + "c" * (letter == "c") + "d")
    assert page.evaluate("document.activeElement.selectionStart") == 3


def test_what_is_typed_after_a_submit_was_queued_stays(site: Any, server: Any, page: Page) -> None:
    form = '<form data-live-submit="increment"><input></form><output>{count}</output>'
    open_page(site, add_counter(server, form + '<button data-live-click="increment">+</button>'))
    server.is_slow = True
    page.locator("button").click()
    page.locator("input").fill("sent")
    page.keyboard.press("Enter")
    page.keyboard.type(", and on")
    server.release()
    server.release()
    expect(page.locator("output")).to_have_text("2")
    assert page.locator("input").input_value() == "sent, and on"


def test_a_submitted_form_is_emptied_and_a_refused_one_is_not(site: Any, server: Any, page: Page) -> None:
    form = '<form data-live-submit="increment"><input name="amount"></form><output>{count}</output>'
    open_page(site, add_counter(server, form))
    server.status = 422
    page.locator("input").fill("3")
    page.keyboard.press("Enter")
    expect(page.locator("output")).to_have_text("3")
    assert page.locator("input").input_value() == "3"
    server.status = 200
    page.keyboard.press("Enter")
    expect(page.locator("output")).to_have_text("6")
    expect(page.locator("input")).to_have_value("")


@pytest.mark.parametrize("value", ['value=""', ""])
def test_a_reset_takes_what_was_typed_before_it_if_the_template_shows_the_value(
    value: str, site: Any, server: Any, page: Page
) -> None:
    inner = f"""<input data-live-model="title" data-live-debounce="60000" {value}><output>{{count}}</output>
        <b data-live-click="increment">x</b>"""
    open_page(site, add_counter(server, inner))
    page.locator("input").press_sequentially("typed")
    page.locator("b").evaluate("one => one.click()")
    expect(page.locator("output")).to_have_text("1")
    assert [len(calls) for calls in server.calls] == [2]
    expect(page.locator("input")).to_have_value("" if value else "typed")


def test_typed_values_leave_before_the_click_that_follows(site: Any, server: Any, page: Page) -> None:
    open_fields(
        site,
        server,
        '<input data-live-model="a" data-live-debounce="60000"><input name="b" data-live-input="go" '
        'data-live-debounce="60000"><b data-live-click="go">x</b>',
    )
    page.evaluate("""() => {
        for (const [i, control] of document.querySelectorAll("input").entries()) {
            control.value = i;
            control.dispatchEvent(new InputEvent("input", { bubbles: true }));
        }
        document.querySelector("b").click();
    }""")
    server.wait_for_messages(1)
    assert server.calls == [[{"fields": {"a": "0"}}, {"event": "go", "fields": {"b": "1"}}, {"event": "go"}]]


def test_typed_values_leave_with_enter_and_when_the_control_is_left(site: Any, server: Any, page: Page) -> None:
    open_fields(
        site,
        server,
        '<form data-live-submit="go"><input data-live-model="a" data-live-debounce="60000"></form><i>x</i>',
    )
    page.locator("input").click()
    page.keyboard.type("1")
    page.keyboard.press("Enter")
    page.wait_for_selector("[aria-busy]", state="detached")
    page.keyboard.type("2")
    page.locator("input").blur()
    server.wait(lambda: sum(map(len, server.calls)) == 3)
    assert [call for calls in server.calls for call in calls] == [
        {"fields": {"a": "1"}},
        {"event": "go"},
        {"fields": {"a": "2"}},
    ]


def test_typing_is_sent_after_a_pause(site: Any, server: Any, page: Page) -> None:
    page.clock.install()
    open_fields(site, server, '<input data-live-model="a"><input data-live-model="b" data-live-debounce="300">')
    page.clock.pause_at(time.time() + 3600)
    page.locator("input").first.press_sequentially("xyz")
    page.clock.run_for(149)
    assert server.bodies == []
    page.clock.run_for(2)
    server.wait_for_messages(1)
    page.locator("input").last.press_sequentially("z")
    page.clock.run_for(299)
    assert len(server.bodies) == 1
    page.clock.run_for(2)
    server.wait_for_messages(2)
    assert server.calls == [[{"fields": {"a": "xyz"}}], [{"fields": {"b": "z"}}]]


def test_fields_of_one_form_wait_for_their_pauses_apart(site: Any, server: Any, page: Page) -> None:
    open_fields(
        site,
        server,
        '<form data-live-input="go" data-live-debounce="60000"><input name="a"><input name="b"><i>x</i></form>',
    )
    page.evaluate("""() => {
        for (const control of document.querySelectorAll("input")) {
            control.value = "x";
            control.dispatchEvent(new InputEvent("input", { bubbles: true }));
        }
    }""")
    page.locator("input").last.focus()
    page.locator("input").last.blur()
    server.wait_for_messages(1)
    page.locator("input").first.focus()
    page.locator("input").first.blur()
    server.wait_for_messages(2)
    assert [calls[0]["fields"] for calls in server.calls] == [{"b": "x"}, {"a": "x"}]


def test_a_typed_value_whose_control_is_gone_is_dropped(site: Any, server: Any, page: Page) -> None:
    open_fields(site, server, '<input data-live-model="a" data-live-debounce="60000"><b data-live-click="go">x</b>')
    page.locator("input").press_sequentially("x")
    page.evaluate("document.querySelector('input').remove()")
    page.locator("b").click()
    server.wait_for_messages(1)
    assert server.calls == [[{"event": "go"}]]


def test_waiting_values_of_one_field_are_overtaken_by_the_newest(site: Any, server: Any, page: Page) -> None:
    open_fields(site, server, '<input data-live-model="a" data-live-debounce="0"><b data-live-click="go">x</b>')
    server.is_slow = True
    page.locator("input").press_sequentially("abcd")
    page.locator("b").click()
    page.locator("input").click()
    page.keyboard.press("End")
    page.keyboard.type("e")
    server.release()
    server.wait_for_messages(2)
    assert server.calls == [
        [{"fields": {"a": "a"}}],
        [{"fields": {"a": "abcd"}}, {"event": "go"}, {"fields": {"a": "abcde"}}],
    ]


def test_an_ignored_region_is_not_taken_for_what_comes_before_it(site: Any, server: Any, page: Page) -> None:
    region = "<div data-live-ignore></div>"
    desk = server.add(
        "desk",
        {"more": ""},
        lambda state: f'{state["more"]}{region}<b data-live-click="go">x</b>',
        go=lambda state, fields: state.update(more="<div>new</div>"),
    )
    open_page(site, desk)
    page.locator("[data-live-ignore]").evaluate("one => { one.append('drawn'); window.region = one; }")
    page.locator("b").click()
    expect(page.locator("section > div").first).to_have_text("new")
    assert page.locator("[data-live-ignore]").evaluate("one => one === window.region && one.textContent") == "drawn"


# --- busy ---


def test_a_submit_is_dropped_while_its_own_is_under_way(site: Any, server: Any, page: Page) -> None:
    form = '<form data-live-submit="increment" {}><button>x</button></form>'
    render = form.format("") + form.format('data-live-busy="queue" id="queue"') + "<output>{count}</output>"
    open_page(site, add_counter(server, render))
    server.is_slow = True
    page.locator("button").first.dblclick()
    page.locator("#queue button").dblclick()
    server.release()
    server.release()
    expect(page.locator("output")).to_have_text("3")
    assert [len(calls) for calls in server.calls] == [1, 2]


def test_a_button_may_drop_clicks_while_busy(site: Any, server: Any, page: Page) -> None:
    open_page(site, add_counter(server, COUNT.replace("<button", '<button data-live-busy="drop"')))
    server.is_slow = True
    page.locator("button").dblclick()
    server.release()
    expect(page.locator("output")).to_have_text("1")
    page.locator("button").click()
    server.release()
    expect(page.locator("output")).to_have_text("2")


BUSY = """<input data-live-change="change" name="n"><form data-live-submit="increment" aria-busy="false">
    <button data-live-disable>save</button><button disabled data-live-disable>never</button>
    <fieldset data-live-disable><input name="amount" value="1"></fieldset></form><output>{count}</output>"""


def test_loading_shows_on_what_waits_and_ends_with_its_own_answer(site: Any, server: Any, page: Page) -> None:
    open_page(site, add_counter(server, BUSY, change=lambda state, fields: None))
    before = page.locator("form").evaluate("form => form.outerHTML")
    server.is_slow = True
    page.locator("[name=n]").fill("x")
    page.locator("[name=n]").blur()
    server.wait_for_messages(1)
    expect(page.locator("[name=n]")).to_have_attribute("data-live-waiting", "")
    expect(page.locator("form")).not_to_have_attribute("data-live-waiting", "")
    page.get_by_text("save").click()
    server.release()
    expect(page.locator("[name=n]")).not_to_have_attribute("data-live-waiting", "")
    expect(page.locator("form")).to_have_attribute("data-live-waiting", "")
    expect(page.locator("section")).to_have_attribute("aria-busy", "true")
    assert page.evaluate("[...document.querySelectorAll('form :disabled')].length") == 4
    server.release()
    expect(page.locator("output")).to_have_text("1")
    assert page.locator("form").evaluate("form => form.outerHTML") == before
    assert page.evaluate("document.activeElement.textContent") == "save"
    assert page.locator("section").evaluate("section => section.getAttributeNames()") == [
        "id", "data-live", "data-live-url", "data-live-state",
    ]  # fmt: skip


def test_what_a_script_disabled_is_disabled_after_the_answer(site: Any, server: Any, page: Page) -> None:
    open_page(
        site,
        add_counter(
            server,
            COUNT + '<fieldset data-live-click="increment"><i>x</i><button data-live-disable>y</button></fieldset>',
        ),
    )
    page.evaluate("document.querySelector('fieldset button').disabled = true")
    for count in ("1", "2"):
        page.locator("i").click()
        expect(page.locator("output")).to_have_text(count)
    assert page.locator("fieldset button").is_disabled()


def test_what_the_server_disables_meanwhile_is_disabled_in_the_end(site: Any, server: Any, page: Page) -> None:
    component = server.add(
        "desk",
        {"count": 0},
        lambda state: (
            f"""<b data-live-click="increment">+</b>
            <button data-live-click="go" data-live-disable {"disabled" * state["count"]}>x</button>"""
        ),
        increment=increment,
        go=lambda state, fields: None,
    )
    open_page(site, component)
    server.is_slow = True
    page.locator("b").click()
    page.locator("button").click()
    server.release()
    server.wait_for_messages(2)
    server.release()
    page.wait_for_selector("[aria-busy]", state="detached")
    assert page.locator("button").is_disabled()


# --- lost messages ---


def test_lost_requests_and_lost_answers_are_repeated_word_for_word(site: Any, server: Any, page: Page) -> None:
    open_page(site, add_counter(server))
    retries = listen(page, "live:retry")
    faults = ["request", "answer", 502, 503, 504]

    def fail(route: Route, message: dict[str, Any]) -> bool:
        fault = faults.pop(0) if faults else None
        if fault == "answer":
            server.reply(message)
        if isinstance(fault, int):
            route.fulfill(status=fault, body="<h1>proxy</h1>")
        elif fault:
            route.abort()
        return bool(fault)

    server.faults = fail
    page.locator("button").click()
    expect(page.locator("output")).to_have_text("1", timeout=15_000)
    assert len(server.bodies) == 6
    assert len(set(server.bodies)) == 1
    assert [retry.get("status") for retry in retries()] == [None, None, 502, 503, 504]


def test_an_answer_to_another_message_is_not_applied(site: Any, server: Any, page: Page) -> None:
    open_page(site, add_counter(server))
    page.locator("button").click()
    expect(page.locator("output")).to_have_text("1")
    old = server.reply(server.messages[0])

    def duplicate(route: Route, message: dict[str, Any]) -> bool:
        server.faults = lambda route, message: False
        server.send(route, *old)
        return True

    server.faults = duplicate
    page.locator("button").click()
    expect(page.locator("output")).to_have_text("2")
    assert server.bodies[1] == server.bodies[2]


def test_too_many_requests_wait_as_long_as_asked(site: Any, server: Any, page: Page) -> None:
    open_page(site, add_counter(server))
    times = []

    def limit(route: Route, message: dict[str, Any]) -> bool:
        times.append(time.monotonic())
        if len(times) == 1:
            route.fulfill(status=429, headers={"Retry-After": "1"}, body="{}")
        return len(times) == 1

    server.faults = limit
    page.locator("button").click()
    expect(page.locator("output")).to_have_text("1")
    assert len(set(server.bodies)) == 1
    assert times[1] - times[0] >= 1


def test_coming_online_ends_the_pause(site: Any, server: Any, page: Page) -> None:
    page.clock.install()
    open_page(site, add_counter(server))
    retries = listen(page, "live:retry")
    server.faults = lambda route, message: route.abort() or True
    page.clock.pause_at(time.time() + 3600)
    page.locator("button").click()
    server.wait(lambda: len(retries()) == 1)
    server.faults = lambda route, message: False
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("output")).to_have_text("1")


# --- refusals ---


@pytest.mark.parametrize(
    ("status", "code"), [(400, "bad_request"), (403, "forbidden"), (404, "unknown_event"), (422, "invalid")]
)
def test_a_refusal_is_reported_and_the_queue_goes_on(
    site: Any, server: Any, page: Page, console: Any, status: int, code: str
) -> None:
    failure = {"status": status, "code": code, "errors": {"amount": ["a number"]} if status == 422 else None}

    def fail(state: dict[str, Any], fields: dict[str, Any]) -> None:
        raise server.Refusal(**failure)

    open_page(site, add_counter(server, COUNT + '<b data-live-click="fail" data-live-disable>x</b>', fail=fail))
    errors = listen(page, "live:error")
    server.is_slow = True
    page.locator("b").click()
    page.locator("button").click()
    server.release()
    expect(page.locator("b")).not_to_have_attribute("data-live-waiting", "")
    server.release()
    expect(page.locator("output")).to_have_text("1")
    assert errors() == [failure]
    assert page.locator("[data-live-waiting], [disabled], [aria-busy]").count() == 0
    console.take(f"counter was refused: {status} {code}")


def test_a_page_that_handles_an_error_keeps_the_console_clean(site: Any, server: Any, page: Page) -> None:
    open_page(site, add_counter(server))
    page.evaluate(
        "document.addEventListener('live:error', (event) => (event.preventDefault(), window.code = event.detail))"
    )
    server.faults = lambda route, message: route.fulfill(status=500, body="<h1>Server error</h1>") or True
    page.locator("button").click()
    page.wait_for_selector("[aria-busy]", state="detached")
    assert page.evaluate("window.code.status") == 500


def test_an_answer_that_is_no_update_is_a_refusal(site: Any, server: Any, page: Page, console: Any) -> None:
    open_page(site, add_counter(server))
    server.faults = lambda route, message: route.fulfill(status=200, body="<h1>Welcome</h1>") or True
    page.locator("button").click()
    page.wait_for_selector("[aria-busy]", state="detached")
    server.faults = lambda route, message: False
    page.locator("button").click()
    expect(page.locator("output")).to_have_text("1")
    console.take("counter was refused: 200")


def test_a_refused_value_goes_along_with_the_next_message(site: Any, server: Any, page: Page, console: Any) -> None:
    open_fields(site, server, '<input data-live-model="a" data-live-debounce="0"><b data-live-click="go">x</b>')
    server.faults = lambda route, message: len(server.bodies) < 3 and (route.fulfill(status=500, body="x") or True)
    page.locator("input").fill("typed")
    page.wait_for_selector("[aria-busy]", state="detached")
    for _ in range(2):
        page.locator("b").click()
        page.wait_for_selector("[aria-busy]", state="detached")
    page.locator("b").click()
    server.wait_for_messages(4)
    value = {"fields": {"a": "typed"}}
    assert server.calls == [[value], [value, {"event": "go"}], [{"event": "go"}], [{"event": "go"}]]
    assert page.locator("input").input_value() == "typed"
    for _ in range(2):
        console.take("desk was refused: 500")


def test_a_listener_that_throws_stops_nothing(site: Any, server: Any, page: Page, console: Any) -> None:
    open_page(site, add_counter(server))
    page.evaluate("document.addEventListener('live:update', () => { throw new Error('a page script'); })")
    for count in ("1", "2"):
        page.locator("button").click()
        expect(page.locator("output")).to_have_text(count)
        console.take("a page script")


# --- calm refresh ---


def refuse_as_stale(server: Any, status: int = 410) -> Callable[[Route, dict[str, Any]], bool]:
    def answer(route: Route, message: dict[str, Any]) -> bool:
        error = {"type": "error", "code": "stale_snapshot", "error": "x", "key": message["key"]}
        if message["component_id"] == "c-counter":
            server.send(route, status, error)
        return message["component_id"] == "c-counter"

    return answer


STALE = COUNT + '<input name="note" value="{count}"><p>kept</p>'


@pytest.mark.parametrize("status", [401, 410])
def test_a_stale_component_is_refreshed_calmly(site: Any, server: Any, page: Page, status: int) -> None:
    counter = add_counter(server, STALE)
    open_page(site, add_counter(server, name="other"), counter)
    page.evaluate("window.mark = document.querySelector('#c-counter p')")
    page.locator("[name=note]").fill("typed")
    counter.id = "c-fresh"
    site.body = counter.html({"count": 40})
    server.faults = refuse_as_stale(server, status)
    page.locator("#c-counter button").click()
    expect(page.locator("#c-fresh output")).to_have_text("40")
    assert page.locator("[name=note]").input_value() == "typed"
    assert page.evaluate("mark.isConnected")
    page.locator("#c-fresh button").click()
    expect(page.locator("#c-fresh output")).to_have_text("41")
    assert site.loads == 1


def test_a_refresh_brings_the_token_of_who_has_signed_in_since(site: Any, server: Any, page: Page) -> None:
    site.script = 'data-live-client data-csrf-header="X-CSRFToken" data-csrf-token="before"'
    counter = add_counter(server, STALE)
    open_page(site, counter)
    counter.id = "c-fresh"
    site.body, site.script = counter.html({"count": 40}), site.script.replace("before", "after")
    server.faults = refuse_as_stale(server)
    page.locator("#c-counter button").click()
    expect(page.locator("#c-fresh output")).to_have_text("40")
    page.locator("#c-fresh button").click()
    expect(page.locator("#c-fresh output")).to_have_text("41")
    assert [headers["x-csrftoken"] for headers in server.headers] == ["before", "after"]


def test_a_component_that_stays_stale_is_refreshed_once(site: Any, server: Any, page: Page, console: Any) -> None:
    open_page(site, add_counter(server, STALE))
    server.faults = refuse_as_stale(server)
    updates, errors = listen(page, "live:update"), listen(page, "live:error")
    for _ in range(3):
        page.locator("button").click()
        page.wait_for_selector("[aria-busy]", state="detached")
    assert [len(updates()), len(errors()), site.loads] == [1, 2, 1]
    for _ in range(2):
        console.take("counter was refused: 410")


def test_clicks_on_a_stale_component_are_dropped_and_values_are_not(site: Any, server: Any, page: Page) -> None:
    render = STALE + '<input data-live-model="q" data-live-debounce="0">'
    counter = add_counter(server, render)
    open_page(site, counter)
    server.faults = refuse_as_stale(server)
    server.is_slow = True
    page.locator("button").dblclick()
    page.locator("[data-live-model]").fill("typed")
    counter.id = "c-fresh"
    site.body = counter.html({"count": 40})
    server.release()
    server.wait_for_messages(2)
    assert server.calls == [[{"event": "increment"}], [{"fields": {"q": "typed"}}]]


def test_a_component_removed_while_it_is_refreshed_is_forgotten(site: Any, server: Any, page: Page) -> None:
    open_page(site, add_counter(server), add_counter(server, name="other"))
    held: list[Route] = []
    page.route("http://app.test/", lambda route: held.append(route))  # noqa: PLW0108 (no attribute can be set on append)
    server.faults = refuse_as_stale(server)
    page.locator("#c-counter button").click()
    server.wait(lambda: bool(held))
    page.evaluate("document.querySelector('#c-counter').remove()")
    held[0].fulfill(body="<h1>another page</h1>", content_type="text/html")
    page.locator("#c-other button").click()
    expect(page.locator("#c-other output")).to_have_text("1")
    assert len(held) == 1


def test_the_page_is_loaded_when_it_no_longer_has_the_component(site: Any, server: Any, page: Page) -> None:
    open_page(site, add_counter(server))
    site.body = "<h1>Please sign in</h1>"
    server.faults = refuse_as_stale(server, 401)
    page.locator("button").click()
    expect(page.locator("h1")).to_have_text("Please sign in")
    assert site.loads == 2


# --- effects ---


def test_effects_happen_in_order_after_the_html(site: Any, server: Any, page: Page) -> None:
    open_page(site, add_counter(server))
    page.evaluate("""() => document.addEventListener("saved", (event) => {
        const shown = document.querySelector("output").textContent;
        window.saved = [event.detail.id, event.target.id, shown, location.pathname];
    })""")
    server.effects = [
        {"type": "url", "url": "/page/2?q=1", "replace": False},
        {"type": "url", "url": "/page/3", "replace": True},
        {"type": "event", "name": "saved", "detail": {"id": 7}},
    ]
    page.locator("button").click()
    expect(page.locator("output")).to_have_text("1")
    page.wait_for_function("() => window.saved")
    assert page.evaluate("window.saved") == [7, "c-counter", "1", "/page/3"]
    assert page.evaluate("history.length") == 3
    assert site.loads == 1


def test_a_redirect_leaves_the_page(site: Any, server: Any, page: Page) -> None:
    open_page(site, add_counter(server))
    server.effects = [{"type": "redirect", "url": "/page/thanks", "external": False}]
    page.locator("button").click()
    page.wait_for_url("**/page/thanks")


def test_an_external_redirect_leaves_the_site(site: Any, server: Any, page: Page) -> None:
    page.route("http://shop.test/**", lambda route: route.fulfill(body="shop"))
    open_page(site, add_counter(server))
    server.effects = [{"type": "redirect", "url": "http://shop.test/", "external": True}]
    page.locator("button").click()
    page.wait_for_url("http://shop.test/")


HOSTILE = [
    "//evil.test",
    "https:evil",
    "/\\evil.test",
    "\t//evil.test",
    "http://site@evil.test",
    "https://evil.test/",
    "http://[",
]


@pytest.mark.parametrize("effect", [
    *({"type": "redirect", "url": url, "external": False} for url in [*HOSTILE, "javascript:alert(1)"]),
    *({"type": "url", "url": url, "replace": True} for url in HOSTILE),
    {"type": "redirect", "url": "javascript:document.title='run'", "external": True},
    {"type": "redirect", "url": "data:text/html,x", "external": True},
    {"type": "redirect", "url": "//evil.test", "external": "yes"},
    {"type": "js", "code": "alert(1)"},
    {"type": "constructor"},
], ids=str)  # fmt: skip
def test_a_hostile_effect_is_refused_and_the_next_one_runs(
    site: Any, server: Any, page: Page, console: Any, effect: dict[str, Any]
) -> None:
    open_page(site, add_counter(server))
    done = listen(page, "done")
    server.effects = [effect, {"type": "event", "name": "done", "detail": None}]
    page.locator("button").click()
    expect(page.locator("output")).to_have_text("1")
    server.wait(lambda: len(done()) == 1)
    assert page.evaluate("[location.href, document.title]") == ["http://app.test/", "Test"]
    console.take("effect refused")


# --- security ---


def test_the_csrf_cookie_is_read_at_each_send_and_a_changed_one_sent_again_once(
    site: Any, server: Any, page: Page, console: Any
) -> None:
    site.script = 'data-live-client data-csrf-header="X-CSRFToken" data-csrf-cookie="token" data-csrf-token="old"'
    open_page(site, add_counter(server))
    page.locator("button").click()
    expect(page.locator("output")).to_have_text("1")

    def rotate(route: Route, message: dict[str, Any]) -> bool:
        page.context.add_cookies([{"name": "token", "value": f"new{len(server.bodies)}", "url": "http://app.test"}])
        return route.fulfill(status=403, body="<h1>CSRF</h1>") or True

    server.faults = rotate
    page.locator("button").click()
    page.wait_for_selector("[aria-busy]", state="detached")
    console.take("counter was refused: 403")
    server.faults = lambda route, message: False
    page.locator("button").click()
    expect(page.locator("output")).to_have_text("2")
    assert [headers["x-csrftoken"] for headers in server.headers] == ["old", "old", "new2", "new3"]
    assert server.bodies[1] == server.bodies[2]


def test_nothing_is_sent_to_another_origin(site: Any, server: Any, page: Page, console: Any) -> None:
    evil = add_counter(server, name="evil")
    html = evil.html(evil.state).replace("/components/", "http://evil.test/components/")
    site.open(html)
    page.locator("button").click()
    assert server.bodies == []
    console.take("evil was refused: 400 other_origin")


def test_scripts_and_handlers_in_an_update_do_not_run(site: Any, server: Any, page: Page, console: Any) -> None:
    hostile = (
        '<script>window.ran = 1</script><img src="/favicon.ico" onerror="window.ran = 2">'
        "<svg><script>window.ran = 3</script></svg>"
    )
    open_page(
        site,
        server.add("c", {}, lambda state: hostile * len(server.bodies) + '<b data-live-click="go">x</b>', **REDRAW),
    )
    for count in (1, 2):
        page.locator("b").click()
        expect(page.locator("img")).to_have_count(count)
    assert page.evaluate("window.ran ?? null") is None
    console.complaints = [one for one in console.complaints if "inline event handler" not in one]


def test_only_the_clients_policy_makes_html(site: Any, server: Any, page: Page) -> None:
    page.add_init_script("""
        const create = trustedTypes.createPolicy;
        window.policies = [];
        trustedTypes.createPolicy = (name, rules) => (policies.push(name), create.call(trustedTypes, name, rules));
    """)
    open_page(site, add_counter(server))
    page.locator("button").click()
    expect(page.locator("output")).to_have_text("1")
    assert page.evaluate("policies") == ["component-framework"]


# --- the page's life ---


def test_going_back_to_the_page_leaves_it_working(site: Any, server: Any, page: Page) -> None:
    open_page(site, add_counter(server))
    page.locator("button").click()
    expect(page.locator("output")).to_have_text("1")
    page.goto("http://app.test/page/other")
    page.go_back()
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    page.locator("button").click()
    server.wait_for_messages(2)
    assert len({json.loads(body)["key"] for body in server.bodies}) == 2
