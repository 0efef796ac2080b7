"""A form whose fields depend on each other, with errors beside them: none before it helps, all once it is sent."""

import re
from typing import Annotated, Final, Literal

from component_framework.core import Component, Writable, registry

EMAIL: Final = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
CITIES: Final = {
    "Austria": ["Graz", "Linz", "Vienna"],
    "Germany": ["Berlin", "Hamburg", "Munich"],
    "Switzerland": ["Basel", "Geneva", "Zurich"],
}
WORKSHOPS: Final = {
    "Friday": ["Types that pay", "Queues by hand"],
    "Saturday": ["Tests that last", "Maps from open data"],
    "Sunday": ["Your first component"],
}


@registry.register("signup")
class Signup(Component):
    full_name: Annotated[str, Writable()] = ""
    email: Annotated[str, Writable()] = ""
    age: Annotated[int | None, Writable()] = None
    country: Annotated[Literal["Austria", "Germany", "Switzerland"] | None, Writable()] = None
    city: Annotated[str | None, Writable()] = None
    days: Annotated[list[Literal["Friday", "Saturday", "Sunday"]], Writable()] = []
    workshops: Annotated[list[str], Writable()] = []
    employer: Annotated[str | None, Writable()] = None  # None for nobody's
    wishes: Annotated[str, Writable()] = ""
    touched: list[str] = []  # fields that were left: their errors help by now
    was_sent: bool = False
    is_accepted: bool = False

    @property
    def countries(self) -> list[str]:
        return [*CITIES]

    @property
    def all_days(self) -> list[str]:
        return [*WORKSHOPS]

    @property
    def cities(self) -> list[str]:
        return CITIES.get(self.country or "", [])

    @property
    def offers(self) -> list[str]:
        return [workshop for day, workshops in WORKSHOPS.items() if day in self.days for workshop in workshops]

    @property
    def problems(self) -> dict[str, str]:
        """What keeps the form from being accepted, by field; "" where it is fine."""
        return {
            "full_name": "" if self.full_name.strip() else "Please tell us your name.",
            "email": "" if EMAIL.fullmatch(self.email) else "That is no e-mail address.",
            "age": "" if self.age is None or 16 <= self.age <= 120 else "You can come from 16 on.",
            "country": "" if self.country else "Where do you come from?",
            "city": "" if self.city or not self.country else "Which city is nearest to you?",
            "days": "" if self.days else "Choose one day at least.",
        }

    @property
    def shown(self) -> dict[str, str]:
        """The problems that the visitor should see by now."""
        return {field: text * (self.was_sent or field in self.touched) for field, text in self.problems.items()}

    @property
    def held(self) -> dict[str, str]:
        """The values of the fields, as Python writes them."""
        names = ("age", "country", "city", "days", "workshops", "employer", "wishes")
        return {name: repr(self.state[name]) for name in names}

    def before_render(self) -> None:
        """What depends on another choice follows it."""
        self.city = self.city if self.city in self.cities else None
        self.workshops = [workshop for workshop in self.workshops if workshop in self.offers]

    def on_touch(self, field: Literal["full_name", "email", "age"]) -> None:
        if field not in self.touched:
            self.touched.append(field)

    def on_submit(self) -> None:
        self.was_sent = True
        self.is_accepted = not any(self.problems.values())

    def on_start_over(self) -> None:
        for name in self.state:
            self.state[name] = getattr(Signup, name)
