"""One socket for all components of a page: messages, pushes and pokes over it, and what happens when it breaks."""

import json
import random
import time
from typing import Any

import pytest
from browser.desk import loaded, refuse
from browser.fake_socket import FakeSocket, Frame, Line
from playwright.sync_api import Page, Route, expect

CLIENT = 'data-live-client data-live-socket="/live/socket/"'
COUNTER = '<output>{count}</output><button data-live-click="add">+</button>'
HIDE = """is => {
    Object.defineProperty(document, "hidden", { get: () => is, configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
}"""


@pytest.fixture
def socket(site: Any, server: Any, page: Page) -> FakeSocket:
    site.script = CLIENT
    return FakeSocket(server, page)


def open_desk(desk: Any, socket: FakeSocket, inner: Any = COUNTER, **handlers: Any) -> Any:
    """A page whose only component is subscribed."""
    component = desk(inner, **handlers)
    socket.wait_for("subscribe")
    return component


def push(socket: FakeSocket, component: Any, **state: Any) -> None:
    pushed = {**state, "is_pushed": True}
    update = {"html": component.html(pushed), "state": json.dumps(pushed)}
    socket.line.say(type="component_update", component_id=component.id, **update, key=None, effects=[])


def poke(socket: FakeSocket, component: Any, within_ms: int = 1) -> None:
    socket.line.say(type="stale", component_id=component.id, within_ms=within_ms)


def states(page: Page) -> list[str]:
    return list(page.evaluate("window.states"))


def note_states(page: Page) -> None:
    page.add_init_script(
        "document.addEventListener('live:socket', ({ detail }) => (window.states ??= []).push(detail.state))"
    )


# --- messages ---


def test_all_components_share_one_socket_and_send_over_it(
    site: Any, server: Any, socket: FakeSocket, page: Page
) -> None:
    components = [
        server.add(name, {"count": 0}, lambda state: COUNTER.format(**state), add=add_one) for name in ("a", "b")
    ]
    site.open("".join(component.html(component.state) for component in components))
    subscribed = socket.wait_for("subscribe", 2)
    for name in ("a", "b"):
        page.locator(f"#c-{name} button").click()
        expect(page.locator(f"#c-{name} output")).to_have_text("1")
    assert subscribed == [{"type": "subscribe", "component_id": f"c-{name}", "state": '{"count": 0}'} for name in "ab"]
    assert [line.route.url for line in socket.lines] == ["ws://app.test/live/socket/"]
    assert [json.loads(text)["component"] for text in socket.line.events] == ["a", "b"]
    assert server.bodies == []


def add_one(state: dict[str, Any], fields: dict[str, Any]) -> None:
    state["count"] += 1


def test_twenty_quick_clicks_count_twenty_in_two_messages(desk: Any, socket: FakeSocket, page: Page) -> None:
    open_desk(desk, socket)
    socket.is_slow = True
    page.evaluate("for (let i = 0; i < 20; i++) document.querySelector('button').click()")
    page.locator("button").click()
    socket.release()
    socket.release()
    expect(page.locator("output")).to_have_text("21")
    assert len(socket.line.events) == 2


def test_a_message_under_way_when_the_socket_breaks_is_done_once(
    desk: Any, server: Any, socket: FakeSocket, page: Page
) -> None:
    open_desk(desk, socket)

    def cut(line: Line, frame: Frame) -> bool:
        if frame["type"] != "component_event":
            return False
        server.reply(frame)
        line.route.close(code=1001)
        return True

    socket.faults = cut
    page.locator("button").click()
    expect(page.locator("output")).to_have_text("1")
    assert server.bodies == socket.lines[0].events
    assert len(server.replies) == 1


CLICK = """async () => {
    for (let number = 0; number < 60; number++) {
        const answered = new Promise((done) => document.addEventListener("live:update", done, { once: true }));
        document.querySelector("button").click();
        if (number % 3) await answered;
    }
}"""


