"""What stands in the cards of the dashboard: each part has its params from there, and state of its own."""

import time
from collections import Counter, deque
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby
from typing import Annotated, Any, ClassVar, Final, Literal
from urllib.parse import urlencode

from pydantic import StringConstraints

from component_framework.core import Component, listens, registry
from shared_components.dashboard_events import MeasureChosen, PlacePicked, Refreshed, Unpinned
from shared_components.sales import DAYS, TODAY, Measure, Period, Region, Sale, Scope, by_place, day_name, measured


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


@registry.register("sales_totals")
class SalesTotals(SalesPart):
    @property
    def tiles(self) -> list[dict[str, str]]:
        now, before = self.scope.sales, self.scope.earlier
        return [
            self._tile("Revenue", measured(now, "revenue"), measured(before, "revenue"), "€ {:,}"),
            self._tile("Orders", len(now), len(before), "{:,}"),
            self._tile("Average order", _average(now), _average(before), "€ {:,}"),
        ]

    def _tile(self, label: str, value: int, before: int, form: str) -> dict[str, str]:
        change = round(100 * (value - before) / before) if before else 0
        way = "up" if change > 0 else "down" if change < 0 else "even"
        return {"label": label, "value": form.format(value), "change": f"{change:+} %", "way": way}


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
        labels = [f"{day}: {_shown(value, self.measure)}" for day, value in self.sums.items()]
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
        return _shown(max(self.sums.values()), self.measure)


@registry.register("sales_places")
class SalesPlaces(SalesPart):
    @property
    def rows(self) -> list[dict[str, Any]]:
        found = by_place(self.scope, self.measure)
        top = max(found.values()) or 1
        return [self._row(name, value, 100 * value // top) for name, value in found.items()]

    def on_pick(self, region: Region | Literal[""], shop: str = "") -> None:
        self.tell_parent(PlacePicked(region=region, shop=shop))

    def _row(self, name: str, value: int, percent: int) -> dict[str, Any]:
        place = {"region": self.region, "shop": name} if self.region else {"region": name, "shop": ""}
        query = {"period": self.period, **place, "measure": self.measure}
        address = "?" + urlencode({name: text for name, text in query.items() if text})
        shown = _shown(value, self.measure)
        return {
            "name": name,
            "value": shown,
            "percent": percent,
            "is_here": name == self.shop,
            "address": address,
            **place,
        }


@registry.register("sales_products")
class SalesProducts(SalesPart):
    is_whole: bool = False

    @property
    def products(self) -> list[tuple[str, str]]:
        found: Counter[str] = Counter()
        for sale in self.scope.sales:
            found[sale.product] += sale.amount if self.measure == "revenue" else 1
        best = found.most_common(None if self.is_whole else 5)
        return [(product, _shown(value, self.measure)) for product, value in best]

    def on_unfold(self) -> None:
        self.is_whole = not self.is_whole


@registry.register("sales_forecast")
class SalesForecast(SalesPart):
    """From a service that is asleep when it is first asked for a page."""

    error_template = "components/sales_asleep.html"
    placeholder_template = "components/sales_placeholder.html"
    woken: ClassVar[deque[str]] = deque(maxlen=1000)

    def mount(self) -> None:
        super().mount()
        if self.id not in self.woken:
            self.woken.append(self.id)
            raise TimeoutError("the forecast is asleep")

    @property
    def expected(self) -> str:
        return _shown(round(measured(self.scope.sales, self.measure) * 7.3 / DAYS[self.period]), self.measure)


@registry.register("sales_orders")
class SalesOrders(SalesPart):
    placeholder_template = "components/sales_placeholder.html"

    @property
    def latest(self) -> Sequence[Sale]:
        return self.scope.sales[:8]


@registry.register("pinned_shop")
class PinnedShop(Component):
    shop: str
    period: Period

    @property
    def revenue(self) -> str:
        return _shown(measured(Scope(self.period, shop=self.shop).sales, "revenue"), "revenue")

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


def _shown(value: int, measure: Measure) -> str:
    return f"€ {value:,}" if measure == "revenue" else f"{value:,}"


def _average(sales: Sequence[Sale]) -> int:
    return round(measured(sales, "revenue") / len(sales)) if sales else 0


PARTS: Final[tuple[type[Component], ...]] = (
    SalesTotals,
    SalesTrend,
    SalesPlaces,
    SalesProducts,
    SalesForecast,
    SalesOrders,
    PinnedShop,
    CardNotes,
)
