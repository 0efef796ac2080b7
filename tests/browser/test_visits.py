"""What visits do with components, forms, changes that are not saved, and what is fetched before it is clicked."""

import os
from typing import Any

import pytest
from browser.demo_page import is_marked, mark
from browser.desk import count, ignore, loaded
from browser.fake_socket import FakeSocket
from browser.origin import ORIGIN, Answer
from playwright.sync_api import Page, Route, expect

TO_B = '<a href="/b">to b</a>'


# --- forms ---


def test_a_form_leads_to_its_address_with_the_controls_as_the_query(pages: Any, page: Page) -> None:
    pages.add(
        "/a", '<form action="/b?old=1"><input name="q" value="ä b"><button name="go" value="1">Find</button></form>'
    )
    pages.add("/b", "<h1>B</h1>")
    pages.open("/a")
    page.get_by_text("Find").click()
    pages.shows("/b")
    assert page.url == ORIGIN + "/b?q=%C3%A4+b&go=1"
    assert pages.loads == ["/a"]


def test_a_form_is_posted_once_and_its_redirect_followed(pages: Any, page: Page) -> None:
    pages.add("/a", '<form method="post" action="/save"><textarea name="t">1\n2</textarea><button>Save</button></form>')
    pages.add("/b", "<h1>B</h1>")
    pages.replies["/save"] = Answer(status=303, headers={"Location": "/b"})
    slow = pages.hold("/save")
    pages.open("/a")
    page.get_by_text("Save").click()
    page.get_by_text("Save").click()
    slow.set()
    pages.shows("/b")
    assert pages.posts == [("/save", "t=1%0D%0A2")]
    assert page.url == ORIGIN + "/b"
    assert pages.loads == ["/a"]


def test_a_form_that_the_server_refuses_shows_its_answer(pages: Any, page: Page) -> None:
    form = '<form method="post" enctype="multipart/form-data"><input name="t"><button>Save</button></form>'
    pages.add("/a", form)
    pages.add("/b", "<h1>Not so</h1>", status=500)
    pages.replies["/a"] = pages.answers["/b"]
    pages.open("/a")
    page.get_by_text("Save").click()
    expect(page.locator("h1")).to_have_text("Not so")
    assert "form-data" in pages.posts[0][1]
    assert page.url == ORIGIN + "/a"
    assert pages.loads == ["/a"]


def test_what_is_posted_and_not_answered_stays_in_its_form(pages: Any, page: Page, console: Any) -> None:
    pages.add("/a", '<form method="post" action="/save"><input name="t"><button>Save</button></form>')
    pages.open("/a")
    page.route("**/save", lambda route: route.abort())
    page.locator("input").fill("typed")
    page.get_by_text("Save").click()
    expect(page.locator("html")).to_have_attribute("data-live-navigating", "failed")
    expect(page.locator("input")).to_have_value("typed")
    console.take("no answer to what was posted")
    assert pages.loads == ["/a"]


def test_a_file_that_comes_from_a_form_is_downloaded(pages: Any, page: Page) -> None:
    pages.add("/a", '<form method="post" action="/file"><button>Get</button></form>')
    headers = {"Content-Disposition": 'attachment; filename="all.csv"'}
    pages.replies["/file"] = Answer("a,b", "text/csv", headers=headers)
    pages.open("/a")
    with page.expect_download() as download:
        page.get_by_text("Get").click()
    assert download.value.suggested_filename == "all.csv"
    assert page.title() == "Page /a"
    assert len(pages.posts) == 1


# --- components ---


@pytest.fixture
def desks(pages: Any, server: Any) -> Any:
    """The pages /a and /b have a component each, of the same id."""
    for name in ("one", "two"):
        render = lambda state, name=name: (  # noqa: E731
            f'<p>{name} {state["count"]}</p><button data-live-click="add">add</button>'
            '<input data-live-model="text" data-live-debounce="60000">'
        )
        component = server.add(name, {"count": 0}, render, add=count)
        component.id = "c-same"
    pages.add("/a", TO_B + server.components["one"].html({"count": 0}))
    pages.add("/b", server.components["two"].html({"count": 10}) + '<a href="/a">to a</a>')
    return pages


def test_an_answer_never_reaches_the_page_that_came_meanwhile(desks: Any, server: Any, page: Page) -> None:
    server.effects = [{"type": "title", "text": "the old one's"}]
    desks.open("/a")
    server.is_slow = True
    page.get_by_text("add").click()
    server.wait_for_messages(1)
    desks.page.get_by_text("to b").click()
    page.wait_for_function("() => document.title === 'Page /b'")
    server.release()
    page.wait_for_timeout(50)
    expect(page.locator("p")).to_have_text("two 10")
    assert page.title() == "Page /b"
    server.is_slow, server.effects = False, []
    page.get_by_text("add").click()
    expect(page.locator("p")).to_have_text("two 11")
    assert server.messages[-1]["component"] == "two"


