"""Components in components, slots, and parts that come later: a real server and browser, under a strict policy."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Route, expect

from . import nested_site
from .conftest import Console
from .desk import loaded, wait_for
from .nested_site import Part, renders

ROWS = "li"


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with nested_site.serving() as address:
        yield address


@pytest.fixture
def board(page: Page, console: Console, address: str) -> Page:
    page.goto(f"{address}/board")
    return page


def row(page: Page, key: int) -> "Row":
    return Row(page, key)


class Row:
    """The row that was first shown as `Row <key>`, whatever it is called now."""

    def __init__(self, page: Page, key: int) -> None:
        self.element = page.locator(ROWS, has_text=f" {key}").first

    def click(self, what: str) -> None:
        self.element.get_by_role("button", name=what).click()

    def counts(self, value: int) -> None:
        expect(self.element.locator("output")).to_have_text(str(value))


def click(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).first.click()


def test_a_child_has_its_own_state(board: Page) -> None:
    row(board, 2).click("add")
    row(board, 2).counts(1)
    row(board, 1).counts(0)


def test_a_child_keeps_its_state_and_its_element_when_its_parent_is_rendered(board: Page) -> None:
    row(board, 2).click("add")
    row(board, 2).counts(1)
    board.evaluate("document.querySelectorAll('li')[1].mark = 1")
    row(board, 2).element.locator("input").fill("typed")
    renders.clear()
    click(board, "turn")
    expect(board.locator(ROWS).first).to_contain_text("Row 3")
    row(board, 2).counts(1)
    expect(row(board, 2).element.locator("input")).to_have_value("typed")
    assert board.evaluate("document.querySelectorAll('li')[1].mark") == 1
    assert renders == {}, "their params are the same: none of them is rendered again"


def test_a_child_follows_its_params_and_keeps_the_rest(board: Page) -> None:
    row(board, 2).click("add")
    row(board, 2).counts(1)
    row(board, 2).element.locator("input").fill("typed")
    click(board, "rename")
    expect(board.locator("li span")).to_have_text(["Row! 1", "Row! 2", "Row! 3"])
    expect(board.locator("li em")).to_have_text(["was Row 1", "was Row 2", "was Row 3"])
    row(board, 2).counts(1)
    expect(row(board, 2).element.locator("input")).to_have_value("typed")
    click(board, "turn")
    expect(board.locator("li span")).to_have_text(["Row! 3", "Row! 2", "Row! 1"])


def test_a_child_that_has_yet_to_follow_hears_that_all_is_as_it_was(board: Page) -> None:
    row(board, 2).click("add")
    row(board, 2).counts(1)
    held: list[Route] = []
    opened: list[bool] = []
    board.route("**/components/row", lambda route: route.continue_() if opened else held.append(route))
    click(board, "rename")
    expect(board.locator("h1")).to_have_text("Row!")
    wait_for(board, held)
    click(board, "restore")
    expect(board.locator("h1")).to_have_text("Row")
    opened.append(True)
    _release(board, held)
    expect(board.locator("li em")).to_have_text([f"was Row! {key}" for key in "123"])
    expect(board.locator("li span")).to_have_text([f"Row {key}" for key in "123"])
    row(board, 2).counts(1)
    click(board, "restore")
    expect(board.locator("[aria-busy]")).to_have_count(0)
    assert board.locator("[data-live='row'][data-live-nest='-']").count() == 0


def test_what_comes_before_the_part_for_nesting_waits_for_it(page: Page, address: str) -> None:
    held: list[Route] = []
    page.route("**/late/nest.js*", lambda route: held.append(route))  # noqa: PLW0108  # playwright refuses a builtin
    page.goto(f"{address}/board")
    row(page, 2).click("add")
    click(page, "rename")
    page.wait_for_timeout(200)
    for route in held:
        route.continue_()
    for title in ("Row!", "Row!!"):
        expect(page.locator("li span")).to_have_text([f"{title} {key}" for key in "123"])
        row(page, 2).counts(1)
        click(page, "rename")


def test_a_child_that_was_shown_without_the_part_for_nesting_follows_later(
    page: Page, console: Console, address: str
) -> None:
    tries: list[str] = []

    def fail_once(route: Route) -> None:
        tries.append(route.request.url)
        route.abort() if len(tries) == 1 else route.continue_()

    page.route("**/late/nest.js*", fail_once)
    page.goto(f"{address}/board")
    row(page, 2).click("add")
    row(page, 2).counts(1)
    console.take("late/nest.js")
    loaded(page, "nest")
    click(page, "rename")
    expect(page.locator("li span")).to_have_text(["Row! 1", "Row! 2", "Row! 3"])


def test_a_child_can_go_and_come_back(board: Page) -> None:
    row(board, 1).click("add")
    row(board, 1).counts(1)
    click(board, "drop")
    expect(board.locator(ROWS)).to_have_count(2)
    click(board, "bring")
    expect(board.locator(ROWS)).to_have_count(3)
    row(board, 1).counts(0)
    row(board, 1).click("add")
    row(board, 1).counts(1)


def test_a_child_tells_its_parent(board: Page) -> None:
    row(board, 3).click("pick")
    expect(board.locator("#told")).to_have_text("Row 3")


@pytest.mark.parametrize(("what", "told"), [("pick", "Row 1"), ("show", "Row 1"), ("crash", "")])
def test_a_child_that_is_taken_out_while_it_answers_still_tells_its_parent(board: Page, what: str, told: str) -> None:
    held: list[Route] = []
    board.route("**/components/row", lambda route: held.append(route))  # noqa: PLW0108  # playwright refuses a builtin
    row(board, 1).click(what)
    wait_for(board, held)
    click(board, "drop")
    expect(board.locator(ROWS)).to_have_count(2)
    with board.expect_response("**/components/row"):
        _release(board, held)
    click(board, "turn")
    expect(board.locator(ROWS).first).to_contain_text("Row 3")
    expect(board.locator("#told")).to_have_text(told)


def test_a_child_that_removes_itself_does_not_break_its_parent(board: Page) -> None:
    row(board, 2).click("leave")
    expect(board.locator("li span")).to_have_text(["Row 1", "Row 3"])
    click(board, "rename")
    expect(board.locator("li span")).to_have_text(["Row! 1", "Row! 3"])


def test_a_child_that_cannot_be_rendered_spares_its_parent(board: Page) -> None:
    click(board, "break")
    expect(board.get_by_role("alert")).to_contain_text("This part could not be shown.")
    click(board, "rename")
    expect(board.locator("h1")).to_have_text("Row!")


def test_a_handler_of_a_child_that_fails_spares_its_parent(board: Page, console: Console) -> None:
    row(board, 1).click("crash")
    row(board, 1).click("add")
    row(board, 1).counts(1)
    click(board, "rename")
    expect(board.locator("h1")).to_have_text("Row!")
    console.take("500")


def test_what_comes_before_the_part_for_slots_goes_to_who_filled_them(
    page: Page, console: Console, address: str
) -> None:
    held: list[Route] = []
    page.route("**/late/nest.js*", lambda route: held.append(route))  # noqa: PLW0108  # playwright refuses a builtin
    page.goto(f"{address}/boxes")
    page.get_by_role("button", name="in both").click()
    page.get_by_label("memo").press_sequentially("typed")
    page.wait_for_timeout(200)
    _release(page, held)
    expect(page.locator("#count")).to_have_text("1")
    expect(page.locator("#memo")).to_have_text("typed")
    expect(page.locator("[aria-busy]")).to_have_count(0)
    expect(page.locator("h2")).to_have_text(["0 turns", "0 turns"])


def test_a_slot_keeps_its_content_through_the_components_own_messages(
    page: Page, console: Console, address: str
) -> None:
    page.goto(f"{address}/slots")
    panel = page.locator("#panel")
    click(page, "turn")
    expect(panel.locator("h2")).to_have_text("1 turns")
    expect(panel.locator("div")).to_have_text("of the page")
    expect(panel.locator("footer")).to_have_text("end")
    click(page, "swap")
    expect(panel.locator("footer + div")).to_have_text("of the page")
    expect(panel.locator("footer")).to_have_text("end")
    click(page, "turn")
    expect(panel.locator("h2")).to_have_text("2 turns")
    expect(panel.locator("div")).to_have_text("of the page")


def test_what_stands_in_a_slot_belongs_to_who_filled_it(page: Page, console: Console, address: str) -> None:
    page.goto(f"{address}/owner")
    expect(page.locator("footer")).to_have_text("fallback")
    page.get_by_role("button", name="0 so far").click()
    expect(page.locator("#count")).to_have_text("1")
    expect(page.get_by_role("button", name="1 so far")).to_be_visible()


def test_a_slot_follows_who_filled_it_and_its_component_keeps_its_state(
    page: Page, console: Console, address: str
) -> None:
    page.goto(f"{address}/owner")
    click(page, "turn")
    expect(page.locator("h2")).to_have_text("1 turns")
    page.locator("input[name=typed]").fill("mine")
    inner = page.locator(ROWS)
    inner.get_by_role("button", name="add").click()
    expect(inner.locator("output")).to_have_text("1")
    page.locator("main > button").click()
    expect(page.get_by_role("button", name="1 so far")).to_be_visible()
    expect(page.locator("h2")).to_have_text("1 turns")
    expect(page.locator("input[name=typed]")).to_have_value("mine")
    expect(inner.locator("output")).to_have_text("1")
    click(page, "turn")
    expect(page.locator("h2")).to_have_text("2 turns")
    expect(page.get_by_role("button", name="1 so far")).to_be_visible()
    expect(inner.locator("output")).to_have_text("1")


def test_what_stands_in_a_slot_in_a_slot_belongs_to_who_filled_both(page: Page, console: Console, address: str) -> None:
    page.goto(f"{address}/boxes")
    page.get_by_role("button", name="in both").click()
    expect(page.locator("#count")).to_have_text("1")
    expect(page.locator("i")).to_have_text("1")


def test_a_component_in_a_slot_follows_its_params_and_keeps_the_rest(
    page: Page, console: Console, address: str
) -> None:
    page.goto(f"{address}/boxes")
    page.locator(ROWS).get_by_role("button", name="add").click()
    expect(page.locator("li output")).to_have_text("1")
    page.get_by_role("button", name="in both").click()
    expect(page.locator("li span")).to_have_text("deep 1")
    expect(page.locator("li em")).to_have_text("was deep 0")
    expect(page.locator("li output")).to_have_text("1")


def test_a_slot_that_is_handed_on_keeps_its_content(page: Page, console: Console, address: str) -> None:
    page.goto(f"{address}/frame")
    click(page, "turn")
    expect(page.locator("h2")).to_have_text("1 turns")
    click(page, "twist")
    expect(page.locator("#twists")).to_have_text("1")
    expect(page.locator("section > div > b")).to_have_text("of the page")
    click(page, "turn")
    expect(page.locator("h2")).to_have_text("2 turns")
    expect(page.locator("section > div > b")).to_have_text("of the page")


@pytest.fixture
def desk(page: Page, console: Console, address: str) -> Page:
    Part.is_healed = False
    renders.clear()
    page.add_init_script("""addEventListener('DOMContentLoaded', () => {
        const sheet = new CSSStyleSheet(); sheet.replaceSync('.far { height: 4000px }');
        document.adoptedStyleSheets = [sheet]; })""")
    page.goto(f"{address}/desk")
    return page


def test_parts_are_loaded_after_the_page_and_side_by_side(desk: Page) -> None:
    expect(desk.locator("article[data-number]")).to_have_text(["part 1 0", "part 2 0"])
    desk.locator("article[data-number='1'] button").click()
    expect(desk.locator("article[data-number='1'] button")).to_have_text("1")


def test_a_part_that_fails_shows_its_error_template_and_can_be_asked_for_again(desk: Page) -> None:
    expect(desk.get_by_role("alert")).to_contain_text("no part today")
    Part.is_healed = True
    desk.get_by_role("alert").get_by_role("button").click()
    expect(desk.locator("article[data-number='0']")).to_have_text("part 0 0")


def test_a_part_that_failed_is_tried_again_when_its_parent_is_rendered(desk: Page) -> None:
    expect(desk.get_by_role("alert")).to_contain_text("no part today")
    desk.locator("section > button").click()
    expect(desk.locator("section > button")).to_have_text("1")
    expect(desk.get_by_role("alert")).to_contain_text("no part today")
    Part.is_healed = True
    desk.locator("section > button").click()
    expect(desk.locator("article[data-number='0']")).to_have_text("part 0 0")


def test_26_a_part_that_fails_again_and_again_waits_to_be_asked_for(desk: Page) -> None:
    expect(desk.get_by_role("alert")).to_contain_text("no part today")
    for turn in range(1, 6):
        desk.locator("section > button").click()
        expect(desk.locator("section > button")).to_have_text(str(turn))
        expect(desk.get_by_role("alert")).to_contain_text("no part today")
    assert renders["part 0"] == 3
    Part.is_healed = True
    desk.get_by_role("alert").get_by_role("button").click()
    expect(desk.locator("article[data-number='0']")).to_have_text("part 0 0")


def test_a_part_that_may_not_be_seen_leaves_its_place_empty(desk: Page) -> None:
    expect(desk.locator("article")).to_have_count(3)
    expect(desk.locator("[data-live='part']")).to_have_count(4)


def test_a_part_out_of_view_is_not_loaded_by_what_happens_elsewhere(desk: Page) -> None:
    expect(desk.locator("article[data-number='2']")).to_be_visible()
    desk.locator("section > button").click()
    expect(desk.locator("section > button")).to_have_text("1")
    desk.evaluate("window.live.send(document.querySelector('section > button'), 'again')")
    expect(desk.locator("section > button")).to_have_text("2")
    assert not [name for name in renders if name in ("part 3", "part 4", "part 5")]
    desk.locator(".live-placeholder").last.scroll_into_view_if_needed()
    expect(desk.locator("article[data-number='5']")).to_be_visible()


def test_a_part_that_was_loaded_follows_its_params_and_keeps_the_rest(desk: Page) -> None:
    desk.locator(".live-placeholder").last.scroll_into_view_if_needed()
    far = desk.locator("article[data-number='3'] button")
    far.click()
    expect(far).to_have_text("1")
    desk.locator("section > button").click()
    expect(desk.locator("article[data-number='4'] button")).to_have_text("1")


def test_a_part_that_was_loaded_goes_with_its_tag(desk: Page) -> None:
    first = desk.locator("article[data-number='1']")
    expect(first).to_have_count(1)
    for turn in range(1, 4):
        desk.locator("section > button").click()
        expect(desk.locator("section > button")).to_have_text(str(turn))
    expect(first).to_have_count(0)
    expect(desk.locator("article[data-number='2']")).to_have_count(1)


def test_a_part_that_a_page_script_brought_is_its_own_once_it_is_loaded(board: Page, address: str) -> None:
    tag = re.search("<div [^>]*data-live-when=[^>]*>", board.request.get(f"{address}/desk").text())
    assert tag is not None
    board.evaluate(
        """(attributes) => {
            const part = document.createElement("div");
            for (const [name, value] of attributes) part.setAttribute(name, value);
            document.querySelector("[data-live='board']").append(part);
        }""",
        re.findall('([a-z-]+)="([^"]*)"', tag[0]),
    )
    expect(board.locator("article[data-number='1']")).to_have_count(1)
    click(board, "rename")
    expect(board.locator("li span").first).to_have_text("Row! 1")
    expect(board.locator("article[data-number='1']")).to_have_count(1)


def test_a_part_outlives_an_answer_that_knew_less_of_it(desk: Page) -> None:
    """It has followed its params while a message of its parent was under way, which says that it has others."""
    held: dict[str, list[Route]] = {"desk": [], "part": []}
    desk.locator(".live-placeholder").last.scroll_into_view_if_needed()
    far = desk.locator("[data-live='part']").last
    far.get_by_role("button").click()
    expect(far).to_have_text("part 3 1")
    desk.route("**/components/*", lambda route: held[route.request.url.split("/")[4]].append(route))
    desk.locator("section > button").click()
    _release(desk, held["desk"])
    expect(desk.locator("section > button")).to_have_text("1")
    wait_for(desk, held["part"])
    desk.evaluate("window.live.send(document.querySelector('section > button'), '')")
    wait_for(desk, held["desk"])
    _release(desk, held["part"])
    expect(far).to_have_text("part 4 1")
    _release(desk, held["desk"])
    desk.unroute_all()
    far.get_by_role("button").click()
    expect(desk.locator("article[data-number='4']")).to_have_text("part 4 2")


def _release(page: Page, held: list[Route]) -> None:
    wait_for(page, held)
    while held:
        held.pop().continue_()