def test_sixty_clicks_over_a_socket_that_keeps_breaking_are_sixty(
    desk: Any, server: Any, socket: FakeSocket, page: Page
) -> None:
    fates = random.Random(7)
    page.add_init_script("Math.random = () => 0")  # no pause is long: there is a socket to break again
    open_desk(desk, socket)

    def strike(line: Line, frame: Frame) -> bool:
        fate = fates.random() if frame["type"] == "component_event" else 1
        if fate < 0.15:
            line.route.close(code=1001)  # the message is lost
        elif fate < 0.3:
            server.reply(frame)  # its answer is
            line.route.close(code=1001)
        elif fate < 0.45:
            socket.answer(line, frame)  # it comes twice
        return fate < 0.3

    socket.faults = strike
    page.evaluate(CLICK)
    expect(page.locator("output")).to_have_text("60")
    assert len(socket.lines) > 3
    assert server.bodies


def test_answers_that_come_twice_or_to_nothing_are_not_applied(desk: Any, socket: FakeSocket, page: Page) -> None:
    component = open_desk(desk, socket)

    def answer_twice(line: Line, frame: Frame) -> bool:
        if frame["type"] == "component_event":
            wrong = {**socket.server.reply(frame)[1], "key": "other:1", "html": component.html({"count": 99})}
            line.say(**wrong)
            socket.answer(line, frame)
            socket.answer(line, frame)
        return frame["type"] == "component_event"

    socket.faults = answer_twice
    page.evaluate("document.addEventListener('live:update', () => (window.updates = (window.updates ?? 0) + 1))")
    page.locator("button").click()
    page.locator("button").click()
    expect(page.locator("output")).to_have_text("2")
    push(socket, component, count=3)
    expect(page.locator("output")).to_have_text("3")
    assert page.evaluate("updates") == 3


def test_without_a_socket_messages_go_by_http(desk: Any, server: Any, socket: FakeSocket, page: Page) -> None:
    socket.is_shut = True
    desk(COUNTER)
    socket.wait(lambda: len(socket.lines) >= 2)
    page.locator("button").click()
    expect(page.locator("output")).to_have_text("1")
    assert len(server.bodies) == 1
    expect(page.locator("html")).to_have_attribute("data-live-connection", "online")


def test_a_message_that_is_too_long_goes_by_http(desk: Any, server: Any, socket: FakeSocket, page: Page) -> None:
    socket.max_bytes = 400
    open_desk(desk, socket, '<input name="t" data-live-change="go"><button data-live-click="add">+</button>')
    page.locator("input").fill("é" * 150)
    page.locator("input").blur()
    server.wait_for_messages(1)
    page.locator("button").click()
    socket.wait(lambda: len(socket.line.events) == 1)
    assert len(server.bodies[0]) < 400 < len(server.bodies[0].encode())
    assert len(server.bodies) == 1


@pytest.mark.parametrize(("status", "code"), [(403, "forbidden"), (422, "invalid"), (500, "internal")])
def test_a_refusal_is_reported(
    desk: Any, server: Any, socket: FakeSocket, page: Page, console: Any, status: int, code: str
) -> None:
    def fail(state: Any, fields: Any) -> None:
        raise server.Refusal(status, code, {"n": ["no"]})

    open_desk(desk, socket, COUNTER + '<b data-live-click="fail">x</b>', fail=fail)
    page.locator("b").click()
    page.wait_for_selector("[aria-busy]", state="detached")
    page.locator("button").click()
    expect(page.locator("output")).to_have_text("1")
    console.take(f"desk was refused: {status} {code}")
    assert server.bodies == []


def test_a_refused_forms_update_keeps_what_was_typed(desk: Any, server: Any, socket: FakeSocket, page: Page) -> None:
    form = '<form data-live-submit="add"><input name="t"></form><output>{count}</output>'
    open_desk(desk, socket, form)
    server.status = 422
    page.locator("input").fill("typed")
    page.locator("input").press("Enter")
    expect(page.locator("output")).to_have_text("1")
    expect(page.locator("input")).to_have_value("typed")


def test_too_many_messages_wait_as_long_as_asked(desk: Any, socket: FakeSocket, page: Page) -> None:
    open_desk(desk, socket)

    def limit(line: Line, frame: Frame) -> bool:
        is_refused = frame["type"] == "component_event" and len(line.events) == 1
        if is_refused:
            refusal = {"type": "error", "status": 429, "code": "too_many", "key": frame["key"]}
            line.say(**refusal, retry_after_s=0.2)
        return is_refused

    socket.faults = limit
    started = time.monotonic()
    page.locator("button").click()
    expect(page.locator("output")).to_have_text("1")
    assert time.monotonic() - started > 0.2
    assert len(socket.line.events) == 2
    assert len(set(socket.line.events)) == 1


