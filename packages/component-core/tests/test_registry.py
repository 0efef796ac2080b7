"""Component names."""

from typing import Any

import pytest

from component_framework.core import Component, ComponentRegistry, ConfigurationError, UnknownComponentError
from component_framework.core import registry as shared
from component_framework.core.host import Host


class Counter(Component): ...


def reloaded() -> type[Component]:
    """`Counter` as a module that was loaded anew defines it."""
    return type("Counter", (Component,), {"__module__": __name__, "__qualname__": "Counter"})


@pytest.fixture
def registry() -> ComponentRegistry:
    return ComponentRegistry()


def test_registering_names_the_class_and_gives_it_back(registry: ComponentRegistry) -> None:
    @registry.register("todo-list")
    class Todos(Component): ...

    assert registry.get("todo-list") is Todos
    assert Todos.component_name == "todo-list"


def test_the_same_class_twice_is_fine(registry: ComponentRegistry) -> None:
    registry.register("counter")(Counter)
    assert registry.register("counter")(Counter) is Counter


def test_a_class_of_a_reloaded_module_takes_its_own_place(registry: ComponentRegistry) -> None:
    registry.register("counter")(Counter)
    again = registry.register("counter")(reloaded())
    assert registry.get("counter") is again


def test_another_class_under_a_taken_name_is_an_error_that_names_both(registry: ComponentRegistry) -> None:
    class Other(Component): ...

    registry.register("counter")(Counter)
    with pytest.raises(
        ConfigurationError, match=r"'counter' is taken: .*\.Counter has it, .*Other wants it; rename one"
    ):
        registry.register("counter")(Other)
    assert registry.get("counter") is Counter


def test_two_local_classes_of_one_name_are_not_the_same(registry: ComponentRegistry) -> None:
    def define() -> type[Component]:
        class Local(Component): ...

        return Local

    registry.register("local")(define())
    with pytest.raises(ConfigurationError):
        registry.register("local")(define())


def test_a_subclass_has_a_name_of_its_own(registry: ComponentRegistry) -> None:
    @registry.register("base")
    class Base(Component): ...

    @registry.register("sub")
    class Sub(Base): ...

    assert (Base.component_name, Sub.component_name) == ("base", "sub")


def test_a_second_name_leaves_the_first(registry: ComponentRegistry) -> None:
    @registry.register("two")
    @registry.register("one")
    class Both(Component): ...

    assert Both.component_name == "one"
    assert registry.get("two") is Both


@pytest.mark.parametrize("name", ["", "../x", "1a", "a/b", "a b", "-a", "é", "a" * 101, "a\n", "a?b"])
def test_a_name_that_would_not_fit_an_address_is_refused(name: str, registry: ComponentRegistry) -> None:
    with pytest.raises(ConfigurationError, match="cannot name a component"):
        registry.register(name)


@pytest.mark.parametrize("name", ["", "../x", "os.system", "django.contrib.auth.models.User", "x" * 300, "a\nb"])
def test_an_unknown_name_is_told_with_the_known_ones(name: str, registry: ComponentRegistry) -> None:
    registry.register("counter")(Counter)
    with pytest.raises(UnknownComponentError) as caught:
        registry.get(name)
    assert repr(name) in str(caught.value)
    assert "['counter']" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_it_lists_its_names_in_order(registry: ComponentRegistry) -> None:
    for name in ("b", "a"):
        registry.register(name)(type(name, (Component,), {}))
    assert (list(registry), len(registry), "a" in registry, "c" in registry) == (["a", "b"], 2, True, False)


def test_one_registry_is_everybodys_default() -> None:
    found: Any = Host().registry
    assert found is shared
