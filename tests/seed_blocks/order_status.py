# ruff: noqa
# fmt: off
from component_framework.adapters.django_model import DjangoModelComponent
from component_framework.core import registry
from django_site.models import Order

# --- the seed's block, verbatim ---
@registry.register("order_editor")
class OrderEditor(DjangoModelComponent):
    model = Order
    select_related = ["customer"]
    state_fields = ["status", "notes", "total"]

    def on_update_status(self, status: str):
        self.instance.status = status
        self.save_instance()
# --- end ---
