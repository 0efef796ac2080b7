"""Components in components, in front of a user: the harness does what the client does."""

from typing import Annotated, Any

import pytest

from component_framework.core import (
    Component,
    ComponentEvent,
    ConfigurationError,
    ConflictError,
    ForbiddenError,
    InvalidError,
    Stream,
    Url,
    listens,
)
from component_framework.core.children import Wanted, show_nested
from component_framework.core.host import Host
from component_framework.core.markup import Html
from component_framework.core.nest import current_parent
from component_framework.core.slots import given_slots
from component_framework.testing import ImpossibleError, Mounted, mount

BUTTON = '<button data-live-click="{0}">{0}</button>'


class Picked(ComponentEvent):
    title: str


class Left(ComponentEvent):
    key: str


class Board(Component):
    title: str = "Row"
    keys: list[str] = ["1", "2"]
    told: str = ""

    def on_rename(self) -> None:
        self.title += "!"

    def on_turn(self) -> None:
        self.keys = self.keys[::-1]

    def on_drop(self) -> None:
        self.keys = self.keys[1:]

    def on_bring(self) -> None:
        self.keys = ["1", *self.keys]

    @listens(Picked)
    def note(self, picked: Picked) -> None:
        self.told += picked.title
        self.emit("noted", picked.title)

    @listens(Left)
    def forget(self, left: Left) -> None:
        self.keys = [key for key in self.keys if key != left.key]


class Row(Component):
    title: str = ""
    count: int = 0
    changed: str = ""

    def before_render(self) -> None: ...

    def params_changed(self, before: Any) -> None:
        self.changed = f"was {before['title']}"

    def on_add(self) -> None:
        self.count += 1

    def on_pick(self) -> None:
        self.tell_parent(Picked(title=self.title))

    def on_call(self) -> None:
        self.tell_page(Picked(title=self.title))

    def on_leave(self) -> None:
        self.remove()
        self.tell_parent(Left(key=self.params["key"]))

    def on_push(self) -> None:
        self.tell_page(Left(key="2"))

    @listens(Picked)
    def hear(self, picked: Picked) -> None:
        self.changed = f"heard {picked.title}"

    @listens(Left)
    def see(self, left: Left) -> None:
        self.changed = f"saw {left.key} leave"


class Bare(Component):
    """Without a state of its own: rendered anew with other params."""

    def mount(self, title: str) -> None: ...


class Panel(Component):
    turns: int = 0

    def on_turn(self) -> None:
        self.turns += 1


class Outer(Component):
    """Hands its slot on to a panel."""

    turns: int = 0

    def on_twist(self) -> None:
        self.turns += 1


class Owner(Component):
    count: int = 0

    def on_more(self) -> None:
        self.count += 1


class Talk(Component):
    rows = Stream[str]()

    def mount(self) -> None:
        self.rows.reset(["1"])

    def on_bring(self, keys: list[str]) -> None:
        for key in keys:
            self.rows.append(key)

    def on_blunder(self) -> None:
        self.rows.append("2", "2")


class Part(Component):
    number: int = 0
    ups: int = 0
    is_healed = False

    def mount(self) -> None:
        if self.number < 0:
            raise ForbiddenError("not for you")
        if self.number == 0 and not Part.is_healed:
            raise ValueError("a part that fails")

    def on_up(self) -> None:
        self.ups += 1


class Desk(Component):
    count: int = 0

    def on_again(self) -> None:
        self.count += 1


def tag(name: str, /, *, slots: Any = None, spot: str = "1", **params: Any) -> str:
    """What an engine's tag gives in a component's template."""
    parent = current_parent.get()
    assert parent is not None
    given = {slot: Html(html) for slot, html in (slots or {}).items()}
    return show_nested(parent, Wanted(name, params, given_slots(given), spot, "page.html, line 3"))


