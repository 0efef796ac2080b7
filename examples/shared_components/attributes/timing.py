"""Events that wait, that are asked about, or that nobody has to cause."""

from component_framework.core import Component, registry
from shared_components.attributes.events import fruit_like


@registry.register("example_debounce")
class ExampleDebounce(Component):
    query: str = ""
    searches: int = 0

    @property
    def found(self) -> list[str]:
        return fruit_like(self.query)[:4]

    def on_search(self, query: str = "") -> None:
        self.query = query
        self.searches += 1


@registry.register("example_throttle")
class ExampleThrottle(Component):
    volume: int = 30
    heard: int = 0

    def on_turn(self, volume: int) -> None:
        self.volume = volume
        self.heard += 1


@registry.register("example_flags")
class ExampleFlags(Component):
    last: str = "nothing"

    def on_note(self, what: str) -> None:
        self.last = what


@registry.register("example_confirm")
class ExampleConfirm(Component):
    letters: int = 3

    def on_burn(self) -> None:
        self.letters = 0

    def on_write(self) -> None:
        self.letters = 3


@registry.register("example_poll")
class ExamplePoll(Component):
    asked: int = 0
    is_watching: bool = True

    def on_look(self) -> None:
        self.asked += 1

    def on_switch(self) -> None:
        self.is_watching = not self.is_watching


@registry.register("example_lazy")
class ExampleLazy(Component):
    seen: str = ""
    idle: str = ""

    def on_load(self) -> None:
        self.seen = "Here it is."

    def on_prepare(self) -> None:
        self.idle = "Ready before you asked."
