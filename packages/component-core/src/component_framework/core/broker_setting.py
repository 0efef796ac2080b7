"""The broker that a setting's text names."""

from functools import lru_cache

from component_framework.core.broker import Broker, MemoryBroker
from component_framework.core.errors import ConfigurationError
from component_framework.core.redis_broker import RedisBroker
from component_framework.core.settings import ComponentSettings


def broker(settings: ComponentSettings) -> Broker:
    """The broker that `ComponentSettings.broker` names: of a Redis one for the process, in memory one for each host."""
    if settings.broker.startswith(("redis://", "rediss://")):
        return _redis_broker(settings)
    if settings.broker == "memory":
        return MemoryBroker()
    raise ConfigurationError("the setting BROKER has a text that is none of 'memory', 'redis://…', 'rediss://…'")


@lru_cache(maxsize=64)
def _redis_broker(settings: ComponentSettings) -> RedisBroker:
    return RedisBroker(settings.broker, settings)