def test_a_push_for_the_old_page_never_reaches_a_component_of_the_same_id(desks: Any, server: Any, page: Page) -> None:
    kinds = ("subscribe", "unsubscribe")
    socket = FakeSocket(server, page)
    for path, name, body in (("/a", "one", TO_B), ("/b", "two", "")):
        desks.site.script = 'data-live-client data-live-socket="/live/socket/"'
        desks.add(path, body + server.components[name].html({"count": 0}))
    desks.open("/a")
    socket.wait_for("subscribe")
    socket.faults = lambda line, frame: frame["type"] in kinds  # answered by the test
    page.get_by_text("to b").click()
    desks.shows("/b")
    page.evaluate(
        """() => document.addEventListener("live:update", () =>
            (window.shown ??= []).push(document.querySelector("p").textContent))"""
    )
    socket.wait_for("subscribe", 2)
    assert [frame["type"] for frame in socket.line.of_type(*kinds)] == ["subscribe", "unsubscribe", "subscribe"]
    push = {"type": "component_update", "component_id": "c-same", "key": None, "effects": []}
    socket.line.say(**push, html=server.components["one"].html({"count": 7}), state="{}")
    for kind in ("unsubscribed", "subscribed"):
        socket.line.say(type=kind, component_id="c-same")
    socket.line.say(**push, html=server.components["two"].html({"count": 8}), state='{"count": 8}')
    expect(page.locator("p")).to_have_text("two 8")
    assert page.evaluate("window.shown") == ["two 8"]


def test_what_was_typed_last_is_sent_first(desks: Any, server: Any, page: Page) -> None:
    desks.open("/a")
    page.locator("input").press_sequentially("abc")
    page.evaluate("document.querySelector('a').click()")
    desks.shows("/b")
    server.wait_for_messages(1)
    assert server.messages[0]["component"] == "one"
    assert server.calls == [[{"fields": {"text": "abc"}}]]


def test_what_waits_behind_a_message_is_waited_for(desks: Any, server: Any, page: Page) -> None:
    desks.open("/a")
    server.is_slow = True
    page.get_by_text("add").click()
    server.wait_for_messages(1)
    page.locator("input").press_sequentially("abc")
    page.evaluate("document.querySelector('a').click()")
    page.wait_for_timeout(1500)  # longer than a quick server takes
    server.is_slow = False
    server.release()
    desks.shows("/b")
    server.wait_for_messages(2)
    assert [[call["fields"] for call in calls if "fields" in call] for calls in server.calls] == [[], [{"text": "abc"}]]


def test_a_component_that_persists_lives_on(pages: Any, server: Any, page: Page) -> None:
    render = lambda state: f'<output>{state["count"]}</output><button data-live-click="add">add</button><input>'  # noqa: E731
    component = server.add("kept", {"count": 0}, render, add=count)
    kept = f'<div data-live-persist="kept">{component.html(component.state)}</div>'
    pages.add("/a", f"<main>{TO_B}</main>{kept}")
    pages.add("/b", f'{kept}<main><a href="/c">to c</a></main>')
    pages.add("/c", "<h1>C</h1>")
    pages.open("/a")
    page.get_by_text("add").click()
    expect(page.locator("output")).to_have_text("1")
    page.locator("input").fill("typed")
    page.evaluate("window.before = document.querySelector('section')")
    page.evaluate("document.querySelector('a').click()")
    pages.shows("/b")
    expect(page.locator("input")).to_be_focused()
    assert page.evaluate("before === document.querySelector('section')")
    page.get_by_text("add").click()
    expect(page.locator("output")).to_have_text("2")
    expect(page.locator("input")).to_have_value("typed")
    page.get_by_text("to c").click()
    pages.shows("/c")
    assert page.locator("section").count() == 0


def test_a_frame_and_what_is_within_another_persist_as_they_are(pages: Any, page: Page) -> None:
    kept = """<div data-live-persist="out"><p data-live-persist="in">old</p><iframe src="/frame"></iframe></div>"""
    pages.add("/frame", "in the frame", scope="")
    pages.add("/a", f"{TO_B}{kept}<p data-live-persist='gone'>gone</p>")
    pages.add("/b", f"<main>{kept.replace('old', 'new')}</main>")
    pages.open("/a")
    page.frame_locator("iframe").get_by_text("in the frame").wait_for()
    page.frames[1].evaluate("window.is = 'the first'")
    page.get_by_text("to b").click()
    pages.shows("/b")
    assert page.locator("[data-live-persist]").all_text_contents() == ["old", "old"]
    assert page.frames[1].evaluate("window.is") == "the first"
    assert page.locator("main > div > iframe").count() == 1


