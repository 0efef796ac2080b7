"""Django's model fields as parts of a component's state: their types, their values, and what tells two values apart."""

import copy
import enum
import uuid
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any, Final, TypeAlias

from django.conf import settings
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models.fields.files import FieldFile
from django.utils.timezone import is_naive, make_aware

from component_framework.core.errors import ConfigurationError
from component_framework.core.fields import Writable
from component_framework.core.settings import ComponentSettings
from component_framework.core.signing import sealer

if TYPE_CHECKING:
    ModelField: TypeAlias = models.Field[Any, Any]
else:
    ModelField = models.Field  # no generic class at run time
TYPES: Final[Mapping[type[Any], Any]] = {
    models.BooleanField: bool,
    models.IntegerField: int,
    models.FloatField: float,
    models.DecimalField: Decimal,
    models.DateTimeField: datetime,
    models.DateField: date,
    models.TimeField: time,
    models.DurationField: timedelta,
    models.UUIDField: uuid.UUID,
    models.FileField: str,
    models.CharField: str,
    models.TextField: str,
    models.GenericIPAddressField: str,
    models.FilePathField: str,
}
"""What the values of a field, or of one made of it, are."""
UNFIT: Final = (models.BinaryField,)
UNSAVED: Final = object()
"""Stands for a file that is yet to be stored, whatever it is called."""
WHOLE_ROW: Final = ""
"""The name of the digest that changes with any column."""


def state_field(model: type[models.Model], name: str) -> ModelField:
    """The field `name` of `model`. Raises ConfigurationError for what no state can hold."""
    try:
        field: Any = model._meta.get_field(name)
    except FieldDoesNotExist as error:
        raise ConfigurationError(f"state_fields has {name!r}: {error}") from None
    if name not in {one.name for one in (*model._meta.fields, *model._meta.many_to_many)} or isinstance(field, UNFIT):
        raise ConfigurationError(f"state_fields has {name!r}: no state can hold that")
    found: ModelField = field
    return found


def annotation_of(field: ModelField, *, is_writable: bool) -> Any:
    """The type of `field` in a component's state: of a relation that of the key, or a list of keys."""
    wanted = list[type_of(pk_of(field))] if field.many_to_many else type_of(field)  # type: ignore[misc]
    if field.null and not field.many_to_many:
        wanted |= None
    return Annotated[wanted, Writable()] if is_writable else wanted


def type_of(field: ModelField) -> Any:
    """Of a foreign key the type of what it points to; of an unknown kind of field anything."""
    if field.is_relation:
        return type_of(pk_of(field))
    return next((wanted for kind, wanted in TYPES.items() if isinstance(field, kind)), Any)


def pk_of(field: ModelField) -> ModelField:
    """The field that a relation's keys are of."""
    relation: Any = field
    found: ModelField = relation.related_model._meta.pk if relation.many_to_many else relation.target_field
    return found


def value_in(row: models.Model, field: ModelField) -> Any:
    """What the state holds for `field` where `row` is shown."""
    if field.many_to_many:
        related: Any = [] if row._state.adding else getattr(row, field.name).all()
        return sorted(one.pk for one in related)
    held = getattr(row, field.attname)
    value = str(held) if isinstance(held, FieldFile) else plain(held)
    return field.to_python(value) if row._state.adding else value  # a default need not be of the column's type


def set_value(row: models.Model, field: ModelField, value: Any) -> None:
    """Have `row` hold `value` of the state."""
    setattr(row, field.attname, _aware(value))


def key_of(value: Any) -> Any:
    """`value`, rows as their keys."""
    if isinstance(value, models.Model):
        return value.pk
    rows: Any = value
    return [one.pk for one in rows] if isinstance(value, models.QuerySet) else value


def column_values(row: models.Model) -> dict[str, Any]:
    """The values of the columns of `row` that are loaded and not the database's own, by the names of their fields."""
    held = vars(row)
    columns = (field for field in row._meta.concrete_fields if not field.generated and field.attname in held)
    return {field.name: copy.deepcopy(plain(held[field.attname])) for field in columns}


def plain(value: Any) -> Any:
    """`value` as the database has it: enums and files are objects only in Python."""
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, FieldFile):
        return (value.name or "") if getattr(value, "_committed", True) else UNSAVED
    return value.tobytes() if type(value) is memoryview else value


class Digests:
    """What tells whether a row is as it was. Keyed, or the page would give away columns that it does not show."""

    def __init__(self, settings: ComponentSettings) -> None:
        self._seal = sealer(settings, "row")

    def of_row(self, row: models.Model, fields: Iterable[ModelField]) -> dict[str, str]:
        """One for each of `fields`, and one for all columns."""
        found = {field.name: self._seal.tag(field.name, _canonical(field, value_in(row, field))) for field in fields}
        return {WHOLE_ROW: self._seal.tag(*_columns(row)), **found}

    def fits(self, digest: str, field: ModelField, value: Any) -> bool:
        """Whether `digest` is that of `value`, one of `field`."""
        return self._seal.is_tag(digest, field.name, _canonical(field, value))

    def fits_row(self, digest: str, row: models.Model) -> bool:
        """Whether `digest` is that of all columns of `row`."""
        return self._seal.is_tag(digest, *_columns(row))


def is_same(field: ModelField, one: Any, other: Any) -> bool:
    """Whether two values of `field` are the same to the database."""
    return _canonical(field, one) == _canonical(field, other)


def _columns(row: models.Model) -> list[str]:
    columns = (_canonical(field, plain(getattr(row, field.attname))) for field in row._meta.concrete_fields)
    return [row._meta.label, *columns]


def _canonical(field: ModelField, value: Any) -> str:
    if field.many_to_many:
        return repr(sorted(value))
    value = value.normalize() if isinstance(value, Decimal) else value
    return repr(field.get_prep_value(_aware(value)))


def _aware(value: Any) -> Any:
    """`value`; a date and time without a zone, as controls send them, is one of the site's zone."""
    is_local = isinstance(value, datetime) and settings.USE_TZ and is_naive(value)
    return make_aware(value) if is_local else value
