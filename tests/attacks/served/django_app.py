"""The Django site of all tests, with its sockets, as `mysite/asgi.py` has it."""

import sys
from pathlib import Path

import django
from django.conf import settings

sys.path.insert(0, str(Path(__file__).parents[2]))

import conftest  # found by the line above

if not settings.configured:
    conftest.pytest_configure()
    settings.ALLOWED_HOSTS = ["127.0.0.1"]
    django.setup()

import drowning  # noqa: F401  # registers
from channels.routing import ProtocolTypeRouter, URLRouter
from django.core.asgi import get_asgi_application
from django.urls import path

from component_framework.adapters.django_websocket import ComponentConsumer

app = ProtocolTypeRouter(
    {
        "http": get_asgi_application(),
        "websocket": URLRouter([path("ws/", ComponentConsumer.as_asgi())]),
    }
)
