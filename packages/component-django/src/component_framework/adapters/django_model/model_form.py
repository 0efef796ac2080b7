"""Forms that create or edit a row: their data is saved, once it fits, before `on_submit()` runs."""

import copy
from collections.abc import Iterable, Mapping
from functools import cache
from itertools import chain
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import router, transaction
from django.db.models import Field, Model
from django.forms import BaseForm, BaseInlineFormSet, BaseModelForm, ModelChoiceField, modelform_factory
from django.utils.datastructures import MultiValueDict
from pydantic_core import to_jsonable_python

from component_framework.adapters.django_model.columns import ModelField, key_of, plain, set_value, value_in
from component_framework.adapters.django_model.conflict import Conflict, form_differences
from component_framework.adapters.django_model.form import DjangoFormComponent
from component_framework.adapters.django_model.form_shape import DjangoControl
from component_framework.adapters.django_model.formset_saving import FormsetSaving
from component_framework.adapters.django_model.formsets import SHOWN, digest_of
from component_framework.adapters.django_model.mixin import DjangoModelMixin
from component_framework.adapters.django_model.saving import reasons_of
from component_framework.core import model_form
from component_framework.core.errors import ConfigurationError, ConflictError, InvalidError
from component_framework.core.flow import Flow, call
from component_framework.core.schema import form_of
from component_framework.core.shape import Checked, FormData


