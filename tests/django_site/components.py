"""What the seed's blocks name without defining it."""

from component_framework.core import Component, registry


@registry.register("counter")
class Counter(Component):
    count: int = 0

    def mount(self, initial: int = 0) -> None:
        self.count = initial

    def on_increment(self, amount: int = 1) -> None:
        self.count += amount
