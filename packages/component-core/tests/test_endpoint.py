"""One message through the endpoint: verified, authorised, handled, rendered, signed."""

import dataclasses
import json
import sys
import time
from collections.abc import Callable
from datetime import date
from functools import cached_property
from types import SimpleNamespace
from typing import Annotated, Any

import pytest
from pydantic import AfterValidator

from component_framework.core import (
    BadRequestError,
    BadSnapshotError,
    Component,
    ConfigurationError,
    ForbiddenError,
    Html,
    Identity,
    InvalidError,
    MarkupError,
    MemoryStateStore,
    ParamsError,
    SignedOutError,
    StaleSnapshotError,
    UnknownComponentError,
    UnknownEventError,
    Url,
    Writable,
    requires,
    signed_in,
)
from component_framework.core import snapshot as snapshot_module
from component_framework.core.children import first_render
from component_framework.core.endpoint import answer, answer_with_errors
from component_framework.core.host import Host
from component_framework.core.messages import parse_message
from component_framework.core.query import parse_query
from component_framework.core.signing import sealer

ALICE, BOB = Identity(user="alice", audience="user:1"), Identity(user="bob", audience="user:2")
NOBODY, VISITOR = Identity(), Identity(audience="session:s")

ran: list[str] = []


class Counter(Component):
    count: int = 0
    title: Annotated[str, Writable()] = ""

    def __init__(self, **params: Any) -> None:
        ran.append("init")
        super().__init__(**params)

    def hydrate(self, state: dict[str, Any]) -> None:
        ran.append("hydrate")

    def on_increment(self, amount: int = 1) -> None:
        ran.append("handler")
        self.count += amount

    def on_fail(self) -> None:
        raise TypeError("password=hunter2")

    def on_tell(self) -> None:
        self.emit("told", {"count": self.count})
        self.redirect("/thanks/")


@pytest.fixture(autouse=True)
def nothing_ran() -> None:
    ran.clear()


def state_of(browser: Any, update: dict[str, Any]) -> Any:
    return json.loads(sealer(browser.host.settings, "state").open(update["state"]))[6]


def again(shown: dict[str, Any], update: dict[str, Any]) -> dict[str, Any]:
    """What the page holds after `update`."""
    return {**shown, "state": update["state"]}


def test_an_event_is_handled_and_answered(browser: Any, renderer: Any) -> None:
    renderer.pages["components/counter.html"] = lambda context: f"<p>{context['count']}</p>"
    shown = browser.show(Counter, count=40, component_id="c-1")
    update = browser.send(shown, event="increment", payload={"amount": 2}, key="run:1")
    snapshot = update.pop("state")
    assert update == {
        "type": "component_update",
        "component_id": "c-1",
        "html": '<p id="c-1" data-live="counter" data-live-url="/components/counter/" '
        f'data-live-state="{snapshot}">42</p>',
        "key": "run:1",
        "effects": [],
    }


def test_the_answers_snapshot_goes_on_where_this_message_ended(browser: Any) -> None:
    shown = browser.show(Counter)
    for count in (1, 2, 3):
        update = browser.send(shown, event="increment")
        assert state_of(browser, update)["count"] == count
        shown = again(shown, update)


def test_a_message_without_an_event_sets_fields_only(browser: Any) -> None:
    update = browser.send(browser.show(Counter), fields={"title": "x"})
    assert state_of(browser, update) == {"count": 0, "title": "x"}


def test_effects_of_this_message_travel_in_order(browser: Any) -> None:
    update = browser.send(browser.show(Counter), event="tell")
    assert [effect["type"] for effect in update["effects"]] == ["event", "redirect"]


def test_every_message_hydrates_with_the_state_as_it_was_kept_before_its_handler_runs(browser: Any) -> None:
    class Dated(Counter):
        day: date = date(2026, 1, 1)

        def hydrate(self, state: dict[str, Any]) -> None:
            ran.append(f"hydrate {state['day']!r} {self.day!r}")

    shown = browser.show(Dated)
    ran.clear()
    browser.send(shown, event="increment")
    assert ran == ["init", "hydrate '2026-01-01' datetime.date(2026, 1, 1)", "handler"]