@pytest.fixture(autouse=True)
def registered(host: Host, renderer: Any) -> None:
    for cls in (Board, Row, Bare, Panel, Outer, Owner, Talk, Part, Desk):
        host.registry.register(cls.__name__.lower())(cls)
    buttons = "".join(map(BUTTON.format, ("rename", "turn", "drop", "bring")))
    rows: Any = lambda c: "".join(tag("row", key=key, title=f"{c['title']} {key}") for key in c["keys"])  # noqa: E731
    renderer.pages |= {
        "components/board.html": lambda c: f"<section>{buttons}<ul>{rows(c)}</ul><b>{c['told']}</b></section>",
        "components/row.html": lambda c: (
            f"<li><i>{c['title']}</i> <output>{c['count']}</output> <em>{c['changed']}</em><input name='note'>"
            + "".join(map(BUTTON.format, ("add", "pick", "call", "leave", "push")))
            + "</li>"
        ),
        "components/bare.html": lambda c: f"<p>{c['component'].params['title']} {c['slots'].default}</p>",
        "components/panel.html": lambda c: (
            f"<div><h2>{c['turns']}</h2><p>{c['slots'].default}</p>{c['slots'].foot or 'none'}"
            f"{BUTTON.format('turn')}</div>"
        ),
        "components/outer.html": lambda c: (
            f"<aside>{c['turns']}{tag('panel', slots={'default': c['slots'].default})}{BUTTON.format('twist')}</aside>"
        ),
        "components/talk.html": lambda c: (
            "<main><div data-live-stream='rows'>"
            + "".join(f"<ul data-key='{key}'>{tag('row', key=key, title=key)}</ul>" for key in c["rows"])
            + "</div><i data-live-click='bring'></i><i data-live-click='blunder'></i></main>"
        ),
        "components/owner.html": lambda c: f"<main>{filled(c)}{BUTTON.format('more')}</main>",
        "components/part.html": lambda c: f"<p>part {c['number']} {c['ups']}{BUTTON.format('up')}</p>",
        "components/desk.html": lambda c: (
            f"<div>{BUTTON.format('again')}"
            + "".join(tag("part", key=n, number=n, lazy="load") for n in (-1, 0, 1))
            + tag("part", key="far", number=2 + c["count"], lazy=True)
            + "</div>"
        ),
    }


def filled(context: Any) -> str:
    inner = tag("row", key="inner", title=f"inner {context['count']}")
    button = f'<button data-live-click="more" id="slotted">{context["count"]} so far</button>{inner}'
    return tag("panel", slots={"default": button})


def test_a_row_of_a_stream_may_come_twice_in_one_message() -> None:
    talk = mount("talk")
    talk.send("bring", keys=["2", "1", "2"])
    assert texts(talk, "li i") == ["1", "2"]
    with pytest.raises(ConfigurationError, match="a second 'row' with key '2'"):
        talk.send("blunder")


def board(**params: Any) -> Mounted:
    return mount("board", **params)


def texts(mounted: Mounted, selector: str) -> list[str]:
    return [element.text for element in mounted.root.find_all(selector)]


def test_an_act_on_a_child_reaches_the_child() -> None:
    page = board()
    row = page.child("row", key=2)
    assert row.click("add").click("add").state["count"] == 2
    assert page.child("row", key="1").state["count"] == 0
    assert page.state["title"] == "Row"
    assert texts(page, "output") == ["0", "2"]
    assert "<output>2</output>" in page.html


def test_a_click_in_a_child_is_the_childs_also_from_its_parent() -> None:
    page = board(keys=["1"]).click("add")
    assert page.child("row").state["count"] == 1


def test_children_keep_their_state_their_controls_and_their_place() -> None:
    page = board()
    page.child("row", key=1).click("add").fill("note", "typed")
    element = page.child("row", key=1).root
    page.click("turn")
    assert texts(page, "i") == ["Row 2", "Row 1"]
    assert page.child("row", key=1).root is element
    assert page.child("row", key=1).find("input").attributes["value"] == "typed"  # type: ignore[union-attr]
    assert page.child("row", key=1).state["count"] == 1


