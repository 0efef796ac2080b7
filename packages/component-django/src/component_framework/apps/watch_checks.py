"""What `manage.py check` says of what components watch."""

from collections.abc import Iterator
from typing import Final

from django.apps import apps
from django.core import checks
from django.core.checks import CheckMessage, Error

from component_framework.adapters.django_model.topics import changed_topics
from component_framework.adapters.django_model.watching import is_from_start, watched_models
from component_framework.core.component import Component
from component_framework.core.errors import ConfigurationError

WHERE: Final = "Register it in a module called components of an installed app, or one that such a module imports."


def check_watches(name: str, cls: type[Component]) -> Iterator[CheckMessage]:
    watches: object = cls.watches
    if isinstance(watches, str):
        message = f"Its watches is the text {watches!r}, of which each letter would be a topic."
        yield Error(message, hint=f"Write watches = [{watches!r}].", obj=cls, id="component_framework.E014")
        return
    for each in cls.watches:
        yield from _check_label(cls, each) if isinstance(each, str) else _check_topic(cls, each)
    if not is_from_start(name) and any(True for _ in watched_models(cls)):
        message = "It watches models, and is not imported when Django starts: commands and workers would tell nobody."
        yield checks.Warning(message, hint=WHERE, obj=cls, id="component_framework.W017")


def _check_label(cls: type[Component], given: str) -> Iterator[CheckMessage]:
    labels = {model._meta.label_lower: model.__name__ for model in apps.get_models()}
    if model := labels.get(given.lower()):
        message = f"It watches the name {given!r}, of which saving a {model} does not speak."
        yield checks.Warning(message, hint=f"Write watches = [{model}].", obj=cls, id="component_framework.W015")


def _check_topic(cls: type[Component], given: object) -> Iterator[CheckMessage]:
    try:
        changed_topics(given)
    except ConfigurationError as error:
        yield Error(f"Its watches: {error}", obj=cls, id="component_framework.E016")
