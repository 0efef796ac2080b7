# ruff: noqa
# fmt: off
from pydantic import BaseModel, EmailStr

from component_framework.core import FormComponent, registry

# --- the seed's block, verbatim ---
class ContactSchema(BaseModel):
    name: str
    email: EmailStr
    message: str

@registry.register("contact_form")
class ContactForm(FormComponent):
    schema = ContactSchema
    template_name = "contact_form.html"

    def on_submit(self):
        # self.validated_data contains validated form data
        pass
# --- end ---
