"""Which models are watched, and what is told when Django says that one of their rows was saved or deleted.

A model is watched once a registered component names it in `watches`. All processes find the same ones, because Django
imports every app's `components` at start: a command or a worker that shows no component tells as well.
"""

from collections.abc import Collection, Iterator
from typing import Any, Final

from django.apps import apps
from django.db import models
from django.db.models.signals import m2m_changed, post_delete, post_save

from component_framework.adapters.django_model.telling import tell
from component_framework.adapters.django_model.topics import (
    Model,
    RowOf,
    as_model,
    concrete,
    family,
    model_topic,
    no_topic,
    row_topic,
    rows_topic,
    topic_by_key,
    topic_in,
)
from component_framework.core.errors import ConfigurationError
from component_framework.core.registry import registry

DONE: Final = frozenset({"post_add", "post_remove", "post_clear"})
UID: Final = "component_framework.watching"
_watched: Final[set[Model]] = set()
_at_start: Final[set[str]] = set()


def watch_from_start() -> None:
    """`watch_models` for the components that Django imports in every process."""
    _at_start.update(registry)
    watch_models()


def is_from_start(name: str) -> bool:
    """Whether every process has the component of that name."""
    return name in _at_start


def watch_models() -> None:
    """Have what happens to the models that registered components watch be told from now on."""
    for name in registry:
        for model in watched_models(registry.get(name)):
            if model not in _watched:
                _listen(model)
                _watched.add(model)


def watched_models(component: type[Any]) -> Iterator[Model]:
    """The models that a component's class names in `watches`."""
    for given in component.watches:
        if (model := as_model(given)) and not model._meta.abstract:
            yield concrete(model)


def watched_topics(watched: object) -> tuple[str, ...]:
    """What one listens to who watches `watched`: of a model any of its rows, of a row that one.

    Raises ConfigurationError for what is neither, and for a model that no component names in `watches`: other
    processes would not tell.
    """
    if model := as_model(watched):
        _check(concrete(model))
        return (model_topic(model),)
    if isinstance(watched, models.Model):
        watched = RowOf(type(watched), watched.pk)
    if not isinstance(watched, RowOf):
        raise no_topic(watched)
    _check(concrete(watched.model))
    return () if watched.pk is None else (row_topic(watched.model, watched.pk), rows_topic(watched.model))


def _check(model: Model) -> None:
    if model not in _watched:
        watch_models()  # a component that was registered since
    if model not in _watched:
        name = model.__name__
        raise ConfigurationError(
            f"{name} is watched, and no registered component names it, so that who saves one elsewhere would tell "
            f"nobody: add watches = [{name}] to the class, beside its get_watches()"
        )


def _listen(model: Model) -> None:
    """To all signals that are news for who watches rows of `model`."""
    kin = family(model)
    for one in apps.get_models():
        if concrete(one) in kin:
            post_save.connect(_changed, sender=one, dispatch_uid=UID)
            post_delete.connect(_changed, sender=one, dispatch_uid=UID)
        for relation in one._meta.local_many_to_many:
            if {concrete(one), concrete(relation.related_model)} & set(kin):
                m2m_changed.connect(_related, sender=relation.remote_field.through, dispatch_uid=UID)


def _changed(instance: models.Model, using: str, **kwargs: Any) -> None:
    tell(_topics_of_row(instance), using=using)


def _related(
    instance: models.Model, action: str, model: Model, pk_set: Collection[Any] | None, using: str, **kwargs: Any
) -> None:
    """Rows were related, or are no longer. Django does not say to which ones where all of them were let go."""
    if action in DONE and (pk_set is None or pk_set):
        pks = (None,) if pk_set is None else pk_set
        tell([*_topics_of_row(instance), *_topics_of_rows(model, pks)], using=using)


def _topics_of_row(row: models.Model) -> Iterator[str]:
    for one in _watched.intersection(family(type(row))):
        yield model_topic(one)
        yield topic_in(one, row)


def _topics_of_rows(model: Model, pks: Collection[Any]) -> Iterator[str]:
    for one in _watched.intersection(family(model)):
        yield model_topic(one)
        yield from (topic_by_key(one, model, pk) for pk in pks)
