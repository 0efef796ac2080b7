"""Dialogs that the server opens and closes, and where the focus goes."""

from component_framework.core import Component, registry


@registry.register("example_modal")
class ExampleModal(Component):
    title: str = "Untitled"
    is_open: bool = False

    def on_open(self) -> None:
        self.is_open = True

    def on_close(self) -> None:
        self.is_open = False

    def on_rename(self, title: str) -> None:
        self.title = title
        self.is_open = False


@registry.register("example_trap")
class ExampleTrap(Component):
    is_open: bool = False
    answer: str = "not asked yet"

    def on_ask(self) -> None:
        self.is_open = True

    def on_answer(self, answer: str) -> None:
        self.answer = answer
        self.is_open = False


@registry.register("example_refocus")
class ExampleRefocus(Component):
    fruits: list[str] = ["Apple", "Pear", "Plum"]

    def on_eat(self, fruit: str) -> None:
        self.fruits = [one for one in self.fruits if one != fruit]

    def on_restock(self) -> None:
        self.fruits = ["Apple", "Pear", "Plum"]