def test_a_users_exception_passes_through_untouched(browser: Any) -> None:
    with pytest.raises(TypeError, match=r"^password=hunter2$"):
        browser.send(browser.show(Counter), event="fail")


def test_replaying_a_snapshot_does_the_same_again(browser: Any) -> None:
    shown = browser.show(Counter)
    results = [state_of(browser, browser.send(shown, event="increment")) for _ in range(2)]
    assert results[0] == results[1] == {"count": 1, "title": ""}


def test_params_and_key_come_back_with_the_snapshot(browser: Any) -> None:
    class Row(Counter):
        def on_tell(self) -> None:
            self.emit("params", {**self.params})

    update = browser.send(browser.show(Row, count=5, color="red", key="7"), event="tell")
    detail = update["effects"][0]["detail"]
    assert {name: detail[name] for name in ("count", "color", "key")} == {"count": 5, "color": "red", "key": "7"}


def test_without_a_key_there_is_none_in_the_params(browser: Any) -> None:
    class Row(Counter):
        def on_tell(self) -> None:
            self.emit("params", sorted(self.params))

    update = browser.send(browser.show(Row), event="tell")
    assert update["effects"][0]["detail"] == ["component_id"]


def test_calls_run_in_order(browser: Any) -> None:
    calls = [{"event": "increment", "payload": {"amount": 5}}, {"fields": {"title": "x"}}, {"event": "increment"}]
    assert state_of(browser, browser.send(browser.show(Counter), calls=calls)) == {"count": 6, "title": "x"}


@pytest.mark.parametrize(
    ("wrong", "error", "runs"),
    [
        ({"event": "explode"}, UnknownEventError, 0),  # all events are known before any handler runs
        ({"event": "increment", "payload": {"amount": "x"}}, InvalidError, 1),
        ({"fields": {"count": "5"}}, InvalidError, 1),
    ],
)
def test_one_call_that_fails_leaves_nothing_of_the_others(wrong: Any, error: Any, runs: int, browser: Any) -> None:
    shown = browser.show(Counter)
    with pytest.raises(error):
        browser.send(shown, calls=[{"event": "increment"}, wrong, {"event": "increment"}])
    assert ran.count("handler") == runs
    assert state_of(browser, browser.send(shown))["count"] == 0


@pytest.mark.parametrize("state", ["", "x", '{"count": 5}', "cf1.00000000.p.e30.x"])
@pytest.mark.parametrize("event", ["increment", "explode"])
def test_a_bad_snapshot_is_refused_before_anything_of_the_users_runs(state: str, event: str, browser: Any) -> None:
    shown = browser.show(Counter)
    ran.clear()
    with pytest.raises((BadSnapshotError, StaleSnapshotError)):
        browser.send({**shown, "state": state}, event=event, payload={"amount": "x"})
    assert ran == []


def test_every_forgery_of_a_byte_is_refused_before_the_class_is_instantiated(browser: Any) -> None:
    shown = browser.show(Counter)
    ran.clear()
    text = shown["state"]
    for at in range(len(text)):
        forged = text[:at] + ("A" if text[at] != "A" else "B") + text[at + 1 :]
        with pytest.raises((BadSnapshotError, StaleSnapshotError)):
            browser.send({**shown, "state": forged}, event="increment")
    assert ran == []


def test_a_snapshot_of_another_component_is_refused(browser: Any) -> None:
    class Other(Counter): ...

    shown, other = browser.show(Counter, component_id="c-1"), browser.show(Other, component_id="c-1")
    ran.clear()
    with pytest.raises(BadSnapshotError):
        browser.send({**other, "state": shown["state"]}, event="increment")
    assert ran == []


def test_a_snapshot_of_another_instance_is_refused(browser: Any) -> None:
    one, other = browser.show(Counter), browser.show(Counter)
    ran.clear()
    with pytest.raises(BadSnapshotError):
        browser.send({**one, "state": other["state"]}, event="increment")
    assert ran == []


@pytest.mark.parametrize("component_id", ["x' onmouseover='alert(1)", "c-" + "x" * 10_000, ""])
def test_an_id_that_is_not_the_signed_one_is_refused(component_id: str, browser: Any) -> None:
    with pytest.raises(BadSnapshotError):
        browser.send({**browser.show(Counter), "component_id": component_id})


