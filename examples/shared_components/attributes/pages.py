"""What belongs to the page: what updates leave alone, and the page's own scripts (shared_static/attributes.js)."""

from component_framework.core import Component, registry


@registry.register("example_key")
class ExampleKey(Component):
    names: list[str] = ["Ada", "Grace", "Hedy"]

    def on_turn(self) -> None:
        self.names = [*self.names[1:], self.names[0]]


@registry.register("example_ignore")
class ExampleIgnore(Component):
    renders: int = 1

    @property
    def is_even(self) -> bool:
        return self.renders % 2 == 0

    def on_again(self) -> None:
        self.renders += 1


@registry.register("example_hook")
class ExampleHook(Component):
    bars: list[int] = [3, 5, 2]
    picked: int = 0

    def on_grow(self) -> None:
        self.bars = [*self.bars[1:], self.bars[-1] % 7 + 1]

    def on_pick(self, height: int) -> None:
        self.picked = height


@registry.register("example_scripts")
class ExampleScripts(Component):
    heard: str = "nothing"

    def on_hear(self, words: str) -> None:
        self.heard = words
        self.emit("example-heard", {"words": words, "letters": len(words)})
