"""htmx 2 and 4 as a peer: it decides when to send and what goes along, and our client sends it."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from npm.packages import package_file
from playwright.sync_api import Dialog, Page, Route, expect

from component_framework.core.context import ComponentView
from component_framework.core.htmx import htmx_attributes

HTMX = '<script {how} src="/htmx.js"></script>'
CONFIG = """<meta name="htmx-config" content='{"allowEval": false, "includeIndicatorStyles": false}'>"""
COUNT = "<output>{count}</output><button {increment}>+</button>"


def attrs(name: str, event: str = "", /, **values: Any) -> str:
    """What `component_attrs` writes."""
    view = ComponentView(
        "c-" + name, name, {}, f"/components/{name}/", lambda: "a snapshot", lambda: {"csrfmiddlewaretoken": "t"}
    )
    return htmx_attributes(view, event, values)


@pytest.fixture(params=["htmx2", "htmx4"])
def htmx(request: pytest.FixtureRequest, site: Any) -> str:
    """The page has this htmx, under the strict policy."""
    site.files["/htmx.js"] = package_file(request.param, "dist/htmx.min.js").read_text("utf-8")
    site.head = HTMX.format(how="defer")
    if request.param == "htmx2":
        site.head = CONFIG + site.head
    return str(request.param)


pytestmark = pytest.mark.usefixtures("htmx")


def increment(state: dict[str, Any], fields: dict[str, Any]) -> None:
    state["count"] += int(fields.get("amount", 1))


def add_counter(server: Any, inner: str = "", **handlers: Any) -> Any:
    def render(state: dict[str, Any]) -> str:
        return COUNT.format(count=state["count"], increment=attrs("counter", "increment")) + inner

    return server.add("counter", {"count": 0}, render, increment=increment, **handlers)


def add_list(server: Any, before: str = "", rows: tuple[str, ...] = ("a", "b", "c", "d")) -> Any:
    """Rows that are voted for, added and deleted, after the HTML `before`."""

    def vote(state: dict[str, Any], fields: dict[str, Any]) -> None:
        state["rows"][fields["name"]] += 1

    def delete(state: dict[str, Any], fields: dict[str, Any]) -> None:
        del state["rows"][fields["name"]]

    def add(state: dict[str, Any], fields: dict[str, Any]) -> None:
        state["rows"][fields["title"]] = 0

    def row(name: str, votes: int) -> str:
        acts = [
            f'<button id="{act}-{name}" {attrs("list", act, name=name)}>{act}</button>' for act in ("vote", "delete")
        ]
        return f'<li id="{name}"><b>{name} {votes}</b>{"".join(acts)}</li>'

    def render(state: dict[str, Any]) -> str:
        return before + "".join(row(*item) for item in state["rows"].items())

    return server.add("list", {"rows": dict.fromkeys(rows, 0)}, render, vote=vote, delete=delete, add=add)


def open_page(site: Any, *components: Any) -> None:
    site.open("".join(component.html(component.state) for component in components))
    site.page.wait_for_load_state()


def let_go(server: Any) -> None:
    """Lets the answer go that is held, and all that come after it."""
    server.wait(lambda: bool(server.held))
    server.is_slow = False
    server.release()


def listen(page: Page, name: str) -> Callable[[], list[Any]]:
    """The details of the events called `name` that reach the document, so far."""
    script = (
        "name => { window[name] = []; document.addEventListener(name, (event) => window[name].push(event.detail)) }"
    )
    page.evaluate(script, name)
    return lambda: page.evaluate("name => window[name]", name)


# --- order ---


@pytest.mark.parametrize("clicks", [6, 20, 100])
def test_quick_clicks_all_count_once(site: Any, server: Any, page: Page, clicks: int) -> None:
    open_page(site, add_counter(server))
    server.is_slow = True
    page.locator("button").click()
    server.wait_for_messages(1)
    for _ in range(clicks - 1):
        page.locator("button").click()
    let_go(server)
    expect(page.locator("output")).to_have_text(str(clicks))
    assert [len(calls) for calls in server.calls] == [1, *[50] * ((clicks - 1) // 50), (clicks - 1) % 50]


def test_acts_on_rows_hit_the_rows_they_were_meant_for(site: Any, server: Any, page: Page) -> None:
    open_page(site, add_list(server))
    server.is_slow = True
    for act in ("vote-c", "delete-a", "vote-d", "vote-c", "delete-b", "vote-d", "delete-c", "vote-d"):
        page.locator("#" + act).click()
    let_go(server)
    expect(page.locator("section")).to_contain_text("d 3")
    expect(page.locator("li")).to_have_count(1)
    assert [(call["event"], call["fields"]["name"]) for calls in server.calls for call in calls] == [
        ("vote", "c"), ("delete", "a"), ("vote", "d"), ("vote", "c"),
        ("delete", "b"), ("vote", "d"), ("delete", "c"), ("vote", "d"),
    ]  # fmt: skip


def test_acts_of_htmx_and_of_the_client_keep_their_order(site: Any, server: Any, page: Page) -> None:
    double = '<i data-live-click="double">2x</i>'
    open_page(site, add_counter(server, double, double=lambda state, fields: state.update(count=state["count"] * 2)))
    server.is_slow = True
    for target in ("button", "i", "button", "i"):
        page.locator(target).click()
    let_go(server)
    expect(page.locator("output")).to_have_text("6")


def test_an_act_waits_for_the_part_that_takes_it_over(site: Any, server: Any, page: Page) -> None:
    held: list[Route] = []
    page.route("**/late/htmx.js", lambda route: held.append(route))  # noqa: PLW0108  # playwright refuses a builtin
    open_page(site, add_counter(server))
    page.locator("button").click()
    page.locator("button").click()
    server.wait(lambda: bool(held))
    assert server.bodies == []
    held[0].continue_()
    expect(page.locator("output")).to_have_text("2")


def test_what_came_before_the_part_works_with_htmx_as_well(site: Any, server: Any, page: Page) -> None:
    held: list[Route] = []
    page.route("**/late/htmx.js", lambda route: held.append(route))  # noqa: PLW0108  # playwright refuses a builtin
    open_page(site, add_list(server, "<i data-live-click='add' data-live-arg-title='e'>make e</i>"))
    page.get_by_text("make e").click()
    expect(page.locator("#vote-e")).to_be_visible()
    held[0].continue_()
    page.locator("#vote-a").click()
    expect(page.locator("section")).to_contain_text("a 1")
    page.locator("#vote-e").click()
    expect(page.locator("section")).to_contain_text("e 1")


@pytest.mark.parametrize("how", ["", "defer", "late"])
def test_htmx_may_come_before_or_after_the_client(site: Any, server: Any, page: Page, how: str) -> None:
    site.head = CONFIG + ("" if how == "late" else HTMX.format(how=how))
    if how == "late":
        site.policy = "default-src 'self'"  # playwright adds the script, and knows no Trusted Types
    open_page(site, add_list(server, "<i data-live-click='add' data-live-arg-title='e'>make e</i>"))
    if how == "late":
        page.get_by_text("make e").click()
        expect(page.locator("#vote-e")).to_be_visible()
        page.add_script_tag(url="/htmx.js")
    else:
        page.get_by_text("make e").click()
    page.wait_for_function("() => window.htmx")
    page.locator("#vote-a").click()
    expect(page.locator("section")).to_contain_text("a 1")  # so the part is there, and htmx knows what came before
    page.locator("#vote-e").click()
    expect(page.locator("section")).to_contain_text("e 1")


# --- forms and values ---


def open_form(site: Any, server: Any, inner: str = '<input id="title" name="title">', extra: str = "") -> None:
    form = f"<form {attrs('list', 'add')}>{inner}<button>Add</button></form>"
    open_page(site, add_list(server, form + extra, rows=()))


def test_what_is_entered_while_a_form_is_under_way_comes_after_it(site: Any, server: Any, page: Page) -> None:
    open_form(site, server)
    server.is_slow = True
    page.locator("#title").focus()
    for title in ("Milk", "Bread", "Eggs"):
        page.keyboard.press("Control+A")
        page.keyboard.type(title)
        page.keyboard.press("Enter")
    let_go(server)
    expect(page.locator("li b")).to_have_text(["Milk 0", "Bread 0", "Eggs 0"])
    assert [call["fields"] for calls in server.calls for call in calls] == [
        {"title": "Milk"}, {"title": "Bread"}, {"title": "Eggs"}
    ]  # fmt: skip
    expect(page.locator("#title")).to_have_value("")
    expect(page.locator("#title")).to_be_focused()


def test_typing_goes_on_while_answers_come(site: Any, server: Any, page: Page) -> None:
    open_form(site, server)
    server.is_slow = True
    page.locator("#title").fill("Milk")
    page.keyboard.press("Enter")
    server.wait_for_messages(1)
    page.keyboard.press("Control+A")
    page.keyboard.type("Bread")
    page.keyboard.press("ArrowLeft")
    server.release()
    expect(page.locator("li b")).to_have_text("Milk 0")
    expect(page.locator("#title")).to_have_value("Bread")
    page.keyboard.type("!")
    expect(page.locator("#title")).to_have_value("Brea!d")


def test_values_are_those_of_when_the_user_acted(site: Any, server: Any, page: Page) -> None:
    open_form(site, server)
    server.is_slow = True
    for title in ("Milk", "Bread"):
        page.locator("#title").fill(title)
        page.get_by_role("button", name="Add").click()
    page.locator("#title").fill("no more")
    let_go(server)
    expect(page.locator("li b")).to_have_text(["Milk 0", "Bread 0"])
    expect(page.locator("#title")).to_have_value("no more")


def test_a_button_says_event_and_arguments_in_one(site: Any, server: Any, page: Page) -> None:
    button = '<button name="live-event" value="delete?name=b">x</button>'
    open_page(site, add_list(server, f"<form {attrs('list')}>{button}</form>"))
    page.locator("form button").click()
    expect(page.locator("#b")).to_have_count(0)
    assert server.calls == [[{"event": "delete", "fields": {"name": "b"}}]]


def test_names_that_repeat_are_lists_and_htmx_includes_what_it_is_told_to(site: Any, server: Any, page: Page) -> None:
    inner = '<input name="title" value="Tea"><input name="tag" value="a"><input name="tag" value="b">'
    form = inner.replace("<input", '<input form="f"', 1)
    open_form(site, server, form, '<input id="more" name="more" value="yes">')
    page.evaluate("document.querySelector('form').id = 'f'")
    page.evaluate("document.querySelector('form').setAttribute('hx-include', '#more')")
    page.get_by_role("button", name="Add").click()
    expect(page.locator("li b")).to_have_text("Tea 0")
    assert server.calls[0][0]["fields"] == {"title": "Tea", "tag": ["a", "b"], "more": "yes"}


def test_a_listener_of_the_page_adds_a_value_or_prevents(site: Any, server: Any, page: Page) -> None:
    site.files["/page.js"] = """for (const type of ["htmx:configRequest", "htmx:config:request"])
        document.body.addEventListener(type, (event) => {
            if (event.target.id === "no") event.preventDefault();
            else (event.detail.ctx?.request.body ?? event.detail.formData).set("amount", "7");
        });"""
    site.head += '<script defer src="/page.js"></script>'
    open_page(site, add_counter(server, f'<i id="no" {attrs("counter", "increment")}>no</i>'))
    page.locator("i").click()
    page.locator("button").click()
    expect(page.locator("output")).to_have_text("7")
    assert len(server.bodies) == 1


def test_a_form_that_is_not_valid_is_not_sent(site: Any, server: Any, page: Page) -> None:
    open_form(site, server, '<input id="title" name="title" required>')
    page.locator("#title").focus()
    page.keyboard.press("Enter")
    page.keyboard.type("Tea")
    page.keyboard.press("Enter")
    expect(page.locator("li b")).to_have_text("Tea 0")
    assert len(server.bodies) == 1


# --- faults, refusals, effects ---


def test_lost_messages_and_lost_answers_count_once(site: Any, server: Any, page: Page) -> None:
    losses = iter(["request", "answer", "", "answer", "request"])

    def lose(route: Route, message: dict[str, Any]) -> bool:
        lost = next(losses, "")
        if lost == "answer":
            server.reply(message)
        if lost:
            route.abort()
        return bool(lost)

    server.faults = lose
    open_page(site, add_counter(server))
    for _ in range(3):
        page.locator("button").click()
    expect(page.locator("output")).to_have_text("3", timeout=15_000)
    page.locator("button").click()
    expect(page.locator("output")).to_have_text("4", timeout=15_000)


def test_refused_fields_come_back_with_their_reasons(site: Any, server: Any, page: Page) -> None:
    open_form(site, server)
    server.status = 422
    page.locator("#title").fill("Milk")
    page.keyboard.press("Enter")
    expect(page.locator("li b")).to_have_text("Milk 0")
    expect(page.locator("#title")).to_have_value("Milk")


def test_a_refusal_is_reported_and_what_comes_after_it_is_not_lost(site: Any, server: Any, page: Page) -> None:
    def refuse(state: dict[str, Any], fields: dict[str, Any]) -> None:
        raise server.Refusal(403, "forbidden")

    open_page(site, add_counter(server, f"<i {attrs('counter', 'refuse')}>no</i>", refuse=refuse))
    errors = listen(page, "live:error")
    page.locator("i").click()
    server.wait(lambda: bool(errors()))
    expect(page.locator("i")).to_have_attribute("class", "")
    page.locator("button").click()
    expect(page.locator("output")).to_have_text("1")
    assert [error["code"] for error in errors()] == ["forbidden"]
    site.console.take("counter was refused: 403 forbidden")


def test_a_stale_page_is_refreshed_calmly(site: Any, server: Any, page: Page) -> None:
    def reply(message: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        server.reply = real
        return 410, {"type": "error", "code": "stale_snapshot", "key": message["key"]}

    real, server.reply = server.reply, reply
    open_form(site, server, '<input id="title" name="title"><textarea id="notes" name="notes"></textarea>')
    page.evaluate("window.marked = true")
    page.locator("#notes").fill("kept")
    page.locator("#title").fill("Milk")
    updates = listen(page, "live:update")
    page.keyboard.press("Enter")
    server.wait(lambda: bool(updates()))
    expect(page.locator("#notes")).to_have_value("kept")
    page.keyboard.press("Enter")
    expect(page.locator("li b")).to_have_text("Milk 0")
    assert page.evaluate("window.marked")


def test_effects_run_and_htmx_hears_their_events(site: Any, server: Any, page: Page) -> None:
    hears = f'<i {attrs("counter", "increment", amount=5)} hx-trigger="picked from:body">hears</i>'
    open_page(site, add_counter(server, hears))
    server.effects = [{"type": "event", "name": "picked", "detail": {"id": 1}}, {"type": "title", "text": "New"}]
    server.is_slow = True
    page.locator("button").click()
    server.wait_for_messages(1)
    server.effects = []
    let_go(server)
    expect(page.locator("output")).to_have_text("6")
    expect(page).to_have_title("New")


# --- htmx's own attributes ---


def test_while_a_call_waits_its_element_looks_busy_as_htmx_has_it(
    site: Any, server: Any, page: Page, htmx: str
) -> None:
    disabled = "hx-disable" if htmx == "htmx4" else "hx-disabled-elt"
    extra = f"""<p id="spinner"></p><fieldset><button id="far" {attrs("counter", "increment")}
        {disabled}="this, closest fieldset" hx-indicator="#spinner, next b">far</button><b></b></fieldset>"""
    open_page(site, add_counter(server, extra))
    server.is_slow = True
    page.get_by_role("button", name="+").click()
    expect(page.get_by_role("button", name="+")).to_have_class("htmx-request")
    page.locator("#far").click()
    expect(page.locator("#spinner, b")).to_have_class(["htmx-request", "htmx-request"])
    expect(page.locator("#far")).not_to_have_class("htmx-request")
    expect(page.locator("#far")).to_have_attribute("disabled", "")
    expect(page.locator("fieldset")).to_have_attribute("disabled", "")
    server.release()
    server.release()
    expect(page.locator("output")).to_have_text("2")
    expect(page.locator(".htmx-request, [disabled]")).to_have_count(0)
    expect(page.locator("#far")).to_be_focused()


@pytest.mark.parametrize("is_meant", [True, False])
def test_hx_confirm_asks_before_a_call_goes_out(site: Any, server: Any, page: Page, is_meant: bool) -> None:
    open_page(site, add_counter(server, f'<i {attrs("counter", "increment", amount=5)} hx-confirm="Sure?">five</i>'))
    questions: list[str] = []

    def answer(dialog: Dialog) -> None:
        questions.append(dialog.message)
        dialog.accept() if is_meant else dialog.dismiss()

    page.on("dialog", answer)
    page.locator("i").click()
    page.locator("button").click()
    expect(page.locator("output")).to_have_text("6" if is_meant else "1")
    assert questions == ["Sure?"]


def test_hx_trigger_delays_and_sends_only_changes(site: Any, server: Any, page: Page) -> None:
    def find(state: dict[str, Any], fields: dict[str, Any]) -> None:
        state["found"] = fields["q"]

    search = f'<input id="q" name="q" {attrs("search", "find")} hx-trigger="input changed delay:50ms">'
    open_page(site, server.add("search", {"found": ""}, lambda state: f"{search}<b>{state['found']}</b>", find=find))
    page.locator("#q").press_sequentially("abc", delay=5)
    expect(page.locator("b")).to_have_text("abc")
    expect(page.locator("#q")).to_have_value("abc")
    assert len(server.bodies) < 4


def test_an_answer_does_not_start_htmx_anew_on_what_it_keeps(site: Any, server: Any, page: Page) -> None:
    def render(state: dict[str, Any]) -> str:
        once = f'<i {attrs("counter", "increment", seen=state["count"])} hx-trigger="click once">once</i>'
        return COUNT.format(count=state["count"], increment=attrs("counter", "increment")) + once

    open_page(site, server.add("counter", {"count": 0}, render, increment=increment))
    page.locator("i").click()
    expect(page.locator("output")).to_have_text("1")
    page.locator("i").click()
    page.locator("button").click()
    expect(page.locator("output")).to_have_text("2")
    page.locator("i").click()
    page.locator("button").click()
    expect(page.locator("output")).to_have_text("3")
    assert len(server.bodies) == 3


def test_a_trigger_that_the_server_changed_is_heard(site: Any, server: Any, page: Page) -> None:
    def render(state: dict[str, Any]) -> str:
        trigger = "click" if state["count"] else "dblclick"
        return (
            f'<output>{state["count"]}</output><i id="i" {attrs("counter", "increment")} hx-trigger="{trigger}">+</i>'
        )

    open_page(site, server.add("counter", {"count": 0}, render, increment=increment))
    page.locator("i").dblclick()
    expect(page.locator("output")).to_have_text("1")
    page.locator("i").click()
    expect(page.locator("output")).to_have_text("2")


def test_a_component_that_an_update_brings_is_told_to_htmx(site: Any, server: Any, page: Page) -> None:
    inner = add_counter(server)
    show = attrs("outer", "show")

    def render(state: dict[str, Any]) -> str:
        return f"<i {show}>show</i>" + (inner.html(inner.state) if state["shown"] else "")

    outer = server.add("outer", {"shown": False}, render, show=lambda state, fields: state.update(shown=True))
    open_page(site, outer)
    page.locator("i").click()
    page.locator("button").click()
    expect(page.locator("output")).to_have_text("1")


def test_a_selector_that_is_none_is_reported_and_nothing_stops(site: Any, server: Any, page: Page) -> None:
    open_page(site, add_counter(server, f'<i {attrs("counter", "increment", amount=5)} hx-indicator="!">five</i>'))
    page.locator("i").click()
    page.locator("button").click()
    expect(page.locator("output")).to_have_text("6")
    assert all("not a valid selector" in complaint for complaint in site.console.complaints)
    site.console.complaints.clear()


def test_hx_trigger_polls_loads_and_reveals(site: Any, server: Any, page: Page) -> None:
    def note(state: dict[str, Any], fields: dict[str, Any]) -> None:
        state["seen"][fields["by"]] = state["seen"].get(fields["by"], 0) + 1

    def render(state: dict[str, Any]) -> str:
        triggers = {"load": "load", "poll": "every 100ms", "reveal": "revealed"}
        parts = [f'<i id="{by}" {attrs("note", "note", by=by)} hx-trigger="{on}">.</i>' for by, on in triggers.items()]
        return "".join(parts) + f"<output>{json.dumps(state['seen'])}</output>"

    open_page(site, server.add("note", {"seen": {}}, render, note=note))
    server.wait(lambda: json.loads(page.locator("output").text_content() or "{}").get("poll", 0) >= 3)
    seen = json.loads(page.locator("output").text_content() or "")
    assert (seen["load"], seen["reveal"]) == (1, 1)


def test_polls_do_not_pile_up_behind_a_slow_answer(site: Any, server: Any, page: Page) -> None:
    poll = f'<i {attrs("counter", "increment", amount=100)} hx-trigger="every 20ms">.</i>'
    server.is_slow = True
    open_page(site, add_counter(server, poll))
    server.wait_for_messages(1)
    page.wait_for_timeout(200)
    assert len(server.bodies) == 1
    page.locator("button").click()
    server.wait(lambda: len(server.bodies) == 2)
    assert server.calls[1][0]["event"] == "increment"
    assert len(server.calls[1]) <= 2


def test_what_goes_elsewhere_is_htmx_alone(site: Any, server: Any, page: Page) -> None:
    site.policy = "default-src 'self'"
    bodies: list[str] = []

    def answer(route: Route) -> None:
        bodies.append(route.request.post_data or "")
        route.fulfill(body="<b>found</b>", content_type="text/html")

    page.route("**/search/", answer)
    search = """<div data-live-ignore id="box"><input name="q" value="x" hx-post="/search/" hx-target="#found"
        hx-trigger="click"><p id="found"></p></div>"""
    open_page(site, add_counter(server, search))
    page.locator("input").click()
    expect(page.locator("#found")).to_have_text("found")
    assert bodies == ["q=x"]
    assert server.bodies == []


# --- htmx changes the page ---


def test_components_that_htmx_swaps_in_and_out_start_and_stop(site: Any, server: Any, page: Page) -> None:
    site.policy = "default-src 'self'"
    counter, other = add_counter(server), add_list(server)
    page.route("**/part/", lambda route: route.fulfill(body=other.html(other.state), content_type="text/html"))
    swap = '<a id="swap" hx-get="/part/" hx-target="#place" hx-swap="innerHTML">swap</a>'
    site.open(f'{swap}<div id="place">{counter.html(counter.state)}</div>')
    page.wait_for_load_state()
    server.is_slow = True
    page.locator("button").click()
    server.wait_for_messages(1)
    page.locator("#swap").click()
    page.locator("#vote-b").click()
    server.wait_for_messages(2)
    let_go(server)
    server.release()
    expect(page.locator("#b b")).to_have_text("b 1")
    page.locator("#delete-a").click()
    expect(page.locator("#a")).to_have_count(0)
    assert [message["component"] for message in server.messages] == ["counter", "list", "list"]


def test_boosted_links_and_history_leave_components_alive(site: Any, server: Any, page: Page, htmx: str) -> None:
    site.policy = "default-src 'self'"
    counter = add_counter(server, f'<i hx-indicator="this" {attrs("counter", "increment", amount=5)}>five</i>')
    link = '<a href="/page/2">there</a>'
    site.open(f'<main hx-boost="true" hx-boost:inherited="true">{link}{counter.html(counter.state)}</main>')
    page.wait_for_load_state()
    page.evaluate("window.marked = true")
    page.locator("button").click()
    expect(page.locator("output")).to_have_text("1")
    server.is_slow = True
    page.locator("i").click()
    server.wait_for_messages(2)
    page.locator("a").click()
    page.wait_for_url("**/page/2")
    expect(page.locator("output")).to_have_text("0")
    let_go(server)
    for count in ("1", "2", "3"):
        page.locator("button").click()
        expect(page.locator("output")).to_have_text(count)
    page.go_back()
    # htmx 2 keeps a copy of the page as it was left, htmx 4 asks the server again.
    restored = 0 if htmx == "htmx4" else 1
    expect(page.locator("output")).to_have_text(str(restored))
    expect(page.locator("[aria-busy], .htmx-request, [data-live-waiting]")).to_have_count(0)
    page.locator("button").click()
    expect(page.locator("output")).to_have_text(str(restored + 1))
    assert page.evaluate("window.marked")


def test_a_form_of_htmx_brings_its_files(site: Any, server: Any, page: Page, console: Any) -> None:
    file = '<input type="file" name="photo"><button>Send</button>'
    open_page(site, add_list(server, f'<form hx-encoding="multipart/form-data" {attrs("list", "add")}>{file}</form>'))
    bodies: list[bytes] = []

    def refuse(route: Route) -> None:
        assert route.request.headers["content-type"].startswith("multipart/form-data; boundary=")
        bodies.append(route.request.post_data_buffer or b"")
        route.fulfill(status=403, json={"type": "error", "code": "forbidden"})

    page.route("**/components/**", refuse)
    page.locator("[name=photo]").set_input_files({"name": "a.txt", "mimeType": "text/plain", "buffer": b"all of it"})
    with page.expect_response("**/components/**"):
        page.get_by_role("button", name="Send").click()
    page.wait_for_selector("[aria-busy]", state="detached")
    assert b'name="live-message"' in bodies[0]
    assert b'name="0.photo"; filename="a.txt"' in bodies[0]
    console.take("list was refused: 403")
