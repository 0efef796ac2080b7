"""Streams: what a message says of rows that only the page has, and what a page under test then shows."""

from collections.abc import Callable
from typing import Any

import pytest

from component_framework.core import Component, ConfigurationError, Html, Identity, StateError, Stream
from component_framework.core.endpoint import pushed
from component_framework.core.host import Host
from component_framework.core.snapshot import load_snapshot
from component_framework.core.stream import Rows
from component_framework.core.web import Post, respond
from component_framework.testing import Mounted, mount


class Feed(Component):
    shown: int = 0
    posts = Stream[str]()

    def mount(self, text: str = "") -> None:
        if text:
            self.posts.reset(text)

    def on_do(self, steps: list[list[Any]]) -> None:
        for name, *arguments in steps:
            getattr(self.posts, name)(*arguments)

    def on_look(self) -> None:
        self.shown += 1

    def render(self) -> str:
        rows = "".join(f'<li data-key="{row[0]}">{row}</li>' for row in self._context()["posts"])
        return Html(
            f"""<div data-live-click="do"><ul data-live-stream="posts">{rows}</ul>
            <button data-live-click="do">Do</button><button data-live-click="look">Look</button></div>"""
        )


class Small(Feed):
    posts = Stream[str](limit=3)


class Last(Feed):
    posts = Stream[str](limit=-3)


def rows(page: Mounted) -> list[str]:
    return [one.text for one in page.root.find_all("li")]


def done(component: type[Component], text: str, *steps: list[Any]) -> str:
    """The rows of a page that shows those of `text`, once the steps are done in one message."""
    return " ".join(rows(mount(component, text=text).send("do", steps=[*steps])))


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        (["append", "c", "d"], "a b c d"),
        (["prepend", "c", "d"], "c d a b"),
        (["insert", 1, "c", "d"], "a c d b"),
        (["insert", 9, "c"], "a b c"),
        (["insert", 1, "a"], "b a"),
        (["remove", "a", "x"], "b"),
        (["reset", ["b", "c"]], "b c"),
        (["reset"], ""),
        (["clear"], ""),
        (["append"], "a b"),
    ],
)
def test_a_step_changes_the_rows_of_the_page(step: list[Any], expected: str) -> None:
    assert done(Feed, "ab", step) == expected


def test_steps_are_done_in_their_order() -> None:
    steps = [["append", "c"], ["remove", "a"], ["insert", 0, "d"], ["remove", "c"], ["append", "e"]]
    assert done(Feed, "ab", *steps) == "d b e"
    assert done(Feed, "ab", ["append", "c"], ["reset", ["d"]], ["prepend", "e"]) == "e d"


def test_a_row_that_the_page_has_is_brought_up_to_date_where_it_is() -> None:
    assert done(Feed, "ab", ["append", "a new", "c"]) == "a new b c"
    assert done(Feed, "ab", ["prepend", "b new"]) == "a b new"
    assert done(Feed, "ab", ["insert", 0, "b new"]) == "b new a"


def test_a_positive_limit_drops_rows_from_the_end_and_a_negative_one_from_the_start() -> None:
    assert done(Small, "ab", ["prepend", "c", "d"]) == "c d a"
    assert done(Small, "abc", ["append", "d"]) == "a b c"
    assert done(Last, "ab", ["append", "c", "d"]) == "b c d"
    assert done(Last, "ab", ["reset", "cdef"]) == "d e f"
    assert rows(mount(Small, text="abcd")) == ["a", "b", "c"]


def test_a_call_may_have_its_own_limit() -> None:

    posts: Rows[str] = Rows(limit=5, is_new=False)
    posts.append("d", limit=-2)
    posts.prepend("e", limit=2)
    posts.insert(0, "f")
    assert [step.get("limit") for step in posts._steps] == [-2, 2, 5]


def test_a_message_that_touches_no_stream_leaves_the_rows() -> None:
    page = mount(Feed, text="ab").click("Look")
    assert rows(page) == ["a", "b"]
    assert page.html.count("<li") == 2
    assert page.state == {"shown": 1}


def test_the_state_holds_no_row() -> None:
    assert mount(Feed, text="ab").state == {"shown": 0}


class Mixed(Feed):
    def mount(self, text: str = "") -> None:
        self.posts.append(*text)
        self.posts.prepend("x")
        self.posts.insert(1, "y")
        assert len(self.posts) == 2 + len(text)
        assert list(self.posts) == ["x", "y", *text]


def test_a_page_shows_the_rows_of_mount_in_the_order_that_its_steps_say() -> None:
    assert rows(mount(Mixed, text="ab")) == ["x", "y", "a", "b"]


def test_nothing_leaves_a_page_that_is_just_made() -> None:
    with pytest.raises(StateError, match="there is no row yet"):
        Rows[str](limit=None, is_new=True).remove("a")


def refused(make: Callable[[], object]) -> str:
    with pytest.raises((ConfigurationError, StateError)) as caught:
        make()
    return str(caught.value)


def test_what_makes_no_sense_is_refused() -> None:
    assert "counts from 0" in refused(lambda: Rows[str](limit=None, is_new=False).insert(-1, "a"))
    assert "limit=0" in refused(lambda: Stream[str](limit=0))
    assert "posts.reset(rows)" in refused(lambda: setattr(Feed(), "posts", []))
    assert Feed.posts.name == "posts"


def test_an_annotated_stream_is_refused_when_the_class_is_defined() -> None:
    def define() -> object:
        class Wrong(Component):
            posts: Stream[str] = Stream()

        return Wrong

    assert "what is annotated is state" in refused(define)


class Uneven(Feed):
    def render(self) -> str:
        return Html('<div data-live-click="do"><ul data-live-stream="posts"><li>a</li></ul></div>')


class Filtered(Feed):
    def render(self) -> str:
        return Html(
            '<div data-live-click="do"><ul data-live-stream="posts"><li data-key="a">a<br></li></ul>'
            "<script>1 < 2</script><div data-live='x'><ul data-live-stream='posts'><li>y</li></ul></div></div>"
        )


def test_a_template_that_makes_other_rows_than_came_is_a_failure() -> None:
    with pytest.raises(AssertionError, match="has no data-key"):
        mount(Uneven).send("do", steps=[["append", "a"]])
    with pytest.raises(AssertionError, match="brought 2 rows, its template made 1"):
        mount(Filtered).send("do", steps=[["append", "a", "b"]])


def test_the_html_of_a_kept_page_is_whole() -> None:
    page = mount(Filtered).send("do", steps=[["append", "a"]])
    assert '<li data-key="a">a<br></li></ul><script>1 < 2</script>' in page.html
    assert "<li>y</li>" in page.html


def test_a_post_without_script_leads_to_a_page_made_afresh(host: Host) -> None:
    host.registry.register("feed")(Feed)
    body = [("live-event", "look"), ("live-state", mount(Feed, host=host).snapshot)]
    reply = host.run(
        respond(Post(name="feed", kind="page", body=body, page="/p", identity=Identity()), host, lambda flow, _: flow())
    )
    assert (reply.status, reply.headers["Location"]) == (303, "/p")


def test_a_push_keeps_the_rows_of_the_page(host: Host) -> None:
    host.registry.register("feed")(Feed)
    page = mount(Feed, host=host)
    snapshot = load_snapshot(page.snapshot, host.settings, component="feed", component_id=page.id)
    update = pushed(snapshot, "<div></div>", {"shown": 3}, identity=Identity(), host=host)
    assert update.get("streams") == {}
