# ruff: noqa
# fmt: off
from component_framework.core import Component, registry
from django_site.models import Customer

# --- the seed's block, verbatim but for what its `...` stands for ---
@registry.register("customer_list")
class CustomerList(Component):
    def mount(self):
        customers = Customer.objects.all()[:10]
        self.state["customers"] = [{"id": customer.id, "name": customer.name} for customer in customers]
# --- end ---
