"""Django's formsets as rows of a form: what is typed into them, bound with a management form that is written here.

Which rows of the database are shown is in the form data, so in the signed state: each row's primary key under `PK`,
and under `SHOWN` those that were shown at first, by primary key, with what they were like. What of them is no longer in
the list is to be deleted; what nobody typed into is left as others may have it by now.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, TypeAlias

from django.forms import BaseForm, BaseInlineFormSet, BaseModelFormSet
from django.forms.formsets import DELETION_FIELD_NAME, INITIAL_FORM_COUNT, ORDERING_FIELD_NAME, TOTAL_FORM_COUNT
from django.utils.datastructures import MultiValueDict
from django.utils.text import capfirst

from component_framework.adapters.django_model.columns import WHOLE_ROW, Digests
from component_framework.adapters.django_model.conflict import Difference, form_differences
from component_framework.adapters.django_model.form_shape import DjangoForm, Texts
from component_framework.core.control import Control
from component_framework.core.errors import InvalidError
from component_framework.core.rows import KEY
from component_framework.core.shape import Checked, FieldShape, FormData, FormShape

FormSet: TypeAlias = Any
"""One of Django's formsets, of which its stubs know little."""
MakeFormSet: TypeAlias = "Callable[[MultiValueDict[str, str] | None], FormSet]"
PK: Final = "_pk"
SHOWN: Final = "_shown"
STAYS: Final = "These rows cannot be removed"
GONE: Final = "This was deleted meanwhile"


class FormWithRows(FormShape):
    """A Django form, and the rows of formsets by their names in the form data."""

    def __init__(self, form: DjangoForm, rows: Mapping[str, "FormsetRows"]) -> None:
        self.form, self.rows = form, rows

    @property
    def fields(self) -> Mapping[str, FieldShape]:
        return {**self.form.fields, **self.rows}

    def blank(self, above: tuple[FormShape, ...] = ()) -> FormData:
        return {**super().blank(above), SHOWN: {name: rows.marks() for name, rows in self.rows.items()}}

    def place(self, name: str) -> str:
        list_name, _, rest = name.partition(".")
        number, _, inner = rest.partition(".")
        if list_name not in self.rows or not inner:
            return self.form.place(name)
        return f"{list_name}.{number}.{self.rows[list_name].form.place(inner)}"

    def validate(self, data: Mapping[str, Any]) -> Checked:
        values, errors = self.form.validate(data)
        for name, rows in self.rows.items():
            values[name], reasons = rows.check(data.get(name, []), data.get(SHOWN, {}).get(name, {}))
            errors |= reasons
        return ({}, errors) if errors else (values, {})


