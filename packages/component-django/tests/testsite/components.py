"""Components to send messages to. Django imports this module because it is called `components`."""

import asyncio
from typing import Annotated, Any

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.models import QuerySet
from django.forms import inlineformset_factory
from django.shortcuts import get_object_or_404
from pydantic import StringConstraints

from component_framework.adapters.django_model import DjangoModelComponent, ModelFormComponent
from component_framework.adapters.django_renderer import DjangoCottonRenderer
from component_framework.adapters.django_views import CacheStateStore, has_perm, is_staff
from component_framework.core import Component, Writable, registry, requires, signed_in
from testsite.models import Cafe, Invoice, InvoiceLine, Label, Member, Note, Place, Task

Name = Annotated[str, StringConstraints(min_length=1, max_length=40)]

SECRET = "the words of an exception"
committed: list[str] = []
ran: list[dict[str, Any]] = []
"""Where the handlers of `Where` and `Loose` ran."""


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


@registry.register("guestbook")
class Guestbook(Component):
    """A form that works without script; its template is components/guestbook.html."""

    names: list[str] = []
    mood: Annotated[str, Writable()] = ""

    def on_add(self, name: Name, age: int | None = None) -> None:
        self.names.append(name)

    def on_delete(self, id: int) -> None:
        del self.names[id]

    def on_leave(self, to: str = "/größe/") -> None:
        self.redirect(to)

    def on_leave_the_site(self) -> None:
        self.redirect("https://pay.example/start?id=5", external=True)

    def on_announce(self, name: str) -> None:
        self.emit("announced", {"name": name})
        self.emit("done")
        self.push_url("/page/größe/")

    def on_correct(self) -> None:
        self.push_url("/page/other/", replace=True)

    def on_miss(self) -> None:
        get_object_or_404(Note, text=SECRET)

    def on_fail(self) -> None:
        raise RuntimeError(SECRET)


@registry.register("members_book")
@requires(signed_in)
class MembersBook(Guestbook):
    template_name = "components/guestbook.html"


@registry.register("where")
class Where(Component):
    """Its handlers tell where they run: on an event loop or off it, inside a transaction or outside."""

    template_name = "probe.html"

    def on_sync(self) -> None:
        note_where(connection.in_atomic_block)

    def on_fail(self, text: str) -> None:
        Note.objects.create(text=text)
        raise RuntimeError(SECRET)


@registry.register("where_async")
class WhereAsync(Where):
    async def on_async(self) -> None:
        await asyncio.sleep(0)
        note_where(connection.in_atomic_block)


@registry.register("loose")
class Loose(Where):
    atomic = False


@registry.register("kept")
class Kept(Component):
    template_name = "probe.html"
    state_store = CacheStateStore()
    count: int = 0

    def on_increment(self) -> None:
        self.count += 1


@registry.register("backstage")
@requires(is_staff)
class Backstage(Component):
    template_name = "probe.html"
    count: int = 0

    def on_increment(self) -> None:
        self.count += 1

    @requires(has_perm("testsite.delete_note"))
    def on_reset(self) -> None:
        self.count = 0


@registry.register("badge")
class Badge(Component):
    """A cotton component: cotton/badge.html."""

    renderer = DjangoCottonRenderer()
    count: int = 0
    label: str = "new"

    def mount(self) -> None: ...

    def on_increment(self) -> None:
        self.count += 1

    @property
    def price(self) -> int:
        ran.append({"price": True})
        return 5


@registry.register("invoice_form")
class InvoiceForm(ModelFormComponent):
    model = Invoice
    state_fields = ["number", "status", "notes", "labels"]
    formsets = {"lines": inlineformset_factory(Invoice, InvoiceLine, fields=["what", "qty"], extra=0)}

    def get_choices(self, name: str) -> QuerySet[Label]:
        return Label.objects.exclude(name="secret")


@registry.register("later_invoice_form")
class LaterInvoiceForm(InvoiceForm):
    atomic = False  # async handlers have no transaction
    template_name = "components/invoice_form.html"

    async def on_submit(self) -> None:  # type: ignore[override]
        ran.append({"number": self.instance.number})


def note_where(is_atomic: bool) -> None:
    try:
        asyncio.get_running_loop()
        is_on_loop = True
    except RuntimeError:
        is_on_loop = False
    ran.append({"is_on_loop": is_on_loop, "is_atomic": is_atomic})


@registry.register("tasks")
class Tasks(Component):
    template_name = "probe.html"
    watches = ["notice", Task, Place, Cafe]


@registry.register("task_editor")
class TaskEditor(DjangoModelComponent):
    template_name = "probe.html"
    model = Task
    state_fields = ["title"]
    watches = ["notice", Task, Member]

    def on_save(self) -> None:
        self.update_instance_from_state()
        self.save_instance()


@registry.register("lead")
class Lead(TaskEditor):
    def get_watches(self) -> list[Any]:
        return [self.instance, self.instance.lead]
