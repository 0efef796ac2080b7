"""A class that takes a name of the framework's own is told so when it is defined."""

from typing import Any, ClassVar

import pytest

from component_framework.core import Component, ConfigurationError


@pytest.mark.parametrize("name", ["_name", "_address", "_handle", "_effects"])
def test_a_private_name_of_the_frameworks_is_refused(name: str) -> None:
    with pytest.raises(ConfigurationError, match=f"Mine.{name} would hide the framework's '{name}': rename it"):
        type("Mine", (Component,), {name: lambda self: None})


@pytest.mark.parametrize("name", ["focus", "download", "user", "dispatch"])
def test_a_field_that_would_hide_a_method_is_refused(name: str) -> None:
    with pytest.raises(ConfigurationError, match=f"Mine.{name} would hide"):
        type("Mine", (Component,), {"__annotations__": {name: bool}, name: False})


def test_a_mixins_names_are_the_class_own() -> None:
    class Mixin:
        def _name(self) -> str:
            return "mine"

    with pytest.raises(ConfigurationError, match=r"Mixin\._name"):
        type("Mine", (Mixin, Component), {})


def test_what_is_meant_to_be_set_or_overridden_can_be() -> None:
    class Mine(Component):
        template_name: ClassVar[str] = "mine.html"
        atomic: bool = False
        __slots__ = ()

        def mount(self) -> None:
            """Begins with nothing."""

        def get_context(self) -> dict[str, Any]:
            return {}

        def _mine(self) -> None: ...

    class Theirs(Mine):
        def _mine(self) -> None: ...

    assert Theirs().state == {}


@pytest.mark.parametrize("name", ["lazy", "slots"])
def test_a_field_that_no_tag_could_set_is_refused(name: str) -> None:
    with pytest.raises(ConfigurationError, match=f"Mine.{name}: tags take {name}= for themselves"):
        type("Mine", (Component,), {"__annotations__": {name: bool}, name: False})
