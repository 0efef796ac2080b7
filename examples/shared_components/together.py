"""What all open windows show alike: a number, a board of orders, and who else is looking."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar, Literal, Protocol

from component_framework.core import Component, Visitor, registry

Status = Literal["new", "paid", "shipped"]
STEPS: dict[Status, tuple[str, Status, str]] = {
    "new": ("New", "paid", "Mark as paid"),
    "paid": ("Paid", "shipped", "Ship"),
    "shipped": ("Shipped", "new", "Start again"),
}
"""Each status with its title, the next one, and what leads there."""
KINDS = ("Quick", "Calm", "Bright", "Kind", "Bold", "Merry", "Wise", "Gentle")
ANIMALS = ("otter", "heron", "fox", "lynx", "wren", "seal", "hare", "owl", "newt", "ibis")


@dataclass(frozen=True)
class Card:
    """One order, as the board shows it."""

    id: int
    customer: str
    total: Decimal
    status: Status

    @property
    def next(self) -> Status:
        return STEPS[self.status][1]

    @property
    def act(self) -> str:
        return STEPS[self.status][2]


@dataclass(frozen=True)
class Column:
    title: str
    cards: Sequence[Card]


class SharedStore(Protocol):
    """Keeps the number and the orders: a module with these functions will do. Tells who watches what it has changed."""

    def count(self) -> int: ...
    def add(self, amount: int) -> None: ...
    def cards(self) -> Sequence[Card]: ...
    def move(self, id: int, status: Status) -> None: ...


@registry.register("shared_counter")
class SharedCounter(Component):
    store: ClassVar[SharedStore]
    watches = ["count"]

    @property
    def count(self) -> int:
        return self.store.count()

    def on_add(self, amount: Literal[-1, 1, 10]) -> None:
        self.store.add(amount)


@registry.register("order_board")
class OrderBoard(Component):
    store: ClassVar[SharedStore]
    watches = ["orders"]

    @property
    def columns(self) -> list[Column]:
        cards = self.store.cards()
        return [
            Column(title, [card for card in cards if card.status == status]) for status, (title, *_) in STEPS.items()
        ]

    def on_move(self, id: int, status: Status) -> None:
        self.store.move(id, status)


@registry.register("visitors")
class Visitors(Component):
    watches = ["visitors"]
    presence = ["visitors"]
    name: str = ""

    def mount(self) -> None:
        animal = f"{secrets.choice(KINDS)} {secrets.choice(ANIMALS)}"
        self.name = str(self.user) if self.user else animal

    def get_visitor(self) -> Mapping[str, Any]:
        return {"name": self.name, "page": self.id}  # by which a visitor without a session knows himself

    @property
    def visitors(self) -> tuple[Visitor, ...]:
        return self.here("visitors")
