"""What is attacked: components without any framework, so that every adapter serves the same ones.

`effects` counts what handlers did. After an attack that was refused it is empty.
"""

import asyncio
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel

from component_framework.core import (
    Component,
    ComponentEvent,
    ForbiddenError,
    FormComponent,
    MemoryStateStore,
    NotFoundError,
    Upload,
    Url,
    Writable,
    listens,
    registry,
    requires,
    signed_in,
)
from component_framework.core.children import Wanted, show_nested
from component_framework.core.markup import Html, attributes, escape
from component_framework.core.nest import current_parent
from component_framework.core.slots import given_slots

effects: list[str] = []
rights: set[str] = set()
"""What the permission of `guarded` lets through at this moment."""
ORDERS = {1: "alice", 2: "bob"}
SECRET = "hunter2 in /srv/app"


class PlainRenderer:
    """The state as text, whatever the template."""

    def render(self, template_name: str, context: Mapping[str, Any]) -> str:
        return f"<section>{escape(dict(context['state']))}</section>"


class Item(BaseModel, extra="forbid"):
    name: str = ""
    size: int = 1


class Victim(Component):
    renderer = PlainRenderer()
    template_name = "none"

    total: int = 0
    title: Annotated[str, Writable()] = ""
    is_admin: bool = False
    price: int = 5
    item: Item = Item()

    def on_add(self, qty: int) -> None:
        effects.append("add")
        self.total += qty

    def on_scale(self, factor: float) -> None:
        effects.append("scale")

    def on_pay(self, status: Literal["new", "paid"]) -> None:
        effects.append("pay")

    def on_note(self, text: str) -> None:
        effects.append("note")
        self.title = text

    def on_replace(self, item: Item) -> None:
        effects.append("replace")
        self.item = item

    def on_sum(self, numbers: list[int]) -> None:
        effects.append("sum")

    def on_view(self) -> None:
        effects.append("view")

    def on_delete(self) -> None:
        effects.append("delete")

    def on_trip(self) -> None:
        """Fails as a wrong call of a function would."""
        raise TypeError(f"on_trip() got an unexpected keyword argument 'amount': {SECRET}")

    def on__inner(self) -> None:
        effects.append("inner")

    def save_instance(self) -> None:
        effects.append("save_instance")

    def disconnect_all(self) -> None:
        effects.append("disconnect_all")


@registry.register("victim")
class RegisteredVictim(Victim):
    pass


@registry.register("endless")
class Endless(Component):
    renderer = PlainRenderer()
    template_name = "none"

    async def on_hang(self) -> None:
        try:
            await asyncio.Event().wait()
        finally:
            effects.append("let go")

    async def on_add(self) -> None:
        effects.append("add")


@registry.register("other")
class Other(Victim):
    pass


@registry.register("hidden")
class Hidden(Victim):
    encrypted = True


@registry.register("kept")
class Kept(Victim):
    state_store = MemoryStateStore()


@registry.register("watched")
class Watched(Victim):
    watches = ["attacked-orders"]

    def on_change(self) -> None:
        effects.append("change")
        self.refresh("attacked-orders")


@requires(signed_in)
@registry.register("members")
class Members(Victim):
    pass


@registry.register("open")
class Open(Victim):
    """The one that a browser may start by itself."""

    mountable = True

    def mount(self, limit: int = 10) -> None:
        effects.append("mount")


class Papers(BaseModel):
    paper: Upload


@registry.register("papers")
class PaperForm(FormComponent):
    renderer = PlainRenderer()
    schema = Papers
    template_name = "none"
    names: list[str] = []

    def on_submit(self) -> None:
        effects.append("submit")
        self.names = [self.validated_data["paper"].name]


class ErrorRenderer:
    """The state in an attribute and the reasons why fields were refused, as a template shows them."""

    def render(self, template_name: str, context: Mapping[str, Any]) -> str:
        texts = "".join(f"<i>{escape(name)}: {escape(why)}</i>" for name, why in context["errors"].items())
        return f"<section{attributes({'title': context['state']['title']})}>{texts}</section>"


