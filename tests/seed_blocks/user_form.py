# ruff: noqa
# fmt: off
from django_site.models import User

# --- the seed's block, verbatim ---
from pydantic import BaseModel, EmailStr
from component_framework.core import FormComponent, registry

class UserSchema(BaseModel):
    name: str
    email: EmailStr

@registry.register("user_form")
class UserForm(FormComponent):
    schema = UserSchema

    def on_submit(self):
        # self.validated_data is populated
        user = User.objects.create(**self.validated_data)
# --- end ---
