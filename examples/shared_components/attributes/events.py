"""Events that the browser sends, and what goes along with them."""

from typing import Annotated

from component_framework.core import Component, Writable, registry

SIZES = ("Small", "Medium", "Large")
FRUIT = ("Apple", "Apricot", "Banana", "Cherry", "Fig", "Grape", "Melon", "Peach", "Pear", "Plum")


def fruit_like(query: str) -> list[str]:
    return [name for name in FRUIT if query.strip().lower() in name.lower()]


@registry.register("example_click")
class ExampleClick(Component):
    clicks: int = 0

    def on_add(self) -> None:
        self.clicks += 1


@registry.register("example_submit")
class ExampleSubmit(Component):
    guests: list[str] = []

    def on_invite(self, guest: str, with_cake: bool = False) -> None:
        self.guests = [f"{guest}, with cake" if with_cake else guest, *self.guests][:3]


@registry.register("example_input")
class ExampleInput(Component):
    text: str = ""

    def on_measure(self, text: str = "") -> None:
        self.text = text


@registry.register("example_change")
class ExampleChange(Component):
    size: str = "Medium"
    sizes = property(lambda self: SIZES)

    def on_choose(self, size: str) -> None:
        self.size = size


@registry.register("example_keys")
class ExampleKeys(Component):
    note: str = ""
    saved: int = 0
    query: str = ""

    @property
    def found(self) -> list[str]:
        return fruit_like(self.query)[:3]

    def on_save(self, note: str = "") -> None:
        self.note = note
        self.saved += 1

    def on_find(self, query: str = "") -> None:
        self.query = query


@registry.register("example_focus")
class ExampleFocus(Component):
    plate: str = ""
    hint: str = "Nothing to say yet."

    def on_explain(self, plate: str = "") -> None:
        self.hint = "Two letters and three digits, as in AB 123."

    def on_check(self, plate: str = "") -> None:
        letters, _, digits = plate.strip().partition(" ")
        fits = len(letters) == 2 and letters.isalpha() and len(digits) == 3 and digits.isdecimal()
        self.plate = plate
        self.hint = "That is a good one." if fits else "That is not one yet."


@registry.register("example_on")
class ExampleOn(Component):
    opened: int = 0
    eyes: list[int] = []

    def on_toggled(self) -> None:
        self.opened += 1

    def on_rolled(self, eyes: int) -> None:
        self.eyes = [*self.eyes, eyes][-6:]


@registry.register("example_window")
class ExampleWindow(Component):
    is_lit: bool = False

    def on_switch(self) -> None:
        self.is_lit = not self.is_lit


@registry.register("example_outside")
class ExampleOutside(Component):
    is_open: bool = False
    chosen: str = "nothing"

    def on_toggle(self) -> None:
        self.is_open = not self.is_open

    def on_close(self) -> None:
        self.is_open = False

    def on_choose(self, what: str) -> None:
        self.chosen = what
        self.is_open = False


@registry.register("example_args")
class ExampleArgs(Component):
    total: int = 0

    def on_add(self, amount: int = 1) -> None:
        self.total += amount

    def on_add_all(self, amounts: list[int]) -> None:
        self.total += sum(amounts)


@registry.register("example_model")
class ExampleModel(Component):
    name: Annotated[str, Writable()] = "Ada"
    loud: Annotated[bool, Writable()] = False

    @property
    def greeting(self) -> str:
        words = f"Hello, {self.name or 'whoever you are'}!"
        return words.upper() if self.loud else words
