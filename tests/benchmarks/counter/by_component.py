"""The counter as a component. All of by_hand.py stands for these lines."""

from component_framework.core import Component, registry


@registry.register("counter")
class Counter(Component):
    count: int = 0

    def on_increment(self, amount: int = 1) -> None:
        self.count += amount
