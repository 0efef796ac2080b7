"""What is shown while the server takes its time. Here it does, so that there is something to see."""

import asyncio

from component_framework.core import Component, ForbiddenError, registry

MOMENT_S = 0.8


@registry.register("example_busy")
class ExampleBusy(Component):
    kept: int = 0
    dropped: int = 0

    async def on_keep(self) -> None:
        await asyncio.sleep(MOMENT_S)
        self.kept += 1

    async def on_drop(self) -> None:
        await asyncio.sleep(MOMENT_S)
        self.dropped += 1


@registry.register("example_disable")
class ExampleDisable(Component):
    paid: int = 0

    async def on_pay(self) -> None:
        await asyncio.sleep(MOMENT_S)
        self.paid += 1


@registry.register("example_loading")
class ExampleLoading(Component):
    saved: int = 0
    checked: int = 0

    async def on_save(self) -> None:
        await asyncio.sleep(MOMENT_S)
        self.saved += 1

    async def on_check(self) -> None:
        await asyncio.sleep(MOMENT_S)
        self.checked += 1


@registry.register("example_optimistic")
class ExampleOptimistic(Component):
    likes: int = 7
    is_starred: bool = False
    is_sent: bool = False
    tasks: list[str] = ["Feed the cat", "Water the plants"]

    @property
    def pressed(self) -> str:
        return "true" if self.is_starred else "false"

    @property
    def opposite(self) -> str:
        return "false" if self.is_starred else "true"

    @property
    def button(self) -> str:
        return "Sent" if self.is_sent else "Send"

    async def on_like(self) -> None:
        await asyncio.sleep(MOMENT_S)
        self.likes += 1

    async def on_star(self) -> None:
        await asyncio.sleep(MOMENT_S)
        self.is_starred = not self.is_starred

    async def on_send(self) -> None:
        await asyncio.sleep(MOMENT_S)
        self.is_sent = True

    async def on_remove(self, task: str) -> None:
        await asyncio.sleep(MOMENT_S)
        if task == "Feed the cat":
            raise ForbiddenError("the cat does not agree")
        self.tasks = [one for one in self.tasks if one != task]


@registry.register("example_dirty")
class ExampleDirty(Component):
    city: str = "Riga"
    street: str = "Elizabetes iela"

    def on_save(self, city: str = "", street: str = "") -> None:
        self.city, self.street = city, street


@registry.register("example_offline")
class ExampleOffline(Component):
    clicks: int = 0

    def on_add(self) -> None:
        self.clicks += 1
