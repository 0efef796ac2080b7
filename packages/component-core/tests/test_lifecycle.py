"""The parts of one message, under every driver."""

import dataclasses
import threading
from collections.abc import Callable
from functools import cached_property
from typing import Annotated, Any

import pytest

from component_framework.core import Component, Html, InvalidError, ParamsError, StateError, UnknownEventError, Writable
from component_framework.core.host import Host, configure
from component_framework.core.lifecycle import Lifecycle

Dispatch = Callable[..., Any]
Drive = Callable[[Any], Any]


class Recorder(Component):
    """Notes the hooks that ran, in order."""

    count: int = 0

    def __init__(self, **params: Any) -> None:
        super().__init__(**params)
        self._ran: list[str] = log
        log.clear()


log: list[str] = []


class Sync(Recorder):
    def mount(self) -> None:
        log.append("mount")

    def hydrate(self, state: dict[str, Any]) -> None:
        log.append(f"hydrate {state}")

    def on_increment(self, amount: int = 1) -> None:
        self.count += amount
        log.append("handler")

    def before_render(self) -> None:
        log.append("before_render")

    def get_context(self) -> dict[str, Any]:
        log.append("get_context")
        return {"more": "context"}

    def dehydrate(self) -> None:
        log.append("dehydrate")

    def render(self) -> str:
        log.append("render")
        return Html(f"<p>{self.count}</p>")


class Async(Recorder):
    async def mount(self) -> None:
        log.append("mount")

    async def hydrate(self, state: dict[str, Any]) -> None:
        log.append(f"hydrate {state}")

    async def on_increment(self, amount: int = 1) -> None:
        self.count += amount
        log.append("handler")

    async def before_render(self) -> None:
        log.append("before_render")

    async def get_context(self) -> dict[str, Any]:
        log.append("get_context")
        return {"more": "context"}

    async def dehydrate(self) -> None:
        log.append("dehydrate")

    async def render(self) -> str:
        log.append("render")
        return Html(f"<p>{self.count}</p>")


class Mixed(Sync):
    async def on_increment(self, amount: int = 1) -> None:
        self.count += amount
        log.append("handler")


KINDS = pytest.mark.parametrize("cls", [Sync, Async, Mixed])
RENDERING = ["before_render", "get_context", "dehydrate", "render"]


@KINDS
def test_without_state_it_mounts(cls: type[Component], dispatch: Dispatch) -> None:
    result = dispatch(cls)
    assert log == ["mount", *RENDERING]
    assert (result["html"], result["state"]) == ("<p>0</p>", {"count": 0})


@KINDS
def test_with_state_it_hydrates_and_handles(cls: type[Component], dispatch: Dispatch) -> None:
    result = dispatch(cls, "increment", {"amount": 2}, state={"count": 40})
    assert log == ["hydrate {'count': 40}", "handler", *RENDERING]
    assert (result["html"], result["state"]) == ("<p>42</p>", {"count": 42})


@KINDS
def test_an_empty_state_hydrates_too(cls: type[Component], dispatch: Dispatch) -> None:
    dispatch(cls, state={})
    assert log == ["hydrate {}", *RENDERING]


@KINDS
def test_an_event_without_state_mounts_first(cls: type[Component], dispatch: Dispatch) -> None:
    assert dispatch(cls, "increment", count=5)["state"] == {"count": 6}
    assert log[:2] == ["mount", "handler"]


@KINDS
def test_an_unknown_event_runs_nothing_more_and_tells_the_known(cls: type[Component], dispatch: Dispatch) -> None:
    with pytest.raises(UnknownEventError, match=r"no handler for the event 'explode'; it handles \['increment'\]"):
        dispatch(cls, "explode", state={})
    assert log == ["hydrate {}"]


@KINDS
def test_arguments_that_do_not_fit_reach_no_handler(cls: type[Component], dispatch: Dispatch) -> None:
    with pytest.raises(InvalidError):
        dispatch(cls, "increment", {"amount": "2"}, state={})
    assert "handler" not in log


class Failing(Component):
    def on_sync(self, amount: int = 1) -> None:
        raise TypeError("on_sync() got an unexpected keyword argument")

    async def on_async(self) -> None:
        raise TypeError("the user's own")


@pytest.mark.parametrize("event", ["sync", "async"])
def test_a_type_error_inside_a_handler_passes_through(event: str, dispatch: Dispatch) -> None:
    with pytest.raises(TypeError):
        dispatch(Failing, event, state={})


def test_params_set_fields_before_mount_gets_its_own(dispatch: Dispatch) -> None:
    class Shop(Component):
        count: int = 0

        def mount(self, factor: int = 1) -> None:
            self.count *= factor

    assert dispatch(Shop, count=5, factor=3)["state"] == {"count": 15}


