"""A component about one row: loaded with every message, as its viewer may see it, and saved without losing anything."""

import copy
from collections.abc import Collection, Mapping, Sequence
from functools import cached_property, partial
from typing import Any, ClassVar, Final

from django.core.exceptions import ValidationError
from django.db import models
from django.forms import BaseForm
from pydantic import ValidationError as ValidationFailed

from component_framework.adapters.django_model.columns import (
    Digests,
    ModelField,
    annotation_of,
    column_values,
    key_of,
    pk_of,
    set_value,
    state_field,
    type_of,
    value_in,
)
from component_framework.adapters.django_model.conflict import Conflict, conflict_between
from component_framework.adapters.django_model.saving import OnConflict, Saving, reasons_of
from component_framework.core.component import Component
from component_framework.core.context import TemplateContext
from component_framework.core.errors import (
    ConfigurationError,
    ConflictError,
    InvalidError,
    NotFoundError,
    RefusedSaveError,
)
from component_framework.core.fields import StateField
from component_framework.core.flow import Flow, call
from component_framework.core.handlers import reasons
from component_framework.core.lifecycle import Lifecycle
from component_framework.core.typed import is_text

SAYING: Final = ("model", "state_fields", "readonly_fields", "get_choices")
"""What of a class says which fields it has, and who may set them."""
NO_CHOICE: Final = "This is none of the choices"


