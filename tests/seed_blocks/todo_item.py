# ruff: noqa
# fmt: off
from component_framework.core import registry
from django_site.models import Todo

# --- the seed's block, verbatim ---
from component_framework.adapters.django_model import DjangoModelComponent

@registry.register("todo_item")
class TodoItem(DjangoModelComponent):
    model = Todo
    state_fields = ["title", "completed"]

    def on_toggle(self):
        self.instance.completed = not self.instance.completed
        self.save_instance()
# --- end ---
