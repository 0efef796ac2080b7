"""The component class as its users see it."""

import asyncio
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

import pytest

from component_framework.core import Component, ConfigurationError, Html, Identity, MemoryStateStore, StateError
from component_framework.core.context import BoundState, TemplateContext
from component_framework.core.host import Host, configure

Dispatch = Callable[..., Any]


class Counter(Component):
    template_name = "counter.html"
    count: int = 0

    @property
    def double(self) -> int:
        return self.count * 2

    def on_increment(self, amount: int = 1) -> None:
        self.count += amount


def test_params_are_kept_as_given_and_the_id_is_theirs() -> None:
    component = Counter(component_id="mine", color="red")
    assert component.params == {"component_id": "mine", "color": "red"}
    assert component.id == "mine"


def test_without_an_id_it_gets_a_fresh_one() -> None:
    assert Counter().id != Counter().id


def test_errors_start_empty_and_are_not_shared() -> None:
    Counter().errors["name"] = ["wrong"]
    assert Counter().errors == {}


def test_the_result_is_html_live_state_and_id(dispatch: Dispatch, renderer: Any) -> None:
    renderer.pages["counter.html"] = lambda context: f"<p>{context['count']}</p>"
    result = dispatch(Counter, "increment", {"amount": 2}, state={"count": 40}, component_id="mine")
    assert result == {"html": "<p>42</p>", "state": {"count": 42}, "component_id": "mine"}


def test_dispatch_asks_no_permission(dispatch: Dispatch) -> None:
    class Closed(Counter):
        permissions = [lambda component: False]

    assert dispatch(Closed, "increment")["state"] == {"count": 1}


def test_python_code_is_nobody() -> None:
    assert Counter().user is None


async def test_dispatch_on_a_running_loop_works_and_names_adispatch() -> None:
    with pytest.warns(RuntimeWarning, match=r"Counter\.dispatch\(\) blocks the running event loop; await adispatch"):
        assert Counter().dispatch("increment")["state"] == {"count": 1}


async def test_dispatch_on_a_running_loop_goes_through_the_hosts_off_loop(host: Host) -> None:
    used = []

    def off_loop(work: Callable[[], Any]) -> Any:
        used.append("the host's")
        return work()

    configure(lambda: Host(settings=host.settings, renderer=host.renderer, off_loop=off_loop))
    with pytest.warns(RuntimeWarning):
        Counter().dispatch()
    assert used == ["the host's"]


async def test_async_hooks_are_reached_by_dispatch_on_a_running_loop() -> None:
    class Slow(Counter):
        async def mount(self) -> None:
            await asyncio.sleep(0)
            self.count = 7

    with pytest.warns(RuntimeWarning):
        assert Slow().dispatch()["state"] == {"count": 7}


def test_the_template_is_named_by_the_class_else_by_the_registered_name(
    dispatch: Dispatch, renderer: Any, host: Host
) -> None:
    @host.registry.register("plain")
    class Plain(Component): ...

    dispatch(Plain)
    dispatch(Counter)
    assert renderer.rendered == ["components/plain.html", "counter.html"]


def test_a_renderer_on_the_class_or_a_base_comes_before_the_hosts(dispatch: Dispatch, renderer: Any) -> None:
    class Fixed:
        def render(self, template_name: str, context: Mapping[str, Any]) -> str:
            return "<p>own</p>"

    class Base(Component):
        renderer = Fixed()

    class Sub(Base):
        template_name = "x"

    assert dispatch(Sub)["html"] == "<p>own</p>"
    assert renderer.rendered == []


def test_without_any_renderer_it_says_what_to_set() -> None:
    configure(Host)
    with pytest.raises(ConfigurationError, match=r"Counter has no renderer: set Component\.renderer"):
        Counter().dispatch()


def test_without_name_and_template_it_says_what_to_do() -> None:
    class Nameless(Component): ...

    with pytest.raises(ConfigurationError, match="Nameless has no template: register it, or set template_name"):
        Nameless().dispatch()


