"""Rows sorted by hand: by mouse, by finger and by keyboard, against the fake server."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from browser.desk import loaded, refuse
from playwright.sync_api import Page, expect

STYLE = "li { height: 40px; margin: 0; list-style: none } body { margin: 0 } ul { margin: 0; padding: 0 }"
HANDLE = '<button data-live-handle aria-label="Move {key}">=</button>'


def keys_of(state: dict[str, Any]) -> list[str]:
    keys: list[str] = state.get("keys", list("abcde"))
    return keys


def reorder(state: dict[str, Any], fields: dict[str, Any]) -> None:
    keys = [key for key in keys_of(state) if key != fields["key"]]
    keys.insert(fields["position"], fields["key"])
    state["keys"] = keys


def listed(handle: str, more: str = "") -> Any:
    def render(state: dict[str, Any]) -> str:
        keys = keys_of(state)
        rows = "".join(f'<li data-key="{key}">{handle.replace("{key}", key)}<b>{key}</b></li>' for key in keys)
        return f'<ul data-live-sort="reorder" {more}>{rows}</ul>'

    return render


@pytest.fixture
def board(site: Any, desk: Any, page: Page) -> Any:
    """Opens a list of five rows, 40 pixels high each."""

    def opened(handle: str = HANDLE, more: str = "", **handlers: Any) -> None:
        site.files["/style.css"] = STYLE
        site.head = '<link rel="stylesheet" href="/style.css">'
        desk(listed(handle, more), **{"reorder": reorder, **handlers})
        loaded(page, "sort")

    return opened


def order(page: Page) -> str:
    return "".join(page.locator("li b").all_inner_texts())


def said(page: Page) -> str:
    return page.locator("[aria-live]").inner_text()


def drag(page: Page, start: int, end: int, *, let_go: bool = True) -> None:
    page.mouse.move(5, start)
    page.mouse.down()
    page.mouse.move(5, (start + end) // 2, steps=3)
    page.mouse.move(5, end, steps=3)
    if let_go:
        page.mouse.up()


@pytest.mark.parametrize(
    ("start", "end", "expected", "payload"),
    [
        (20, 105, "bcade", {"key": "a", "position": 2}),
        (180, 20, "eabcd", {"key": "e", "position": 0}),
        (60, 500, "acdeb", {"key": "b", "position": 4}),
    ],
)
def test_a_row_is_dropped_where_the_mouse_leaves_it(
    board: Any, server: Any, page: Page, start: int, end: int, expected: str, payload: dict[str, Any]
) -> None:
    board()
    drag(page, start, end)
    server.wait_for_messages(1)
    assert server.calls == [[{"event": "reorder", "payload": payload}]]
    expect(page.locator("section")).not_to_have_attribute("aria-busy", "true")
    assert order(page) == expected
    assert page.locator("li[style]").count() == 0


@pytest.fixture
def finger(page: Page) -> Iterator[Callable[..., None]]:
    """Puts a finger on the first point, and takes it away from the last."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("Emulation.setTouchEmulationEnabled", {"enabled": True})

    def touch(kind: str, *points: tuple[int, int]) -> None:
        devtools.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y} for x, y in points]})

    def slide(*points: tuple[int, int]) -> None:
        touch("touchStart", points[0])
        for point in points[1:]:
            touch("touchMove", point)
        touch("touchEnd")

    yield slide
    devtools.send("Emulation.setTouchEmulationEnabled", {"enabled": False})
    devtools.detach()


def test_a_row_is_dropped_where_a_finger_leaves_it(
    board: Any, server: Any, page: Page, finger: Callable[..., None]
) -> None:
    board()
    finger((5, 20), (5, 40), (5, 70), (5, 105))
    server.wait_for_messages(1)
    assert server.calls == [[{"event": "reorder", "payload": {"key": "a", "position": 2}}]]
    expect(page.locator("section")).not_to_have_attribute("aria-busy", "true")
    assert order(page) == "bcade"
    assert page.evaluate("scrollY") == 0


def test_a_finger_beside_the_handle_scrolls_the_page(
    board: Any, server: Any, page: Page, finger: Callable[..., None]
) -> None:
    board()
    page.locator("ul").evaluate("list => list.after(document.createElement('hr'))")
    page.locator("hr").evaluate("line => line.style.marginTop = '3000px'")
    finger((300, 180), (300, 150), (300, 100), (300, 40))
    page.wait_for_function("scrollY > 50")
    assert order(page) == "abcde"
    assert server.calls == []


def test_a_row_is_dropped_where_a_pen_leaves_it(board: Any, server: Any, page: Page) -> None:
    board()
    devtools = page.context.new_cdp_session(page)
    for kind, y in (("mousePressed", 20), ("mouseMoved", 60), ("mouseMoved", 105), ("mouseReleased", 105)):
        pen = {"pointerType": "pen", "button": "left", "buttons": 1, "clickCount": 1}
        devtools.send("Input.dispatchMouseEvent", {"type": kind, "x": 5, "y": y, **pen})
    devtools.detach()
    server.wait_for_messages(1)
    expect(page.locator("section")).not_to_have_attribute("aria-busy", "true")
    assert order(page) == "bcade"