def test_a_message_that_is_being_done_already_is_sent_again(
    desk: Any, server: Any, socket: FakeSocket, page: Page
) -> None:
    open_desk(desk, socket)
    page.evaluate("document.addEventListener('live:connection', () => (window.isMoved = true))")

    def be_busy_once(line: Line, frame: Frame) -> bool:
        is_busy = frame["type"] == "component_event" and len(line.events) == 1
        if is_busy:
            line.say(type="error", status=503, code="busy", error="x", component_id="c-desk", key=frame["key"])
        return is_busy

    socket.faults = be_busy_once
    page.locator("button").click()
    expect(page.locator("output")).to_have_text("1")
    assert len(set(socket.line.events)) == 1
    assert page.evaluate("window.isMoved") is None


def refuse_as_stale(line: Line, frame: Frame) -> bool:
    if frame["type"] == "component_event":
        line.say(type="error", status=410, code="stale_snapshot", error="x", component_id="c-desk", key=frame["key"])
    return frame["type"] == "component_event"


def test_a_stale_snapshot_is_refreshed_calmly(site: Any, desk: Any, socket: FakeSocket, page: Page) -> None:
    component = open_desk(desk, socket, COUNTER + '<input name="note">')
    page.locator("input").fill("typed")
    component.id = "c-fresh"
    site.body = component.html({"count": 40})
    socket.faults = refuse_as_stale
    page.locator("button").click()
    expect(page.locator("#c-fresh output")).to_have_text("40")
    assert page.locator("input").input_value() == "typed"
    assert socket.wait_for("unsubscribe") == [{"type": "unsubscribe", "component_id": "c-desk"}]
    assert socket.wait_for("subscribe", 2)[1]["component_id"] == "c-fresh"


# --- what the server says of its own ---


def test_a_push_is_shown_and_the_next_message_carries_its_snapshot(desk: Any, socket: FakeSocket, page: Page) -> None:
    component = open_desk(desk, socket)
    push(socket, component, count=41)
    expect(page.locator("output")).to_have_text("41")
    page.locator("button").click()
    expect(page.locator("output")).to_have_text("42")
    assert json.loads(json.loads(socket.line.events[0])["state"]) == {"count": 41, "is_pushed": True}


def test_what_is_announced_is_an_event_on_the_component(desk: Any, socket: FakeSocket, page: Page) -> None:
    component = open_desk(desk, socket)
    page.evaluate("document.addEventListener('price', ({ target, detail }) => (window.heard = [target.id, detail]))")
    socket.line.say(type="event", component_id=component.id, name="price", detail={"sku": 7})
    page.wait_for_function("window.heard")
    assert page.evaluate("window.heard") == [component.id, {"sku": 7}]


TYPED = """<input name="a" value="{count}"><input name="b" value="{count}">
    <p contenteditable>{count}</p><output>{count}</output>"""


def test_a_push_leaves_what_is_being_typed_and_the_caret(desk: Any, socket: FakeSocket, page: Page) -> None:
    component = open_desk(desk, socket, lambda state: TYPED.format(**state))
    page.locator("p").fill("draft")
    page.locator("[name=a]").fill("typed")
    page.keyboard.press("ArrowLeft")
    push(socket, component, count=7)
    expect(page.locator("output")).to_have_text("7")
    assert page.evaluate("[...document.querySelectorAll('input')].map((one) => one.value)") == ["typed", "7"]
    assert page.evaluate("document.activeElement.selectionStart") == 4
    expect(page.locator("p")).to_have_text("draft")


def test_a_push_during_a_message_is_given_up_and_asked_for_afterwards(
    desk: Any, socket: FakeSocket, page: Page
) -> None:
    component = open_desk(desk, socket)
    page.evaluate("""() => {
        window.shown = new Set();
        const look = new MutationObserver(() => shown.add(document.querySelector("output").textContent));
        look.observe(document.querySelector("output"), { characterData: true, subtree: true, childList: true });
    }""")
    socket.is_slow = True
    page.locator("button").click()
    socket.wait(lambda: len(socket.held) == 1)
    push(socket, component, count=99)
    page.wait_for_timeout(1)
    socket.is_slow = False
    socket.release()
    socket.wait(lambda: len(socket.line.events) == 2)
    assert "event" not in json.loads(socket.line.events[1])
    assert page.evaluate("[...shown]") == ["1"]


