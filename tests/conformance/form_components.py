"""Forms that behave: without any framework, imported unchanged by every adapter."""

import asyncio
import json
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, EmailStr, Field

from component_framework.core import Accept, FormComponent, InvalidError, MaxSize, Upload, registry


class Line(BaseModel):
    what: str
    qty: int = Field(1, ge=1)


class Place(BaseModel):
    city: str


class Contact(BaseModel):
    name: str = Field(min_length=2)
    email: EmailStr
    day: date | None = None
    budget: Decimal = Decimal(0)
    topic: Literal["sales", "help"] = "help"
    news: bool = True
    tags: list[str] = []
    place: Place
    lines: list[Line] = []


@registry.register("conforming_form")
class ContactForm(FormComponent):
    """Has the values of its last success for a test to read."""

    schema = Contact
    template_name = "components/conforming_form.html"
    accepted: dict[str, str] = {}

    @property
    def report(self) -> str:
        return json.dumps({name: repr(value) for name, value in self.state.items()})

    def on_submit(self) -> None:
        if self.validated_data["name"] == "Mallory":
            raise InvalidError({"name": ["Not you"]})
        if self.validated_data["name"] == "Eve":
            self.add_error("email", "It is taken")
        self.accepted = {name: repr(value) for name, value in self.validated_data.items()}


class Scan(BaseModel):
    title: str
    scan: Annotated[Upload, MaxSize(100), Accept("image/png", ".pdf")]
    more: list[Upload] = []


@registry.register("conforming_files")
class ScanForm(FormComponent):
    """Has what it was handed for a test to read."""

    schema = Scan
    template_name = "components/conforming_files.html"
    got: list[str] = []

    @property
    def report(self) -> str:
        return json.dumps({name: repr(value) for name, value in self.state.items()})

    def on_submit(self) -> None:
        uploads = [self.validated_data["scan"], *self.validated_data["more"]]
        self.got = [f"{upload.name} {upload.content_type} {upload.size} {upload.read()!r}" for upload in uploads]

    def on_look(self) -> None:
        self.got = ["looked"]


@registry.register("conforming_later_files")
class LaterScanForm(ScanForm):
    async def on_submit(self) -> None:  # type: ignore[override]
        await asyncio.sleep(0)
        ScanForm.on_submit(self)


@registry.register("conforming_later_form")
class LaterForm(ContactForm):
    async def on_submit(self) -> None:  # type: ignore[override]
        await asyncio.sleep(0)
        ContactForm.on_submit(self)


@registry.register("conforming_thanks_form")
class ThanksForm(ContactForm):
    def on_submit(self) -> Any:
        self.redirect("/thanks/")
