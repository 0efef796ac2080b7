"""What visitors leave on the dashboard: shops that they have pinned, and notes on its cards."""

from typing import Annotated

from pydantic import StringConstraints

from component_framework.core import Component, registry
from shared_components.dashboard_events import Unpinned
from shared_components.sales import Period, Scope, measured, shown


@registry.register("pinned_shop")
class PinnedShop(Component):
    shop: str
    period: Period

    @property
    def revenue(self) -> str:
        return shown(measured(Scope(self.period, shop=self.shop).sales, "revenue"), "revenue")

    def on_unpin(self) -> None:
        self.remove()
        self.tell_parent(Unpinned(shop=self.shop))


@registry.register("card_notes")
class CardNotes(Component):
    notes: list[str] = []

    def on_add(
        self, note: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]
    ) -> None:
        self.notes = [*self.notes, note][-5:]
