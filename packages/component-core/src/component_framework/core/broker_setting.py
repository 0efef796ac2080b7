"""The broker that a setting's text names."""

import re
from functools import lru_cache
from importlib import import_module
from typing import Any, Final

from component_framework.core.broker import Broker, MemoryBroker
from component_framework.core.errors import ConfigurationError
from component_framework.core.redis_broker import RedisBroker
from component_framework.core.settings import ComponentSettings

DOTTED: Final = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*)+")


def broker(settings: ComponentSettings) -> Broker:
    """The broker that `ComponentSettings.broker` names: in memory one for each host, any other one for the process.

    Raises ConfigurationError for a text that names none.
    """
    if settings.broker == "memory":
        return MemoryBroker()
    return _shared(settings)


@lru_cache(maxsize=64)
def _shared(settings: ComponentSettings) -> Broker:
    if settings.broker.startswith(("redis://", "rediss://")):
        return RedisBroker(settings.broker, settings)
    if not DOTTED.fullmatch(settings.broker):
        raise ConfigurationError(
            "the setting BROKER has a text that is none of 'memory', 'redis://…', 'rediss://…', 'module.Class'"
        )
    made: Broker = _named(settings.broker)(settings)
    return made


def _named(path: str) -> Any:
    module, _, name = path.rpartition(".")
    try:
        return getattr(import_module(module), name)
    except (ImportError, AttributeError) as error:
        raise ConfigurationError(f"the setting BROKER names {path!r}, which cannot be imported: {error}") from error
