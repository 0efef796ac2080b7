"""A list over a query: searched, sorted and turned by the page's address."""

from functools import cached_property
from typing import Annotated, Final, Literal
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet
from pydantic import StringConstraints

from component_framework.core import Component, Url, registry
from django_example.demo_app.models import Customer

PER_PAGE: Final = 8
Sort = Literal["name", "-name", "city", "-city", "orders", "-orders"]
SORTABLE: Final = {"name": "Name", "city": "City", "orders": "Orders"}


@registry.register("customer_list")
class CustomerList(Component):
    search: Annotated[str, StringConstraints(max_length=80), Url(replace=True)] = ""
    sort: Annotated[Sort, Url()] = "name"
    page: Annotated[int, Url()] = 1  # one that there is not shows the nearest

    @property
    def found(self) -> QuerySet[Customer]:
        customers = Customer.objects.annotate(order_count=Count("orders"))
        for word in self.search.split():
            customers = customers.filter(Q(name__icontains=word) | Q(email__icontains=word) | Q(city__icontains=word))
        return customers.order_by(self.sort.replace("orders", "order_count"), "name", "pk")

    @cached_property
    def customers(self) -> Page[Customer]:
        return Paginator(self.found, PER_PAGE).get_page(self.page)

    @property
    def columns(self) -> list[dict[str, str]]:
        """The heads: their labels, the direction in which each sorts, and what a click makes of it."""
        return [self._column(name, label) for name, label in SORTABLE.items()]

    @property
    def turns(self) -> list[dict[str, str | int]]:
        """Where to turn from this page."""
        shown = self.customers
        numbers = {
            "Previous": shown.number - 1 if shown.has_previous() else 0,
            "Next": shown.number + 1 if shown.has_next() else 0,
        }
        return [
            {"label": label, "page": page, "address": self._link(self.sort, page)} for label, page in numbers.items()
        ]

    def on_find(self, search: Annotated[str, StringConstraints(max_length=80)] = "") -> None:
        self.search, self.page = search, 1

    def on_order(self, sort: Sort) -> None:
        self.sort, self.page = sort, 1

    def on_turn(self, page: int) -> None:
        self.page = page

    def _column(self, name: str, label: str) -> dict[str, str]:
        direction = {name: "ascending", f"-{name}": "descending"}.get(self.sort, "none")
        sort = f"-{name}" if direction == "ascending" else name
        return {"label": label, "direction": direction, "sort": sort, "address": self._link(sort, 1)}

    def _link(self, sort: str, page: int) -> str:
        """A link to the list as it would be then, for browsers without script."""
        return "?" + urlencode({"search": self.search, "sort": sort, "page": page})
