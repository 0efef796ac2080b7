"""What `manage.py check` says of sockets and channel layers."""

from importlib.metadata import PackageNotFoundError
from typing import Any

import pytest
from django.core.checks import run_checks

from component_framework.apps import socket_checks
from component_framework.apps.socket_checks import LAYER_BROKER, MEMORY, REDIS, check_layers, check_reach
from component_framework.core import ComponentSettings

URL = "redis://localhost/0"


def reaches(settings: Any, backend: str = MEMORY, **ours: Any) -> bool:
    settings.CHANNEL_LAYERS = {"default": {"BACKEND": backend}}
    found = [str(message.id) for message in check_reach(ComponentSettings(**ours))]
    assert found in ([], ["component_framework.W024"])
    return not found


def test_w024_pages_of_other_processes_are_not_reached(settings: Any) -> None:
    assert not reaches(settings, socket="/ws/")
    assert not reaches(settings, socket="/ws/", broker=LAYER_BROKER)
    assert reaches(settings, socket="/ws/", broker=LAYER_BROKER, backend=REDIS)
    assert reaches(settings, socket="/ws/", broker=URL)
    assert reaches(settings)  # no socket, nobody to reach


@pytest.mark.parametrize(
    ("hosts", "is_fine"),
    [
        (None, False),
        ([URL], False),
        ([("localhost", 6379)], False),
        ([{"host": "localhost", "port": 6379}], False),
        ([{"address": URL, "socket_timeout": 5}], False),
        ([{"address": URL, "socket_timeout": None}, URL], False),
        ([{"address": URL, "socket_timeout": None}], True),
        ([{"address": URL, "socket_timeout": 20}], True),
        ([f"{URL}?socket_timeout=20"], True),
    ],
)
def test_w025_consumers_that_end_by_themselves(
    hosts: Any, is_fine: bool, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.CHANNEL_LAYERS = {"live": {"BACKEND": REDIS, "CONFIG": {"hosts": hosts}}}
    monkeypatch.setattr(socket_checks, "version", lambda name: "8.1.0")
    found = list(check_layers())
    assert [message.id for message in found] == ([] if is_fine else ["component_framework.W025"])
    assert is_fine or "'live'" in found[0].msg


@pytest.mark.parametrize("backend", [MEMORY, "channels_redis.pubsub.RedisPubSubChannelLayer"])
def test_other_layers_wait(settings: Any, backend: str) -> None:
    settings.CHANNEL_LAYERS = {"default": {"BACKEND": backend}}
    assert list(check_layers()) == []


def test_an_older_redis_py_waits(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.CHANNEL_LAYERS = {"default": {"BACKEND": REDIS}}
    monkeypatch.setattr(socket_checks, "version", lambda name: "7.0.1")
    assert list(check_layers()) == []


def test_without_redis_py_there_is_nothing_to_say(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> str:
        raise PackageNotFoundError(name)

    settings.CHANNEL_LAYERS = {"default": {"BACKEND": REDIS}}
    monkeypatch.setattr(socket_checks, "version", missing)
    assert list(check_layers()) == []


def test_manage_py_check_asks(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.CHANNEL_LAYERS = {"default": {"BACKEND": REDIS}}
    settings.COMPONENT_FRAMEWORK = {"SOCKET": "/ws/"}
    monkeypatch.setattr(socket_checks, "version", lambda name: "8.1.0")
    assert "component_framework.W025" in [message.id for message in run_checks(tags=["components"])]
    deployed = run_checks(tags=["components"], include_deployment_checks=True)
    assert "component_framework.W024" in [message.id for message in deployed]
