"""A dashboard: cards that are moved, closed and brought back, round parts that live on."""

from dataclasses import dataclass
from typing import Annotated, Final, Literal
from urllib.parse import urlencode

from component_framework.core import Component, Url, listens, registry
from shared_components.dashboard_events import MeasureChosen, PlacePicked, Refreshed, Unpinned
from shared_components.dashboard_notes import CardNotes, PinnedShop
from shared_components.dashboard_parts import SalesForecast, SalesOrders, SalesPlaces, SalesProducts, SalesTotals
from shared_components.sales import SHOPS, Measure, Period, Region
from shared_components.sales_trend import SalesTrend

CardName = Literal["sales_trend", "sales_places", "sales_products", "sales_forecast", "sales_orders"]
PERIODS: Final[dict[Period, str]] = {"week": "7 days", "month": "30 days", "quarter": "13 weeks"}


@dataclass(frozen=True)
class Card:
    """What stands in a card: the component of that name, put off where `lazy` says so."""

    name: CardName
    title: str
    lazy: Literal["", "view", "load"] = ""
    takes_notes: bool = True
    is_wide: bool = False


CARDS: Final = {
    card.name: card
    for card in (
        Card("sales_trend", "Day by day"),
        Card("sales_places", "Where"),
        Card("sales_products", "What sells"),
        Card("sales_forecast", "Next week", lazy="load", takes_notes=False),
        Card("sales_orders", "Latest orders", lazy="view", is_wide=True),
    )
}


@registry.register("dashboard_card")
class DashboardCard(Component):
    static = True
    name: str = ""
    title: str = ""
    is_wide: bool = False


@registry.register("dashboard")
class Dashboard(Component):
    period: Annotated[Period, Url()] = "month"
    region: Annotated[Region | Literal[""], Url()] = ""
    shop: Annotated[str, Url()] = ""
    measure: Annotated[Measure, Url()] = "revenue"
    cards: list[CardName] = list(CARDS)
    pinned: list[str] = []

    def before_render(self) -> None:
        if not self.region or self.shop not in SHOPS[self.region]:  # an address is anybody's to write
            self.shop = ""

    @property
    def can_pin(self) -> bool:
        return bool(self.shop) and self.shop not in self.pinned

    @property
    def shown(self) -> list[Card]:
        return [CARDS[name] for name in self.cards]

    @property
    def closed(self) -> list[Card]:
        return [card for name, card in CARDS.items() if name not in self.cards]

    @property
    def periods(self) -> list[dict[str, str]]:
        """The choices, each with a link for browsers without script."""
        return [{"name": name, "label": label, "address": self._link(period=name)} for name, label in PERIODS.items()]

    @property
    def path(self) -> list[dict[str, str]]:
        """The way up from here, this place last."""
        places = [("All regions", "", ""), (self.region, self.region, ""), (self.shop, self.region, self.shop)]
        return [
            {"label": label, "region": region, "shop": shop, "address": self._link(region=region, shop=shop)}
            for label, region, shop in places
            if label
        ]

    def on_choose(self, period: Period) -> None:
        self.period = period

    def on_go(self, region: Region | Literal[""], shop: str = "") -> None:
        self.region, self.shop = region, shop

    def on_move(self, name: CardName, by: Literal[-1, 1]) -> None:
        place = self.cards.index(name) if name in self.cards else -1
        if place >= 0 and 0 <= place + by < len(self.cards):
            self.cards.insert(place + by, self.cards.pop(place))

    def on_close(self, name: CardName) -> None:
        self.cards = [card for card in self.cards if card != name]

    def on_bring(self, name: CardName) -> None:
        if name not in self.cards:
            self.cards.append(name)

    def on_pin(self) -> None:
        if self.can_pin:
            self.pinned.append(self.shop)

    def on_refresh(self) -> None:
        self.tell_page(Refreshed())

    @listens(PlacePicked)
    def drill(self, picked: PlacePicked) -> None:
        self.region, self.shop = picked.region, picked.shop

    @listens(MeasureChosen)
    def show(self, chosen: MeasureChosen) -> None:
        self.measure = chosen.measure

    @listens(Unpinned)
    def forget(self, unpinned: Unpinned) -> None:
        self.pinned = [shop for shop in self.pinned if shop != unpinned.shop]

    def _link(self, **changed: str) -> str:
        here = {"period": self.period, "region": self.region, "shop": self.shop, "measure": self.measure}
        return "?" + urlencode({name: value for name, value in {**here, **changed}.items() if value})


DASHBOARD: Final[tuple[type[Component], ...]] = (
    Dashboard,
    DashboardCard,
    SalesTotals,
    SalesTrend,
    SalesPlaces,
    SalesProducts,
    SalesForecast,
    SalesOrders,
    PinnedShop,
    CardNotes,
)
"""All classes of the page."""
