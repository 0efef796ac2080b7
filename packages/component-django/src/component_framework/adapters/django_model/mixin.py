"""A component about one row that saves it: no change of anybody's is lost, and none is kept in part."""

import copy
from collections.abc import Collection, Mapping, Sequence
from functools import partial
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.forms import BaseForm
from pydantic import ValidationError as ValidationFailed

from component_framework.adapters.django_model.columns import column_values, key_of, set_value, value_in
from component_framework.adapters.django_model.conflict import Conflict, conflict_between
from component_framework.adapters.django_model.loading import RowComponent
from component_framework.adapters.django_model.saving import OnConflict, Saving, reasons_of
from component_framework.core.context import TemplateContext
from component_framework.core.errors import ConflictError, InvalidError, NotFoundError, RefusedSaveError
from component_framework.core.flow import Flow
from component_framework.core.handlers import reasons
from component_framework.core.typed import is_text


class DjangoModelMixin(RowComponent):
    """The row that the param `pk` names, or a new one without it, and those of its fields that are state.

    A row that `get_queryset()` does not have is a 404, on pages and for messages alike.
    """

    form_class: ClassVar[type[BaseForm] | None] = None
    """What `validate_and_save` checks with; the model itself if None."""
    on_conflict: ClassVar[OnConflict] = "refuse"
    """What a save does where somebody else has saved the row since it was shown: it is refused; or ("merge") refused
    only if a field that is written was changed; or the last one wins ("overwrite")."""
    version_field: ClassVar[str] = ""
    """A field that counts the saves, if the model has one."""
    has_conflict: bool = False
    """Whether a save was refused because of what somebody else had saved."""

    _framework_state = frozenset({"has_conflict"})
    _framework_events = frozenset({"keep_mine", "reload"})
    _keeps_created: ClassVar[bool] = True
    """Whether a component that created a row goes on with that row."""
    _many: dict[str, Sequence[Any]]

    def __init__(self, **params: Any) -> None:
        super().__init__(**params)
        self._many = {}

    @property
    def conflict(self) -> Conflict | None:
        """What the user and somebody else have made of the row, where a save was refused because of it."""
        if not self.has_conflict:
            return None
        return Conflict(is_gone=True) if self._is_gone else self._differences()

    def populate_state_from_instance(self) -> None:
        """Have the state hold what the row does, whatever was typed."""
        super().populate_state_from_instance()
        self.has_conflict = False

    def update_instance_from_state(self) -> None:
        """Have the row hold what was changed in the state.

        Raises InvalidError for a choice that the user has not, ConflictError for a row that is gone.
        """
        self._check_existence()
        for name in self._touched():
            field, value = self._row_fields[name], self.state[name]
            if field.is_relation and self._fields[name].is_writable:
                self._check_choice(name, value)
            if field.many_to_many:
                self._many[name] = value
            else:
                set_value(self.instance, field, value)

    def save_instance(self, commit: bool = True) -> Any:
        """Save what was changed of the row, and give the row. Without `commit` it is only checked.

        Raises InvalidError, by field, for what the model or a constraint of the database refuses, ConflictError for
        what somebody else has saved meanwhile, and for a row that is gone.
        """
        self._check_existence()
        is_new, changed = self.instance._state.adding, self._changed()
        saving = Saving(
            row=self.instance,
            changed=changed,
            many=self._many,
            base=self.row_digests,
            loaded=self._loaded,
            on_conflict=self.on_conflict,
            version_field=self.version_field,
            digests=self._digests,
            mine=self._mine(changed),
        )
        try:
            saving.check()
            if commit:
                saving.write()
        except InvalidError as error:
            raise RefusedSaveError(error.errors, self._mine(changed)) from error
        if commit:
            self._read_again(frozenset(self._row_fields) if is_new else changed | self._many.keys())
        return self.instance

    def validate_and_save(self, data: Mapping[str, Any]) -> tuple[bool, dict[str, list[str]]]:
        """Check `data`, values or texts by names of fields, and save it if it fits: whether it did, and why not."""
        try:
            self._fill(data)
            self.save_instance()
        except InvalidError as error:
            return False, dict(error.errors)
        return True, {}

    def on_keep_mine(self) -> None:
        """Goes on with what the user has typed, over what somebody else has saved. The next save wins."""
        self._show_row()
        self.row_digests = self._seen_now()
        self.has_conflict = False

    def on_reload(self) -> None:
        """Goes on with the row as it is; what was typed is dropped."""
        self.populate_state_from_instance()

    def _writes(self, texts: Mapping[str, Any]) -> dict[str, Any]:
        """A text that does not fit its field is refused where the field is shown, and the others are kept."""
        try:
            return super()._writes(texts)
        except InvalidError as error:
            misfits = {name.partition(".")[0] for name in error.errors}
            if not all(name in self._row_fields and self._fields[name].is_writable for name in misfits):
                raise
            mine = super()._writes({name: text for name, text in texts.items() if name not in misfits})
            raise RefusedSaveError(error.errors, mine) from error

    def _settle(self) -> Flow[None]:
        if self._is_gone and self._status != ConflictError.status:
            raise NotFoundError(f"{self.model._meta.label} {self._pk!r} was deleted")
        yield from super()._settle()

    def _follows(self) -> bool:
        return super()._follows() and not self.has_conflict

    def _context(self) -> TemplateContext:
        context = super()._context()
        context.lazy.setdefault("instance", self.model if self._is_gone else partial(getattr, self, "instance"))
        for name in ("conflict", "is_deleted"):
            context.lazy.setdefault(name, partial(getattr, self, name))
        return context

    def _show_refusal(self, error: InvalidError | ConflictError) -> None:
        super()._show_refusal(error)
        if isinstance(error, ConflictError) and error.mine is not None:
            self.has_conflict = True
        if isinstance(error, ConflictError | RefusedSaveError):
            self.state.update(error.mine or {})
            self._status = error.status

    def _differences(self) -> Conflict:
        return conflict_between(self.state, self.instance, self._row_fields, touched=self._touched())

    def _check_existence(self) -> None:
        if self._is_gone or self.is_deleted:
            raise ConflictError("the row was deleted", mine=self._mine(frozenset()))

    def _fill(self, data: Mapping[str, Any]) -> None:
        """Have the row hold `data`. Raises InvalidError."""
        if self.form_class is not None:
            data = self._cleaned(self.form_class, data)
        errors: dict[str, list[str]] = {}
        for name, value in data.items():
            try:
                self.state[name] = self._value(name, value)
            except ValidationFailed as error:
                errors |= reasons(name, error)
        if errors:
            raise InvalidError(errors)
        self.update_instance_from_state()

    def _cleaned(self, form_class: type[BaseForm], data: Mapping[str, Any]) -> dict[str, Any]:
        of_row = {"instance": copy.copy(self.instance)} if hasattr(form_class, "_meta") else {}
        form = form_class(data, **of_row)
        if not form.is_valid():
            raise InvalidError(reasons_of(ValidationError(form.errors.as_data())))
        return {name: key_of(value) for name, value in form.cleaned_data.items() if name in self._row_fields}

    def _value(self, name: str, given: Any) -> Any:
        if name not in self._row_fields or name in self.readonly_fields:
            raise InvalidError({name: ["This cannot be set"]})
        wanted = self._fields[name].type
        return wanted.from_text(given) if is_text(given) else wanted.from_python(given)

    def _changed(self) -> frozenset[str]:
        """The columns that the row does not hold as they were loaded."""
        if self.instance._state.adding:
            return frozenset()
        return frozenset(name for name, value in column_values(self.instance).items() if value != self._loaded[name])

    def _mine(self, changed: Collection[str]) -> dict[str, Any]:
        """What the user would have saved, for the state."""
        values = {name: value_in(self.instance, self._row_fields[name]) for name in self._row_fields.keys() & changed}
        plain = {name: value for name, value in values.items() if not hasattr(value, "resolve_expression")}
        return {name: self.state[name] for name in self._row_fields if name in self.state} | plain

    def _read_again(self, saved: frozenset[str]) -> None:
        """The row as the database has it now; one that the user no longer sees is shown once more."""
        row = self.instance
        if self._keeps_created and self.params.get("pk") is None:
            self.row_pk = row.pk if isinstance(row.pk, int) else str(row.pk)
        found = next(iter(self.get_queryset().filter(pk=row.pk)[:1]), None)
        if found is None:
            row.refresh_from_db()
        self.instance = found or row
        self._loaded, self._many, self.has_conflict = column_values(self.instance), {}, False
        self._show_row(saved)
