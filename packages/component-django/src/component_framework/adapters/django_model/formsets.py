"""Django's formsets as rows of a form: what is typed into them, bound with a management form that is written here.

Which rows of the database are shown is in the form data, so in the signed state: each row's primary key under `PK`,
and under `SHOWN` those that were shown at first. What of them is no longer in the list is to be deleted.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, TypeAlias

from django.forms import BaseForm, BaseInlineFormSet, BaseModelFormSet
from django.forms.formsets import DELETION_FIELD_NAME, INITIAL_FORM_COUNT, ORDERING_FIELD_NAME, TOTAL_FORM_COUNT
from django.utils.datastructures import MultiValueDict

from component_framework.adapters.django_model.form_shape import DjangoForm, Texts, reasons_of
from component_framework.core.errors import InvalidError
from component_framework.core.rows import KEY
from component_framework.core.shape import Checked, FieldShape, FormData, FormShape

FormSet: TypeAlias = Any
"""One of Django's formsets, of which its stubs know little."""
MakeFormSet: TypeAlias = "Callable[[MultiValueDict[str, str] | None], FormSet]"
PK: Final = "_pk"
SHOWN: Final = "_shown"
STAYS: Final = "These rows cannot be removed"


class FormWithRows(FormShape):
    """A Django form, and the rows of formsets by their names in the form data."""

    def __init__(self, form: DjangoForm, rows: Mapping[str, "FormsetRows"]) -> None:
        self.form, self.rows = form, rows

    @property
    def fields(self) -> Mapping[str, FieldShape]:
        return {**self.form.fields, **self.rows}

    def blank(self, above: tuple[FormShape, ...] = ()) -> FormData:
        data = super().blank(above)
        shown = {name: [row[PK] for row in data[name] if PK in row] for name in self.rows}
        return {**data, SHOWN: shown}

    def place(self, name: str) -> str:
        list_name, _, rest = name.partition(".")
        number, _, inner = rest.partition(".")
        if list_name not in self.rows or not inner:
            return self.form.place(name)
        return f"{list_name}.{number}.{self.rows[list_name].form.place(inner)}"

    def validate(self, data: Mapping[str, Any]) -> Checked:
        values, errors = self.form.validate(data)
        for name, rows in self.rows.items():
            values[name], reasons = rows.check(data.get(name, []), data.get(SHOWN, {}).get(name, []))
            errors |= reasons
        return ({}, errors) if errors else (values, {})