def test_a_child_follows_its_params_and_keeps_the_rest() -> None:
    page = board()
    page.child("row", key=2).click("add")
    page.click("rename")
    assert texts(page, "i") == ["Row! 1", "Row! 2"]
    assert texts(page, "em") == ["was Row 1", "was Row 2"]
    assert texts(page, "output") == ["0", "1"]
    page.click("turn")
    assert texts(page, "em") == ["was Row 2", "was Row 1"], "told once"


def test_a_child_can_go_and_come_back() -> None:
    page = board()
    row = page.child("row", key=1).click("add")
    page.click("drop")
    assert row.html == ""
    with pytest.raises(ImpossibleError, match="no longer on the page"):
        row.click("add")
    assert page.click("bring").child("row", key=1).state["count"] == 0


def test_a_child_without_state_is_put_there_anew(renderer: Any) -> None:
    renderer.pages["components/board.html"] = lambda c: (
        f"<div>{tag('bare', title=c['title'])}{BUTTON.format('rename')}</div>"
    )
    page = board()
    assert page.find("div p").text == "Row"  # type: ignore[union-attr]
    assert page.click("rename").find("div p").text == "Row!"  # type: ignore[union-attr]


def test_a_child_is_found_by_name_and_key() -> None:
    page = board()
    with pytest.raises(ImpossibleError, match=r"2 components 'row' in 'board'; there are \['1', '2'\]"):
        page.child("row")
    with pytest.raises(ImpossibleError, match=r"0 components 'row' with the key 3 in 'board'"):
        page.child("row", key=3)


def test_a_child_sends_only_what_is_its_own() -> None:
    page = board(keys=["1"])
    with pytest.raises(ImpossibleError, match=r"nothing on the page sends 'add'; it has \['bring', 'drop', "):
        page.send("add")
    assert page.child("row").send("add").state["count"] == 1


def test_a_child_tells_its_parent_and_the_act_has_all_effects() -> None:
    page = board()
    page.child("row", key=2).click("pick")
    assert (page.state["told"], texts(page, "em")) == ("Row 2", ["", ""])
    assert [effect["type"] for effect in page.effects] == ["tell", "event"]


def test_a_child_tells_all_others_of_the_page() -> None:
    page = board()
    page.child("row", key=2).click("call")
    assert (page.state["told"], texts(page, "em")) == ("Row 2", ["heard Row 2", ""])


def test_what_nobody_hears_is_told_to_nobody() -> None:
    row = mount("row", title="alone")
    assert row.click("pick").click("call").state["changed"] == ""


def test_a_child_takes_itself_out_of_the_page() -> None:
    page = board()
    page.child("row", key=1).click("leave")
    assert (texts(page, "i"), page.state["keys"]) == (["Row 2"], ["2"])
    alone = mount("row", key="1")
    assert alone.click("leave").html == ""


def test_a_slot_keeps_its_content_through_the_components_own_messages() -> None:
    panel = mount("panel", slots={"default": Html("<b>of the page</b>"), "foot": "the end"})
    assert panel.click("turn").click("turn").state["turns"] == 2
    assert texts(panel, "p b") == ["of the page"]
    assert "the end" in panel.html
    assert "none" not in panel.html


def test_what_the_page_has_put_into_a_slot_belongs_to_no_component() -> None:
    panel = mount("panel", slots={"default": Html(BUTTON.format("turn"))})
    with pytest.raises(ImpossibleError, match="in a slot that no component has filled"):
        panel.click("p button")


def test_what_stands_in_a_slot_belongs_to_who_filled_it() -> None:
    owner = mount("owner").click("#slotted")
    assert (owner.state["count"], owner.child("panel").state["turns"]) == (1, 0)
    assert owner.find("1 so far") is not None


def test_a_slot_follows_who_filled_it_and_all_keep_their_state() -> None:
    owner = mount("owner")
    owner.child("panel").click("turn")
    owner.child("row").click("add")
    owner.click("more")
    assert owner.find("1 so far") is not None
    assert owner.child("panel").state["turns"] == 1
    assert owner.child("row").state == {"count": 1, "title": "inner 1", "changed": "was inner 0"}
    owner.child("panel").click("turn")
    assert (texts(owner, "h2"), texts(owner, "output")) == (["2"], ["1"])


