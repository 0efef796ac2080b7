from django.core.management.base import BaseCommand

from django_example.demo_app.models import Tally, Todo

TALLIES = {"Coffees today": 3, "Bugs fixed": 12, "Birds at the window": 7}
TODOS = {"Read the source beside this list": True, "Rename this one: click on it and type": False, "Buy milk": False}


class Command(BaseCommand):
    help = "Put a few rows on the tally board and on the todo list. Running it again changes nothing."

    def handle(self, **options: object) -> None:
        names = TALLIES.keys() - set(Tally.objects.values_list("name", flat=True))
        titles = TODOS.keys() - set(Todo.objects.values_list("title", flat=True))
        Tally.objects.bulk_create(Tally(name=name, value=TALLIES[name]) for name in names)
        Todo.objects.bulk_create(Todo(title=title, done=done) for title, done in TODOS.items() if title in titles)
        self.stdout.write(f"tallies: {len(names)} new, {len(TALLIES) - len(names)} there already")
        self.stdout.write(f"todos: {len(titles)} new, {len(TODOS) - len(titles)} there already")
