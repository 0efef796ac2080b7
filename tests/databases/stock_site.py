"""A Django site in a process of its own, on the database of $DATABASE_URL: `stock_site.py <scenario>` prints JSON.

`sqlite:<path>` or `postgresql:<name>`. Every message goes through the real view, each thread has its own connection.
"""

import faulthandler
import json
import os
import re
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from html import unescape
from typing import Any

import django
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import path

KIND, _, NAME = os.environ["DATABASE_URL"].partition(":")
BACKENDS: dict[str, dict[str, Any]] = {
    "sqlite": {"ENGINE": "django.db.backends.sqlite3", "NAME": NAME, "OPTIONS": {"timeout": 60}},
    "postgresql": {"ENGINE": "django.db.backends.postgresql", "NAME": NAME, "USER": "postgres", "HOST": "127.0.0.1"},
}
sys.modules.setdefault("stock", sys.modules[__name__])
settings.configure(
    SECRET_KEY="the secret key of a site that exists in tests only",
    ALLOWED_HOSTS=["testserver"],
    INSTALLED_APPS=["component_framework"],
    ROOT_URLCONF="stock",
    TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "OPTIONS": {"loaders": []}}],
    DATABASES={"default": BACKENDS[KIND]},
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    COMPONENT_FRAMEWORK={"RATE_PER_S": 0, "REPLY_STORE": "off"},
)
django.setup()

from django.db import connection, connections, models  # noqa: E402
from django.forms import inlineformset_factory  # noqa: E402
from django.test import Client  # noqa: E402

from component_framework.adapters.django_model import DjangoModelComponent, ModelFormComponent  # noqa: E402
from component_framework.adapters.django_views import component_view  # noqa: E402
from component_framework.adapters.django_views.host import django_host  # noqa: E402
from component_framework.adapters.django_views.show import show_component  # noqa: E402
from component_framework.core import MemoryBroker, registry  # noqa: E402
from component_framework.core.children import Wanted  # noqa: E402
from component_framework.core.host import configure  # noqa: E402

MAX_S = 240  # then every thread says where it stands, and the process ends
THREADS, SAVES = 20, 10
FAILURES = {
    "postgresql": "DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '40001'; END $$",
    "sqlite": "BEGIN IMMEDIATE",  # on another connection, while the message's own is writing
}
attempts: Counter[str] = Counter()
meeting = threading.Barrier(2)


class Item(models.Model):
    count = models.IntegerField(default=0)
    note = models.CharField(max_length=40, blank=True)

    class Meta:
        app_label = "component_framework"


class Told(MemoryBroker):
    """Counts what it was told."""

    def __init__(self) -> None:
        super().__init__()
        self.topics_told: Counter[str] = Counter()

    def publish(self, topic: str, payload: str = "") -> None:
        self.topics_told[topic] += 1
        super().publish(topic, payload)


told = Told()
configure(lambda: replace(django_host(), broker=told))


class Plain:
    def render(self, template_name: str, context: Any) -> str:
        return f"<p>{context['instance'].count} {'conflict' if context['conflict'] else ''}</p>"


@registry.register("item")
class ItemEditor(DjangoModelComponent):
    renderer = Plain()
    model = Item
    state_fields = ["count", "note"]
    readonly_fields = ["count"]
    watches = [Item]

    def on_take(self) -> None:
        self.instance.count += 1
        self.save_instance()

    def on_both(self, first: int, second: int, name: str) -> None:
        """Locks two rows, one after the other; at the first try another does the same the other way round."""
        attempts[name] += 1
        Item.objects.select_for_update().get(pk=first)
        if attempts[name] == 1:
            meeting.wait(10)
        Item.objects.select_for_update().get(pk=second)
        Item.objects.filter(pk__in=[first, second]).update(count=models.F("count") + 1)

    def on_unlucky(self, failures: int, is_last: bool = False) -> None:
        """Fails so often as a serialization failure does, after it has written."""
        attempts["unlucky"] += 1
        self.on_take()
        if is_last:
            self.outer_effect()
        if attempts["unlucky"] <= failures:
            refuse()

    def on_half(self) -> None:
        self.on_take()
        raise RuntimeError("half-way")


def refuse() -> None:
    """Have the database fail as it does when somebody else was in the way."""
    other = connection if KIND == "postgresql" else connection.copy()
    if KIND == "sqlite":
        other.settings_dict["OPTIONS"] = {"timeout": 0}
    with other.cursor() as cursor:
        cursor.execute(FAILURES[KIND])


class Part(models.Model):
    item = models.ForeignKey(Item, models.CASCADE)
    size = models.IntegerField()

    class Meta:
        app_label = "component_framework"


@registry.register("item_form")
class ItemForm(ModelFormComponent):
    renderer = Plain()
    model = Item
    state_fields = ["note"]
    formsets = {"parts": inlineformset_factory(Item, Part, fields=["size"], extra=0)}