def test_the_new_order_is_shown_at_once_and_put_back_when_it_is_refused(
    board: Any, server: Any, page: Page, console: Any
) -> None:
    board(reorder=refuse(server))
    server.is_slow = True
    drag(page, 20, 105)
    assert order(page) == "bcade"
    server.release()
    expect(page.locator("section")).not_to_have_attribute("aria-busy", "true")
    assert order(page) == "abcde"
    console.take("desk was refused: 403")


def test_what_is_dropped_while_another_message_is_under_way_stays_dropped(board: Any, server: Any, page: Page) -> None:
    board()
    server.is_slow = True
    drag(page, 20, 105)
    drag(page, 20, 185)
    assert order(page) == "cadeb"
    server.release()
    server.wait(lambda: len(server.held) == 1)
    assert order(page) == "cadeb"
    server.release()
    expect(page.locator("section")).not_to_have_attribute("aria-busy", "true")
    assert order(page) == "cadeb"


def test_escape_and_a_mere_click_move_nothing(board: Any, server: Any, page: Page) -> None:
    board()
    drag(page, 20, 105, let_go=False)
    assert page.locator("li[data-live-dragged]").count() == 1
    page.keyboard.press("Escape")
    page.mouse.up()
    page.mouse.click(5, 60)
    assert order(page) == "abcde"
    assert page.locator("li[style], li[data-live-dragged]").count() == 0
    assert server.bodies == []


def test_without_a_handle_the_whole_row_is_one_except_for_its_controls(board: Any, server: Any, page: Page) -> None:
    board('<input size="1">')
    box = page.locator("li input").first.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 5, box["y"] + 5)
    page.mouse.down()
    page.mouse.move(100, 105, steps=4)
    page.mouse.up()
    assert server.bodies == []
    page.mouse.move(100, 20)
    page.mouse.down()
    page.mouse.move(100, 105, steps=4)
    page.mouse.up()
    server.wait_for_messages(1)
    page.locator("li input").first.press("Space")
    assert page.locator("li input").first.input_value() == " "


def test_the_keyboard_picks_up_moves_and_drops(board: Any, server: Any, page: Page) -> None:
    board()
    page.locator("[data-key=b] button").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    assert said(page).startswith("Picked up, row 2 of 5.")
    for _ in range(2):
        page.keyboard.press("ArrowDown")
    assert said(page) == "Moved to 4 of 5"
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Space")
    assert said(page) == "Dropped at 3 of 5"
    server.wait_for_messages(1)
    assert server.calls == [[{"event": "reorder", "payload": {"key": "b", "position": 2}}]]
    expect(page.locator("section")).not_to_have_attribute("aria-busy", "true")
    assert order(page) == "acbde"
    expect(page.locator("[data-key=b] button")).to_be_focused()


def test_escape_puts_back_what_the_keyboard_moved_and_so_does_leaving(board: Any, server: Any, page: Page) -> None:
    board(more='data-live-sort-canceled="Zurück auf {position} von {count}"')
    for leave in ("Escape", "Tab"):
        page.locator("[data-key=b] button").focus()
        for key in ("Space", "ArrowDown", leave):
            page.keyboard.press(key)
        assert said(page) == "Zurück auf 2 von 5"
        assert page.locator("li[style]").count() == 0
    assert order(page) == "abcde"
    assert server.bodies == []


def test_a_handle_that_is_no_button_becomes_one(board: Any, page: Page) -> None:
    board("<span data-live-handle>=</span>")
    handle = page.locator("li span").first
    expect(handle).to_have_role("button")
    expect(handle).to_have_attribute("tabindex", "0")
    assert handle.evaluate("(one) => getComputedStyle(one).touchAction") == "none"


def test_a_list_that_changes_meanwhile_lets_the_row_go(board: Any, server: Any, page: Page) -> None:
    def shorten(state: dict[str, Any], fields: dict[str, Any]) -> None:
        state["keys"] = keys_of(state)[1:]

    board(go=shorten)
    drag(page, 20, 105, let_go=False)
    page.evaluate("live.send(document.querySelector('section'), 'go')")
    expect(page.locator("li")).to_have_count(4)
    page.mouse.up()
    assert order(page) == "bcde"
    assert len(server.bodies) == 1
    assert page.locator("li[style]").count() == 0


def test_a_long_list_scrolls_at_the_edge_of_the_window(board: Any, server: Any, page: Page) -> None:
    board()
    page.evaluate("document.body.style.paddingBottom = '3000px'")
    height = page.evaluate("innerHeight")
    drag(page, 20, height - 5, let_go=False)
    page.wait_for_function("() => scrollY > 100")
    page.mouse.up()
    server.wait_for_messages(1)
    assert server.calls[0][0]["payload"] == {"key": "a", "position": 4}