def test_several_pokes_are_one_refresh_with_the_newest_snapshot(desk: Any, socket: FakeSocket, page: Page) -> None:
    component = stop_clock(desk, socket, page)
    for _ in range(4):
        poke(socket, component, within_ms=400)
    socket.wait_for("ack", 2)
    page.clock.run_for(399)
    page.wait_for_timeout(1)
    assert socket.line.events == []
    page.clock.run_for(1)
    socket.wait(lambda: len(socket.line.events) == 1)
    page.clock.run_for(1_000)
    (message,) = map(json.loads, socket.line.events)
    assert set(message) == {"type", "component", "component_id", "state", "key"}
    assert message["state"] == '{"count": 0}'
    assert page.locator("[aria-busy], [data-live-waiting]").count() == 0


def test_a_poke_during_a_message_waits_for_its_answer(desk: Any, socket: FakeSocket, page: Page) -> None:
    component = open_desk(desk, socket)
    socket.is_slow = True
    page.locator("button").click()
    socket.wait(lambda: len(socket.held) == 1)
    poke(socket, component)
    page.wait_for_timeout(150)
    assert len(socket.line.events) == 1
    socket.is_slow = False
    socket.release()
    socket.wait(lambda: len(socket.line.events) == 2)
    assert json.loads(socket.line.events[1])["state"] == '{"count": 1}'


def test_a_refresh_goes_by_itself_so_that_no_refusal_takes_it_along(
    desk: Any, server: Any, socket: FakeSocket, page: Page, console: Any
) -> None:
    component = open_desk(desk, socket, COUNTER + '<b data-live-click="fail">x</b>', fail=refuse(server))
    socket.is_slow = True
    page.locator("button").click()
    socket.wait(lambda: len(socket.held) == 1)
    page.locator("b").click()
    poke(socket, component)
    page.wait_for_timeout(150)
    socket.is_slow = False
    socket.release()
    socket.wait(lambda: len(socket.line.events) == 3)
    assert [json.loads(text).get("event") for text in socket.line.events] == ["add", "fail", None]
    assert not any("calls" in json.loads(text) for text in socket.line.events)
    console.take("desk was refused: 403")


def test_a_poke_does_not_send_what_is_still_being_typed(desk: Any, socket: FakeSocket, page: Page) -> None:
    component = open_desk(desk, socket, '<input data-live-model="t" data-live-debounce="1000">')
    page.locator("input").press_sequentially("xyz")
    poke(socket, component)
    socket.wait(lambda: len(socket.line.events) == 2)
    assert [json.loads(text).get("fields") for text in socket.line.events] == [{"t": "xyz"}, None]


def test_a_refresh_gives_way_to_the_user_and_is_made_up_for(desk: Any, socket: FakeSocket, page: Page) -> None:
    component = open_desk(desk, socket)
    socket.is_slow = True
    poke(socket, component)
    socket.wait(lambda: len(socket.held) == 1)
    page.locator("button").click()
    socket.wait(lambda: len(socket.held) == 2)
    socket.is_slow = False
    socket.held[1]()
    expect(page.locator("output")).to_have_text("1")
    socket.wait(lambda: len(socket.line.events) == 3)
    assert [json.loads(text).get("event") for text in socket.line.events] == [None, "add", None]


def test_a_refresh_of_what_the_server_keeps_is_waited_for(
    desk: Any, server: Any, socket: FakeSocket, page: Page
) -> None:
    component = open_desk(desk, socket)
    page.evaluate("document.querySelector('section').toggleAttribute('data-live-stored')")
    socket.is_slow = True
    poke(socket, component)
    socket.wait(lambda: len(socket.held) == 1)
    page.locator("button").click()
    page.wait_for_timeout(20)
    assert len(socket.line.events) == 1
    socket.is_slow = False
    socket.release()
    expect(page.locator("output")).to_have_text("1")
    assert len(socket.line.events) == 2


