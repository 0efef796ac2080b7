"""What topics are called that stand for models and for rows, and which of them a change is news for.

`model:shop.order` is any row, `row:shop.order:42` that one, `rows:shop.order` each of them: what is said of rows that
nobody names. Where one looks at a row through a parent, a child or a proxy of its model, it is the same row.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any, Final, TypeAlias

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models

from component_framework.core.errors import ConfigurationError

Model: TypeAlias = type[models.Model]
ROW: Final = "row"
ROWS: Final = "rows"


@dataclass(frozen=True)
class RowOf:
    """The row of `model` with that key, which need not be loaded; none for None."""

    model: Model
    pk: Any


def model_topic(model: Model) -> str:
    """Of any row of `model`."""
    return f"model:{_label(model)}"


def rows_topic(model: Model) -> str:
    """Of each row of `model`."""
    return f"{ROWS}:{_label(model)}"


def row_topic(model: Model, pk: Any) -> str:
    """Of the row of `model` with that key."""
    key: Any = model._meta.pk
    try:
        return f"{ROW}:{_label(model)}:{key.to_python(pk)}"
    except (TypeError, ValueError, ValidationError):
        return f"{ROW}:{_label(model)}:{pk}"  # no key of this model, and so no row


def concrete(model: Model) -> Model:
    """The model whose table it is: of a proxy the one that it stands for. Raises ConfigurationError for none."""
    if model._meta.abstract:
        raise ConfigurationError(f"{model.__qualname__} is abstract, and has no rows: name what derives from it")
    found: Model = model._meta.concrete_model or model
    return found


def as_model(given: object) -> Model | None:
    """`given`, if it is a model."""
    return given if isinstance(given, type) and issubclass(given, models.Model) else None


def changed_topics(changed: object) -> tuple[str, ...]:
    """What `refresh(changed)` is news for: of a model all of its rows, of a row that one and its model.

    Raises ConfigurationError for what is neither.
    """
    if model := as_model(changed):
        return tuple(topic for one in family(model) for topic in (model_topic(one), rows_topic(one)))
    if isinstance(changed, models.Model):
        return tuple(topic for one in family(type(changed)) for topic in (model_topic(one), topic_in(one, changed)))
    raise no_topic(changed)


def no_topic(given: object) -> ConfigurationError:
    """The error for what is no model, row or name."""
    return ConfigurationError(f"{given!r} is no topic: give a model, a row of one, or the name of a topic, a text")


@cache
def family(model: Model) -> tuple[Model, ...]:
    """The models of which a row of `model` is, or may be, one as well: itself, its parents, its children."""
    model = concrete(model)
    every = (one for one in apps.get_models() if not one._meta.proxy)
    return tuple(one for one in every if issubclass(one, model) or issubclass(model, one))


def topic_in(one: Model, row: models.Model) -> str:
    """Of `row` as a row of `one`, which is of its family; of each row of `one` where it cannot be told which it is."""
    if not isinstance(row, one):
        return topic_by_key(one, type(row), row.pk)
    pk: Any = getattr(row, _pk(one).attname)
    return rows_topic(one) if pk is None else row_topic(one, pk)


def topic_by_key(one: Model, model: Model, pk: Any) -> str:
    """`topic_in` for the row of `model` with that key; of each row for None."""
    return row_topic(one, pk) if pk is not None and _is_one_key(one, concrete(model)) else rows_topic(one)


def _label(model: Model) -> str:
    return concrete(model)._meta.label_lower


def _pk(model: Model) -> Any:
    return concrete(model)._meta.pk


def _is_one_key(one: Model, other: Model) -> bool:
    """Whether a row of both has one key, as a child's row has that of its first parent."""
    child, parent = (one, other) if issubclass(one, other) else (other, one)
    pk = _pk(child)
    while pk.model is not parent and pk.remote_field is not None and pk.remote_field.parent_link:
        pk = pk.remote_field.model._meta.pk
    return bool(pk.model is parent)
