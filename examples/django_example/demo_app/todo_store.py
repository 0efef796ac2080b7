"""Keeps the todos of `shared_components.Todos` in Django's database. One list, the same for every visitor."""

from collections.abc import Sequence

from django_example.demo_app.models import Todo


def todos() -> Sequence[Todo]:
    return list(Todo.objects.all())


def add(title: str) -> None:
    Todo.objects.create(title=title)


def rename(id: int, title: str) -> None:
    Todo.objects.filter(pk=id).update(title=title)


def tick(*ids: int, done: bool) -> None:
    Todo.objects.filter(pk__in=ids).update(done=done)


def remove(*ids: int) -> None:
    Todo.objects.filter(pk__in=ids).delete()
