"""A list of orders whose rows are components, and the same with its rows included."""

from collections.abc import Callable
from functools import cached_property
from typing import Any

from django.template.loader import get_template

from component_framework.core import Component, registry

ORDERS = [
    {
        "id": number,
        "title": f"Order {number}",
        "facts": [
            ("Customer", f"C {number}"),
            ("Placed", "2026-11-28"),
            ("Items", str(number % 7)),
            ("Carrier", "Post"),
        ],
        "note": "Please leave it at the door, thank you very much indeed.",
        "total": number * 3.5,
        "is_late": number % 3 == 0,
    }
    for number in range(1000)
]


@registry.register("bench_orders")
class Orders(Component):
    template_name = "components/orders.html"
    rows: int = 100

    def get_context(self) -> dict[str, Any]:
        return {"orders": ORDERS[: self.rows]}


@registry.register("bench_order")
class Order(Component):
    template_name = "components/order.html"
    number: int
    is_open: bool = False

    @cached_property
    def order(self) -> dict[str, Any]:
        return ORDERS[self.number]

    def on_open(self) -> None:
        self.is_open = not self.is_open


def pages(rows: int) -> dict[str, Callable[[], str]]:
    """What renders each of the two."""
    with_components, with_includes = get_template("components.html"), get_template("includes.html")
    return {
        "components": lambda: with_components.render({"rows": rows}),
        "includes": lambda: with_includes.render({"orders": ORDERS[:rows], "is_open": False}),
    }
