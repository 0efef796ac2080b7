"""A list in an order of one's own: rows move, and take along what is open, typed or running in them."""

from dataclasses import dataclass
from typing import Annotated, Final

from component_framework.core import Component, Writable, registry


@dataclass(frozen=True)
class Talk:
    id: str
    title: str
    speaker: str
    minutes: int
    about: str


TALKS: Final = {
    talk.id: talk
    for talk in (
        Talk("types", "Types that pay", "Mina Okafor", 45, "Where annotations find the bug, and where they only cost."),
        Talk("queues", "Queues by hand", "Jonas Lind", 30, "What a task queue does, in two hundred lines."),
        Talk("tests", "Tests that last", "Ruth Amsel", 60, "A suite that is still read after five years."),
        Talk("maps", "Maps from open data", "Teo Marin", 20, "From a download to a map on paper."),
        Talk("first", "Your first component", "Ida Berg", 25, "A class, a template, and nothing else."),
    )
}


@registry.register("programme")
class Programme(Component):
    chosen: list[str] = ["types", "queues", "tests"]  # ids, in the visitor's order
    search: Annotated[str, Writable()] = ""
    is_adding: bool = False
    leaving: str | None = None  # the talk about which the dialog asks

    @property
    def talks(self) -> list[Talk]:
        return [TALKS[one] for one in self.chosen]

    @property
    def others(self) -> list[Talk]:
        wanted = self.search.strip().lower()
        return [talk for talk in TALKS.values() if talk.id not in self.chosen and wanted in talk.title.lower()]

    @property
    def minutes(self) -> int:
        return sum(talk.minutes for talk in self.talks)

    @property
    def lengths(self) -> str:
        """For the drawing: "45 30 60"."""
        return " ".join(str(talk.minutes) for talk in self.talks)

    @property
    def question(self) -> Talk | None:
        return TALKS[self.leaving] if self.leaving in self.chosen else None

    def on_move(self, id: str, by: int) -> None:
        if id in self.chosen:
            place = self.chosen.index(id) + by
            self.chosen.remove(id)
            self.chosen.insert(max(place, 0), id)

    def on_reverse(self) -> None:
        self.chosen.reverse()

    def on_open(self) -> None:
        self.is_adding = True

    def on_close(self) -> None:
        self.is_adding, self.search = False, ""

    def on_add(self, id: str) -> None:
        if id in TALKS and id not in self.chosen:
            self.chosen.append(id)

    def on_ask(self, id: str) -> None:
        self.leaving = id

    def on_keep(self) -> None:
        self.leaving = None

    def on_remove(self, id: str) -> None:
        self.leaving = None
        self.chosen = [other for other in self.chosen if other != id]
