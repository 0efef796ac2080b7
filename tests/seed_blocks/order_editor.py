# ruff: noqa
# fmt: off
from component_framework.adapters.django_model import DjangoModelComponent
from component_framework.core import registry
from django_site.models import Order

# --- the seed's block, verbatim ---
@registry.register("order_editor")
class OrderEditor(DjangoModelComponent):
    model = Order
    state_fields = ["status", "notes", "total"]
    select_related = ["customer"] # Query optimization
    prefetch_related = []

    def on_save(self):
        self.update_instance_from_state()
        self.save_instance()
# --- end ---