@registry.register("fussy")
class Fussy(Victim):
    renderer = ErrorRenderer()

    def on_leave(self, to: str) -> None:
        effects.append("leave")
        self.redirect(to)

    def on_push(self, to: str) -> None:
        effects.append("push")
        self.push_url(to)

    def on_save(self, to: str) -> None:
        effects.append("save")
        self.download(to)

    def on_point(self, text: str) -> None:
        self.focus(text)
        self.set_title(text)
        self.download_file(text, text)


@registry.register("listing")
class Listing(Fussy):
    """Follows the page's address with three fields, and with no other."""

    title: Annotated[str, Url()] = ""
    show: Annotated[Literal["all", "open"], Url()] = "all"
    tags: Annotated[list[str], Url()] = []

    def on_count(self) -> None:
        effects.append(f"{self.show} {len(self.tags)} {self.price} {self.is_admin}")


@registry.register("listing_kept")
class KeptListing(Listing):
    state_store = MemoryStateStore()


@registry.register("listing_hidden")
class HiddenListing(Listing):
    encrypted = True


@registry.register("texts")
class Texts(Victim):
    """Its render() gives a text, which is no HTML until it says so."""

    mountable = True

    def render(self) -> str:
        return self.title


@registry.register("trusted")
class Trusted(Texts):
    def render(self) -> str:
        return Html("<section><b>bold</b></section>")


@registry.register("guarded")
class Guarded(Victim):
    @requires(lambda component: "delete" in rights)
    def on_delete(self) -> None:
        effects.append("delete")

    @requires(lambda component: 1 // 0)
    def on_view(self) -> None:
        effects.append("view")

    @requires(lambda component: "yes")
    def on_pay(self, status: str = "") -> None:
        effects.append("pay")


async def never(component: Any) -> bool:
    return False


@registry.register("guarded_async")
class GuardedAsync(Victim):
    @requires(never)
    def on_delete(self) -> None:
        effects.append("delete")

    @requires(never)
    async def on_view(self) -> None:
        effects.append("view")


@registry.register("order")
class Order(Victim):
    """Alice's order; whose the others are, and whether there are any, is nobody's to learn."""

    def on_open(self, number: int) -> None:
        if ORDERS.get(number) != "alice":
            raise NotFoundError(f"order {number}")
        effects.append("open")


class Told(ComponentEvent):
    title: str


@registry.register("teller")
class Teller(Victim):
    def on_say(self) -> None:
        self.tell_page(Told(title="said"))


@registry.register("hearer")
class Hearer(Victim):
    @listens(Told)
    def hear(self, told: Told) -> None:
        effects.append(f"heard {told.title}")


@registry.register("hearer_guarded")
class GuardedHearer(Victim):
    @listens(Told)
    @requires(lambda component: "hear" in rights)
    def hear(self, told: Told) -> None:
        effects.append("heard")


class NestRenderer:
    """A row for each of the numbers, as a tag in a template puts it there."""

    def render(self, template_name: str, context: Mapping[str, Any]) -> str:
        parent = current_parent.get()
        assert parent is not None
        slots = given_slots({"default": Html("<b>slot</b>")})
        rows = [
            show_nested(parent, Wanted(context["kind"], {"key": number, "number": number}, slots))
            for number in context["numbers"]
        ]
        return f"<section>{''.join(rows)}</section>"


@registry.register("holder")
class Holder(Component):
    renderer = NestRenderer()
    template_name = "none"
    numbers: list[int] = [1, 2]
    kind: str = "order_row"


@registry.register("order_row")
class OrderRow(Component):
    """One of `ORDERS`, for Alice only."""

    number: int

    def mount(self) -> None:
        if ORDERS.get(self.number) != "alice":
            raise NotFoundError(f"order {self.number}: {SECRET}")

    def params_changed(self, before: Mapping[str, Any]) -> None:
        self.mount()

    def render(self) -> str:
        effects.append(f"row {self.number}")
        return Html(f"<li>order {self.number} of {ORDERS[self.number]}{self._slots.default}</li>")


@registry.register("forbidden_row")
class ForbiddenRow(OrderRow):
    def mount(self) -> None:
        raise ForbiddenError(SECRET)
