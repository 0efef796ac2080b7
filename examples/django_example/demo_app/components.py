"""The live components of the example pages. Django finds this module by itself, in every installed app."""

from functools import cached_property
from typing import Annotated

from django.core.exceptions import ValidationError
from django.db.models import F, QuerySet
from django.shortcuts import get_object_or_404

from component_framework.core import Component, Writable, registry
from django_example.demo_app.models import Tally


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