def test_a_refresh_leaves_what_was_typed_before_it(desk: Any, socket: FakeSocket, page: Page) -> None:
    component = open_desk(desk, socket, lambda state: TYPED.format(**state))
    socket.faults = lambda line, frame: frame["type"] == "component_event"
    page.locator("p").fill("draft")
    page.locator("[name=a]").fill("typed")
    poke(socket, component)
    socket.wait(lambda: len(socket.line.events) == 1)
    key = json.loads(socket.line.events[0])["key"]
    update = {"component_id": component.id, "html": component.html({"count": 7}), "state": '{"count": 7}'}
    socket.line.say(type="component_update", **update, key=key, effects=[])
    expect(page.locator("output")).to_have_text("7")
    assert page.evaluate("[...document.querySelectorAll('input')].map((one) => one.value)") == ["typed", "7"]
    expect(page.locator("p")).to_have_text("draft")


def test_a_hidden_page_is_refreshed_when_it_is_looked_at(desk: Any, socket: FakeSocket, page: Page) -> None:
    component = open_desk(desk, socket)
    page.evaluate(HIDE, True)
    for _ in range(3):
        poke(socket, component)
    page.wait_for_timeout(100)
    assert socket.line.events == []
    page.evaluate(HIDE, False)
    socket.wait(lambda: len(socket.line.events) == 1)


def test_components_are_subscribed_and_unsubscribed_as_they_come_and_go(
    desk: Any, server: Any, socket: FakeSocket, page: Page
) -> None:
    inner = server.add("inner", {"count": 0}, lambda state: "x")
    open_desk(
        desk,
        socket,
        lambda state: (
            '<button data-live-click="add">+</button>' + (inner.html(inner.state) if state["count"] == 1 else "")
        ),
    )
    page.locator("button").click()
    assert socket.wait_for("subscribe", 2)[1]["component_id"] == "c-inner"
    page.locator("button").click()
    assert socket.wait_for("unsubscribe")[0]["component_id"] == "c-inner"
    assert len(socket.line.of_type("subscribe")) == 2


def test_a_component_that_watches_something_else_is_subscribed_again(desk: Any, socket: FakeSocket, page: Page) -> None:
    component = open_desk(desk, socket)
    page.locator("button").click()
    expect(page.locator("output")).to_have_text("1")
    component.watches = "order:42"
    page.locator("button").click()
    assert socket.wait_for("subscribe", 2)[1]["state"] == '{"count": 2}'


def test_a_page_of_many_components_has_as_many_subscribed_as_a_socket_may(
    site: Any, server: Any, socket: FakeSocket, page: Page
) -> None:
    components = [server.add(f"n{number}", {}, lambda state: "x") for number in range(129)]
    site.open("".join(component.html(component.state) for component in components))
    socket.wait_for("subscribe", 128)
    page.evaluate("document.querySelector('#c-n0').remove()")
    assert socket.wait_for("unsubscribe")[0]["component_id"] == "c-n0"
    assert socket.wait_for("subscribe", 129)[-1]["component_id"] == "c-n128"


def test_a_refused_subscription_is_left_alone(desk: Any, socket: FakeSocket, page: Page) -> None:
    def refuse_to_tell(line: Line, frame: Frame) -> bool:
        if frame["type"] == "subscribe":
            line.say(type="error", status=403, code="forbidden", error="x", component_id="c-desk", key=None)
        return frame["type"] == "subscribe"

    socket.faults = refuse_to_tell
    open_desk(desk, socket)
    page.locator("button").click()
    expect(page.locator("output")).to_have_text("1")
    assert len(socket.line.of_type("subscribe")) == 1


@pytest.mark.parametrize("answer", [{"type": "error", "status": 410, "key": None}, {"type": "unsubscribed"}])
def test_a_component_whose_proof_is_too_old_is_refreshed_and_subscribed_again(
    site: Any, desk: Any, socket: FakeSocket, page: Page, answer: Frame
) -> None:
    def is_stale(line: Line, frame: Frame) -> bool:
        if frame["type"] == "subscribe" and frame["state"] == '{"count": 0}':
            line.say(**answer, code="stale_snapshot", component_id="c-desk")
            return True
        return refuse_as_stale(line, frame)

    component = desk(COUNTER)
    site.body = component.html({"count": 40})
    socket.faults = is_stale
    expect(page.locator("output")).to_have_text("40")
    assert [frame["state"] for frame in socket.wait_for("subscribe", 2)] == ['{"count": 0}', '{"count": 40}']


# --- the connection ---


