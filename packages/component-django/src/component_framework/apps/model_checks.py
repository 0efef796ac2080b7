"""What `manage.py check` says of components over a model."""

from collections.abc import Iterator
from typing import Any, Final

from django.core import checks
from django.core.checks import CheckMessage, Error
from django.core.exceptions import FieldDoesNotExist
from django.db import models

from component_framework.adapters.django_model.loading import has_choices
from component_framework.adapters.django_model.mixin import DjangoModelMixin

SECRETS: Final = ("password", "is_staff", "is_superuser")


def check_model_component(cls: type[DjangoModelMixin]) -> Iterator[CheckMessage]:
    if not hasattr(cls, "model"):
        yield Error("It has no model.", hint="Set model = … to a Django model.", obj=cls, id="component_framework.E030")
        return
    yield from _check_names(cls)
    yield from _check_relations(cls)
    yield from _check_version(cls)
    if cls.atomic and cls._kind.is_async:
        message = "It has async handlers, which run without a transaction where the endpoint is acomponent_view."
        hint = "Write them as plain def, or say that you know: atomic = False."
        yield checks.Warning(message, hint=hint, obj=cls, id="component_framework.W036")


def _check_names(cls: type[DjangoModelMixin]) -> Iterator[CheckMessage]:
    for setting in ("state_fields", "readonly_fields"):
        names: object = getattr(cls, setting)
        if isinstance(names, str):
            hint = f"List each field: {setting} = ['title', 'done']. There is no way to say all of them."
            yield Error(f"Its {setting} is the text {names!r}.", hint=hint, obj=cls, id="component_framework.E031")
            return
    if others := sorted(set(cls.readonly_fields) - set(cls.state_fields)):
        message = f"Its readonly_fields names {others}, which are not in state_fields."
        yield Error(message, obj=cls, id="component_framework.E032")
    for name in (name for name in SECRETS if name in cls.state_fields):
        hint = "Leave it out, and have a handler of its own write it."
        message = f"Its state_fields has {name!r}, which no browser may read or write."
        yield Error(message, hint=hint, obj=cls, id="component_framework.E033")


def _check_relations(cls: type[DjangoModelMixin]) -> Iterator[CheckMessage]:
    if has_choices(cls):
        return
    for name, field in cls._row_fields.items():
        if name not in cls.readonly_fields and field.is_relation:
            hint = f"Write get_choices(self, name), or put {name!r} into readonly_fields."
            message = f"Its relation {name!r} could be set to any object there is."
            yield Error(message, hint=hint, obj=cls, id="component_framework.E034")


def _check_version(cls: type[DjangoModelMixin]) -> Iterator[CheckMessage]:
    if not cls.version_field:
        return
    try:
        field: Any = cls.model._meta.get_field(cls.version_field)
    except FieldDoesNotExist:
        field = None
    if not isinstance(field, models.IntegerField):
        message = f"Its version_field {cls.version_field!r} is no whole number of {cls.model.__name__}."
        yield Error(message, obj=cls, id="component_framework.E035")