def test_a_message_for_another_component_than_the_addressed_is_no_message(browser: Any, drive: Any) -> None:
    shown = browser.show(Counter)
    message = parse_message(b'{"type": "component_event", "component": "other"}', browser.host.settings)
    with pytest.raises(BadRequestError, match="'other' came to 'counter'"):
        drive(answer(message, name=shown["component"], identity=NOBODY, host=browser.host))


@pytest.mark.parametrize("name", ["", "../x", "os.system", "django.contrib.auth.models.User", "x" * 300])
def test_an_unknown_component_is_one_and_the_same_answer(name: str, browser: Any) -> None:
    before = set(sys.modules)
    with pytest.raises(UnknownComponentError) as caught:
        browser.send({"component": name})
    assert caught.value.public == "there is no such component"
    assert set(sys.modules) == before


@pytest.mark.parametrize(
    "event",
    "mount hydrate dehydrate render dispatch get_context before_render handle_event save_instance emit redirect "
    "_handle __init__ on_increment disconnect_all".split(),
)
def test_only_handlers_are_events(event: str, browser: Any) -> None:
    shown = browser.show(Counter)
    with pytest.raises(UnknownEventError):
        browser.send(shown, event=event)
    assert "handler" not in ran


def test_permission_is_asked_before_arguments_are_looked_at(browser: Any) -> None:
    class Closed(Counter):
        permissions = [lambda component: component.params.get("open") or component.user == "alice"]

        @requires(lambda component: False)
        def on_closed(self, amount: int) -> None: ...

    shown = browser.show(Closed, identity=ALICE)
    with pytest.raises(ForbiddenError):
        browser.send(shown, identity=ALICE, event="closed", payload={"amount": "x"}, fields={"no": "x"})


def test_the_class_is_asked_before_the_event_is_looked_up(browser: Any) -> None:
    class Closed(Counter):
        permissions = [lambda component: "hydrate" not in ran and allowed]

    allowed = True
    shown = browser.show(Closed)
    allowed = False
    with pytest.raises(ForbiddenError):
        browser.send(shown, event="explode")


def test_a_permission_is_asked_again_for_every_message_with_the_state_at_hand(browser: Any) -> None:
    class Limited(Counter):
        permissions = [lambda component: component.count < 2]

    shown = browser.show(Limited)
    shown = again(shown, browser.send(shown, event="increment"))
    shown = again(shown, browser.send(shown, event="increment"))
    with pytest.raises(ForbiddenError):
        browser.send(shown, event="increment")
    assert ran.count("handler") == 2


def test_a_refused_message_does_not_hydrate(browser: Any) -> None:
    class Limited(Counter):
        permissions = [lambda component: allowed]

    allowed = True
    shown = browser.show(Limited)
    allowed = False
    ran.clear()
    with pytest.raises(ForbiddenError):
        browser.send(shown, event="increment")
    assert ran == ["init"]


def test_permissions_of_a_call_see_what_the_calls_before_it_did(browser: Any) -> None:
    class Limited(Counter):
        @requires(lambda component: component.count < 1)
        def on_increment(self, amount: int = 1) -> None:
            super().on_increment(amount)

    with pytest.raises(ForbiddenError):
        browser.send(browser.show(Limited), calls=[{"event": "increment"}, {"event": "increment"}])
    assert ran.count("handler") == 1


def test_a_page_asks_permissions_too(browser: Any) -> None:
    @requires(signed_in)
    class Private(Counter): ...

    with pytest.raises(SignedOutError):
        browser.show(Private)
    assert browser.show(Private, identity=ALICE)["component"] == "private"


def test_params_of_a_page_that_do_not_fit_are_an_error(browser: Any) -> None:
    with pytest.raises(ParamsError):
        browser.show(Counter, count="5")


@pytest.mark.parametrize(
    ("shown_to", "sent_by", "error"),
    [
        (ALICE, BOB, StaleSnapshotError),
        (ALICE, NOBODY, SignedOutError),
        (NOBODY, ALICE, StaleSnapshotError),
        (VISITOR, NOBODY, StaleSnapshotError),
    ],
)
def test_a_snapshot_is_only_its_audiences(shown_to: Any, sent_by: Any, error: Any, browser: Any) -> None:
    shown = browser.show(Counter, identity=shown_to)
    ran.clear()
    with pytest.raises(error):
        browser.send(shown, identity=sent_by, event="increment")
    assert ran == []


