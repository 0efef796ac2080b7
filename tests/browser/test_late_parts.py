"""What late parts of the client show and keep: changes ahead of the answer, dialogs, hooks, the connection."""

from typing import Any

import pytest
from browser.desk import events, loaded, refuse
from playwright.sync_api import Page, Route, expect

# --- ahead of the answer ---

ADD = """<button data-live-click="{event}" data-live-optimistic="output" data-live-optimistic-add="1">+</button>
    <output>{count}</output>"""


def test_a_change_ahead_is_shown_once_for_each_click(desk: Any, server: Any, page: Page) -> None:
    desk(ADD.replace("{event}", "add"))
    loaded(page, "optimistic")
    page.evaluate("""() => {
        window.seen = [];
        const output = document.querySelector("output");
        const look = new MutationObserver(() => seen.push(+output.textContent));
        look.observe(output, { characterData: true, subtree: true, childList: true });
    }""")
    server.is_slow = True
    for shown in ("1", "2", "3"):
        page.locator("button").click()
        expect(page.locator("output")).to_have_text(shown)
    server.release()
    server.wait(lambda: len(server.held) == 1)
    expect(page.locator("output")).to_have_text("3")
    server.release()
    page.wait_for_selector("[aria-busy]", state="detached")
    expect(page.locator("output")).to_have_text("3")
    assert page.evaluate("Math.max(...seen)") == 3
    assert page.evaluate("seen.every((one, i) => !i || one >= seen[i - 1])")


def test_a_change_ahead_is_undone_when_it_is_refused(desk: Any, server: Any, page: Page, console: Any) -> None:
    desk(ADD.replace("{event}", "fail"), fail=refuse(server))
    loaded(page, "optimistic")
    before = page.locator("section").inner_html()
    server.is_slow = True
    page.locator("button").click()
    expect(page.locator("output")).to_have_text("1")
    server.release()
    expect(page.locator("output")).to_have_text("0")
    page.wait_for_selector("[aria-busy]", state="detached")
    assert page.locator("section").inner_html() == before
    console.take("desk was refused: 403")


CHOICES = """<input type="checkbox" name="box" data-live-change="fail">
    <input type="radio" name="r" value="1" checked data-live-change="fail">
    <input type="radio" name="r" value="2" data-live-change="fail">
    <select name="s" data-live-change="fail"><option>1<option>2</select>
    <input name="t" data-live-change="fail">"""
VALUES = """[...document.querySelectorAll("input, select")].map(
    (one) => (/radio|box/.test(one.type) ? one.checked : one.value))"""


def test_refused_choices_go_back_and_typed_text_stays(desk: Any, server: Any, page: Page, console: Any) -> None:
    desk(CHOICES, fail=refuse(server))
    for act in (
        lambda: page.locator("[name=box]").click(),
        lambda: page.locator("[value='2']").click(),
        lambda: page.locator("select").select_option("2"),
        lambda: (page.locator("[name=t]").fill("typed"), page.locator("[name=t]").blur()),
    ):
        act()
        page.wait_for_selector("[aria-busy]", state="detached")
        console.take("desk was refused: 403")
    assert page.evaluate(VALUES) == [False, True, False, "1", "typed"]


def test_dirty_follows_answers_resets_and_refusals(desk: Any, server: Any, page: Page, console: Any) -> None:
    def save(state: dict[str, Any], fields: dict[str, Any]) -> None:
        if fields["n"] == "no":
            raise server.Refusal(422, "invalid")
        state["n"] = fields["n"]

    desk(
        lambda state: (
            f"""<form data-live-submit="save"><input name="n" value="{state.get("n", "a")}">
            <select name="s"><option>1<option>2</select><button>save</button><button type="reset">reset</button></form>
            <p hidden data-live-dirty>not saved</p>"""
        ),
        save=save,
    )
    loaded(page, "dirty")
    hint = page.locator("p")
    expect(hint).to_be_hidden()
    page.locator("select").select_option("2")
    expect(hint).to_be_visible()
    page.get_by_text("reset").click()
    expect(hint).to_be_hidden()
    page.locator("[name=n]").fill("no")
    page.get_by_text("save", exact=True).click()
    page.wait_for_selector("[aria-busy]", state="detached")
    expect(hint).to_be_visible()
    console.take("desk was refused: 422")
    page.locator("[name=n]").fill("b")
    page.get_by_text("save", exact=True).click()
    page.wait_for_selector("[aria-busy]", state="detached")
    expect(hint).to_be_hidden()


# --- dialogs ---


def modal(state: dict[str, Any]) -> str:
    count = state["count"]
    dialog = f"""<dialog data-live-modal data-live-cancel="close">
        <p>{count}</p><button data-live-click="add">more</button>
        <form method="dialog"><button>dismiss</button></form><input></dialog>"""
    return f'<button data-live-click="add" id="open">open</button>{dialog if count else ""}'


def close(state: dict[str, Any], fields: dict[str, Any]) -> None:
    state["count"] = 0


def is_modal(page: Page) -> bool:
    return bool(page.evaluate("document.querySelector('dialog').matches(':modal')"))


@pytest.mark.parametrize("way", ["Escape", "dismiss"])
def test_a_modal_survives_updates_and_is_left_by_its_cancel_event(desk: Any, server: Any, page: Page, way: str) -> None:
    desk(modal, close=close)
    page.locator("#open").focus()
    page.keyboard.press("Enter")
    expect(page.locator("dialog")).to_be_visible()
    page.locator("input").fill("typed")
    page.get_by_text("more").click()
    expect(page.locator("dialog p")).to_have_text("2")
    assert is_modal(page)
    assert page.locator("input").input_value() == "typed"
    if way == "Escape":
        page.keyboard.press("Escape")
    else:
        page.get_by_text("dismiss").click()
    expect(page.locator("dialog")).to_have_count(0)
    expect(page.locator("#open")).to_be_focused()
    assert events(server) == ["add", "add", "close"]