class ModelFormComponent(DjangoModelMixin, DjangoFormComponent, model_form.ModelFormComponent):
    """A form about a row of `model`: with `pk=` it edits that one, without it creates one.

    What it asks for is said by `schema`, a pydantic model, or by `form_class`, a Django form; without either it is
    Django's form for `state_fields`, `readonly_fields` being shown only. What was sent is saved before `on_submit()`,
    in the same transaction, and so are the rows of `formsets`.
    """

    held_at_first: dict[str, str] = {}
    """What the controls held before anybody typed, in digests."""

    _framework_state = frozenset({"held_at_first"})
    _framework_events = DjangoModelMixin._framework_events | DjangoFormComponent._framework_events
    _keeps_created: ClassVar[bool] = False

    def get_form_kwargs(self) -> dict[str, Any]:
        """Arguments for the form class; for a model form `instance`, a copy of the row."""
        given = super().get_form_kwargs()
        if issubclass(self._form_class(), BaseModelForm):
            given["instance"] = copy.copy(self._subject())
        return given

    def get_form(self, data: "MultiValueDict[str, str] | None" = None) -> BaseForm:
        """The form, bound to `data`, unbound for None. `readonly_fields` are disabled in it.

        In a form that was made of `state_fields` the choices of relations are those of `get_choices()`.
        """
        form = super().get_form(data)
        for name in form.fields.keys() & set(self.readonly_fields):
            form.fields[name].disabled = True
        if self.form_class is None:
            for name, field in form.fields.items():
                if isinstance(field, ModelChoiceField) and not field.disabled:
                    field.queryset = self.get_choices(name)
        return form

    def get_formset_kwargs(self, name: str) -> dict[str, Any]:
        """Arguments for the formset class; for one of rows that belong to this row `instance`, the row."""
        given = super().get_formset_kwargs(name)
        if issubclass(self.formsets[name], BaseInlineFormSet):
            given["instance"] = self._subject()
        return given

    def validate_and_save(self, data: Mapping[str, Any]) -> tuple[bool, dict[str, list[str]]]:
        """Check `data`, values by names of controls, and save it if it fits: whether it did, and why not."""
        if "form_data" not in self.state:  # no message has made or loaded it
            self._resume_row()
            self._start_over()
        try:
            self.form_data = self._form().put(self.form_data, data)
            self.validated_data, errors = self._validate(self.form_data)
            if not errors:
                self._save()
        except InvalidError as error:
            errors = error.errors
        return not errors, errors

    def on_keep_mine(self) -> None:
        """Goes on with what was typed, over what somebody else has saved. The next save wins."""
        super().on_keep_mine()
        form_data = copy.deepcopy(self.form_data)
        for rows in self._formset_rows.values():
            rows.accept(form_data)
        self.form_data = form_data

    def on_reload(self) -> None:
        """Goes on with the row as it is; what was typed is dropped."""
        super().on_reload()
        self._start_over()
        self.touched, self.field_errors, self.submitted, self.is_valid = [], {}, False, False

    def _differences(self) -> Conflict:
        found = form_differences(self._form(), self.form_data, self._first(), typed=self._typed())
        rows = (rows.differences(self.form_data) for rows in self._formset_rows.values())
        return Conflict((*found, *chain.from_iterable(rows)))

    def _subject(self) -> Model:
        """The row that the form begins with: a new one again, once one was created."""
        row: Model = self.instance
        return self.get_instance() if self.params.get("pk") is None and not row._state.adding else row

    def _first(self) -> FormData:
        """What the controls hold where nobody has typed."""
        row = self._subject()
        if row._state.adding or not self._has_schema():
            return self._form().blank()
        return form_of(self.schema).shown(_json_of(row, self.schema.model_fields))

    def _start_over(self) -> None:
        self.form_data = self._first()
        self.held_at_first = {name: digest_of(held) for name, held in self.form_data.items()}

    def _check(self, sent: FormData) -> Flow[Checked]:
        yield from call(self._follow_others)
        return (yield from super()._check(sent))

    def _settle(self) -> Flow[None]:
        if self._follows():
            yield from call(self._follow_others)
        yield from super()._settle()

    def _follow_others(self) -> None:
        """Have the controls that nobody typed into hold what the row does by now."""
        if self._subject()._state.adding:
            return
        form_data, first, at_first = copy.deepcopy(self.form_data), self._first(), dict(self.held_at_first)
        for name in first.keys() - self._typed() - self.formsets.keys() - {SHOWN}:
            form_data[name], at_first[name] = first[name], digest_of(first[name])
        for rows in self._formset_rows.values():
            rows.follow(form_data)
        self.form_data, self.held_at_first = form_data, at_first

    def _typed(self) -> frozenset[str]:
        """The controls that hold what somebody has typed."""
        held = self.form_data.items() if "form_data" in self.state else ()
        return frozenset(name for name, value in held if digest_of(value) != self.held_at_first.get(name))

    def _touched(self) -> frozenset[str]:
        fields = self._form().fields
        controls = [(name, fields[name]) for name in self._typed() if name in fields]
        names = {control.field.name if isinstance(control, DjangoControl) else name for name, control in controls}
        return super()._touched() | (names & {field.name for field in self._seen_fields()})

    def _check_choices(self, texts: Mapping[str, Any]) -> None:
        """Of what is no control of the form's: its own are checked with all of it, and refused beside their fields."""
        super()._check_choices({name: text for name, text in texts.items() if name not in self._form().fields})

    def _seen_fields(self) -> list[ModelField]:
        names = {*self._names(), *self._row_fields} - set(self.formsets)
        return [field for field in self.model._meta.get_fields() if isinstance(field, Field) and field.name in names]

    def _read_again(self, saved: frozenset[str]) -> None:
        self._renew()
        super()._read_again(saved)

    def _validate(self, data: FormData) -> Checked:
        values, errors = super()._validate(data)
        if self._has_schema() and not errors:
            errors = _reasons(self._subject(), self._mine_of(values))
        return ({}, errors) if errors else (values, {})

    def _mine_of(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Those of `values` that are the row's to keep, related rows by their primary keys."""
        names = [name for name in self.state_fields if name in values and name not in self.readonly_fields]
        return {name: key_of(values[name]) for name in names}

    def _save(self) -> None:
        sent = {"form_data": copy.deepcopy(self.form_data), "touched": self.touched}
        bound = dict(self._formset_rows)
        try:
            with transaction.atomic(using=router.db_for_write(self.model)):
                self._save_row()
                for name, rows in bound.items():
                    FormsetSaving(rows, self.instance, self.form_data[SHOWN][name], self.on_conflict).write()
        except ConflictError as error:
            raise ConflictError(str(error), mine={**(error.mine or {}), **sent}) from error

    def _save_row(self) -> None:
        bound = None if self._has_schema() else self._django_form.bound
        if isinstance(bound, BaseModelForm):
            many = self._touched() & {field.name for field in self.model._meta.many_to_many}
            self._many |= {name: key_of(bound.cleaned_data[name]) for name in many}
            _take_over(bound.save(commit=False), self.instance)
            self.save_instance()
            bound.instance = self.instance
            bound.save_m2m()
        else:
            self.state.update(self._mine_of(self.validated_data))
            self.update_instance_from_state()
            self.save_instance()

    @classmethod
    def _form_class(cls) -> type[BaseForm]:
        fields = cls._row_fields.values()
        names = tuple(field.name for field in fields if field.editable and not field.primary_key)
        if cls.form_class is None and not names:
            raise ConfigurationError(
                f"{cls.__qualname__} asks for nothing: set state_fields = […] to names of the model's fields, "
                "form_class = … to a Django form, or schema = … to a pydantic model"
            )
        return cls.form_class or _form_of(cls.model, names)


@cache
def _form_of(model: type[Model], names: tuple[str, ...]) -> type[BaseForm]:
    return modelform_factory(model, fields=names)


def _take_over(source: Any, target: Model) -> None:
    """Set on `target` what `source`, a copy of it, was set to."""
    for field in target._meta.concrete_fields:
        value = getattr(source, field.attname)
        if plain(value) != plain(getattr(target, field.attname)):
            setattr(target, field.attname, value)


def _reasons(row: Model, values: Mapping[str, Any]) -> dict[str, list[str]]:
    """Why the model refuses `row` with `values`, by field; "" is the whole row."""
    filled = copy.copy(row)
    columns = [field for field in filled._meta.concrete_fields if field.name in values]
    for field in columns:
        set_value(filled, field, values[field.name])
    try:
        filled.full_clean(exclude=[field.name for field in filled._meta.fields if field not in columns])
    except ValidationError as error:
        return reasons_of(error)
    return {}


def _json_of(row: Model, names: Iterable[str]) -> dict[str, Any]:
    """The fields of `row` that `names` has, as JSON data."""
    fields = {field.name: field for field in (*row._meta.concrete_fields, *row._meta.many_to_many)}
    values = {name: value_in(row, fields[name]) for name in names if name in fields}
    return {name: to_jsonable_python(value, fallback=str) for name, value in values.items()}
