"""Django's forms as forms of ours: their fields' controls, the texts of their widgets, their own validation."""

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import Any, Final, TypeAlias

from django.core.exceptions import NON_FIELD_ERRORS
from django.forms import BaseForm, BoundField, CheckboxInput, MultipleHiddenInput, MultiWidget, SelectDateWidget, Widget
from django.utils.datastructures import MultiValueDict

from component_framework.core.json_data import is_array, is_object
from component_framework.core.shape import Checked, FieldShape, FormShape
from component_framework.core.texts import text_of
from component_framework.core.typed import is_text

Texts: TypeAlias = dict[str, list[str]]
"""What a browser's post of a form has."""
MakeForm: TypeAlias = "Callable[[MultiValueDict[str, str] | None], BaseForm]"
SEVERAL: Final = (MultiWidget, SelectDateWidget)
"""Widgets of several controls, each with a name of its own: `when_0` and `when_1`."""


class DjangoForm(FormShape):
    """The form that `make` gives, bound to texts, or unbound for None. Fields named in `without` are not the browser's.

    `bound` is the form that was validated last.
    """

    def __init__(self, make: MakeForm, without: frozenset[str] = frozenset()) -> None:
        self._make, self.without = make, without
        self.bound: BaseForm | None = None

    @cached_property
    def unbound(self) -> BaseForm:
        return self._make(None)

    @property
    def fields(self) -> Mapping[str, "DjangoControl"]:
        return self._controls

    @cached_property
    def _controls(self) -> dict[str, "DjangoControl"]:
        form = self.unbound
        fields = [form[name] for name in form.fields if name not in self.without]
        return {control.name: control for field in fields for control in controls_of(field)}

    def place(self, name: str) -> str:
        return self.fields[name].field.name if name in self.fields else name

    def validate(self, data: Mapping[str, Any]) -> Checked:
        self.bound = self._make(MultiValueDict(self.texts(data, self.unbound.prefix)))
        if self.bound.is_valid():
            return dict(self.bound.cleaned_data), {}
        return {}, reasons_of(self.bound)

    def texts(self, data: Mapping[str, Any], prefix: str | None) -> Texts:
        """What a browser's post has, with that prefix, where the controls hold `data`."""
        held = {name: control.sent(data[name]) for name, control in self.fields.items() if name in data}
        return {f"{prefix}-{name}" if prefix else name: texts for name, texts in held.items() if texts}


class DjangoControl(FieldShape):
    """One control of a field: the only one, or one of its widget's several. `text` is what it holds at first."""

    def __init__(
        self, name: str, field: BoundField, *, text: str | list[str], is_box: bool = False, is_list: bool = False
    ) -> None:
        self.name, self.field, self.text, self.is_box, self.is_list = name, field, text, is_box, is_list
        self.is_fixed = field.field.disabled

    def blank(self, above: tuple[FormShape, ...]) -> str | list[str]:
        return self.text

    def taken(self, given: Any) -> str | list[str]:
        items = given if is_array(given) else [] if given in ("", None) and self.is_list else [given]
        if any(is_object(item) or is_array(item) for item in items):
            raise LookupError
        texts = [text_of(item, ()) for item in items]
        return texts if self.is_list else (texts or [""])[-1]

    def unticked(self, value: Any) -> Any:
        return [] if self.is_list else "" if self.is_box else value

    def sent(self, value: Any) -> list[str]:
        """What a browser sends where the control holds `value`: nothing for a box that is not ticked."""
        held = value if is_text(value) else self.taken(value)
        if self.is_box and held == "":
            return []
        return [held] if isinstance(held, str) else held


def controls_of(field: BoundField) -> Iterator[DjangoControl]:
    """The controls of `field`, which hold what it begins with. One for files has none."""
    widget, value = field.field.widget, field.value()
    if widget.needs_multipart_form:
        return
    if not isinstance(widget, SEVERAL):
        is_box, is_list = isinstance(widget, CheckboxInput), _is_list(widget)
        yield DjangoControl(field.name, field, text=_held(widget, value), is_box=is_box, is_list=is_list)
        return
    shown = widget.get_context(field.html_name, value, {})["widget"]
    for part in _parts(shown):
        name = field.name + part["name"].removeprefix(field.html_name)
        is_box, is_list = part.get("type") == "checkbox", "multiple" in part["attrs"]
        text = ("true" if part["attrs"].get("checked") else "") if is_box else _text(part["value"], is_list=is_list)
        yield DjangoControl(name, field, text=text, is_box=is_box, is_list=is_list)


def reasons_of(form: BaseForm) -> dict[str, list[str]]:
    """Why the bound `form` is not valid, by field; "" is the whole form."""
    return {"" if name == NON_FIELD_ERRORS else name: list(map(str, form.errors[name])) for name in form.errors}


def _parts(shown: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The widgets in the context of a widget, those in them included."""
    for part in shown["subwidgets"]:
        yield from _parts(part) if "subwidgets" in part else [part]


def _held(widget: Widget, value: Any) -> str | list[str]:
    if isinstance(widget, CheckboxInput):
        return "true" if widget.check_test(value) else ""
    return _text(widget.format_value(value), is_list=_is_list(widget))


def _text(shown: Any, *, is_list: bool) -> str | list[str]:
    items: list[Any] = shown if is_array(shown) else [shown]
    texts = [str(item) for item in items if item is not None]
    return texts if is_list else (texts or [""])[0]


def _is_list(widget: Widget) -> bool:
    """Whether the widget's one name stands for a list of texts."""
    return isinstance(widget, MultipleHiddenInput) or getattr(widget, "allow_multiple_selected", False)