def context_of(dispatch: Dispatch, renderer: Any, cls: type[Component] = Counter, **params: Any) -> TemplateContext:
    seen: list[TemplateContext] = []
    renderer.pages["counter.html"] = lambda context: seen.append(context) or "<p></p>"
    dispatch(cls, **params)
    return seen[0]


def test_the_template_sees_the_frameworks_names(dispatch: Dispatch, renderer: Any) -> None:
    context = context_of(dispatch, renderer, count=5, component_id="mine")
    assert isinstance(context["state"], BoundState)
    assert dict(context["state"]) == {"count": 5}
    assert (context["errors"], list(context["slots"]), context["component_id"]) == ({}, [], "mine")
    assert context["component"].id == "mine"
    assert context["component"].params == {"count": 5, "component_id": "mine"}


def test_the_template_sees_fields_and_public_properties_by_name(dispatch: Dispatch, renderer: Any) -> None:
    context = context_of(dispatch, renderer, count=5)
    assert (context["count"], context["double"]) == (5, 10)


def test_get_context_is_laid_over_the_frameworks_names(dispatch: Dispatch, renderer: Any) -> None:
    class Own(Counter):
        def get_context(self) -> dict[str, Any]:
            return {"count": "five", "double": "ten", "more": 1}

    context = context_of(dispatch, renderer, Own)
    assert (context["count"], context["double"], context["more"]) == ("five", "ten", 1)


def test_a_property_that_no_template_reads_is_not_computed(dispatch: Dispatch, renderer: Any) -> None:
    class Costly(Counter):
        @cached_property
        def rows(self) -> None:
            raise AssertionError("read from the database")

    assert "rows" in context_of(dispatch, renderer, Costly)


def test_a_registered_component_has_an_url_and_a_snapshot(dispatch: Dispatch, renderer: Any, host: Host) -> None:
    @host.registry.register("shown")
    class Shown(Counter): ...

    view = context_of(dispatch, renderer, Shown)["component"]
    assert (view.name, view.url) == ("shown", "/components/shown/")
    assert view.snapshot.startswith("cf1.")


def test_an_unregistered_component_has_no_url(dispatch: Dispatch, renderer: Any) -> None:
    assert context_of(dispatch, renderer)["component"].url == ""


def test_the_state_that_a_template_sees_is_read_only(dispatch: Dispatch, renderer: Any) -> None:
    with pytest.raises(TypeError):
        context_of(dispatch, renderer)["state"]["count"] = 6  # type: ignore[index]


def test_slots_and_errors_of_this_message_reach_the_template(dispatch: Dispatch, renderer: Any) -> None:
    class Wrong(Counter):
        def mount(self) -> None:
            self.errors["count"] = ["too small"]

    assert context_of(dispatch, renderer, Wrong)["errors"] == {"count": ["too small"]}


def test_outside_debug_undeclared_attributes_go_unnoticed(dispatch: Dispatch) -> None:
    class Forgetful(Counter):
        def on_set(self) -> None:
            self.cout = 1

    assert dispatch(Forgetful, "set")["state"] == {"count": 0}  # a warning would be an error here


def test_a_state_that_cannot_be_kept_is_an_error_that_names_the_field(dispatch: Dispatch) -> None:
    class Wrong(Counter):
        def mount(self) -> None:
            self.count = "five"  # type: ignore[assignment]

    with pytest.raises(StateError, match=r"Counter\.count is declared <class 'int'> and holds a str"):
        dispatch(Wrong)


def test_a_render_override_may_use_super(dispatch: Dispatch) -> None:
    class Framed(Counter):
        def render(self) -> str:
            return Html(f"<section>{super().render()}</section>")

    assert dispatch(Framed)["html"] == "<section><p></p></section>"


def test_user_is_whom_the_host_knows() -> None:
    component = Counter()
    component._identity = Identity(user="alice", audience="user:1")
    assert component.user == "alice"


def test_a_stored_component_still_dispatches_from_python(dispatch: Dispatch) -> None:
    class Stored(Counter):
        state_store = MemoryStateStore()

    assert dispatch(Stored, "increment", state={"count": 1})["state"] == {"count": 2}
