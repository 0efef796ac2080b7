"""A row on its way to the database: nothing that somebody else has written meanwhile is lost."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeAlias

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import DataError, IntegrityError, models, router, transaction

from component_framework.adapters.django_model.columns import (
    WHOLE_ROW,
    Digests,
    ModelField,
    column_values,
    is_same,
    value_in,
)
from component_framework.core.errors import ConflictError, InvalidError

OnConflict: TypeAlias = Literal["refuse", "merge", "overwrite"]
NOT_SAVED: Final = "This could not be saved"


@dataclass(frozen=True)
class Saving:
    """One save of `row`: the names of the columns that are `changed`, and the keys of related rows by name (`many`).

    `base` are the digests of the row that the user has seen, `loaded` the columns as this message has found them.
    """

    row: models.Model
    changed: Collection[str]
    many: Mapping[str, Collection[Any]]
    base: Mapping[str, str]
    loaded: Mapping[str, Any]
    on_conflict: OnConflict
    version_field: str
    digests: Digests
    mine: Mapping[str, Any]

    def check(self) -> None:
        """Raises InvalidError for what the model's own validation refuses, of what was changed."""
        names = {field.name for field in self.row._meta.concrete_fields}
        wanted = names if self.row._state.adding else {name for name in self.changed if not self._is_expression(name)}
        try:
            self.row.full_clean(exclude=names - wanted)
        except ValidationError as error:
            raise InvalidError(reasons_of(error)) from error

    def write(self) -> None:
        """Save it. Raises ConflictError, also for a row that is gone, InvalidError for broken constraints."""
        database = self.row._state.db or router.db_for_write(type(self.row), instance=self.row)
        try:
            with transaction.atomic(using=database):
                if self.row._state.adding:
                    self.row.save(using=database, force_insert=True)
                else:
                    self._update(database)
                for name, keys in self.many.items():
                    getattr(self.row, name).set(keys)
        except (DataError, IntegrityError) as error:
            raise InvalidError(self._broken()) from error

    def _update(self, database: str) -> None:
        rows = type(self.row)._base_manager.using(database)
        theirs = rows.select_for_update().filter(pk=self.row.pk).first()
        if theirs is None:
            raise ConflictError("the row was deleted", mine=self.mine)
        if self._is_lost(theirs):
            raise ConflictError("the row was changed", mine=self.mine)
        names = {*self.changed, *(field.name for field in self.row._meta.concrete_fields if _sets_itself(field))}
        if self.version_field:
            setattr(self.row, self.version_field, getattr(theirs, self.version_field) + 1)
            names.add(self.version_field)
        if names:
            self.row.save(using=database, update_fields=names)

    def _is_lost(self, theirs: models.Model) -> bool:
        """Whether this save would undo what somebody has written since the user looked."""
        if self.on_conflict == "overwrite":
            return False
        if self.on_conflict == "refuse" and not self.digests.fits_row(self.base[WHOLE_ROW], theirs):
            return True
        fields = [_field(theirs, name) for name in (*self.changed, *self.many) if not self._is_expression(name)]
        return not all(self._is_as_seen(field, value_in(theirs, field)) for field in fields)

    def _is_as_seen(self, field: ModelField, value: Any) -> bool:
        """Whether neither the user nor the handler has seen another value."""
        seen, found = self.base.get(field.name), self.loaded.get(field.name, value)
        return is_same(field, found, value) and (seen is None or self.digests.fits(seen, field, value))

    def _is_expression(self, name: str) -> bool:
        return hasattr(column_values(self.row).get(name), "resolve_expression")

    def _broken(self) -> dict[str, list[str]]:
        """Which constraint the database has refused, found by the model's own checks."""
        try:
            self.row.validate_unique()
            self.row.validate_constraints()
        except ValidationError as error:
            return reasons_of(error)
        return {"": [NOT_SAVED]}


def reasons_of(error: ValidationError) -> dict[str, list[str]]:
    """Django's messages by field; those against the whole row are under ""."""
    if not hasattr(error, "error_dict"):
        return {"": error.messages}
    return {"" if name == NON_FIELD_ERRORS else name: texts for name, texts in error.message_dict.items()}


def _sets_itself(field: ModelField) -> bool:
    return bool(getattr(field, "auto_now", False))


def _field(row: models.Model, name: str) -> ModelField:
    field: Any = row._meta.get_field(name)
    return field  # type: ignore[no-any-return]