def test_params_that_do_not_fit_are_an_error_at_mount(dispatch: Dispatch) -> None:
    with pytest.raises(ParamsError, match="count"):
        dispatch(Sync, count="5")


def test_reserved_params_are_no_arguments_of_mount(dispatch: Dispatch) -> None:
    class Row(Component):
        def mount(self, number: int) -> None: ...

    assert dispatch(Row, key="7", component_id="row-7", number=7)["component_id"] == "row-7"


def test_a_state_that_does_not_fit_is_an_error_without_its_values(dispatch: Dispatch) -> None:
    with pytest.raises(StateError, match=r"Sync: the state does not fit") as caught:
        dispatch(Sync, state={"count": "hunter2"})
    assert "hunter2" not in str(caught.value)


def test_every_hook_may_call_its_base(dispatch: Dispatch) -> None:
    class Polite(Component):
        template_name = "x"

        def mount(self) -> None:
            super().mount()

        def hydrate(self, state: dict[str, Any]) -> None:
            super().hydrate(state)

        def before_render(self) -> None:
            super().before_render()

        def get_context(self) -> dict[str, Any]:
            return {**super().get_context(), "more": 1}  # type: ignore[dict-item]

        def dehydrate(self) -> None:
            super().dehydrate()

        def render(self) -> Any:
            return super().render()

    assert dispatch(Polite)["html"] == dispatch(Polite, state={})["html"] == "<p></p>"


def test_a_hook_of_a_mixin_is_called(dispatch: Dispatch) -> None:
    class Stamped:
        def before_render(self) -> None:
            self.count = 1

    class Sub(Stamped, Component):
        template_name = "x"
        count: int = 0

    class SubSub(Sub): ...

    assert dispatch(SubSub)["state"] == {"count": 1}


def test_before_render_is_the_last_place_to_change_the_state(dispatch: Dispatch) -> None:
    class Late(Component):
        count: int = 0

        def before_render(self) -> None:
            self.count = 1

    assert dispatch(Late)["state"] == {"count": 1}


@pytest.mark.parametrize("how", ["attribute", "key"])
def test_the_state_is_closed_while_rendering(how: str, dispatch: Dispatch) -> None:
    class Late(Component):
        count: int = 0

        def render(self) -> str:
            if how == "attribute":
                self.count = 1
            else:
                self.state["count"] = 1
            return ""

    with pytest.raises(StateError, match="closed while rendering"):
        dispatch(Late)


def test_plain_text_from_render_is_escaped(dispatch: Dispatch) -> None:
    class Plain(Component):
        def render(self) -> str:
            return "<script>alert(1)</script>"

    assert dispatch(Plain)["html"] == "<div>&lt;script&gt;alert(1)&lt;/script&gt;</div>"


def test_html_from_render_is_html_whoever_marked_it(dispatch: Dispatch) -> None:
    class SafeString(str):
        def __html__(self) -> str:
            return self

    class Marked(Component):
        def render(self) -> str:
            return SafeString("<b>bold</b>")

    assert dispatch(Marked)["html"] == "<b>bold</b>"


class Cached(Component):
    show: Annotated[str, Writable()] = "all"

    @cached_property
    def rows(self) -> str:
        return f"rows: {self.show}"

    def hydrate(self, state: dict[str, Any]) -> None:
        self.seen = self.rows

    def on_show(self, what: str = "") -> None:
        self.seen = self.rows
        self.show = what or self.show


def test_cached_properties_are_computed_anew_after_a_handler(drive: Drive) -> None:
    component = Cached()
    component.hydrate({})
    drive(component._handle("show", {"what": "open"}, {}))
    assert component.rows == "rows: open"


@pytest.mark.parametrize("event", [None, "show"])
def test_cached_properties_are_computed_anew_after_the_browser_set_a_field(event: str | None, drive: Drive) -> None:
    component = Cached()
    component.hydrate({})
    drive(component._handle(event, {}, {"show": "open"}))
    assert component.seen == ("rows: open" if event else "rows: all")
    assert component.rows == "rows: open"


class Form(Component):
    title: Annotated[str, Writable()] = ""
    price: Annotated[int | None, Writable()] = None
    owner: str = "me"

    def on_save(self, price: int = 0) -> None:
        self.state["saved"] = price


def handled(drive: Drive, event: str | None, payload: dict[str, Any], texts: dict[str, Any]) -> dict[str, Any]:
    component = Form()
    drive(component._handle(event, payload, texts))
    return dict(component.state)


