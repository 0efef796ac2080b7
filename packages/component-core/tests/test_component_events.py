"""What components of a page tell each other."""

import time
from typing import Any, ClassVar

import pytest

from component_framework.core import (
    BadRequestError,
    BadSnapshotError,
    Component,
    ComponentEvent,
    ConfigurationError,
    ForbiddenError,
    Identity,
    StaleSnapshotError,
    UnknownEventError,
    component_events,
    listens,
    requires,
)
from component_framework.core.component_events import collect_listeners, seal_event
from component_framework.core.host import Host

NOBODY = Identity()
ALICE = Identity(user="alice", audience="user:1")


class Picked(ComponentEvent):
    id: int


class ItemLeft(ComponentEvent):
    event_name = "gone"
    id: int


class Shelf(Component):
    heard: list[str] = []

    @listens(Picked, ItemLeft)
    def note(self, event: ComponentEvent) -> None:
        self.heard = [*self.heard, repr(event)]


class Book(Component):
    def on_pick(self) -> None:
        self.tell_parent(Picked(id=3))
        self.tell_page(ItemLeft(id=4))

    def on_nonsense(self) -> None:
        self.tell_parent({"id": 3})  # type: ignore[arg-type]


def told(browser: Any, identity: Identity = NOBODY) -> list[Any]:
    shown = browser.show(Book, identity=identity)
    effects: list[Any] = browser.send(shown, event="pick", identity=identity)["effects"]
    return effects


def test_an_event_is_named_after_its_class_or_as_it_says() -> None:
    class OrderHTMLRead(ComponentEvent):
        pass

    assert [cls.event_name for cls in (Picked, ItemLeft, OrderHTMLRead)] == ["picked", "gone", "order_html_read"]


def test_an_event_leaves_with_the_update(browser: Any) -> None:
    effects = told(browser)
    assert [(one["type"], one["name"], one["to"]) for one in effects] == [
        ("tell", "picked", "parent"),
        ("tell", "gone", "page"),
    ]


def test_whoever_listens_says_so_on_its_root(host: Host, browser: Any, drive: Any) -> None:
    update = browser.send(browser.show(Shelf))
    assert ' data-live-hears="picked gone"' in update["html"]


def test_whoever_listens_hears_of_it(browser: Any, renderer: Any) -> None:
    renderer.pages["components/shelf.html"] = lambda context: f"<p>{context['heard']}</p>"
    calls = [{"told": effect["event"]} for effect in told(browser)]
    update = browser.send(browser.show(Shelf), calls=calls)
    assert update["html"].endswith(">['Picked(id=3)', 'ItemLeft(id=4)']</p>")


def test_an_async_listener_hears_too(browser: Any, renderer: Any) -> None:
    class Desk(Component):
        heard: int = 0

        @listens(Picked)
        async def note(self, picked: Picked) -> None:
            self.heard = picked.id

    renderer.pages["components/desk.html"] = lambda context: f"<p>{context['heard']}</p>"
    assert browser.send(browser.show(Desk), told=told(browser)[0]["event"])["html"].endswith(">3</p>")


def test_nobody_is_told_what_nobody_listens_to(browser: Any) -> None:
    with pytest.raises(UnknownEventError):
        browser.send(browser.show(Book), told=told(browser)[0]["event"])


def test_permissions_are_asked_before_a_listener(browser: Any) -> None:
    class Closed(Component):
        ran: ClassVar[list[int]] = []

        @requires(lambda component: False)
        @listens(Picked)
        def note(self, picked: Picked) -> None:
            self.ran.append(picked.id)

    with pytest.raises(ForbiddenError):
        browser.send(browser.show(Closed), told=told(browser)[0]["event"])
    assert Closed.ran == []


@pytest.mark.parametrize("text", ["", "cf1.x.y.z", "picked"])
def test_what_nobody_told_is_refused(text: str, browser: Any) -> None:
    with pytest.raises(BadSnapshotError):
        browser.send(browser.show(Shelf), told=text)


def test_a_snapshot_tells_nothing(browser: Any) -> None:
    shown = browser.show(Shelf)
    with pytest.raises(BadSnapshotError):
        browser.send(shown, told=shown["state"])


def test_what_somebody_else_was_told_is_stale(browser: Any) -> None:
    event = told(browser, ALICE)[0]["event"]
    with pytest.raises(StaleSnapshotError):
        browser.send(browser.show(Shelf), told=event)


def test_what_was_told_long_ago_is_stale(browser: Any, host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    event = told(browser)[0]["event"]
    later = time.time() + host.settings.snapshot_max_age_s + 1
    monkeypatch.setattr(component_events.time, "time", lambda: later)
    with pytest.raises(StaleSnapshotError):
        component_events.open_event(event, Shelf._listeners, owner="Shelf", identity=Identity(), settings=host.settings)


def test_an_event_whose_fields_have_changed_is_stale(browser: Any, host: Host) -> None:
    class Other(ComponentEvent):
        event_name = "picked"
        id: int
        name: str

    text = seal_event(Picked(id=1), Identity(), host.settings)
    listeners = collect_listeners(type("Desk", (), {"note": listens(Other)(lambda self, event: None)}))
    with pytest.raises(StaleSnapshotError):
        component_events.open_event(text, listeners, owner="Desk", identity=Identity(), settings=host.settings)


@pytest.mark.parametrize("member", [{"event": "note"}, {"payload": {"id": 3}}, {"fields": {"id": "3"}}])
def test_what_was_told_stands_alone(member: Any, browser: Any) -> None:
    with pytest.raises(BadRequestError):
        browser.send(browser.show(Shelf), told=told(browser)[0]["event"], **member)


def test_a_listener_is_no_handler(browser: Any) -> None:
    with pytest.raises(UnknownEventError):
        browser.send(browser.show(Shelf), event="note", payload={"event": {"id": 3}})


def test_two_methods_for_one_event_are_an_error() -> None:
    with pytest.raises(ConfigurationError, match="both listen to 'picked'"):

        class Twice(Component):
            @listens(Picked)
            def one(self, event: Picked) -> None: ...

            @listens(Picked)
            def other(self, event: Picked) -> None: ...


def test_a_subclass_hears_otherwise() -> None:
    class Other(Shelf):
        def note(self, event: ComponentEvent) -> None: ...

    assert dict(Other._listeners) == {}


def test_only_events_can_be_told(browser: Any) -> None:
    with pytest.raises(ConfigurationError, match="is no ComponentEvent"):
        browser.send(browser.show(Book), event="nonsense")