def stop_clock(desk: Any, socket: FakeSocket, page: Page) -> Any:
    """A page in which time passes by `page.clock.run_for` only, and what is random is as long as it can be."""
    page.add_init_script("Math.random = () => 1")
    page.clock.install()
    component = desk(COUNTER)
    socket.wait(lambda: len(socket.lines) == 1)
    if not socket.is_mute and not socket.is_shut:
        socket.wait_for("ack")
    page.clock.pause_at(time.time() + 1)
    return component


def test_the_page_shows_whether_the_socket_is_open(desk: Any, socket: FakeSocket, page: Page) -> None:
    note_states(page)
    open_desk(desk, socket)
    expect(page.locator("html")).to_have_attribute("data-live-socket", "connected")
    socket.is_mute = True
    socket.line.route.close(code=1001)
    expect(page.locator("html")).to_have_attribute("data-live-socket", "reconnecting")
    socket.wait(lambda: len(socket.lines) == 2)
    socket.line.say(type="connected", connection_id="s-2", max_bytes=65_536)
    expect(page.locator("html")).to_have_attribute("data-live-socket", "connected")
    assert states(page) == ["connected", "reconnecting", "connected"]


def test_a_new_connection_has_everything_subscribed_with_the_newest_snapshot(
    desk: Any, socket: FakeSocket, page: Page
) -> None:
    open_desk(desk, socket)
    page.locator("button").click()
    expect(page.locator("output")).to_have_text("1")
    socket.line.route.close(code=1012)
    socket.wait(lambda: len(socket.lines) == 2)
    assert [frame["state"] for frame in socket.wait_for("subscribe")] == ['{"count": 1}']
    page.locator("button").click()
    expect(page.locator("output")).to_have_text("2")
    assert len(socket.line.events) == 1


def test_the_pauses_between_tries_grow_until_a_subscription_has_held(desk: Any, socket: FakeSocket, page: Page) -> None:
    socket.is_mute = True
    stop_clock(desk, socket, page)
    socket.is_shut = True
    socket.line.route.close(code=1001)
    for tries, pause_ms in enumerate(PAUSES, 2):
        expect_next_try_after(socket, page, pause_ms, tries)
    socket.is_mute = False
    socket.is_shut = False
    expect_next_try_after(socket, page, 10_000, tries + 1)
    close_once_subscribed(socket, page, after_ms=4_800)
    expect_next_try_after(socket, page, 10_000, tries + 2)
    close_once_subscribed(socket, page, after_ms=5_000)
    expect_next_try_after(socket, page, 50, tries + 3)


def close_once_subscribed(socket: FakeSocket, page: Page, *, after_ms: int) -> None:
    socket.wait_for("subscribe")
    page.clock.run_for(100)  # until the client has acknowledged, which says that it has heard
    socket.wait_for("ack")
    page.clock.run_for(after_ms)
    socket.line.route.close(code=1001)


PAUSES = [50, 250, 500, 1000, 2000, 4000, 8000, 10_000]


def expect_next_try_after(socket: FakeSocket, page: Page, pause_ms: int, tries: int) -> None:
    expect(page.locator("html")).to_have_attribute("data-live-socket", "reconnecting")
    page.wait_for_timeout(20)  # the close event of the last one is on its way
    page.clock.run_for(pause_ms - 1)
    page.wait_for_timeout(1)
    assert len(socket.lines) == tries - 1
    page.clock.run_for(1)
    socket.wait(lambda: len(socket.lines) == tries)


@pytest.mark.parametrize("flooding", [1008, 4008])
def test_a_browser_that_is_online_again_connects_at_once(
    desk: Any, socket: FakeSocket, page: Page, flooding: int
) -> None:
    stop_clock(desk, socket, page)
    socket.line.route.close(code=flooding)
    expect(page.locator("html")).to_have_attribute("data-live-socket", "reconnecting")
    page.clock.run_for(9_999)
    assert len(socket.lines) == 1
    page.evaluate("dispatchEvent(new Event('online'))")
    socket.wait(lambda: len(socket.lines) == 2)


def test_frames_are_acknowledged_by_fours_and_soon_after_each(desk: Any, socket: FakeSocket, page: Page) -> None:
    component = stop_clock(desk, socket, page)
    for _ in range(5):
        poke(socket, component, within_ms=60_000)
    socket.wait(lambda: acks(socket) == [2, 6])
    page.wait_for_timeout(20)
    page.clock.run_for(99)
    page.wait_for_timeout(1)
    assert acks(socket) == [2, 6]
    page.clock.run_for(1)
    socket.wait(lambda: acks(socket) == [2, 6, 7])
    page.evaluate(HIDE, True)  # its timers may be late
    poke(socket, component)
    socket.wait(lambda: acks(socket) == [2, 6, 7, 8])