def test_texts_set_writable_fields(drive: Drive) -> None:
    assert handled(drive, None, {}, {"title": "x", "price": ""}) == {"title": "x", "price": None, "owner": "me"}


def test_a_handlers_parameter_has_the_name_before_a_field(drive: Drive) -> None:
    assert handled(drive, "save", {}, {"title": "x", "price": "5"}) == {
        "title": "x", "price": None, "owner": "me", "saved": 5
    }  # fmt: skip


@pytest.mark.parametrize("name", ["owner", "nothing", "id", "_name", "template_name", "__class__"])
def test_no_other_field_can_be_set(name: str, drive: Drive) -> None:
    with pytest.raises(InvalidError) as caught:
        handled(drive, None, {}, {"title": "x", name: "y"})
    assert caught.value.errors == {name: ["This cannot be set"]}


@pytest.mark.parametrize("event", [None, "save"])
def test_payload_never_sets_a_field(event: str | None, drive: Drive) -> None:
    with pytest.raises(InvalidError) as caught:
        handled(drive, event, {"title": "x"}, {})
    assert caught.value.errors == {"title": ["There is no such argument"]}


def test_a_text_that_does_not_fit_is_told_by_name(drive: Drive) -> None:
    with pytest.raises(InvalidError) as caught:
        handled(drive, None, {}, {"price": "much"})
    assert list(caught.value.errors) == ["price"]


@pytest.mark.parametrize(
    ("payload", "texts"), [({"price": "x"}, {"title": "new"}), ({}, {"title": "new", "owner": "x"})]
)
def test_nothing_is_set_unless_everything_fits(payload: Any, texts: Any, drive: Drive) -> None:
    component = Form()
    with pytest.raises(InvalidError):
        drive(component._handle("save", payload, texts))
    assert dict(component.state) == {"title": "", "price": None, "owner": "me"}


class Forgetful(Component):
    count: int = 0

    def hydrate(self, state: dict[str, Any]) -> None:
        self.note = "set before"

    def on_set(self) -> None:
        self.cout = 1  # a typing error
        self.note = "set again"
        self._fine = 1
        self.count = 1


def test_a_handler_that_sets_a_new_undeclared_attribute_is_warned_in_debug(dispatch: Dispatch, host: Host) -> None:
    debug = dataclasses.replace(host, settings=dataclasses.replace(host.settings, debug=True))
    configure(lambda: debug)
    with pytest.warns(UserWarning, match=r"Forgetful set \['cout'\]: what is not declared lives for this message only"):
        dispatch(Forgetful, "set", state={})


def test_public_properties_are_collected_and_private_ones_are_not() -> None:
    class Shop(Cached):
        @property
        def total(self) -> int:
            return 1

        @property
        def _secret(self) -> int:
            return 2

        rows = None  # type: ignore[assignment]

    assert Cached._properties == Cached._cached_properties == ("rows",)
    assert Shop._properties == ("total",)
    assert Shop._cached_properties == ()


def test_a_component_is_async_by_any_hook_handler_or_permission() -> None:
    async def allowed(component: Any) -> bool:
        return True

    class Guarded(Component):
        permissions = [allowed]

    assert [cls._kind.is_async for cls in (Sync, Async, Mixed, Guarded)] == [False, True, True, True]


def test_a_subclass_computes_its_own_contract_and_schema() -> None:
    class Sub(Sync):
        extra: int = 0

    assert (Sync._kind.contract.fields.keys(), len(Sync._kind.schema)) == (Sync._fields.keys(), 8)
    assert "extra" in Sub._kind.contract.fields
    assert Sub._kind.schema != Sync._kind.schema
    assert Sub._kind.schema is Sub._kind.schema


def test_without_component_there_is_no_html() -> None:
    with pytest.raises(NotImplementedError):
        type("Bare", (Lifecycle,), {})().render()


async def test_a_component_without_async_hooks_goes_whole_into_one_other_thread() -> None:
    class Threads(Component):
        template_name = "x"
        threads: list[int] = []

        def mount(self) -> None:
            self.threads.append(threading.get_ident())

        def before_render(self) -> None:
            self.threads.append(threading.get_ident())

    threads = (await Threads().adispatch())["state"]["threads"]
    assert len(set(threads)) == 1
    assert threading.get_ident() not in threads


async def test_beside_async_hooks_a_sync_hook_still_never_runs_on_the_loop() -> None:
    class Threads(Component):
        template_name = "x"
        sync: int = 0
        own: int = 0

        def mount(self) -> None:
            self.sync = threading.get_ident()

        async def before_render(self) -> None:
            self.own = threading.get_ident()

    state = (await Threads().adispatch())["state"]
    assert state["sync"] != threading.get_ident() == state["own"]
