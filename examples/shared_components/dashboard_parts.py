"""What stands in the cards of the dashboard, beside its chart."""

from collections import Counter, deque
from collections.abc import Sequence
from typing import Any, ClassVar, Literal
from urllib.parse import urlencode

from component_framework.core import registry
from shared_components.dashboard_events import PlacePicked
from shared_components.sales import DAYS, Region, Sale, by_place, measured, shown
from shared_components.sales_part import SalesPart


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
        return {
            "name": name,
            "value": shown(value, self.measure),
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
        return [(product, shown(value, self.measure)) for product, value in best]

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
        return shown(round(measured(self.scope.sales, self.measure) * 7.3 / DAYS[self.period]), self.measure)


@registry.register("sales_orders")
class SalesOrders(SalesPart):
    placeholder_template = "components/sales_placeholder.html"

    @property
    def latest(self) -> Sequence[Sale]:
        return self.scope.sales[:8]


def _average(sales: Sequence[Sale]) -> int:
    return round(measured(sales, "revenue") / len(sales)) if sales else 0
