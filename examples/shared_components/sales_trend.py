"""The chart of the dashboard: what was sold, day by day."""

from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby
from typing import ClassVar

from component_framework.core import registry
from shared_components.dashboard_events import MeasureChosen
from shared_components.sales import DAYS, TODAY, Measure, day_name, measured, shown
from shared_components.sales_part import SalesPart


@dataclass(frozen=True)
class Column:
    """A column of the chart, in units of its drawing."""

    label: str
    x: int
    y: int
    height: int


@registry.register("sales_trend")
class SalesTrend(SalesPart):
    HEIGHT: ClassVar[int] = 200

    def on_choose(self, measure: Measure) -> None:
        self.tell_parent(MeasureChosen(measure=measure))

    @property
    def days(self) -> int:
        """How many of them one column stands for."""
        return 7 if self.period == "quarter" else 1

    @property
    def sums(self) -> dict[str, int]:
        """What was sold, by the first day of each column."""
        ago = [(TODAY - sale.day).days // self.days for sale in self.scope.sales]
        found = {
            back: measured([sale for _, sale in sales], self.measure)
            for back, sales in groupby(zip(ago, self.scope.sales, strict=True), key=lambda pair: pair[0])
        }
        backs = range(DAYS[self.period] // self.days - 1, -1, -1)
        return {day_name(TODAY - timedelta((back + 1) * self.days - 1)): found.get(back, 0) for back in backs}

    @property
    def columns(self) -> list[Column]:
        top = max(self.sums.values()) or 1
        heights = [round(value * self.HEIGHT / top) for value in self.sums.values()]
        labels = [f"{day}: {shown(value, self.measure)}" for day, value in self.sums.items()]
        return [
            Column(label, 10 * place + 1, self.HEIGHT - height, height)
            for place, (label, height) in enumerate(zip(labels, heights, strict=True))
        ]

    @property
    def width(self) -> int:
        return 10 * len(self.sums)

    @property
    def first(self) -> str:
        return next(iter(self.sums))

    @property
    def last(self) -> str:
        return list(self.sums)[-1]

    @property
    def highest(self) -> str:
        return shown(max(self.sums.values()), self.measure)