def test_an_ack_names_the_last_mark_that_came(desk: Any, socket: FakeSocket, page: Page) -> None:
    component = stop_clock(desk, socket, page)
    for mark in ("one", "two"):
        socket.line.say(type="event", component_id=component.id, name="x", detail=None, mark=mark)
    poke(socket, component, within_ms=60_000)
    poke(socket, component, within_ms=60_000)
    socket.wait(lambda: acks(socket) == [2, 6])
    assert [frame.get("mark") for frame in socket.line.of_type("ack")] == [None, "two"]


ONE_MORE = """() => {
    const copy = document.querySelector("[data-live]").cloneNode(true);
    copy.id += document.querySelectorAll("[data-live]").length;
    document.body.append(copy);
}"""


def acks(socket: FakeSocket) -> list[int]:
    return [frame["frames"] for frame in socket.line.of_type("ack")]


def test_a_connection_that_does_not_answer_a_ping_is_replaced(desk: Any, socket: FakeSocket, page: Page) -> None:
    stop_clock(desk, socket, page)
    page.clock.run_for(28_000)
    page.wait_for_timeout(1)
    assert socket.line.of_type("ping") == []
    page.clock.run_for(2_100)
    socket.wait_for("ping")
    page.wait_for_timeout(20)
    page.clock.run_for(30_200)
    socket.wait_for("ping", 2)
    socket.faults = lambda line, frame: frame["type"] == "ping"
    page.clock.run_for(30_200)
    socket.wait_for("ping", 3)
    assert len(socket.lines) == 1
    page.clock.run_for(10_050)
    socket.wait(lambda: len(socket.lines) == 2)
    socket.wait(lambda: socket.lines[0].is_closed)


def test_a_connection_that_is_dead_is_replaced_although_the_page_goes_on_sending(
    desk: Any, socket: FakeSocket, page: Page
) -> None:
    stop_clock(desk, socket, page)
    socket.faults = lambda line, frame: True
    for _ in range(3):
        page.evaluate(ONE_MORE)
        page.clock.run_for(14_000)
    socket.wait(lambda: len(socket.lines) == 2)


def test_a_server_that_says_nothing_is_tried_again(desk: Any, socket: FakeSocket, page: Page) -> None:
    socket.is_mute = True
    stop_clock(desk, socket, page)
    page.clock.run_for(8_000)
    assert len(socket.lines) == 1
    page.clock.run_for(2_100)
    socket.wait(lambda: len(socket.lines) == 2)


def test_nothing_more_is_sent_to_a_server_that_restarts(desk: Any, server: Any, socket: FakeSocket, page: Page) -> None:
    stop_clock(desk, socket, page)
    socket.is_slow = True
    page.locator("button").click()
    socket.wait(lambda: len(socket.held) == 1)
    page.clock.run_for(200)
    socket.line.say(type="restart", within_ms=5000)
    socket.release()
    expect(page.locator("output")).to_have_text("1")
    sent = list(socket.line.texts)
    page.locator("button").click()
    expect(page.locator("output")).to_have_text("2")
    assert len(server.bodies) == 1
    page.clock.run_for(4_700)
    assert socket.line.texts == sent
    assert len(socket.lines) == 1
    page.clock.run_for(400)
    socket.wait(lambda: len(socket.lines) == 2)


def test_a_server_that_has_gone_is_left_its_time_to_restart(desk: Any, socket: FakeSocket, page: Page) -> None:
    stop_clock(desk, socket, page)
    socket.line.say(type="restart", within_ms=5000)
    socket.line.route.close(code=1012)
    expect(page.locator("html")).to_have_attribute("data-live-socket", "reconnecting")
    page.clock.run_for(4_500)
    assert len(socket.lines) == 1
    page.clock.run_for(600)
    socket.wait(lambda: len(socket.lines) == 2)


