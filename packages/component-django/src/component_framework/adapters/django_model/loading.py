"""A component about one row: which one it is, who may have it, and what of it is in the state."""

from collections.abc import Collection, Mapping, Sequence
from functools import cached_property
from inspect import get_annotations
from typing import Any, ClassVar, Final

from django.core.exceptions import ValidationError
from django.db import models
from pydantic import ValidationError as ValidationFailed

from component_framework.adapters.django_model.columns import (
    Digests,
    ModelField,
    annotation_of,
    column_values,
    pk_of,
    state_field,
    type_of,
    value_in,
)
from component_framework.adapters.django_model.topics import RowOf, as_model, concrete
from component_framework.core.component import Component
from component_framework.core.errors import ConfigurationError, InvalidError, NotFoundError
from component_framework.core.fields import StateField, is_framework
from component_framework.core.flow import Flow, call

SAYING: Final = ("model", "state_fields", "readonly_fields", "get_choices")
"""What of a class says which fields it has, and who may set them."""
NO_CHOICE: Final = "This is none of the choices"


class RowComponent(Component):
    """What `DjangoModelMixin` is, but for saving: the row is loaded with every message, as its viewer may see it."""

    model: ClassVar[type[models.Model]]
    """Whose rows."""
    select_related: ClassVar[Sequence[str]] = ()
    prefetch_related: ClassVar[Sequence[Any]] = ()
    state_fields: ClassVar[Sequence[str]] = ()
    """Names of the model's fields that are fields of the component, too; controls may set them ..."""
    readonly_fields: ClassVar[Sequence[str]] = ()
    """... but not these, nor a primary key, nor what is not `editable`."""
    row_pk: int | str | None = None
    """The key of the row that this component has created."""
    row_digests: dict[str, str] = {}
    """What the row was when it was last shown."""

    _framework_state = frozenset({"row_pk", "row_digests"})
    _is_stored = True
    _row_fields: ClassVar[Mapping[str, ModelField]] = {}
    _said: ClassVar[list[Any]] = []
    _loaded: Mapping[str, Any]
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
        self._loaded, self._is_gone = {}, False

    @cached_property
    def instance(self) -> Any:
        """The row, as it is in the database."""
        row = self.get_instance()
        self._loaded = {} if row._state.adding else column_values(row)
        if not self.row_digests:  # Python code has given a part of the state, or none: it has seen the row as it is
            self.row_digests = self._digests.of_row(row, self._seen_fields())
        return row

    @property
    def is_deleted(self) -> bool:
        """Whether the handler has deleted the row; later messages are answered by 404."""
        return bool(self._loaded) and self.instance.pk is None

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

    def get_watches(self) -> Sequence[object]:
        """What this very component watches: `watches`, in which `model` stands for its own row."""
        return [RowOf(self.model, self._pk) if self._is_own(each) else each for each in self.watches]

    def populate_state_from_instance(self) -> None:
        """Have the state hold what the row does, whatever was typed."""
        self.state.update({name: value_in(self.instance, field) for name, field in self._row_fields.items()})
        self.row_digests = self._seen_now()

    @property
    def _pk(self) -> Any:
        return self.row_pk if self.row_pk is not None else self.params.get("pk")

    def _is_own(self, watched: object) -> bool:
        model = as_model(watched)
        return model is not None and concrete(model) is concrete(self.model)

    @property
    def _digests(self) -> Digests:
        return Digests(self._host.settings)

    def _topics(self) -> Flow[tuple[str, ...]]:
        """Who shows a row that is gone has nothing more to hear of."""
        return () if self._is_gone else (yield from super()._topics())

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
            self._is_gone = True
            return
        absent = self._row_fields.keys() - self.state.keys()
        self.state.update({name: value_in(row, self._row_fields[name]) for name in absent})

    def _handle(self, event: str | None, payload: Mapping[str, Any], texts: Mapping[str, Any]) -> Flow[None]:
        yield from call(self._check_choices, texts)
        yield from super()._handle(event, payload, texts)

    def _settle(self) -> Flow[None]:
        if self._follows():
            yield from call(self._show_row)
        yield from super()._settle()

    def _follows(self) -> bool:
        """Whether what nobody has typed into is to show what the row is by now."""
        return not (self._is_gone or self.is_deleted)

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


def _annotations(cls: type[RowComponent]) -> dict[str, Any]:
    """What makes the fields of the model fields of the component."""
    found: dict[str, Any] = {}
    taken = {name for base in filter(is_framework, cls.__mro__) for name in (*vars(base), *get_annotations(base))}
    for name, field in cls._row_fields.items():
        if name in taken:
            raise ConfigurationError(f"{cls.__qualname__}.state_fields has {name!r}, which is the component's own name")
        found[name] = annotation_of(field, is_writable=_is_writable(cls, field))
    return found


def _is_writable(cls: type[RowComponent], field: ModelField) -> bool:
    """Whether controls may set it: never a key or a file, and of relations only what `get_choices` speaks of."""
    is_open = field.editable and not field.primary_key and not isinstance(field, models.FileField)
    return is_open and field.name not in cls.readonly_fields and (not field.is_relation or has_choices(cls))


def has_choices(cls: type[RowComponent]) -> bool:
    """Whether a class says which rows its relations may be set to."""
    return cls.get_choices is not RowComponent.get_choices


def _pk(model: type[models.Model]) -> ModelField:
    field: Any = model._meta.pk
    return field  # type: ignore[no-any-return]
