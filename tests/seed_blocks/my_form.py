# ruff: noqa
# fmt: off
from pydantic import BaseModel

from component_framework.adapters.django_model import ModelFormComponent
from django_site.models import MyModel


class MySchema(BaseModel):
    field1: str
    field2: int = 0


# --- the seed's block, verbatim ---
class MyForm(ModelFormComponent):
    model = MyModel
    schema = MySchema
    state_fields = ["field1", "field2"]

    def on_submit(self):
        # Automatic model save with validated data
        pass
# --- end ---