def test_slots_that_are_handed_on_keep_their_content() -> None:
    outer = mount("outer", slots={"default": Html("<b>deep</b>")})
    outer.child("panel").click("turn")
    assert texts(outer.click("twist"), "p b") == ["deep"]
    assert (outer.state["turns"], outer.child("panel").state["turns"]) == (1, 1)


def test_blocks_in_blocks_belong_to_who_wrote_them(renderer: Any) -> None:
    button = '<button data-live-click="more" id="slotted">in both</button>'
    renderer.pages["components/owner.html"] = lambda c: (
        f"<main>{tag('panel', slots={'default': tag('panel', spot='2', slots={'default': button})})}{c['count']}</main>"
    )
    assert mount("owner").click("#slotted").state["count"] == 1


def test_a_slot_that_is_shown_twice_is_filled_twice(renderer: Any) -> None:
    renderer.pages["components/panel.html"] = lambda c: (
        f"<div>{c['slots'].default}<p>{c['slots'].default}</p>{BUTTON.format('turn')}</div>"
    )
    panel = mount("panel", slots={"default": Html("<b>x</b>y")}).click("turn")
    assert texts(panel, "b") == ["x", "x"]
    renderer.pages["components/owner.html"] = lambda c: (
        f"<main>{tag('panel', slots={'default': '<b>{}</b>.'.format(c['count'])})}{BUTTON.format('more')}</main>"
    )
    assert texts(mount("owner").click("more"), "b") == ["1", "1"]


def test_a_component_without_state_takes_its_slot_along(renderer: Any) -> None:
    renderer.pages["components/owner.html"] = lambda c: (
        "<main>"
        + tag("bare", title=str(c["count"]), slots={"default": tag("row", key="in", title="in")})
        + BUTTON.format("more")
        + "</main>"
    )
    owner = mount("owner")
    owner.child("row").click("add")
    assert texts(owner.click("more"), "output") == ["1"]


def test_a_child_that_goes_while_its_parent_is_rendered_is_asked_for_again(monkeypatch: pytest.MonkeyPatch) -> None:
    page = board()
    row = page.child("row", key=1)
    message = page._page._message

    def late(*given: Any) -> Any:
        made = message(*given)
        monkeypatch.undo()
        page._page._remove(row.root)
        return made

    monkeypatch.setattr(page._page, "_message", late)
    page.click("turn")
    assert texts(page, "i") == ["Row 2", "Row 1"]


def test_what_is_put_off_is_loaded_after_the_page_or_when_it_is_seen() -> None:
    desk = mount("desk")
    assert "part 1 0" in desk.child("part", key=1).html
    far = desk.child("part", key="far")
    assert 'class="live-placeholder"' in far.html
    with pytest.raises(ImpossibleError, match="'part' is not loaded yet"):
        far.snapshot  # noqa: B018
    assert far.load().click("up").state["ups"] == 1
    with pytest.raises(ImpossibleError, match="was not put off, or is loaded already"):
        far.load()


def test_a_component_that_is_put_off_on_its_own_is_loaded_with_the_query(host: Host, renderer: Any) -> None:
    class Filtered(Component):
        show: Annotated[str, Url()] = "all"

    host.registry.register("filtered")(Filtered)
    renderer.pages["components/filtered.html"] = lambda c: f"<p>{c['show']}</p>"
    assert mount("filtered", lazy=True, query="show=open").load().state["show"] == "open"
    assert mount("filtered", lazy="load", query="show=open").state["show"] == "open"


def test_all_components_of_a_page_follow_its_query(host: Host, renderer: Any) -> None:
    class Filtered(Component):
        show: Annotated[str, Url()] = "all"

    host.registry.register("filtered")(Filtered)
    renderer.pages["components/filtered.html"] = lambda c: f"<p>{c['show']}</p>"
    renderer.pages["components/board.html"] = lambda c: (
        f"<div>{tag('filtered', spot='1')}{tag('filtered', spot='2')}</div>"
    )
    assert texts(board().visit("show=open"), "div p") == ["open", "open"]