def test_the_component_sees_who_sent_the_message(browser: Any) -> None:
    class Greeting(Counter):
        def on_tell(self) -> None:
            self.emit("user", self.user)

    update = browser.send(browser.show(Greeting, identity=ALICE), identity=ALICE, event="tell")
    assert update["effects"][0]["detail"] == "alice"


def test_an_expired_snapshot_is_stale(browser: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = browser.show(Counter)
    tomorrow = time.time() + browser.host.settings.snapshot_max_age_s + 1
    monkeypatch.setattr(snapshot_module, "time", SimpleNamespace(time=lambda: tomorrow))
    with pytest.raises(StaleSnapshotError):
        browser.send(shown, event="increment")


def redefined(name: str, **members: Any) -> type[Component]:
    annotations = {field: type(value) for field, value in members.items()}
    return type(name, (Component,), {"__annotations__": annotations, "__qualname__": name, **members})


@pytest.mark.parametrize("after", [{}, {"count": "0"}, {"count": 0, "more": 1}, {"total": 0}], ids=repr)
def test_one_of_an_older_deploys_fields_is_stale(after: dict[str, Any], browser: Any) -> None:
    shown = browser.show(redefined("Deployed", count=0))
    browser.host.registry.register("deployed")(redefined("Deployed", **after))
    with pytest.raises(StaleSnapshotError):
        browser.send(shown)


def test_one_whose_params_no_longer_fit_is_stale(browser: Any) -> None:
    def old(self: Any, day: str = "") -> None: ...
    def new(self: Any, day: int = 0) -> None: ...

    make = lambda mount: type("Deployed", (Component,), {"__qualname__": "Deployed", "mount": mount})  # noqa: E731
    shown = browser.show(make(old), day="monday")
    browser.host.registry.register("deployed")(make(new))
    with pytest.raises(StaleSnapshotError, match="params no longer fit"):
        browser.send(shown)


def test_one_whose_state_no_longer_fits_is_stale(browser: Any) -> None:
    def refuse(value: int) -> int:
        if strict and value < 5:
            raise ValueError("too small")
        return value

    class Deployed(Component):
        count: Annotated[int, AfterValidator(refuse)] = 0

    strict = False
    shown = browser.show(Deployed)
    strict = True
    with pytest.raises(StaleSnapshotError):
        browser.send(shown)


class Open(Counter):
    mountable = True

    def mount(self, start: int = 0) -> None:
        self.count += start


def test_a_mountable_class_starts_from_declared_params(browser: Any) -> None:
    browser.show(Open)
    update = browser.send({"component": "open"}, payload={"start": 2, "count": 40})
    assert state_of(browser, update) == {"count": 42, "title": ""}
    assert update["component_id"].startswith("c-")


def test_no_other_class_can_be_mounted_and_the_answer_is_that_of_an_unknown_one(browser: Any) -> None:
    browser.show(Counter)
    ran.clear()
    with pytest.raises(UnknownComponentError):
        browser.send({"component": "counter"}, payload={"count": 5})
    assert ran == []


@pytest.mark.parametrize(
    "members", [{"event": "increment"}, {"fields": {"title": "x"}}, {"calls": [{}]}, {"component_id": "c-mine"}]
)
def test_a_first_render_takes_params_and_nothing_else(members: dict[str, Any], browser: Any) -> None:
    browser.show(Open)
    with pytest.raises(BadRequestError):
        browser.send({"component": "open"}, **members)


@pytest.mark.parametrize("payload", [{"start": "2"}, {"id": "x"}, {"component_id": "c-1"}, {"key": "1"}, {"user": "a"}])
def test_params_that_a_browser_may_not_choose_are_invalid(payload: dict[str, Any], browser: Any) -> None:
    browser.show(Open)
    ran.clear()
    with pytest.raises(InvalidError):
        browser.send({"component": "open"}, payload=payload)
    assert ran == []


def test_a_first_render_without_a_value_that_a_field_needs_is_invalid(browser: Any) -> None:
    class Needy(Component):
        mountable = True
        name: str

    browser.show(Needy, name="x")
    with pytest.raises(InvalidError) as caught:
        browser.send({"component": "needy"})
    assert caught.value.errors == {"name": ["This value is required"]}


def test_a_first_render_asks_permissions_before_mount(browser: Any) -> None:
    class Private(Open):
        permissions = [signed_in]

        def mount(self) -> None:  # type: ignore[override]
            ran.append("mount")

    browser.show(Private, identity=ALICE)
    ran.clear()
    with pytest.raises(SignedOutError):
        browser.send({"component": "private"})
    assert ran == ["init"]


@pytest.fixture
def stored() -> type[Component]:
    class Stored(Counter):
        state_store = MemoryStateStore()
        secret: str = "hunter2"

    return Stored


def test_only_a_handle_travels(stored: Any, browser: Any) -> None:
    shown = browser.show(stored)
    update = browser.send(shown, event="increment")
    for text in (shown["state"], update["state"]):
        assert b"hunter2" not in sealer(browser.host.settings, "state").open(text)
        assert state_of(browser, {"state": text}) is None


def test_a_kept_state_goes_on_from_message_to_message(stored: Any, browser: Any) -> None:
    shown = browser.show(stored)
    for _ in range(3):
        shown = again(shown, browser.send(shown, event="increment"))
    [(_, kept)] = stored.state_store._entries.values()
    assert '"count":3' in kept.text


def test_an_older_revision_cannot_be_replayed(stored: Any, browser: Any) -> None:
    shown = browser.show(stored)
    browser.send(shown, event="increment")
    ran.clear()
    with pytest.raises(StaleSnapshotError):
        browser.send(shown, event="increment")
    assert "handler" not in ran


def test_of_two_messages_at_once_one_is_kept(stored: Any, browser: Any) -> None:
    class Raced(stored):  # type: ignore[misc]
        def on_race(self) -> None:
            [(key, (_, kept))] = stored.state_store._entries.items()
            stored.state_store.save(key, kept.text, revision=kept.revision + 1)  # as another process does

    shown = browser.show(Raced)
    with pytest.raises(StaleSnapshotError, match="another message was quicker"):
        browser.send(shown, event="race")


def test_a_message_that_changes_nothing_makes_no_page_stale(stored: Any, browser: Any) -> None:
    shown = browser.show(stored)
    looked = again(shown, browser.send(shown))
    browser.send(shown)
    browser.send(looked, event="increment")
    with pytest.raises(StaleSnapshotError):
        browser.send(shown)


def test_a_snapshot_is_good_for_one_event_also_where_that_changes_nothing(stored: Any, browser: Any) -> None:
    shown = browser.show(stored)
    browser.send(shown, event="increment", payload={"amount": 0})
    with pytest.raises(StaleSnapshotError):
        browser.send(shown, event="increment", payload={"amount": 0})


def test_a_message_that_changes_nothing_prolongs_the_states_time(browser: Any) -> None:
    now = [0.0]

    class Watched(Counter):
        state_store = MemoryStateStore(ttl_s=60, clock=lambda: now[0])

    shown = browser.show(Watched)
    for _ in range(3):
        now[0] += 59
        browser.send(shown)


def test_a_state_that_did_not_change_moves_with_its_visitor_into_a_session(stored: Any, browser: Any) -> None:
    shown = browser.show(stored, identity=NOBODY)
    shown = again(shown, browser.send(shown, identity=VISITOR))
    browser.send(shown, identity=VISITOR, event="increment")


@pytest.mark.parametrize("first", [{"event": "increment"}, {}], ids=["changed", "looked at"])
def test_a_kept_state_outlives_a_change_of_keys(first: dict[str, Any], stored: Any, browser: Any) -> None:
    shown = browser.show(stored)
    shown = again(shown, browser.send(shown, event="increment"))
    keys = ("n" * 40, *browser.host.settings.keys)
    browser.host = dataclasses.replace(browser.host, settings=dataclasses.replace(browser.host.settings, keys=keys))
    moved = again(shown, browser.send(shown, **first))
    browser.send(moved, event="increment")
    counts = [json.loads(kept.text)["count"] for _, kept in stored.state_store._entries.values()]
    assert counts == [1, 3 if first else 2]
    with pytest.raises(StaleSnapshotError):
        browser.send(shown, event="increment")


def test_the_root_says_that_the_server_keeps_the_state(stored: Any, browser: Any) -> None:
    shown = browser.show(stored)
    assert " data-live-stored>" in browser.send(shown)["html"]
    other = browser.show(Counter)
    assert "data-live-stored" not in browser.send(other)["html"]


def test_an_evicted_state_is_stale(stored: Any, browser: Any) -> None:
    shown = browser.show(stored)
    stored.state_store._entries.clear()
    with pytest.raises(StaleSnapshotError, match="no longer has this revision"):
        browser.send(shown, event="increment")


def test_a_failed_message_leaves_the_kept_state_as_it_was(stored: Any, browser: Any) -> None:
    shown = browser.show(stored)
    with pytest.raises(TypeError):
        browser.send(shown, event="fail")
    browser.send(shown, event="increment")


def test_a_class_that_begins_to_keep_its_state_refreshes_its_pages(browser: Any) -> None:
    shown = browser.show(redefined("Deployed", count=0))
    keeping = redefined("Deployed", count=0)
    keeping.state_store = MemoryStateStore()
    browser.host.registry.register("deployed")(keeping)
    with pytest.raises(StaleSnapshotError, match="kept its state elsewhere"):
        browser.send(shown)


def test_entries_of_two_audiences_are_apart(stored: Any, browser: Any) -> None:
    browser.show(stored, identity=ALICE, component_id="c-1")
    browser.show(stored, identity=BOB, component_id="c-1")
    assert len(stored.state_store._entries) == 2
    assert not any("c-1" in key or "user" in key for key in stored.state_store._entries)


def test_a_kept_state_stays_good_when_the_host_starts_a_session(stored: Any, browser: Any) -> None:
    shown = browser.show(stored, identity=NOBODY)
    shown = again(shown, browser.send(shown, identity=VISITOR, event="increment"))
    shown = again(shown, browser.send(shown, identity=VISITOR, event="increment"))
    assert '"count":2' in [kept.text for _, kept in stored.state_store._entries.values()][-1]


def test_a_snapshot_from_before_the_session_cannot_be_replayed_in_it(stored: Any, browser: Any) -> None:
    shown = browser.show(stored, identity=NOBODY)
    browser.send(shown, identity=VISITOR, event="increment")
    with pytest.raises(StaleSnapshotError):
        browser.send(shown, identity=VISITOR, event="increment")


class AsyncStore:
    """A store whose methods are coroutines, as a Redis one's are."""

    def __init__(self) -> None:
        self.kept = MemoryStateStore()

    async def load(self, key: str) -> Any:
        return self.kept.load(key)

    async def save(self, key: str, text: str, *, revision: int) -> bool:
        return self.kept.save(key, text, revision=revision)

    async def touch(self, key: str) -> None:
        self.kept.touch(key)


def test_a_store_may_be_async(browser: Any) -> None:
    class Stored(Counter):
        state_store = AsyncStore()  # type: ignore[assignment]

    update = browser.send(browser.show(Stored), event="increment")
    assert update["type"] == "component_update"


def test_an_encrypted_class_hides_its_state(browser: Any) -> None:
    class Secret(Counter):
        encrypted = True

    shown = browser.show(Secret)
    assert shown["state"].split(".")[2] == "e"
    assert state_of(browser, browser.send(shown, event="increment"))["count"] == 1


def test_ciphertexts_of_two_instances_cannot_be_swapped(browser: Any) -> None:
    class Secret(Counter):
        encrypted = True

    one, other = (browser.show(Secret)["state"].split(".") for _ in range(2))
    shown = browser.show(Secret)
    with pytest.raises(BadSnapshotError):
        browser.send({**shown, "state": ".".join([*one[:3], other[3], one[4]])})


def test_debug_refuses_a_template_without_a_single_root(browser: Any, renderer: Any, host: Host) -> None:
    debug = dataclasses.replace(host, settings=dataclasses.replace(host.settings, debug=True))
    renderer.pages["components/counter.html"] = lambda _: "<p></p><p></p>"
    browser.show(Counter)
    browser.host = debug
    with pytest.raises(MarkupError):
        browser.show(Counter)


def test_without_keys_the_first_snapshot_says_how_to_make_one(browser: Any, host: Host) -> None:
    browser.host = dataclasses.replace(host, settings=dataclasses.replace(host.settings, keys=()))
    with pytest.raises(ConfigurationError, match="make one with"):
        browser.show(Counter)


def test_plain_text_from_render_gets_a_root_and_is_escaped(browser: Any) -> None:
    class Plain(Component):
        mountable = True

        def render(self) -> str:
            return "<b>"

    browser.host.registry.register("plain")(Plain)
    assert browser.send({"component": "plain"})["html"].endswith(">&lt;b&gt;</div>")


def test_the_answers_html_is_marked_as_html(browser: Any) -> None:
    assert isinstance(browser.send(browser.show(Counter))["html"], Html)


def test_an_answer_with_errors_shows_the_component_as_it_was(
    browser: Any, drive: Callable[..., Any], renderer: Any
) -> None:
    renderer.pages["components/counter.html"] = lambda context: f"<p>{context['count']} {context['errors']}</p>"
    shown = browser.show(Counter, count=5, component_id="c-1")
    message = parse_message(
        b'{"type": "component_event", "event": "increment", "key": "run:1", "state": "%s"}' % shown["state"].encode(),
        browser.host.settings,
    )
    error = InvalidError({"amount": ["wrong"]})
    flow = answer_with_errors(message, error, name="counter", identity=NOBODY, host=browser.host)
    update = drive(flow)
    assert update["html"].endswith(">5 {'amount': ['wrong']}</p>")
    assert (update["key"], "handler" in ran) == ("run:1", False)


def test_a_page_that_names_the_id_may_be_shown_again(stored: Any, browser: Any) -> None:
    browser.send(browser.show(stored, component_id="mine"), event="increment")
    browser.send(browser.show(stored, component_id="mine"), event="increment")
    [(_, kept)] = stored.state_store._entries.values()
    assert '"count":1' in kept.text


class Listing(Component):
    show: Annotated[str, Url()] = "all"
    page: Annotated[int, Url(name="p", replace=True)] = 1
    tags: Annotated[list[str], Url(replace=True)] = []
    seen: str = ""

    def on_show(self, show: str, page: int = 1) -> None:
        self.show, self.page = show, page

    def on_tag(self, tag: str) -> None:
        self.tags.append(tag)

    def on_note(self) -> None:
        self.seen = self.shown
        self.emit("noted")

    @cached_property
    def shown(self) -> str:
        return f"{self.show} {self.page}"

    @requires(signed_in)
    def on_guarded(self) -> None: ...


def query_effect(replace: bool = False, **params: list[str] | None) -> dict[str, Any]:
    return {"type": "query", "params": params, "replace": replace}


def test_the_root_names_the_parameters_that_the_component_follows(browser: Any) -> None:
    update = browser.send(browser.show(Listing))
    assert 'data-live-query="show p tags"' in update["html"]
    assert "data-live-query" not in browser.send(browser.show(Counter))["html"]


def test_a_changed_url_field_changes_the_address(browser: Any) -> None:
    shown = browser.show(Listing)
    update = browser.send(shown, event="show", payload={"show": "open", "page": 2})
    assert update["effects"] == [query_effect(show=["open"], p=["2"])]
    back = browser.send(again(shown, update), event="show", payload={"show": "all", "page": 2})
    assert back["effects"] == [query_effect(show=None)]


def test_fields_that_replace_add_nothing_to_the_history(browser: Any) -> None:
    update = browser.send(browser.show(Listing), event="tag", payload={"tag": "a"})
    assert update["effects"] == [query_effect(replace=True, tags=["a"])]


def test_a_control_may_set_a_url_field(browser: Any) -> None:
    update = browser.send(browser.show(Listing), fields={"show": "open"})
    assert (state_of(browser, update)["show"], update["effects"]) == ("open", [query_effect(show=["open"])])


def test_an_address_that_stays_the_same_is_no_effect(browser: Any) -> None:
    update = browser.send(browser.show(Listing), event="note")
    assert [effect["type"] for effect in update["effects"]] == ["event"]


def test_a_message_with_a_query_follows_it_before_its_event(browser: Any) -> None:
    update = browser.send(browser.show(Listing), event="note", query="show=open&p=3")
    state = state_of(browser, update)
    assert (state["show"], state["page"], state["seen"]) == ("open", 3, "open 3")
    assert [effect["type"] for effect in update["effects"]] == ["event"]


def test_an_absent_or_ill_fitting_parameter_falls_back_to_the_param_and_to_the_default(browser: Any) -> None:
    shown = browser.show(Listing, show="mine")
    update = browser.send(shown, event="show", payload={"show": "open", "page": 5})
    assert update["effects"] == [query_effect(show=["open"], p=["5"])]
    update = browser.send(again(shown, update), query="p=five")
    assert (state_of(browser, update)["show"], state_of(browser, update)["page"]) == ("mine", 1)
    assert update["effects"] == []


def test_what_changes_after_the_query_was_followed_changes_the_address(browser: Any) -> None:
    calls = [
        {"event": "show", "payload": {"show": "lost"}},
        {"query": "show=open"},
        {"event": "tag", "payload": {"tag": "a"}},
    ]
    update = browser.send(browser.show(Listing), calls=calls)
    assert state_of(browser, update)["show"] == "open"
    assert update["effects"] == [query_effect(replace=True, tags=["a"])]


def test_values_cached_before_the_query_came_are_dropped(browser: Any) -> None:
    class Early(Listing):
        def hydrate(self, state: dict[str, Any]) -> None:
            assert self.shown == "all 1"

    update = browser.send(browser.show(Early), event="note", query="show=open")
    assert state_of(browser, update)["seen"] == "open 1"


def test_a_query_is_followed_only_where_the_handler_is_allowed(browser: Any) -> None:
    with pytest.raises(SignedOutError):
        browser.send(browser.show(Listing), event="guarded", query="show=open")


def test_components_that_mirror_nothing_do_not_mind_a_query(browser: Any) -> None:
    update = browser.send(browser.show(Counter), query="count=5&title=x")
    assert state_of(browser, update) == {"count": 0, "title": ""}


def test_a_field_that_a_hook_changed_counts_from_where_the_message_began(browser: Any) -> None:
    class Hooked(Listing):
        def hydrate(self, state: dict[str, Any]) -> None:
            self.page += 1

    assert browser.send(browser.show(Hooked))["effects"] == [query_effect(replace=True, p=["2"])]


@pytest.mark.parametrize("given", [{"encrypted": True}, {"state_store": MemoryStateStore()}], ids=str)
def test_state_that_is_kept_otherwise_is_mirrored_alike(given: dict[str, Any], browser: Any) -> None:
    cls: Any = type("Kept", (Listing,), given)
    update = browser.send(browser.show(cls), event="show", payload={"show": "open"})
    assert update["effects"] == [query_effect(show=["open"])]


def test_the_first_render_knows_the_query_before_mount(host: Host, renderer: Any, drive: Any) -> None:
    class Mounting(Listing):
        def mount(self) -> None:
            self.seen = self.shown

    renderer.pages["components/mounting.html"] = lambda context: f"<p>{context['seen']} {context['tags']}</p>"
    host.registry.register("mounting")(Mounting)
    query = parse_query("show=<b>&p=x&tags=a&tags=b&seen=never")
    html = drive(first_render("mounting", {"page": 7}, identity=NOBODY, host=host, query=query))
    assert html.endswith(">" + "<b> 7 ['a', 'b']</p>")


def test_a_type_without_text_is_found_out_on_the_first_page(browser: Any) -> None:
    class Wrong(Component):
        filters: Annotated[dict[str, str], Url()] = {}

    with pytest.raises(ConfigurationError, match="has no form as text"):
        browser.show(Wrong)


def test_a_first_render_that_a_browser_asks_for_has_no_address(browser: Any) -> None:
    class Opened(Listing):
        mountable = True

    browser.host.registry.register("opened")(Opened)
    asked = {"component": "opened", "payload": {"show": "open"}}
    assert browser.send(asked)["effects"] == []
    with pytest.raises(BadRequestError):
        browser.send({**asked, "query": "show=open"})
