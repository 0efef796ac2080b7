"""Django's forms as forms of ours: their fields' controls, the texts of their widgets, their own validation."""

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import Any, TypeAlias

from django.core.exceptions import NON_FIELD_ERRORS
from django.core.files.uploadedfile import UploadedFile
from django.forms import BaseForm, BoundField, CheckboxInput, NullBooleanField
from django.utils.datastructures import MultiValueDict

from component_framework.adapters.django_model.widgets import (
    Part,
    attributes_of,
    choices_of,
    held,
    is_multiple,
    kind_of,
    parts_of,
)
from component_framework.core.control import Control, Kind
from component_framework.core.json_data import is_array, is_object
from component_framework.core.shape import Checked, FieldShape, FormShape
from component_framework.core.texts import text_of
from component_framework.core.typed import is_text
from component_framework.core.upload import Upload, uploads_in

Texts: TypeAlias = dict[str, list[str]]
"""What a browser's post of a form has."""
MakeForm: TypeAlias = "Callable[[MultiValueDict[str, str] | None], BaseForm]"


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

    @cached_property
    def _last(self) -> dict[str, str]:
        """The last control of each field: what is wrong with all of them is said there, once it was left."""
        return {control.field.name: name for name, control in self.fields.items()}

    def place(self, name: str) -> str:
        return self._last[self.fields[name].field.name] if name in self.fields else name

    def validate(self, data: Mapping[str, Any]) -> Checked:
        self.bound = self._make(MultiValueDict(self.texts(data, self.unbound.prefix)))
        self.bound.files = MultiValueDict(self._files(data))
        if self.bound.is_valid():
            return dict(self.bound.cleaned_data), {}
        return {}, self.reasons(self.bound)

    def reasons(self, form: BaseForm) -> dict[str, list[str]]:
        """Why `form`, a bound one, is not valid, by control; "" is the whole form."""
        found = {name: list(map(str, form.errors[name])) for name in form.errors}
        return {"" if name == NON_FIELD_ERRORS else self._last.get(name, name): texts for name, texts in found.items()}

    def _files(self, data: Mapping[str, Any]) -> "dict[str, list[UploadedFile[bytes]]]":
        """What comes with such a post."""
        names = {name: self.unbound.add_prefix(name) for name in self.fields}
        found = {names[name]: [django_file(one) for one in uploads_in(data.get(name))] for name in names}
        return {name: files for name, files in found.items() if files}

    def texts(self, data: Mapping[str, Any], prefix: str | None) -> Texts:
        """What a browser's post has, with that prefix, where the controls hold `data`."""
        texts = {name: control for name, control in self.fields.items() if name in data and not control.is_file}
        held = {name: control.sent(data[name]) for name, control in texts.items()}
        return {f"{prefix}-{name}" if prefix else name: texts for name, texts in held.items() if texts}


class DjangoControl(FieldShape):
    """One control of a field: the only one, or a `part` of its widget."""

    def __init__(self, field: BoundField, part: Part) -> None:
        self.field, self.part = field, part
        self.name = field.name + part.suffix
        self.is_box = isinstance(part.widget, CheckboxInput)
        self.is_list = is_multiple(part.widget)
        self.is_fixed = field.field.disabled
        self.is_file = part.widget.needs_multipart_form

    def blank(self, above: tuple[FormShape, ...]) -> str | list[str]:
        nothing: str | list[str] = [] if self.is_list else ""
        return nothing if self.is_file else held(self.part)

    def taken(self, given: Any) -> Any:
        if self.is_file:
            return super().taken(given)
        items = given if is_array(given) else [] if given in ("", None) and self.is_list else [given]
        if any(is_object(item) or is_array(item) for item in items):
            raise LookupError
        texts = [text_of(item, ()) for item in items]
        return texts if self.is_list else (texts or [""])[-1]

    def control(self, name: str, value: Any) -> Control:
        kind, field = kind_of(self.part.widget), self.field
        text: Any = value if is_text(value) else self.taken(value)
        multiple = {"multiple": True} if self.is_file and self.is_list else {}
        return Control(
            name=name,
            label=str(field.label) + self._part_label(kind),
            kind=kind,
            value=text,
            choices=choices_of(self.part.widget),
            help=str(field.help_text),
            is_required=self._is_required(),
            is_multiple=self.is_list,
            attributes=attributes_of(self.part.widget, text) | multiple | ({"disabled": True} if self.is_fixed else {}),
        )

    def _is_required(self) -> bool:
        """Whether nothing is no answer: rows may be left out, not to know is one, and a file may be there already."""
        wanted = self.field.field
        is_answered = isinstance(wanted, NullBooleanField) or (self.is_file and bool(self.part.value))
        return wanted.required and self.field.form.use_required_attribute and not is_answered

    def _part_label(self, kind: Kind) -> str:
        """What tells the controls of one field from each other."""
        suffix = self.part.suffix.strip("_")
        return f" ({kind if kind in ('date', 'time') else suffix})" if suffix else ""

    def sent(self, value: Any) -> list[str]:
        """What a browser sends where the control holds `value`: nothing for a box that is not ticked."""
        text = value if is_text(value) else self.taken(value)
        if self.is_box and text == "":
            return []
        return [text] if isinstance(text, str) else text


def controls_of(field: BoundField) -> Iterator[DjangoControl]:
    """The controls of `field`."""
    yield from (DjangoControl(field, part) for part in parts_of(field.field.widget, field.value()))


def django_file(upload: Upload) -> "UploadedFile[bytes]":
    """`upload` as Django's forms and fields take files."""
    return UploadedFile(upload.file, upload.name, upload.content_type, upload.size)