def test_effects_that_were_for_the_old_page_are_dropped(desks: Any, server: Any, page: Page) -> None:
    held: list[Route] = []
    page.route("**/late/effects.js*", lambda route: held.append(route))  # noqa: PLW0108  # playwright refuses a builtin
    server.effects = [{"type": "title", "text": "the old one's"}]
    desks.open("/a")
    page.get_by_text("add").click()
    expect(page.locator("p")).to_have_text("one 1")
    server.wait(lambda: len(held) == 1)
    page.get_by_text("to b").click()
    desks.shows("/b")
    held[0].continue_()
    loaded(page, "effects")
    assert page.title() == "Page /b"


def test_a_redirect_of_a_component_is_a_visit(pages: Any, server: Any, page: Page) -> None:
    component = server.add("one", {}, lambda state: '<button data-live-click="go">go</button>', go=ignore)
    server.effects = [{"type": "redirect", "url": "/b"}]
    pages.add("/a", component.html({}))
    pages.add("/b", "<h1>B</h1>")
    pages.open("/a")
    mark(page)
    page.get_by_text("go").click()
    pages.shows("/b")
    assert is_marked(page)
    assert pages.loads == ["/a"]


# --- before it is clicked ---


def test_a_page_is_fetched_when_the_pointer_rests_on_its_link(pages: Any, page: Page) -> None:
    pages.add("/a", TO_B)
    pages.add("/b", "<h1>B</h1>")
    pages.open("/a")
    requests = pages.requests("/b")
    loaded(page, "prefetch")
    with page.expect_response(ORIGIN + "/b"):
        page.get_by_text("to b").hover()
    assert requests[0].headers["purpose"] == "prefetch"
    page.get_by_text("to b").click()
    pages.shows("/b")
    assert pages.gets == ["/a", "/b"]


def test_an_update_makes_what_was_fetched_old(pages: Any, server: Any, page: Page) -> None:
    component = server.add(
        "one", {"count": 0}, lambda state: f'<b data-live-click="add">{state["count"]}</b>', add=count
    )
    pages.add("/a", TO_B + component.html(component.state))
    pages.add("/b", "<h1>B</h1>")
    pages.open("/a")
    loaded(page, "prefetch")
    with page.expect_response(ORIGIN + "/b"):
        page.get_by_text("to b").hover()
    page.locator("b").click()
    expect(page.locator("b")).to_have_text("1")
    page.evaluate("document.querySelector('a').click()")
    pages.shows("/b")
    assert pages.gets == ["/a", "/b", "/b"]


def test_a_page_is_not_fetched_where_that_is_off(pages: Any, page: Page) -> None:
    pages.add("/a", f'<p data-live-prefetch="off">{TO_B}</p><a href="/c">to c</a>')
    pages.add("/b", "<h1>B</h1>")
    pages.add("/c", "<h1>C</h1>")
    pages.open("/a")
    loaded(page, "prefetch")
    page.get_by_text("to b").hover()
    page.wait_for_timeout(100)
    with page.expect_response(ORIGIN + "/c"):
        page.get_by_text("to c").focus()
    assert pages.gets == ["/a", "/c"]


# --- changes that are not saved ---

GUARDED = """<form method="post" action="/save" data-live-guard="Leave it?">
    <input name="t"><select name="s"><option>1<option>2</select><button>Save</button></form>"""


@pytest.fixture
def guarded(pages: Any) -> Any:
    pages.add("/0", '<a href="/a">to a</a>')
    pages.add("/a", TO_B + GUARDED)
    pages.add("/b", "<h1>B</h1>")
    pages.replies["/save"] = Answer(status=303, headers={"Location": "/b"})
    return pages


def asked(page: Page, answers: list[bool]) -> list[str]:
    """Answers the browser's questions in turn, and notes them."""
    heard: list[str] = []

    def answer(dialog: Any) -> None:
        heard.append(dialog.message)
        if answers.pop(0):
            dialog.accept()
        else:
            dialog.dismiss()

    page.on("dialog", answer)
    return heard


def test_a_form_with_changes_is_left_after_a_question_only(guarded: Any, page: Page) -> None:
    guarded.open("/a")
    loaded(page, "dirty")  # for which the guard waits
    heard = asked(page, [False, True])
    page.locator("input").fill("typed")
    with page.expect_event("dialog"):
        page.get_by_text("to b").click()
    assert (heard, page.title()) == (["Leave it?"], "Page /a")
    page.get_by_text("to b").click()
    guarded.shows("/b")
    assert heard == ["Leave it?"] * 2


