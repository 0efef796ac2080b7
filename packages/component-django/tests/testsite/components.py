"""Components to send messages to. Django imports this module because it is called `components`."""

import asyncio
from typing import Annotated

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.shortcuts import get_object_or_404

from component_framework.core import Component, Writable, registry, requires, signed_in
from testsite.models import Note

SECRET = "the words of an exception"
committed: list[str] = []


@registry.register("counter")
class Counter(Component):
    template_name = "probe.html"
    count: int = 0
    title: Annotated[str, Writable()] = ""

    def on_increment(self, amount: int = 1) -> None:
        self.count += amount

    async def on_increment_later(self, amount: int = 1) -> None:
        await asyncio.sleep(0)
        self.count += amount


@registry.register("notes")
class Notes(Component):
    template_name = "probe.html"
    saved: int = 0

    def on_add(self, text: str) -> None:
        Note.objects.create(text=text)
        transaction.on_commit(lambda: committed.append(text))
        self.saved += 1

    def on_add_and_fail(self, text: str) -> None:
        self.on_add(text)
        raise RuntimeError(SECRET)

    async def on_aadd(self, text: str) -> None:
        await Note.objects.acreate(text=text)

    async def on_aadd_and_fail(self, text: str) -> None:
        await Note.objects.acreate(text=text)
        raise RuntimeError(SECRET)

    def on_add_and_miss(self, text: str) -> None:
        self.on_add(text)
        get_object_or_404(Note, text=SECRET)

    def on_add_and_deny(self, text: str) -> None:
        self.on_add(text)
        raise PermissionDenied(SECRET)

    def on_confuse(self) -> None:
        raise TypeError("on_confuse() got an unexpected keyword argument 'amount'")


@requires(signed_in)
@registry.register("members")
class Members(Component):
    template_name = "probe.html"
    count: int = 0

    def on_increment(self) -> None:
        self.count += 1

    @requires(lambda component: component.user.is_staff)
    def on_reset(self) -> None:
        self.count = 0


@requires(lambda component: False)
@registry.register("closed")
class Closed(Component):
    template_name = "probe.html"