def test_a_modal_that_the_server_keeps_is_shown_again(desk: Any, server: Any, page: Page, console: Any) -> None:
    desk(modal, close=refuse(server))
    page.locator("#open").click()
    page.get_by_text("dismiss").click()
    server.wait(lambda: "close" in events(server))
    page.wait_for_selector("[aria-busy]", state="detached")
    assert is_modal(page)
    console.take("desk was refused: 403")


def test_a_modal_is_closed_when_only_its_attribute_goes(desk: Any, server: Any, page: Page) -> None:
    desk(
        lambda state: (
            '<button data-live-click="add" id="open">open</button>'
            f"<dialog {'data-live-modal' if state['count'] == 1 else ''}>"
            '<button data-live-click="add">close</button></dialog>'
        )
    )
    page.locator("#open").click()
    expect(page.locator("dialog")).to_be_visible()
    page.get_by_text("close").click()
    expect(page.locator("dialog")).to_be_hidden()
    expect(page.locator("#open")).to_be_focused()


def test_a_trap_passes_over_what_cannot_have_the_focus(desk: Any, server: Any, page: Page) -> None:
    desk(
        lambda state: (
            '<button data-live-click="add" id="open">open</button>'
            + """<div data-live-trap><button disabled>0</button><button hidden>0</button><a href="#">a</a>
            <input type="radio" name="r"><input type="radio" name="r" checked><button style="">z</button>
            <span inert><button>0</button></span></div>""".replace(' style=""', "")
            * (state["count"] == 1)
            + '<button id="after">after</button>'
        )
    )
    page.locator("#open").click()
    expect(page.locator("a")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(page.get_by_text("z")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator("a")).to_be_focused()
    page.locator("#after").focus()
    expect(page.get_by_text("z")).to_be_focused()
    page.locator("#open").focus()
    expect(page.locator("a")).to_be_focused()


# --- hooks, late parts, the connection ---

HOOKS = """() => {
    window.steps = [];
    const note = (step) => (element, { send }) => { steps.push(`${step} ${element.id}`); window.sendAs = send; };
    live.hook("h", { mounted: note("mounted"), updated: note("updated"), removed: note("removed") });
}"""


def hooked(state: dict[str, Any]) -> str:
    names = ["a", "b", "c"][state["count"] : state["count"] + 2]
    return "".join(f'<i id="{name}" data-live-hook="h">x</i>' for name in names) + '<b data-live-click="add">+</b>'


def test_hooks_run_once_for_each_step_also_when_they_come_late(desk: Any, server: Any, page: Page) -> None:
    desk(hooked)
    loaded(page, "hook")
    page.evaluate(HOOKS)
    page.wait_for_function("() => steps.length === 2")
    page.locator("b").click()
    expect(page.locator("#c")).to_be_visible()
    assert page.evaluate("steps") == ["mounted a", "mounted b", "updated b", "removed a", "mounted c"]
    page.evaluate("sendAs('go', { x: 1 })")
    server.wait_for_messages(2)
    assert server.calls[-1] == [{"event": "go", "payload": {"x": 1}}]


@pytest.mark.parametrize("kind", ["", "async"])
def test_a_hook_that_throws_wedges_nothing(desk: Any, server: Any, page: Page, console: Any, kind: str) -> None:
    desk(
        """<i data-live-hook="bad">x</i><i data-live-hook="h" id="good">x</i>
        <b data-live-click="add">+</b><output>{count}</output>"""
    )
    loaded(page, "hook")
    page.evaluate(
        f"""() => {{
            const fail = {kind} () => {{ throw new Error("a hook"); }};
            live.hook("bad", {{ mounted: fail, updated: fail }});
        }}"""
    )
    page.evaluate(HOOKS)
    for shown in ("1", "2"):
        page.locator("b").click()
        expect(page.locator("output")).to_have_text(shown)
    assert page.evaluate("steps") == ["mounted good", "updated good", "updated good"]
    for _ in range(3):
        console.take("a hook")


def test_a_part_that_could_not_be_loaded_is_loaded_later(desk: Any, server: Any, page: Page, console: Any) -> None:
    tries: list[str] = []

    def fail_once(route: Route) -> None:
        tries.append(route.request.url)
        route.abort() if len(tries) == 1 else route.continue_()

    page.route("**/late/on.js*", fail_once)
    desk('<input data-live-keydown="go">')
    server.wait(lambda: len(tries) >= 2)
    loaded(page, "on")
    page.locator("input").press("x")
    server.wait_for_messages(1)
    console.take("late/on.js")


def test_what_is_done_offline_is_sent_once_on_return(desk: Any, server: Any, page: Page) -> None:
    desk('<b data-live-click="add">+</b><output>{count}</output><p hidden data-live-offline>offline</p>')
    page.evaluate(
        "() => document.addEventListener('live:connection', ({ detail }) => (window.states ??= []).push(detail.state))"
    )
    server.faults = lambda route, message: route.abort() or True
    for _ in range(3):
        page.locator("b").click()
    expect(page.locator("p")).to_be_visible()
    server.faults = lambda route, message: False
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("output")).to_have_text("3")
    expect(page.locator("p")).to_be_hidden()
    states = page.evaluate("states")
    assert states[:2] == ["offline", "online"]
    assert states == ["offline", "online"] * (len(states) // 2)  # again for a retry that was under way
    assert len({message["key"] for message in server.messages}) == 2
