"""What `manage.py check` says of sockets, and of the channel layers beside them. Channels itself need not be there."""

from collections.abc import Iterator, Mapping
from importlib.metadata import PackageNotFoundError, version
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage

from component_framework.core.json_data import is_object
from component_framework.core.settings import ComponentSettings

MEMORY: Final = "channels.layers.InMemoryChannelLayer"
REDIS: Final = "channels_redis.core.RedisChannelLayer"
LAYER_BROKER: Final = "component_framework.adapters.django_websocket.ChannelLayerBroker"
WAIT_S: Final = 5
"""How long channels-redis has Redis wait for a message, and how long redis-py 8 waits for Redis unless it is told."""


def check_reach(ours: ComponentSettings) -> Iterator[CheckMessage]:
    """Whether what is told reaches the sockets of all processes."""
    is_local = ours.broker == "memory" or (ours.broker == LAYER_BROKER and _layers()["default"]["BACKEND"] == MEMORY)
    if ours.socket and is_local:
        message = "What changes is told to the pages of the same process only: BROKER is in memory, and SOCKET is set."
        hint = (
            "With more than one process, workers and commands included, set COMPONENT_FRAMEWORK['BROKER'] to a Redis."
        )
        yield checks.Warning(message, hint=hint, id="component_framework.W024")


def check_layers() -> Iterator[CheckMessage]:
    """Whether channels-redis gives up before Redis answers (https://github.com/django/channels_redis/issues/422)."""
    default_s = WAIT_S if _redis_major() >= 8 else None
    for alias, layer in _layers().items():
        hosts: Any = layer.get("CONFIG", {}).get("hosts") or [""]
        waits_s = [_timeout_s(host, default_s) for host in hosts]
        if layer.get("BACKEND") == REDIS and any(one is not None and one <= WAIT_S for one in waits_s):
            message = f"Consumers of the channel layer {alias!r} end after {WAIT_S} seconds without a message."
            hint = 'Write "hosts": [{"address": "redis://…", "socket_timeout": None}], or install redis<8.'
            yield checks.Warning(message, hint=hint, id="component_framework.W025")


def _layers() -> Mapping[str, Any]:
    return getattr(settings, "CHANNEL_LAYERS", {})


def _timeout_s(host: Any, default_s: float | None) -> float | None:
    """How long redis-py waits for an answer, for a host as channels-redis spells it; None without end."""
    if is_object(host):
        if "socket_timeout" in host:
            timeout_s: float | None = host["socket_timeout"]
            return timeout_s
        host = host.get("address", "")
    asked = parse_qs(urlsplit(host).query).get("socket_timeout") if isinstance(host, str) else None
    return float(asked[0]) if asked else default_s


def _redis_major() -> int:
    try:
        return int(version("redis").partition(".")[0])
    except PackageNotFoundError:
        return 0
