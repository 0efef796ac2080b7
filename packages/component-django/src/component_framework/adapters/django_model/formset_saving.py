"""The rows of a formset on their way to the database: nothing that others have changed meanwhile is lost."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import router
from django.db.models import Model, ProtectedError, RestrictedError

from component_framework.adapters.django_model.columns import WHOLE_ROW, column_values
from component_framework.adapters.django_model.formsets import FormSet, FormsetRows, has_model
from component_framework.adapters.django_model.saving import NOT_SAVED, OnConflict, Saving
from component_framework.core.errors import ConflictError, InvalidError, NotFoundError


@dataclass(frozen=True)
class FormsetSaving:
    """One save of the `rows` that were validated last, as rows of `parent`. `shown` are their marks, by primary key.

    Call it in a transaction.
    """

    rows: FormsetRows
    parent: Model
    shown: Mapping[str, list[str]]
    on_conflict: OnConflict

    def write(self) -> None:
        """Raises ConflictError for a row that is another by now, InvalidError where the database refuses."""
        formset: FormSet = self.rows.bound
        if not has_model(formset):
            return
        formset.instance = self.parent
        formset.save(commit=False)
        try:
            for row in formset.deleted_objects:
                self._delete(row)
            for row in [*(row for row, _ in formset.changed_objects), *formset.new_objects]:
                self._saving(row).write()
        except (InvalidError, ProtectedError, RestrictedError) as error:
            raise InvalidError({self.rows.name: [NOT_SAVED]}) from error
        except NotFoundError as error:
            raise ConflictError("a row was deleted", mine={}) from error
        formset.save_m2m()

    def _delete(self, row: Model) -> None:
        database = row._state.db or router.db_for_write(type(row), instance=row)
        theirs = type(row)._base_manager.using(database).select_for_update().filter(pk=row.pk).first()
        is_as_shown = theirs is None or self.rows.digests.fits_row(self.shown[str(row.pk)][0], theirs)
        if not is_as_shown and self.on_conflict != "overwrite":
            raise ConflictError("a row was changed", mine={})
        row.delete()

    def _saving(self, row: Model) -> Saving:
        held = self.rows.held.get(str(row.pk))
        loaded: dict[str, Any] = {} if held is None else column_values(held.instance)
        columns = column_values(row)
        return Saving(
            row=row,
            changed={name for name, value in columns.items() if name in loaded and value != loaded[name]},
            many={},
            base={WHOLE_ROW: self.shown.get(str(row.pk), [""])[0]},
            loaded=loaded,
            on_conflict="overwrite" if self.on_conflict == "overwrite" else "refuse",
            version_field="",
            digests=self.rows.digests,
            mine={},
        )
