"""What all parts of the dashboard that show sales have in common: params from there, and a state of their own."""

import time
from typing import Any, Literal

from component_framework.core import Component, listens
from shared_components.dashboard_events import Refreshed
from shared_components.sales import Measure, Period, Region, Scope


class SalesPart(Component):
    """A part that looks at the sales, and knows when it last did."""

    period: Period = "month"
    region: Region | Literal[""] = ""
    shop: str = ""
    measure: Measure = "revenue"
    read_at: str = ""

    def mount(self) -> None:
        self.read_again()

    def params_changed(self, before: dict[str, Any]) -> None:
        self.read_again()

    @listens(Refreshed)
    def refresh_figures(self, event: Refreshed) -> None:
        self.read_again()

    def read_again(self) -> None:
        self.read_at = time.strftime("%H:%M:%S")

    @property
    def scope(self) -> Scope:
        return Scope(self.period, self.region, self.shop)