class DjangoModelMixin(Component):
    """The row that the param `pk` names, or a new one without it, and those of its fields that are state.

    A row that `get_queryset()` does not have is a 404, on pages and for messages alike.
    """

    model: ClassVar[type[models.Model]]
    """Whose rows."""
    select_related: ClassVar[Sequence[str]] = ()
    prefetch_related: ClassVar[Sequence[Any]] = ()
    state_fields: ClassVar[Sequence[str]] = ()
    """Names of the model's fields that are fields of the component, too; controls may set them ..."""
    readonly_fields: ClassVar[Sequence[str]] = ()
    """... but not these, nor a primary key, nor what is not `editable`."""
    form_class: ClassVar[type[BaseForm] | None] = None
    """What `validate_and_save` checks with; the model itself if None."""
    on_conflict: ClassVar[OnConflict] = "refuse"
    """What a save does where somebody else has saved the row since it was shown: it is refused; or ("merge") refused
    only if a field that is written was changed; or the last one wins ("overwrite")."""
    version_field: ClassVar[str] = ""
    """A field that counts the saves, if the model has one."""
    row_pk: int | str | None = None
    """The key of the row that this component has created."""
    row_digests: dict[str, str] = {}
    """What the row was when it was last shown."""
    has_conflict: bool = False
    """Whether a save was refused because of what somebody else had saved."""

    _framework_state = frozenset({"row_pk", "row_digests", "has_conflict"})
    _framework_events = frozenset({"keep_mine", "reload"})
    _is_stored = True
    _keeps_created: ClassVar[bool] = True
    """Whether a component that created a row goes on with that row."""
    _row_fields: ClassVar[Mapping[str, ModelField]] = {}
    _said: ClassVar[list[Any]] = []
    _loaded: Mapping[str, Any]
    _many: dict[str, Sequence[Any]]
    _is_gone: bool

    @classmethod
    def _collect(cls) -> Mapping[str, StateField]:
        inherited, said = cls._row_fields, [getattr(cls, name, None) for name in SAYING]
        if hasattr(cls, "model") and said != cls._said:
            cls._said = said
            names = () if isinstance(cls.state_fields, str) else cls.state_fields  # a mistake that `check` speaks of
            cls._row_fields = {name: state_field(cls.model, name) for name in names}
            cls._framework_params = {"pk": type_of(_pk(cls.model)) | None}
            cls.__annotations__ = _annotations(cls) | vars(cls).get("__annotations__", {})
        dropped = inherited.keys() - cls._row_fields.keys()
        return {name: field for name, field in super()._collect().items() if name not in dropped}

    def __init__(self, **params: Any) -> None:
        super().__init__(**params)
        self._loaded, self._many, self._is_gone = {}, {}, False

    @cached_property
    def instance(self) -> Any:
        """The row, as it is in the database."""
        row = self.get_instance()
        self._loaded = {} if row._state.adding else column_values(row)
        if not self.row_digests:  # Python code has given a part of the state, or none: it has seen the row as it is
            self.row_digests = self._digests.of_row(row, self._seen_fields())
        return row

    @property
    def _pk(self) -> Any:
        return self.row_pk if self.row_pk is not None else self.params.get("pk")

    @property
    def _digests(self) -> Digests:
        return Digests(self._host.settings)

    @property
    def is_deleted(self) -> bool:
        """Whether the handler has deleted the row; later messages are answered by 404."""
        return bool(self._loaded) and self.instance.pk is None

    @property
    def conflict(self) -> Conflict | None:
        """What the user and somebody else have made of the row, where a save was refused because of it."""
        if not self.has_conflict:
            return None
        return Conflict(is_gone=True) if self._is_gone else self._differences()

    def _differences(self) -> Conflict:
        return conflict_between(self.state, self.instance, self._row_fields)

    def get_queryset(self) -> models.QuerySet[Any]:
        """The rows that `self.user` may have; override it to narrow them down."""
        rows: models.QuerySet[Any] = self.model._default_manager.all()
        if self.select_related:
            rows = rows.select_related(*self.select_related)
        return rows.prefetch_related(*self.prefetch_related) if self.prefetch_related else rows

    def get_instance(self) -> models.Model:
        """The row from the database, or a new one. Raises NotFoundError for one that this user cannot have."""
        if self._pk is None:
            return self.model()
        try:
            found: models.Model | None = next(iter(self.get_queryset().filter(pk=self._pk)[:1]), None)
        except (TypeError, ValueError, OverflowError, ValidationError):
            found = None  # no key of this model
        if found is None:
            raise NotFoundError(f"{self.model._meta.label} has no such row for this user")
        return found

    def get_choices(self, name: str) -> models.QuerySet[Any]:
        """The rows that `self.user` may choose for the relation `name`. Override it where a control may set one."""
        raise ConfigurationError(
            f"{type(self).__qualname__} lets controls set the relation {name!r}: say in get_choices(name) which rows "
            "may be chosen, or put it into readonly_fields"
        )

    def populate_state_from_instance(self) -> None:
        """Have the state hold what the row does, whatever was typed."""
        self.state.update({name: value_in(self.instance, field) for name, field in self._row_fields.items()})
        self.row_digests = self._seen_now()
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

    def _begin(self) -> Flow[None]:
        yield from call(self._begin_row)
        yield from super()._begin()

    def _begin_row(self) -> None:
        given = {name: self.params[name] for name in self._row_fields.keys() & self.params.keys()}
        self.populate_state_from_instance()
        self.state.update(given)

    def _resume(self) -> Flow[None]:
        yield from call(self._resume_row)
        yield from super()._resume()

    def _resume_row(self) -> None:
        try:
            row = self.instance
        except NotFoundError:
            if not self.row_digests or self.model._base_manager.filter(pk=self._pk).exists():
                raise
            self._is_gone = True  # a save is answered by what was typed, all else by 404
            return
        absent = self._row_fields.keys() - self.state.keys()
        self.state.update({name: value_in(row, self._row_fields[name]) for name in absent})

    def _handle(self, event: str | None, payload: Mapping[str, Any], texts: Mapping[str, Any]) -> Flow[None]:
        yield from call(self._check_choices, texts)
        yield from super()._handle(event, payload, texts)

    def _settle(self) -> Flow[None]:
        if self._is_gone and self._status != ConflictError.status:
            raise NotFoundError(f"{self.model._meta.label} {self._pk!r} was deleted")
        if not (self.has_conflict or self.is_deleted or self._is_gone):
            yield from call(self._show_row)
        yield from super()._settle()

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

    def _check_existence(self) -> None:
        if self._is_gone or self.is_deleted:
            raise ConflictError("the row was deleted", mine=self._mine(frozenset()))

    def _check_choices(self, texts: Mapping[str, Any]) -> None:
        """Raises InvalidError for a related row that the user may not choose."""
        for name in texts.keys() & self._row_fields.keys():
            field = self._row_fields[name]
            if not (field.is_relation and self._fields[name].is_writable):
                continue
            try:
                value = self._fields[name].type.from_text(texts[name])
            except ValidationFailed:
                continue  # refused as every text that does not fit
            self._check_choice(name, value)

    def _check_choice(self, name: str, value: Any) -> None:
        field = self._row_fields[name]
        keys = set(value if field.many_to_many else [value]) - {None}
        choices = self.get_choices(name).filter(**{f"{pk_of(field).name}__in": keys})
        if keys and choices.distinct().count() < len(keys):
            raise InvalidError({name: [NO_CHOICE]})

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

    def _show_row(self, saved: frozenset[str] = frozenset()) -> None:
        """Have the state show the row, except for what the user has changed and not saved."""
        touched = self._touched() - saved
        shown = {
            name: value_in(self.instance, field) for name, field in self._row_fields.items() if name not in touched
        }
        self.state.update(shown)
        base = {name: self.row_digests[name] for name in touched if name in self.row_digests}
        self.row_digests = self._seen_now() | base

    def _seen_now(self) -> dict[str, str]:
        """What the row is to somebody who sees it now."""
        return self._digests.of_row(self.instance, self._seen_fields())

    def _seen_fields(self) -> Collection[ModelField]:
        """The fields whose values are compared one by one with what was seen."""
        return self._row_fields.values()

    def _touched(self) -> frozenset[str]:
        """The fields whose value in the state is not the one that the row had when it was last shown."""
        return frozenset(
            name
            for name, field in self._row_fields.items()
            if name in self.state and not self._digests.fits(self.row_digests.get(name, ""), field, self.state[name])
        )


def _annotations(cls: type[DjangoModelMixin]) -> dict[str, Any]:
    """What makes the fields of the model fields of the component."""
    found: dict[str, Any] = {}
    for name, field in cls._row_fields.items():
        if hasattr(DjangoModelMixin, name) or name in Component.__annotations__ or name in Lifecycle.__annotations__:
            raise ConfigurationError(f"{cls.__qualname__}.state_fields has {name!r}, which is the component's own name")
        found[name] = annotation_of(field, is_writable=_is_writable(cls, field))
    return found


def _is_writable(cls: type[DjangoModelMixin], field: ModelField) -> bool:
    """Whether controls may set it: never a key or a file, and of relations only what `get_choices` speaks of."""
    is_open = field.editable and not field.primary_key and not isinstance(field, models.FileField)
    return is_open and field.name not in cls.readonly_fields and (not field.is_relation or has_choices(cls))


def has_choices(cls: type[DjangoModelMixin]) -> bool:
    """Whether a class says which rows its relations may be set to."""
    return cls.get_choices is not DjangoModelMixin.get_choices


def _pk(model: type[models.Model]) -> ModelField:
    field: Any = model._meta.pk
    return field  # type: ignore[no-any-return]
