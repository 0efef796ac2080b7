"""A form over a pydantic model: errors beside the fields as they are left, all of them once it is sent."""

from typing import Annotated, Literal, get_args

from pydantic import BaseModel, EmailStr, Field

from component_framework.core import Accept, FormComponent, MaxSize, Upload, registry


class ContactSchema(BaseModel):
    name: str = Field(min_length=2, max_length=80)
    email: EmailStr = Field(title="E-mail", description="We write back to it, and to nobody else.")
    topic: Literal["A question", "Praise", "A bug"] = "A question"
    message: str = Field(min_length=10, max_length=1000)
    attachment: Annotated[Upload | None, MaxSize(2_000_000), Accept("image/*", ".pdf", ".txt")] = None
    copy_to_me: bool = Field(False, title="Send me a copy")


@registry.register("contact_form")
class ContactForm(FormComponent):
    schema = ContactSchema
    sent: str = ""  # what the thanks say

    @property
    def topics(self) -> list[str]:
        return [*get_args(ContactSchema.model_fields["topic"].annotation)]

    def on_submit(self) -> None:
        given = self.validated_data
        self.sent = f"Thank you, {given['name']}. We write to {given['email']}."  # a real site would send it here
        if upload := given["attachment"]:
            self.sent += f" {upload.name} came with {upload.size} bytes."  # and keep it, under a name of its own

    def on_field_change(self, field: str, value: object) -> None:
        self.sent = ""
