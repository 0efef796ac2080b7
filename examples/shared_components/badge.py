"""A preview that follows every letter, and gets in the way of none."""

from typing import Annotated, Final, Literal

from component_framework.core import Component, Writable, registry

Colour = Literal["green", "blue", "amber"]
NEXT: Final[dict[Colour, Colour]] = {"green": "blue", "blue": "amber", "amber": "green"}


@registry.register("badge")
class Badge(Component):
    nickname: Annotated[str, Writable()] = ""
    motto: Annotated[str, Writable()] = ""
    colour: Colour = "green"

    @property
    def initials(self) -> str:
        return "".join(word[0] for word in self.nickname.split()[:2]).upper() or "?"

    @property
    def letters(self) -> int:
        return len(self.nickname) + len(self.motto)

    def on_recolour(self) -> None:
        self.colour = NEXT[self.colour]