class FormsetRows(FieldShape):
    """The rows of the formset that `make` gives, bound to texts, or unbound for None.

    `bound` is the formset that was validated last.
    """

    is_rows = True

    def __init__(self, name: str, make: MakeFormSet) -> None:
        self.name, self._make = name, make
        self.bound: FormSet | None = None

    @cached_property
    def unbound(self) -> FormSet:
        return self._make(None)

    @property
    def form(self) -> DjangoForm:
        return self._form

    @cached_property
    def _form(self) -> DjangoForm:
        return DjangoForm(lambda _: self.unbound.empty_form, without=_own_names(self.unbound))

    def blank(self, above: tuple[FormShape, ...]) -> list[FormData]:
        return [self._row(form) for form in self.unbound.forms]

    def check(
        self, rows: Sequence[FormData], shown: Sequence[str]
    ) -> tuple[list[dict[str, Any]], dict[str, list[str]]]:
        """The rows' values, and the reasons against them by control. What was `shown` and is not in `rows` is to go."""
        places = _places(rows, shown)
        bound = self.bound = self._bind(places)
        errors = {self.name: list(map(str, bound.non_form_errors()))}
        if not bound.can_delete and any(place.is_removed for place in places):
            errors[self.name].append(STAYS)
        forms = [(place, form) for place, form in zip(places, bound.forms, strict=False) if not place.is_removed]
        for place, form in forms:
            errors |= self._reasons(place, form)
        values = [getattr(form, "cleaned_data", {}) for place, form in forms if PK in place.row or form.has_changed()]
        return values, {name: reasons for name, reasons in errors.items() if reasons}

    def check_adding(self, rows: Sequence[FormData]) -> None:
        """Raises InvalidError where `rows` are as many as there may be."""
        most = self.unbound.max_num
        if len(rows) >= most:
            raise InvalidError({self.name: [str(self.unbound.error_messages["too_many_forms"] % {"num": most})]})

    def check_removing(self, rows: Sequence[FormData], key: str) -> None:
        """Raises InvalidError where the row with that key is one of the database and has to stay."""
        if not self.unbound.can_delete and any(PK in row for row in rows if row.get(KEY) == key):
            raise InvalidError({self.name: [STAYS]})

    def _bind(self, places: "Sequence[_Place]") -> FormSet:
        bound = self._make(MultiValueDict(self._texts(places)))
        if not has_model(bound):
            bound.initial = None  # Django would take rows that are as they were at first for rows not filled in
        bound.is_valid()
        return bound

    def _row(self, form: BaseForm) -> FormData:
        instance = getattr(form, "instance", None)
        data = DjangoForm(lambda _: form, without=self._form.without).blank()
        return data if instance is None or instance.pk is None else {**data, PK: str(instance.pk)}

    def _texts(self, places: "Sequence[_Place]") -> Texts:
        """What a browser's post of the whole formset has."""
        prefix = self.unbound.prefix
        held = sum(PK in place.row for place in places)
        texts = {f"{prefix}-{TOTAL_FORM_COUNT}": [str(len(places))], f"{prefix}-{INITIAL_FORM_COUNT}": [str(held)]}
        for number, place in enumerate(places):
            texts |= self._form.texts(place.row, f"{prefix}-{number}")
            texts |= {f"{prefix}-{number}-{name}": [text] for name, text in self._own_texts(place)}
        return texts

    def _own_texts(self, place: "_Place") -> Iterator[tuple[str, str]]:
        if PK in place.row:
            yield pk_name(self.unbound), place.row[PK]
        if place.is_removed:
            yield DELETION_FIELD_NAME, "on"
        elif self.unbound.can_order and not self._is_blank(place.row):
            yield ORDERING_FIELD_NAME, str(place.number)

    def _is_blank(self, row: FormData) -> bool:
        """Whether it is as a new row: Django leaves it out, unless it is sent its place in the order."""
        blank = self.form.blank()
        return {name: row.get(name) for name in blank} == blank

    def _reasons(self, place: "_Place", form: BaseForm) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for name, reasons in reasons_of(form).items():
            own = "" if name in self._form.without else name  # no control is called so: the row is gone
            found.setdefault(f"{self.name}.{place.number}.{own}".rstrip("."), []).extend(reasons)
        return found


@dataclass(frozen=True)
class _Place:
    """A row in the order that Django wants: those of the database first. `number` is that in the form data."""

    row: FormData
    number: int
    is_removed: bool = False


def _places(rows: Sequence[FormData], shown: Sequence[str]) -> list[_Place]:
    listed = [_Place(row, number) for number, row in enumerate(rows)]
    kept = {row[PK] for row in rows if PK in row}
    removed = [_Place({PK: pk}, len(rows), is_removed=True) for pk in shown if pk not in kept]
    held = [place for place in listed if PK in place.row]
    return [*held, *removed, *(place for place in listed if PK not in place.row)]


def _own_names(formset: FormSet) -> frozenset[str]:
    """The fields of a row's form that are Django's business: no control is made for them."""
    names = {DELETION_FIELD_NAME, ORDERING_FIELD_NAME}
    if has_model(formset):
        names.add(pk_name(formset))
    if isinstance(formset, BaseInlineFormSet):
        names.add(formset.fk.name)
    return frozenset(names)


def has_model(formset: FormSet) -> bool:
    """Whether the formset's rows are those of a model."""
    return isinstance(formset, BaseModelFormSet)


def pk_name(formset: FormSet) -> str:
    """The name of the primary key of a formset's model."""
    name: str = formset.model._meta.pk.name
    return name
