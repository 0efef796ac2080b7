"""Components to talk to."""

import threading
from typing import Any

from asgiref.sync import sync_to_async
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import Http404

from component_framework.core import Component, registry, requires, signed_in

SECRET = "the words of an exception"
WAIT_S = 20
gate = threading.Event()
"""`Counter.on_wait` waits until a test opens it."""
meeting = threading.Barrier(2)
connections_seen: list[Any] = []
"""The database connections of handlers."""


@registry.register("counter")
class Counter(Component):
    watches = ["counters"]
    count: int = 0

    def on_increment(self, amount: int = 1) -> None:
        self.count += amount

    async def on_increment_later(self) -> None:
        self.count += 100


@registry.register("slow")
class Slow(Component):
    done: bool = False

    def on_wait(self) -> None:
        self.done = gate.wait(WAIT_S)

    def on_meet(self) -> None:
        meeting.wait(WAIT_S)
        self.done = True


@registry.register("groups")
class Groups(Component):
    names: list[str] = []

    def on_add(self, name: str) -> None:
        Group.objects.create(name=name)
        connections_seen.append(connection.connection)
        self.names = [group.name for group in Group.objects.order_by("name")]

    def on_add_and_fail(self, name: str) -> None:
        self.on_add(name)
        raise LookupError(SECRET)

    def on_miss(self) -> None:
        raise Http404(SECRET)

    def on_deny(self) -> None:
        raise PermissionDenied(SECRET)


@registry.register("census")
class Census(Component):
    count: int = 0

    async def on_count(self) -> None:
        self.count = await Group.objects.acount()
        await sync_to_async(lambda: connections_seen.append(connection.connection))()


@requires(signed_in)
@registry.register("members")
class Members(Component):
    name: str = ""

    def on_greet(self) -> None:
        self.name = self.user.get_username()
