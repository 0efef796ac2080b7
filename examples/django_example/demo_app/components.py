"""The live components of the example pages. Django finds this module by itself, in every installed app."""

from functools import cached_property
from typing import Literal

from django.core.exceptions import ValidationError
from django.db.models import F, QuerySet
from django.shortcuts import get_object_or_404

from component_framework.adapters.django_renderer import DjangoCottonRenderer
from component_framework.core import Component, registry
from django_example.demo_app import customers, orders, shared_store, todo_store
from django_example.demo_app.models import Order, SharedCount, Tally
from shared_components import OrderBoard, SharedCounter, Todos

__all__ = ["Poll", "TallyBoard", "customers", "orders"]  # importing the modules registers what is in them

Todos.store = todo_store
SharedCounter.store = OrderBoard.store = shared_store
SharedCounter.watches = [SharedCount]  # rendered again when a row is saved, wherever
OrderBoard.watches = [Order]


@registry.register("poll")
class Poll(Component):
    renderer = DjangoCottonRenderer()
    question: str = "Which one?"
    votes: dict[str, int] = {"Tea": 3, "Coffee": 5, "Water": 1}

    @property
    def total(self) -> int:
        return sum(self.votes.values())

    def on_vote(self, drink: Literal["Tea", "Coffee", "Water"]) -> None:
        self.votes[drink] += 1


@registry.register("live_counter")
class LiveCounter(Component):
    template_name = "components/live_counter.html"
    count: int = 0

    def on_increment(self, amount: int = 1) -> None:
        self.state["count"] += amount  # the same value as self.count


@registry.register("tally_board")
class TallyBoard(Component):
    draft: str = ""

    @cached_property
    def tallies(self) -> QuerySet[Tally]:
        return Tally.objects.all()

    def on_add(self, name: str) -> None:
        self.draft = name.strip()
        try:
            Tally(name=self.draft).full_clean()
        except ValidationError as error:
            self.errors.update(error.message_dict)
        else:
            Tally.objects.get_or_create(name=self.draft)
            self.draft = ""

    def on_add_one(self, id: int) -> None:
        self._change(id, by=1)

    def on_take_one(self, id: int) -> None:
        self._change(id, by=-1)

    def _change(self, id: int, *, by: int) -> None:
        tally = get_object_or_404(Tally, pk=id)
        tally.value = F("value") + by  # counted by the database
        tally.save(update_fields=["value", "updated_at"])
