"""What a framework's own forms need not say of their fields."""

from typing import Any

from component_framework.core.shape import FieldShape


class Plain(FieldShape):
    def blank(self, above: tuple[Any, ...]) -> str:
        return ""

    def taken(self, given: Any) -> Any:
        return given

    def unticked(self, value: Any) -> Any:
        return value


def test_a_field_is_one_control_for_texts_unless_it_says_more() -> None:
    field = Plain()
    assert (field.form, field.is_rows, field.is_file, field.kept("text")) == (None, False, False, "text")
