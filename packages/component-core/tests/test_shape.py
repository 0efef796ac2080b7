"""What any form is, whoever describes it: here a guest's name, and a fee that is only shown."""

from collections.abc import Callable, Mapping
from typing import Any

from component_framework.core import FormComponent
from component_framework.core.control import Control
from component_framework.core.shape import Checked, FieldShape, FormShape


class Text(FieldShape):
    def __init__(self, text: str, *, is_fixed: bool = False) -> None:
        self.text, self.is_fixed = text, is_fixed

    def blank(self, above: tuple[FormShape, ...]) -> str:
        return self.text

    def control(self, name: str, value: Any) -> Control:
        return Control(name=name, label=name, value=value)


class Guest(FormShape):
    """First and last name are two controls of one field, which the reasons are against."""

    @property
    def fields(self) -> Mapping[str, FieldShape]:
        return {"name_0": Text(""), "name_1": Text(""), "fee": Text("5", is_fixed=True)}

    def place(self, name: str) -> str:
        return name.partition("_")[0]

    def validate(self, data: Mapping[str, Any]) -> Checked:
        if data["name_0"] and data["name_1"]:
            return {"name": f"{data['name_0']} {data['name_1']}", "fee": int(data["fee"])}, {}
        return {}, {"name": ["Say both"]}


class GuestComponent(FormComponent):
    """Stands for an adapter's class, which may override what is the framework's own."""

    __module__ = "component_framework.adapters.guests"

    def _form(self) -> FormShape:
        return Guest()

    @classmethod
    def _names(cls) -> list[str]:
        return list(Guest().names())


class Form(GuestComponent):
    template_name = "form.html"
    sent: list[Any] = []

    def on_submit(self) -> None:
        self.sent = [*self.sent, dict(self.validated_data)]


def test_a_form_need_not_be_of_pydantic(dispatch: Callable[..., Any]) -> None:
    state = dispatch(Form, "submit", {"name_0": "Ada", "name_1": "King"})["state"]
    assert state["sent"] == [{"name": "Ada King", "fee": 5}]
    assert state["form_data"] == {"name_0": "", "name_1": "", "fee": "5"}


def test_what_is_sent_for_a_fixed_field_is_passed_over(dispatch: Callable[..., Any]) -> None:
    given = {"name_0": "Ada", "name_1": "King", "fee": "0"}
    assert dispatch(Form, "submit", given)["state"]["sent"] == [{"name": "Ada King", "fee": 5}]


def test_a_change_renews_the_reasons_against_its_controls_field(dispatch: Callable[..., Any]) -> None:
    state = dispatch(Form, "submit", {"name_0": "Ada"})["state"]
    assert state["field_errors"] == {"name": ["Say both"]}
    assert dispatch(Form, "field_change", {"name_1": "King"}, state=state)["state"]["field_errors"] == {}


def test_a_field_holds_texts_unless_it_says_more() -> None:
    field = Text("")
    assert (field.form, field.is_rows, field.is_file, field.kept("text")) == (None, False, False, "text")