def test_a_part_that_is_put_off_stays_so_until_its_params_change() -> None:
    desk = mount("desk")
    desk.click("again")
    assert "part 3 0" in desk.child("part", key="far").load().html


def test_a_part_that_fails_can_be_asked_for_again(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = mount("desk")
    failed = desk.child("part", key=0)
    assert "This part could not be shown." in failed.html
    monkeypatch.setattr(Part, "is_healed", True)
    assert "part 0 0" in failed.click("Try again").html


def test_a_part_that_may_not_be_seen_leaves_its_place_empty() -> None:
    assert [text[:6] for text in texts(mount("desk"), "[data-live=part]")] == ["This p", "part 1", ""]


def test_what_a_loaded_part_refuses_is_raised(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = mount("desk")
    for error in (InvalidError({"x": ["no"]}), ConflictError("no")):
        monkeypatch.setattr(Part, "mount", lambda self, error=error: (_ for _ in ()).throw(error))
        with pytest.raises(type(error)):
            desk.child("part", key="far").load()


@pytest.mark.parametrize("error", [ForbiddenError("no"), ValueError("a bug")])
def test_what_a_childs_handler_raises_is_raised(error: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    page = board()
    monkeypatch.setattr(Row, "before_render", lambda self: (_ for _ in ()).throw(error))
    with pytest.raises(type(error)):
        page.child("row", key=1).click("add")


def test_a_class_that_is_not_registered_may_hold_registered_ones() -> None:
    class Loose(Component):
        def render(self) -> str:
            return Html(f"<div>{tag('row', key='1')}</div>")

    assert mount(Loose).child("row").click("add").state["count"] == 1


def test_a_component_that_is_put_off_only_now_goes_on_with_its_new_params(renderer: Any) -> None:
    renderer.pages["components/board.html"] = lambda c: (
        f"<div>{tag('row', key='1', title=c['title'], lazy=c['title'] != 'Row')}{BUTTON.format('rename')}</div>"
    )
    page = board()
    page.child("row").click("add")
    page.click("rename")
    assert page.child("row").state == {"title": "Row!", "count": 1, "changed": "was Row"}


def test_what_a_kept_component_has_where_the_server_has_another_stays(renderer: Any) -> None:
    renderer.pages["components/owner.html"] = lambda c: (
        f"<main>{tag('bare', title=str(c['count']))}{tag('row', key='1', title='same')}{BUTTON.format('more')}</main>"
    )
    renderer.pages["components/bare.html"] = lambda c: f"<div>{tag('row', key='in', title='in')}</div>"
    owner = mount("owner")
    owner.child("row", key="in").click("add")
    assert texts(owner.click("more"), "output") == ["1", "0"]


def test_a_slot_without_an_end_is_told_so() -> None:
    panel = mount("panel", slots={"default": Html("<b>x</b>")})
    place = panel.find("p")
    assert place is not None
    place.children.pop()
    with pytest.raises(AssertionError, match="the slot 'default' has no end"):
        panel.click("turn")


def test_what_is_told_to_a_component_that_has_left_meanwhile_is_told_to_nobody() -> None:
    page = board(keys=["1", "2", "3"])
    page.child("row", key=1).click("push")
    assert texts(page, "em") == ["", "saw 2 leave"]


def test_a_slot_that_the_page_has_not_shown_before_is_empty(renderer: Any) -> None:
    renderer.pages["components/panel.html"] = lambda c: (
        f"<div><p>{c['slots'].foot if c['turns'] else ''}</p>{BUTTON.format('turn')}</div>"
    )
    assert texts(mount("panel", slots={"foot": "x"}).click("turn"), "p") == [""]


def test_a_class_takes_the_place_of_a_registered_one_of_its_name() -> None:
    class Row(Component):
        def render(self) -> str:
            return Html("<p>mine</p>")

    assert mount(Row).root.text == "mine"
