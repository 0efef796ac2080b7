"""What the seed's blocks name without defining it."""

from django.utils.html import format_html, format_html_join

from component_framework.core import Component, registry
from django_site.models import Todo


@registry.register("counter")
class Counter(Component):
    count: int = 0

    def mount(self, initial: int = 0) -> None:
        self.count = initial

    def on_increment(self, amount: int = 1) -> None:
        self.count += amount


@registry.register("todo_titles")
class TodoTitles(Component):
    watches = [Todo]

    def render(self) -> str:
        return format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", Todo.objects.values_list("title")))