def page(request: HttpRequest, name: str, pk: int) -> HttpResponse:
    return HttpResponse(show_component(request, Wanted(name, {"pk": pk})))


urlpatterns = [
    path("<str:name>/<int:pk>/", page),
    path("components/<str:name>/", component_view, name="component_endpoint"),
]


class Visitor:
    """Looks at the page of a row, and sends messages from it."""

    def __init__(self, pk: int, name: str = "item") -> None:
        self.client, self.pk, self.name = Client(raise_request_exception="DEBUG" in os.environ), pk, name
        self.look()

    def look(self) -> None:
        found = re.search(r'data-live-state="([^"]*)"', self.client.get(f"/{self.name}/{self.pk}/").content.decode())
        assert found is not None
        self.snapshot = unescape(found[1])

    def send(self, event: str, **payload: Any) -> int:
        message = {"type": "component_event", "event": event, "payload": payload, "state": self.snapshot}
        return self.client.post(
            f"/components/{self.name}/", json.dumps(message), content_type="application/json"
        ).status_code


@contextmanager
def closing_connections() -> Iterator[None]:
    try:
        yield
    finally:
        connections.close_all()


def stress() -> dict[str, Any]:
    """200 saves by 20 threads, each from a page that was looked at just before."""
    pk = Item.objects.create().pk

    def take(_: int) -> list[int]:
        with closing_connections():
            visitor, statuses = Visitor(pk), []
            for _ in range(SAVES):
                statuses.append(visitor.send("take"))
                visitor.look()
            return statuses

    with ThreadPoolExecutor(THREADS) as pool:
        statuses = Counter(status for found in pool.map(take, range(THREADS)) for status in found)
    return {"statuses": statuses, "count": Item.objects.get(pk=pk).count}


def stale() -> dict[str, Any]:
    """200 saves at once from pages that were all looked at before any of them."""
    pk = Item.objects.create().pk
    visitors = [Visitor(pk) for _ in range(THREADS * SAVES)]

    def take(visitor: Visitor) -> int:
        with closing_connections():
            return visitor.send("take")

    with ThreadPoolExecutor(THREADS) as pool:
        statuses = Counter(pool.map(take, visitors))
    return {"statuses": statuses, "count": Item.objects.get(pk=pk).count}


def rows() -> dict[str, Any]:
    """200 forms that saw the same rows change the same one of them at once, each to a size of its own."""
    item = Item.objects.create()
    part = Part.objects.create(item=item, size=-1)
    visitors = [Visitor(item.pk, "item_form") for _ in range(THREADS * SAVES)]

    def change(size: int) -> int:
        with closing_connections():
            return visitors[size].send("submit", **{"note": "", "parts.0.size": size})

    with ThreadPoolExecutor(THREADS) as pool:
        statuses = list(pool.map(change, range(len(visitors))))
    part.refresh_from_db()
    return {"statuses": Counter(statuses), "is_the_winners": statuses[part.size] == 200}


def deadlock() -> dict[str, Any]:
    first, second = (Item.objects.create().pk for _ in range(2))

    def both(name: str, one: int, other: int) -> int:
        with closing_connections():
            return Visitor(one).send("both", first=one, second=other, name=name)

    with ThreadPoolExecutor(2) as pool:
        found = [pool.submit(both, "a", first, second), pool.submit(both, "b", second, first)]
    statuses = [one.result() for one in found]
    counts = list(Item.objects.values_list("count", flat=True))
    return {"statuses": statuses, "attempts": attempts.total(), "counts": counts}


def unlucky(failures: int, is_last: bool = False) -> dict[str, Any]:
    visitor = Visitor(pk := Item.objects.create().pk)
    told.topics_told.clear()
    status = visitor.send("unlucky", failures=failures, is_last=is_last)
    count = Item.objects.get(pk=pk).count
    return {"status": status, "attempts": attempts["unlucky"], "count": count, "told": [*told.topics_told.values()]}


def half() -> dict[str, Any]:
    pk = Item.objects.create().pk
    status = Visitor(pk).send("half")
    return {"status": status, "count": Item.objects.get(pk=pk).count}


SCENARIOS: dict[str, Callable[[], dict[str, Any]]] = {
    "stress": stress,
    "stale": stale,
    "rows": rows,
    "deadlock": deadlock,
    "thrice": lambda: unlucky(3),
    "always": lambda: unlucky(99),
    "last": lambda: unlucky(1, is_last=True),
    "half": half,
}


def main(scenario: str) -> None:
    faulthandler.dump_traceback_later(MAX_S, exit=True)
    with connection.schema_editor() as editor:
        editor.create_model(Item)
        editor.create_model(Part)
    print(json.dumps(SCENARIOS[scenario]()))


if __name__ == "__main__":
    main(sys.argv[1])
