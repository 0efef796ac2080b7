"""Forms whose fields are shown by `live_field` and `live_fields`, imported unchanged by every adapter."""

from typing import Annotated, Literal

from pydantic import BaseModel, EmailStr, Field

from component_framework.core import FormComponent, Shown, registry


class Stop(BaseModel):
    what: str
    qty: int = Field(1, ge=1)


class Town(BaseModel):
    city: str


class Journey(BaseModel):
    name: str = Field(min_length=2, description="As in your passport")
    email: EmailStr
    size: Literal["small", "large"] = "small"
    extras: list[Literal["wifi", "meal"]] = []
    gift: bool = False
    town: Town
    stops: Annotated[list[Stop], Shown(add="Add a stop")] = []
    notes: str = ""


@registry.register("conforming_fields")
class FieldsForm(FormComponent):
    schema = Journey
    template_name = "components/conforming_fields.html"


@registry.register("conforming_own_fields")
class OwnFieldsForm(FieldsForm):
    field_template = "components/conforming_field.html"
