"""What is attacked: components without any framework, so that every adapter serves the same ones.

`effects` counts what handlers did. After an attack that was refused it is empty.
"""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel

from component_framework.core import Component, MemoryStateStore, Writable, registry, requires, signed_in
from component_framework.core.markup import escape

effects: list[str] = []
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


@registry.register("other")
class Other(Victim):
    pass


@registry.register("hidden")
class Hidden(Victim):
    encrypted = True


@registry.register("kept")
class Kept(Victim):
    state_store = MemoryStateStore()


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