def test_a_form_without_changes_or_on_its_way_is_left_without_question(guarded: Any, page: Page) -> None:
    guarded.open("/a")
    loaded(page, "dirty")  # for which the guard waits
    heard = asked(page, [])
    page.get_by_text("to b").click()
    guarded.shows("/b")
    guarded.open("/a")
    loaded(page, "dirty")  # for which the guard waits
    page.locator("input").fill("typed")
    page.get_by_text("Save").click()
    guarded.shows("/b")
    assert guarded.posts == [("/save", "t=typed&s=1")]
    assert heard == []


def test_back_asks_too_and_the_address_stays_until_it_is_answered(guarded: Any, page: Page) -> None:
    guarded.open("/0")
    page.get_by_text("to a").click()
    guarded.shows("/a")
    loaded(page, "dirty")  # for which the guard waits
    heard = asked(page, [False, True])
    page.locator("input").fill("typed")
    with page.expect_event("dialog"):
        page.evaluate("history.back()")
    expect(page).to_have_title("Page /a")
    expect(page).to_have_url(ORIGIN + "/a")
    assert heard == ["Leave it?"]
    expect(page.locator("input")).to_have_value("typed")
    page.evaluate("history.back()")
    guarded.shows("/0")
    assert page.url == ORIGIN + "/0"
    assert heard == ["Leave it?"] * 2


def test_the_browser_asks_before_a_full_leave(guarded: Any, page: Page) -> None:
    guarded.open("/a")
    loaded(page, "dirty")  # for which the guard waits
    page.locator("input").press_sequentially("typed")
    kinds: list[str] = []

    def dismiss(dialog: Any) -> None:
        kinds.append(dialog.type)
        dialog.accept()

    page.on("dialog", dismiss)
    page.evaluate("location.assign('/b')")
    guarded.shows("/b")
    assert kinds == ["beforeunload"]


# --- what takes long ---


def test_a_slow_visit_shows_a_bar_with_a_name(pages: Any, page: Page) -> None:
    pages.add("/a", TO_B)
    pages.add("/b", "<h1>B</h1>")
    slow = pages.hold("/b")
    pages.open("/a")
    page.get_by_text("to b").click()
    expect(page.get_by_role("progressbar", name="to b")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("data-live-navigating", "")
    assert page.evaluate("document.querySelector('.live-progress').getAnimations().length") == 1
    assert page.locator(".live-progress").bounding_box()["height"] == 3  # type: ignore[index]
    slow.set()
    pages.shows("/b")
    assert page.locator(".live-progress").count() == 0
    expect(page.locator("html")).not_to_have_attribute("data-live-navigating", "")


def test_the_bar_is_still_where_motion_is_not_wanted_and_looks_as_the_page_says(pages: Any, page: Page) -> None:
    pages.site.files["/a.css"] = ".live-progress { height: 9px }"
    pages.add("/a", TO_B, head='<link rel="stylesheet" href="/a.css">')
    pages.add("/b", "<h1>B</h1>")
    pages.hold("/b")
    page.emulate_media(reduced_motion="reduce")
    pages.open("/a")
    page.get_by_text("to b").click()
    expect(page.locator(".live-progress")).to_be_visible()
    assert page.evaluate("document.querySelector('.live-progress').getAnimations().length") == 0
    assert page.locator(".live-progress").bounding_box()["height"] == 9  # type: ignore[index]
    page.emulate_media(reduced_motion="null")


# --- in the long run ---

VISITS = int(os.environ.get("NAVIGATIONS", "100"))
COUNT = """async (times) => {
    for (let i = 0; i < times; i++) {
        const done = new Promise((done) => document.addEventListener("live:navigated", done, { once: true }));
        document.querySelector("a").click();
        await done;
    }
}"""


def test_many_visits_leave_nothing_behind(pages: Any, server: Any, page: Page) -> None:
    render = lambda state: '<button data-live-click="add">add</button><input data-live-model="x"><i data-live-lazy="">'  # noqa: E731
    for name, other in (("/a", "/b"), ("/b", "/a")):
        component = server.add("page" + name[1], {}, render, add=ignore)
        pages.add(name, f'<main><a href="{other}">next</a>{component.html({})}<p>{"text " * 200}</p></main>')
    pages.open("/a")
    devtools = page.context.new_cdp_session(page)

    def left() -> dict[str, int]:
        devtools.send("HeapProfiler.collectGarbage")
        return {**devtools.send("Memory.getDOMCounters"), "bytes": devtools.send("Runtime.getHeapUsage")["usedSize"]}

    page.evaluate(COUNT, 10)
    before = left()
    page.evaluate(COUNT, VISITS)
    page.wait_for_function("() => !document.querySelector('[aria-busy]')")
    after = left()
    most = {"documents": 1, "nodes": 50, "jsEventListeners": 5, "bytes": 400_000}
    for counted, most_more in most.items():
        assert after[counted] <= before[counted] + most_more, (before, after)
    devtools.detach()
