"""Counting in Python: the smallest component, and one with typed arguments and a field that the browser may set."""

from typing import Annotated

from component_framework.core import Component, Writable, registry


@registry.register("clicker")
class Clicker(Component):
    clicks: int = 0

    def on_click(self) -> None:
        self.clicks += 1


@registry.register("counter")
class Counter(Component):
    count: int = 0
    step: Annotated[int | None, Writable()] = 10

    def on_increment(self, amount: int = 1) -> None:
        self.count += amount

    def on_add_step(self) -> None:
        self.count += self.step or 0


@registry.register("htmx_counter")
class HtmxCounter(Counter):
    """The same counter; only its template is another."""