class FormsetRows(FieldShape):
    """The rows of the formset that `make` gives, bound to texts, or unbound for None.

    `bound` is the formset that was validated last.
    """

    is_rows = True

    def __init__(self, name: str, make: MakeFormSet, digests: Digests) -> None:
        self.name, self._make, self.digests = name, make, digests
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

    def control(self, name: str, value: Any) -> Control:
        model = getattr(self.unbound, "model", None)
        words = str(model._meta.verbose_name_plural) if model else self.name.replace("_", " ")
        return Control(name=name, label=capfirst(words), kind="fieldset")

    def marks(self) -> dict[str, list[str]]:
        """What the rows of the database are like that are shown at first, and what their controls hold, in digests."""
        found: dict[str, list[str]] = {}
        for pk, form in self.held.items():
            found[pk] = [self.digests.of_row(form.instance, ())[WHOLE_ROW], digest_of(self._row(form))]
        return found

    @cached_property
    def held(self) -> dict[str, Any]:
        """The forms of the rows that the database has, by primary key."""
        forms: list[Any] = self.unbound.forms if has_model(self.unbound) else []
        return {str(form.instance.pk): form for form in forms if not form.instance._state.adding}

    def follow(self, data: FormData) -> None:
        """Have the rows of `data` that nobody typed into be as they are by now."""
        shown, marks = data[SHOWN].setdefault(self.name, {}), self.marks()
        current = [(row, self._current(row, shown)) for row in data[self.name]]
        data[self.name] = [row if now is None else now for row, now in current]
        shown |= {now[PK]: marks[now[PK]] for row, now in current if now is not None and now is not row}

    def differences(self, data: FormData) -> Iterator[Difference]:
        """What is otherwise in the rows of `data` than in the database."""
        for number, row in enumerate(data[self.name]):
            theirs = self._row(self.held[row[PK]]) if row.get(PK) in self.held else row
            is_typed = self._current(row, data[SHOWN].get(self.name, {})) is row
            typed = self.form.fields.keys() if is_typed else ()
            yield from form_differences(self.form, row, theirs, typed=typed, start=f"{self.name}.{number}.")

    def accept(self, data: FormData) -> None:
        """Have what was typed into the rows of `data` be typed over the rows as they are by now."""
        shown, marks = data[SHOWN].setdefault(self.name, {}), self.marks()
        shown |= {pk: [marks[pk][0], held] for pk, (_, held) in shown.items() if pk in marks}

    def check(
        self, rows: Sequence[FormData], shown: Mapping[str, list[str]]
    ) -> tuple[list[dict[str, Any]], dict[str, list[str]]]:
        """The rows' values, and the reasons against them by control. What was `shown` and is not in `rows` is to go."""
        places = self._places(rows, shown)
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

    def _places(self, rows: Sequence[FormData], shown: Mapping[str, list[str]]) -> "list[_Place]":
        """`rows` in the order that Django wants, and those of `shown` that are to go."""
        current = [(self._current(row, shown), number) for number, row in enumerate(rows)]
        listed = [_Place(row, number) for row, number in current if row is not None]
        kept = {row[PK] for row in rows if PK in row}
        removed = [_Place({PK: pk}, len(rows), is_removed=True) for pk in shown if pk not in kept]
        held = [place for place in listed if PK in place.row]
        return [*held, *removed, *(place for place in listed if PK not in place.row)]

    def _current(self, row: FormData, shown: Mapping[str, list[str]]) -> FormData | None:
        """`row`, if anything was typed into it; else what it is by now, None where it is gone."""
        pk = row.get(PK)
        typed = {name: value for name, value in row.items() if name != KEY}
        if pk is None or digest_of(typed) != shown.get(pk, ["", ""])[1]:
            return row
        return {**row, **self._row(self.held[pk])} if pk in self.held else None

    def _row(self, form: Any) -> FormData:
        data = DjangoForm(lambda _: form, without=self._form.without).blank()
        return (
            data if not has_model(self.unbound) or form.instance._state.adding else {**data, PK: str(form.instance.pk)}
        )

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
        for name, reasons in self._form.reasons(form).items():
            has_control = name not in self._form.without
            is_gone = not has_control and name not in _files_of(self.unbound)  # Django does not know the primary key
            own, texts = name if has_control else "", [GONE] if is_gone else reasons
            found.setdefault(f"{self.name}.{place.number}.{own}".rstrip("."), []).extend(texts)
        return found


@dataclass(frozen=True)
class _Place:
    """A row, and its number in the form data."""

    row: FormData
    number: int
    is_removed: bool = False


def digest_of(held: Any) -> str:
    """Sixteen hex digits that change with what controls hold: what a page shows anyway."""
    return hashlib.sha256(json.dumps(held, sort_keys=True).encode()).hexdigest()[:16]


def _own_names(formset: FormSet) -> frozenset[str]:
    """The fields of a row's form that have no control: what is Django's business, and files."""
    names = {DELETION_FIELD_NAME, ORDERING_FIELD_NAME}
    if has_model(formset):
        names.add(pk_name(formset))
    if isinstance(formset, BaseInlineFormSet):
        names.add(formset.fk.name)
    return frozenset(names) | _files_of(formset)


def _files_of(formset: FormSet) -> frozenset[str]:
    fields = formset.form.base_fields
    return frozenset(name for name in fields if fields[name].widget.needs_multipart_form)


def has_model(formset: FormSet) -> bool:
    """Whether the formset's rows are those of a model."""
    return isinstance(formset, BaseModelFormSet)


def pk_name(formset: FormSet) -> str:
    """The name of the primary key of a formset's model."""
    name: str = formset.model._meta.pk.name
    return name
