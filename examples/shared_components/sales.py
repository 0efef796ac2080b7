"""Made sales of twelve shops: the same at each start."""

import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache
from typing import Final, Literal

Period = Literal["week", "month", "quarter"]
Region = Literal["North", "East", "South", "West"]
Measure = Literal["revenue", "orders"]

TODAY: Final = date(2026, 3, 31)
DAYS: Final[Mapping[Period, int]] = {"week": 7, "month": 30, "quarter": 91}
SHOPS: Final[Mapping[Region, Sequence[str]]] = {
    "North": ("Bergen", "Tampere", "Uppsala"),
    "East": ("Brno", "Graz", "Kraków"),
    "South": ("Naples", "Porto", "Seville"),
    "West": ("Cork", "Ghent", "Nantes"),
}
_PRICES: Final = {"Desk lamp": 59, "Oak stool": 128, "Wool blanket": 89, "Teapot": 42, "Shelf": 175, "Mirror": 210}
_PRICES_OF_LESS: Final = {"Candle": 12, "Vase": 35, "Coat rack": 74, "Doormat": 24}
_BUYERS: Final = "Ada Alan Edsger Emmy Grace Hedy Ida Kurt Lise Niklaus Sofia Tony".split()


@dataclass(frozen=True)
class Sale:
    """One order of one product, `amount` in euros."""

    id: int
    day: date
    region: Region
    shop: str
    product: str
    buyer: str
    amount: int

    @property
    def date(self) -> str:
        return day_name(self.day)


@dataclass(frozen=True)
class Scope:
    """What is looked at: a time up to today, and all shops, those of a region, or one."""

    period: Period = "month"
    region: Region | Literal[""] = ""
    shop: str = ""

    @property
    def sales(self) -> Sequence[Sale]:
        return _sales_in(self, 0)

    @property
    def earlier(self) -> Sequence[Sale]:
        """Those of as many days before."""
        return _sales_in(self, 1)


def day_name(day: date) -> str:
    """As in "5 Mar"."""
    return f"{day.day} {day:%b}"


def measured(sales: Sequence[Sale], measure: Measure) -> int:
    """The revenue in euros, or the number of orders."""
    return sum(sale.amount for sale in sales) if measure == "revenue" else len(sales)


def shown(value: int, measure: Measure) -> str:
    """What was measured, as in "€ 1,200"."""
    return f"€ {value:,}" if measure == "revenue" else f"{value:,}"


def by_place(scope: Scope, measure: Measure) -> dict[str, int]:
    """The regions, or the shops of the region that is looked at, with what each has sold."""
    found = Counter(dict.fromkeys(SHOPS[scope.region] if scope.region else SHOPS, 0))
    for sale in Scope(scope.period, scope.region).sales:
        found[sale.shop if scope.region else sale.region] += sale.amount if measure == "revenue" else 1
    return dict(found)


@cache
def _all_sales() -> Sequence[Sale]:
    """The latest first."""
    return list(_made(random.Random(8)))  # noqa: S311  # made data


@lru_cache(256)
def _sales_in(scope: Scope, back: int) -> Sequence[Sale]:
    days = DAYS[scope.period]
    last = TODAY - timedelta(days * back)
    first = last - timedelta(days - 1)
    return [
        sale
        for sale in _all_sales()
        if first <= sale.day <= last and scope.region in ("", sale.region) and scope.shop in ("", sale.shop)
    ]


def _made(pick: random.Random) -> Iterator[Sale]:
    prices = _PRICES | _PRICES_OF_LESS
    places = [(region, shop, pick.uniform(1, 4)) for region, shops in SHOPS.items() for shop in shops]
    number = 20_000
    for back in range(2 * max(DAYS.values())):
        day = TODAY - timedelta(back)
        busy = (1.6 if day.weekday() == 5 else 0.4 if day.weekday() == 6 else 1) * (1 - back / 500)
        for region, shop, size in places:
            for _ in range(round(size * busy * pick.uniform(0.5, 1.5))):
                product = pick.choices([*prices], [1 / (3 + place) for place in range(len(prices))])[0]
                amount = prices[product] * pick.choice((1, 1, 1, 2, 3))
                yield Sale(number, day, region, shop, product, pick.choice(_BUYERS), amount)
                number -= 1