def test_a_page_that_is_put_away_closes_its_socket_and_opens_one_when_it_is_back(
    desk: Any, socket: FakeSocket, page: Page
) -> None:
    open_desk(desk, socket)
    page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))")
    socket.wait(lambda: socket.line.is_closed)
    page.wait_for_timeout(150)
    assert len(socket.lines) == 1
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    socket.wait(lambda: len(socket.lines) == 2)
    socket.wait_for("subscribe")


def test_what_was_typed_last_goes_by_http_when_the_page_is_put_away(
    desk: Any, server: Any, socket: FakeSocket, page: Page
) -> None:
    open_desk(desk, socket, '<input data-live-model="t" data-live-debounce="60000">')
    page.locator("input").press_sequentially("xyz")
    page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))")
    server.wait_for_messages(1)
    assert server.messages[0]["fields"] == {"t": "xyz"}
    assert socket.line.events == []


@pytest.mark.parametrize("is_hidden", [False, True])
def test_a_page_of_one_who_is_signed_out_is_refreshed_calmly(
    site: Any, desk: Any, server: Any, socket: FakeSocket, page: Page, is_hidden: bool
) -> None:
    component = open_desk(desk, socket)
    page.evaluate(HIDE, is_hidden)
    component.id = "c-fresh"
    site.body = component.html({"count": 40})
    server.faults = refuse_as_signed_out
    socket.line.route.close(code=4401)
    expect(page.locator("#c-fresh output")).to_have_text("40")
    socket.wait(lambda: len(socket.lines) == 2)
    assert socket.wait_for("subscribe")[0]["component_id"] == "c-fresh"
    assert site.loads == 1


def refuse_as_signed_out(route: Route, message: Frame) -> bool:
    error = {"type": "error", "code": "signed_out", "error": "x", "key": message["key"]}
    route.fulfill(status=401, body=json.dumps(error), content_type="application/json")
    return True


def test_a_page_without_components_opens_no_socket_until_one_comes(
    site: Any, server: Any, socket: FakeSocket, page: Page
) -> None:
    site.open("<main></main>")
    loaded(page, "pushes")
    assert socket.lines == []
    page.evaluate("""() => {
        const root = document.createElement("section");
        Object.assign(root, { id: "c-late" });
        Object.assign(root.dataset, { live: "late", liveUrl: "/components/late/", liveState: "s" });
        document.body.append(root);
    }""")
    assert socket.wait_for("subscribe") == [{"type": "subscribe", "component_id": "c-late", "state": "s"}]


def test_a_socket_of_another_host_is_not_opened(
    site: Any, desk: Any, server: Any, socket: FakeSocket, page: Page, console: Any
) -> None:
    site.script = CLIENT.replace("/live", "//elsewhere.test/live")
    desk(COUNTER)
    page.locator("button").click()
    expect(page.locator("output")).to_have_text("1")
    loaded(page, "socket")
    console.take("is of another host")
    assert socket.lines == []
    assert len(server.bodies) == 1


def test_an_element_of_the_page_opens_no_socket(
    desk: Any, server: Any, socket: FakeSocket, site: Any, page: Page
) -> None:
    site.script = "data-live-client"
    desk(COUNTER + '<p data-live-socket="/live/socket/"></p>')
    loaded(page, "socket")
    page.locator("button").click()
    expect(page.locator("output")).to_have_text("1")
    assert socket.lines == []
    assert len(server.bodies) == 1


def test_a_part_that_could_not_be_loaded_is_loaded_later(
    desk: Any, socket: FakeSocket, page: Page, console: Any
) -> None:
    tries: list[str] = []

    def fail_once(route: Route) -> None:
        tries.append(route.request.url)
        route.abort() if len(tries) == 1 else route.continue_()

    page.route("**/late/pushes.js*", fail_once)
    open_desk(desk, socket)
    page.locator("button").click()
    socket.wait(lambda: len(socket.line.events) == 1)
    console.take("late/pushes.js")


def test_the_pages_own_policy_lets_the_socket_through(site: Any, desk: Any, server: Any, page: Page) -> None:
    """No fake here: the browser itself asks, and is answered that there is none."""
    site.script = CLIENT
    page.add_init_script("document.addEventListener('securitypolicyviolation', () => (window.isViolated = true))")
    tries: list[str] = []
    page.on("websocket", lambda websocket: tries.append(websocket.url))
    desk(COUNTER)
    server.wait(lambda: len(tries) >= 2)
    assert page.evaluate("window.isViolated") is None
    site.console.complaints.clear()
