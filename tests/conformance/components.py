"""What behaves: components without any framework, imported unchanged by every adapter."""

import asyncio
import json
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from component_framework.core import (
    Component,
    ConflictError,
    Html,
    MemoryStateStore,
    NotFoundError,
    Stream,
    Url,
    Writable,
    anyone,
    registry,
    requires,
    signed_in,
)

SECRET = "hunter2 in /srv/app"


class Conforming(Component):
    """Renders with whatever engine the run sets; every engine has this one template."""

    template_name = "components/conforming.html"

    @property
    def report(self) -> str:
        """The state as Python sees it, for a test to read from the page."""
        return json.dumps({name: shown(value) for name, value in self.state.items()})


def shown(value: object) -> str:
    """The `repr`; that of a moment depends on which class of time zone it has, though they are equal."""
    return f"datetime {value.isoformat()}" if isinstance(value, datetime) else repr(value)


@registry.register("conforming_named")
class Named(Conforming):
    """Has the template of its name."""

    template_name = ""


@registry.register("conforming_list")
class Listed(Conforming):
    """Brings rows that only the page has."""

    template_name = ""
    looks: int = 0
    rows = Stream[str](limit=-3)

    def mount(self) -> None:
        self.rows.append("b", "c")
        self.rows.prepend("a", "<")

    def on_more(self, first: str, second: str) -> None:
        self.rows.append(first)
        self.rows.insert(1, second, limit=4)
        self.rows.remove("a")

    async def on_only(self, row: str) -> None:
        self.rows.reset([row])

    def on_look(self) -> None:
        self.looks += 1


class Logged(Conforming):
    log: list[str] = []

    def note(self, what: str) -> None:
        self.log = [*self.log, what]


@registry.register("conforming_steps")
class Steps(Logged):
    def mount(self) -> None:
        self.note("mount")

    def hydrate(self, state: dict[str, Any]) -> None:
        self.note("hydrate")

    def on_act(self) -> None:
        self.note("act")

    def before_render(self) -> None:
        self.note("before_render")

    def get_context(self) -> dict[str, Any]:
        self.note("get_context")
        return {}

    def dehydrate(self) -> None:
        self.note("dehydrate")


@registry.register("conforming_async_steps")
class AsyncSteps(Logged):
    async def mount(self) -> None:
        await self.anote("mount")

    async def hydrate(self, state: dict[str, Any]) -> None:
        await self.anote("hydrate")

    async def on_act(self) -> None:
        await self.anote("act")

    async def before_render(self) -> None:
        await self.anote("before_render")

    async def get_context(self) -> dict[str, Any]:
        await self.anote("get_context")
        return {}

    async def dehydrate(self) -> None:
        await self.anote("dehydrate")

    async def anote(self, what: str) -> None:
        await asyncio.sleep(0)
        self.note(what)


@registry.register("conforming_params")
class Params(Conforming):
    count: int = 1
    double: int = 0
    texts: list[str] = []
    owner: str = ""

    def mount(self, factor: int = 2, label: str = "none") -> None:
        self.double = self.count * factor
        self.texts = [label]

    def on_forget(self) -> None:
        self.passing = "gone with this message"  # not declared

    def on_recall(self) -> None:
        self.texts = [getattr(self, "passing", "forgotten")]


class Size(Enum):
    SMALL = "s"
    LARGE = "l"


class Item(BaseModel):
    name: str
    size: Size = Size.SMALL


@registry.register("conforming_typed")
class Typed(Conforming):
    day: date = date(2026, 11, 23)
    moment: datetime = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)
    price: Decimal = Decimal("9.90")
    uid: UUID = UUID("12345678-1234-5678-1234-567812345678")
    size: Size = Size.LARGE
    item: Item = Item(name="a<b>")
    items: list[Item] = [Item(name="b", size=Size.LARGE)]
    numbers: dict[str, int] = {"one": 1}
    tags: set[str] = {"x"}
    nothing: int | None = None

    def mount(self) -> None:
        self.state["undeclared"] = {"kept": [1, None, "ü"]}

    def on_keep(self) -> None: ...

    def on_change(self) -> None:
        self.items = [*self.items, Item(name="c")]
        self.price += Decimal("0.10")


