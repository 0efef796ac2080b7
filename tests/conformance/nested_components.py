"""Components in components: boards with rows, panels with slots."""

from typing import Any

from component_framework.core import ComponentEvent, ForbiddenError, Html, listens, registry
from conformance.components import SECRET, Conforming


class Picked(ComponentEvent):
    title: str
    key: str


@registry.register("conforming_nest")
class Nest(Conforming):
    """Rows of the kind `row`, each with its key."""

    template_name = "components/conforming_nest.html"
    title: str = "one"
    keys: list[str | None] = ["a", "b"]
    row: str = "conforming_nest_row"
    when: str = ""
    told: str = ""

    def on_rename(self) -> None:
        self.title = "two"

    def on_turn(self) -> None:
        self.keys = self.keys[::-1]

    @listens(Picked)
    def hear(self, picked: Picked) -> None:
        self.told += picked.key


@registry.register("conforming_nest_same_keys")
class SameKeys(Nest):
    keys: list[str | None] = ["a", "a"]


@registry.register("conforming_nest_no_keys")
class NoKeys(Nest):
    keys: list[str | None] = [None, None]


@registry.register("conforming_nest_row")
class Row(Conforming):
    template_name = "components/conforming_nest_row.html"
    title: str = ""
    count: int = 0
    changed: str = ""

    def params_changed(self, before: Any) -> None:
        self.changed = f"was {before['title']}"

    def on_add(self) -> None:
        self.count += 1

    def on_pick(self) -> None:
        self.tell_parent(Picked(title=self.title, key=self.params["key"]))

    def on_call(self) -> None:
        self.tell_page(Picked(title=self.title, key=self.params["key"]))

    def on_leave(self) -> None:
        self.remove()

    @listens(Picked)
    def hear(self, picked: Picked) -> None:
        self.changed = f"heard {picked.key}"


@registry.register("conforming_nest_async_row")
class AsyncRow(Row):
    async def mount(self) -> None:
        self.count = 10

    async def on_add(self) -> None:  # type: ignore[override]
        self.count += 1


@registry.register("conforming_nest_failing")
class Failing(Row):
    def mount(self) -> None:
        if self.params["key"] == "a":
            raise ValueError(SECRET)


@registry.register("conforming_nest_forbidden")
class Forbidden(Row):
    def mount(self) -> None:
        if self.params["key"] == "a":
            raise ForbiddenError(SECRET)


@registry.register("conforming_nest_static")
class Static(Conforming):
    template_name = "components/conforming_nest_row.html"
    static = True
    title: str = ""
    count: int = 7
    changed: str = ""


@registry.register("conforming_panel")
class Panel(Conforming):
    template_name = "components/conforming_panel.html"
    turns: int = 0

    def on_turn(self) -> None:
        self.turns += 1


@registry.register("conforming_owner")
class Owner(Conforming):
    """Fills the slots of a panel in its template."""

    template_name = "components/conforming_owner.html"
    count: int = 0
    text: str = "<b>"

    def on_more(self) -> None:
        self.count += 1


@registry.register("conforming_given")
class Given(Owner):
    """Fills them in Python."""

    template_name = "components/conforming_given.html"

    def get_context(self) -> dict[str, Any]:
        return {"given": {"default": f"{self.count} & {self.text}", "foot": Html(f"<u>{self.count}</u>")}}
