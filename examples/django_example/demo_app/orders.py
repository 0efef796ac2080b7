"""Orders and customers, each bound to a row of the database."""

from component_framework.adapters.django_model import DjangoModelComponent, ModelFormComponent
from component_framework.core import registry
from django_example.demo_app.models import Customer, Order


@registry.register("order_editor")
class OrderEditor(DjangoModelComponent):
    model = Order
    select_related = ["customer"]
    state_fields = ["status", "notes", "total"]
    told: str = ""

    @property
    def statuses(self) -> list[tuple[str, str]]:
        return Order.Status.choices

    def on_save(self) -> None:
        self.update_instance_from_state()
        self.save_instance()
        self.told = "Saved."

    def on_update_status(self, status: str) -> None:
        self.instance.status = status
        self.save_instance()
        self.told = f"{self.instance.get_status_display()}."

    def before_render(self) -> None:
        self.told = "" if self.conflict or self.errors else self.told


@registry.register("customer_form")
class CustomerForm(ModelFormComponent):
    model = Customer
    state_fields = ["name", "email", "city"]
    told: str = ""

    def on_submit(self) -> None:
        self.told = f"{self.instance.name} is a customer now."

    def on_field_change(self, field: str, value: object) -> None:
        self.told = ""