@registry.register("conforming_ledger")
class Ledger(Conforming):
    total: int = 0
    title: Annotated[str, Writable()] = ""
    limit: Annotated[int | None, Writable()] = 5
    seen: list[str] = []

    def on_add(self, amount: int = 1) -> None:
        self.total += amount

    async def on_add_later(self, amount: int = 1) -> None:
        await asyncio.sleep(0)
        self.total += amount

    def on_save(self, title: str, tags: list[str]) -> None:
        self.title, self.seen = title, tags

    def on_pay(self, status: Literal["new", "paid"], day: date, note: str | None = None) -> None:
        self.seen = [status, repr(day), repr(note)]

    def on_fail(self) -> None:
        raise ValueError(SECRET)

    async def on_fail_later(self) -> None:
        raise ValueError(SECRET)

    def on_trip(self) -> None:
        raise TypeError("on_trip() got an unexpected keyword argument 'amount'")

    def on_miss(self) -> None:
        raise NotFoundError(SECRET)

    def on_clash(self) -> None:
        raise ConflictError(SECRET)

    def on_tell(self) -> None:
        self.emit("told", {"total": self.total})
        self.push_url("/ledger/?total=1")

    def on_leave(self) -> None:
        self.emit("left")
        self.redirect("/größe/")

    def on_guide(self) -> None:
        self.focus("input")
        self.scroll_to(block="center")
        self.open_dialog("dialog")
        self.close_dialog("#größe")
        self.set_title("<Ledger>")

    def on_export(self) -> None:
        self.download("/ledger.csv", filename="../größe.csv")
        self.download_file("total.txt", str(self.total), media_type="text/plain")

    def on_leave_site(self) -> None:
        self.redirect("//evil.example/")

    def on__inner(self) -> None:
        raise AssertionError("names with an underscore are no events")

    def helper(self) -> None:
        raise AssertionError("only on_* methods are events")


done: list[str] = []
"""What the handlers of `Diary` were given, by whoever sent it."""


@registry.register("conforming_diary")
class Diary(Conforming):
    def on_write(self, text: str = "") -> None:
        done.append(text)

    async def on_write_later(self, text: str = "") -> None:
        await asyncio.sleep(0)
        done.append(text)

    def on_write_and_miss(self, text: str = "") -> None:
        done.append(text)
        raise NotFoundError(SECRET)

    def on_write_and_fail(self, text: str = "") -> None:
        done.append(text)
        raise ValueError(SECRET)


@registry.register("conforming_listing")
class Listing(Ledger):
    show: Annotated[Literal["all", "open"], Url()] = "all"
    page: Annotated[int, Url(name="p", replace=True), Field(ge=1)] = 1
    tags: Annotated[list[str], Url()] = []
    at_mount: str = ""

    def mount(self) -> None:
        self.at_mount = f"{self.show} {self.page}"

    def on_show(self, show: Literal["all", "open"], page: int = 1) -> None:
        self.show, self.page = show, page

    def on_tag(self) -> None:
        self.tags.append("größe & <b>")

    def on_turn(self) -> None:
        self.page += 1


@registry.register("conforming_stored_listing")
class StoredListing(Listing):
    state_store = MemoryStateStore()


@registry.register("conforming_hidden_listing")
class HiddenListing(Listing):
    encrypted = True


@registry.register("conforming_stored")
class Stored(Ledger):
    state_store = MemoryStateStore()


@registry.register("conforming_hidden")
class Hidden(Ledger):
    encrypted = True


@registry.register("conforming_open")
class Open(Ledger):
    mountable = True

    def mount(self, start: int = 0) -> None:
        self.total = start


def is_alice(component: Any) -> bool:
    return component.user is not None and component.user.username == "alice"


async def is_alice_later(component: Any) -> bool:
    await asyncio.sleep(0)
    return is_alice(component)


def raises(component: Any) -> bool:
    raise LookupError(SECRET)


@requires(signed_in)
@registry.register("conforming_members")
class Members(Ledger):
    who: str = ""

    def before_render(self) -> None:
        self.who = self.user.username

    @requires(is_alice)
    def on_reset(self) -> None:
        self.total = 0

    @requires(is_alice_later)
    def on_reset_later(self) -> None:
        self.total = 0

    @requires(raises)
    def on_guess(self) -> None:
        self.total = 0


@requires(is_alice_later)
@registry.register("conforming_private")
class Private(Ledger):
    pass


banned: set[str] = set()
"""Whose permission for the board is gone."""


@requires(lambda component: component.user is None or component.user.username not in banned)
@registry.register("conforming_board")
class Board(Conforming):
    room: str = ""
    posts: int = 0

    def get_watches(self) -> list[object]:
        return [self.room] if self.room else []

    def on_note(self) -> None:
        self.posts += 1

    def on_post(self) -> None:
        self.posts += 1
        self.refresh(self.room)


@requires(anyone)
@registry.register("conforming_texts")
class Texts(Conforming):
    text: str = """<script>alert("1")</script>&'"""

    def get_context(self) -> dict[str, Any]:
        return {"text": self.text, "markup": Html("<b>bold</b>")}
