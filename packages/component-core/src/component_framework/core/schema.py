"""A pydantic model as a form: what its controls hold at first, and what their texts come to."""

from collections.abc import Iterator, Mapping
from functools import cache, cached_property
from typing import Any, Final

from pydantic import BaseModel, RootModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined, to_jsonable_python

from component_framework.core.control import Control
from component_framework.core.errors import InvalidError
from component_framework.core.json_data import is_array, is_object
from component_framework.core.schema_control import control_of
from component_framework.core.shape import Checked, FieldShape, FormData, FormShape
from component_framework.core.texts import choices_of, closed, is_list, item_type, readable, text_of
from component_framework.core.typed import is_text
from component_framework.core.upload import Upload

ABSENT: Final = object()
"""What stands for a value that pydantic is not given."""
FOLLOWS: Final = "default_factory_not_called"
"""The type of an error that another field's error leads to."""
PREFIXES: Final = {"value_error": "Value error, ", "assertion_error": "Assertion failed, "}
"""What pydantic puts before the reasons that validators of the schema's author give."""


@cache
def form_of(model: type[BaseModel]) -> "Form":
    """The form that `model` is."""
    return Form(model)


class Form(FormShape):
    """The fields of one model."""

    def __init__(self, model: type[BaseModel]) -> None:
        self.model = model

    @property
    def fields(self) -> "dict[str, Field]":
        return self._fields

    @cached_property
    def _fields(self) -> "dict[str, Field]":
        return {name: Field(info) for name, info in self.model.model_fields.items()}

    @cached_property
    def _names(self) -> dict[Any, str]:
        """The fields' names by what pydantic's places call them."""
        aliases = {field.info.alias: name for name, field in self.fields.items()}
        return aliases | {name: name for name in self.fields}

    def shown(self, value: Mapping[str, Any], above: tuple[FormShape, ...] = ()) -> FormData:
        """Form data that shows `value`, JSON data of the model."""
        blank = self.blank(above)
        return {
            name: field.shown(value[name], (*above, self)) if name in value else blank[name]
            for name, field in self.fields.items()
        }

    def given(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """What pydantic is to validate where the controls hold `data`."""
        found = {name: field.given(data.get(name, ABSENT)) for name, field in self.fields.items()}
        return {name: value for name, value in found.items() if value is not ABSENT}

    def validate(self, data: Mapping[str, Any]) -> Checked:
        try:
            model = self.model.model_validate(self.given(data), strict=False, by_alias=False, by_name=True)
        except ValidationError as error:
            return {}, self._reasons(error)
        return model.model_dump(by_alias=False, warnings=False), {}

    def control(self, place: tuple[int | str, ...]) -> str:
        """The name of the control that pydantic's `place` (`loc`) is in; "" for the whole form."""
        return ".".join(self._control(place))

    def _reasons(self, error: ValidationError) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        details = error.errors(include_url=False, include_input=False, include_context=False)
        causes = [detail for detail in details if detail["type"] != FOLLOWS]
        for detail in (causes or details)[: InvalidError.max_errors]:
            reason = detail["msg"].removeprefix(PREFIXES.get(detail["type"], ""))
            reasons = found.setdefault(self.control(detail["loc"]), [])
            if reason not in reasons:
                reasons.append(reason)
        return found

    def _control(self, place: tuple[int | str, ...]) -> Iterator[str]:
        name = self._names.get(place[0]) if place else None
        if name is None:
            return
        yield name
        field, rest = self.fields[name], place[1:]
        if field.form is None:
            return
        if field.is_rows and rest:
            yield str(rest[0])
            rest = rest[1:]
        yield from field.form._control(rest)


class Field(FieldShape):
    """One field of a model. `form` is that of the model in it, or of the models in its list."""

    def __init__(self, info: FieldInfo) -> None:
        self.info = info
        self.choices = choices_of(info.annotation)
        items = [choice for part in self.choices if is_list(part) for choice in choices_of(item_type(part))]
        self.is_rows = any(map(_is_model, items))
        models = [choice for choice in (items if self.is_rows else self.choices) if _is_model(choice)]
        self._form: Form | None = form_of(models[0]) if len(models) == 1 else None
        self.is_rows = self.is_rows and self.form is not None
        self.is_list = any(map(is_list, self.choices))
        self.is_box = bool in self.choices
        self.is_optional = type(None) in self.choices
        self.is_file = Upload in (*self.choices, *items)

    @property
    def form(self) -> Form | None:
        return self._form

    def blank(self, above: tuple[FormShape, ...]) -> Any:
        default = PydanticUndefined if self.info.default_factory_takes_validated_data else self._default()
        if default is not PydanticUndefined and (default is not None or self.form is None):
            return self.shown(to_jsonable_python(default, by_alias=False, fallback=str), above)
        if self.form is None or self.is_rows:
            return [] if self.is_list else ""
        return "" if self.form in above else self.form.blank(above)

    def shown(self, value: Any, above: tuple[FormShape, ...] = ()) -> Any:
        """What the controls hold that show `value`, JSON data."""
        if self.is_rows and self.form and is_array(value):
            return [self.form.shown(row, above) if is_object(row) else row for row in value]
        if self.form and is_object(value):
            return self.form.shown(value, above)
        if is_object(value) or (is_array(value) and any(is_array(item) or is_object(item) for item in value)):
            return value
        if is_array(value):
            return [text_of(item, choices_of(item_type(self.info.annotation))) for item in value]
        return text_of(value, self.choices)

    def taken(self, given: Any) -> Any:
        if self.form and given is None and self.is_optional:
            return ""
        return super().taken(given)

    def control(self, name: str, value: Any) -> Control:
        return control_of(self.info, name, value, is_form=self.form is not None)

    def given(self, value: Any) -> Any:
        if value is ABSENT:
            return ABSENT
        if self.form is None:
            return self._read(value) if is_text(value) else value
        if self.is_optional and _is_blank(value):
            return None
        if self.is_rows and is_array(value):
            return [self.form.given(row) for row in value]
        return self.form.given(value) if is_object(value) else ABSENT

    def _read(self, given: str | list[str]) -> Any:
        if self.is_list:
            return readable([] if given in ("", [""]) else given, self.info.annotation)
        read = readable(given, self.info.annotation)
        if read != "" or "" in closed(self.choices) or (str in self.choices and not self.info.is_required()):
            return read
        return ABSENT  # pydantic says that it is required, or takes the default

    def _default(self) -> Any:
        return self.info.get_default(call_default_factory=True)


def _is_model(choice: Any) -> bool:
    return isinstance(choice, type) and issubclass(choice, BaseModel) and not issubclass(choice, RootModel)


def _is_blank(value: Any) -> bool:
    """Whether nobody has typed or chosen anything in `value`."""
    if is_object(value):
        return all(map(_is_blank, value.values()))
    return value in ("", None) or (is_array(value) and not value)
