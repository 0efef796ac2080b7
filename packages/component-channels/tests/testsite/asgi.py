"""The site as an ASGI server runs it."""

import django
from channels.routing import ProtocolTypeRouter, URLRouter
from django.conf import settings
from django.urls import path

from testsite.settings import SETTINGS

if not settings.configured:
    settings.configure(**SETTINGS)
    django.setup()

from component_framework.adapters.django_websocket import ComponentConsumer
from component_framework.core.host import configure
from testsite import components  # noqa: F401  # they need Django's models
from testsite.host import site_host

configure(site_host)
application = ProtocolTypeRouter({"websocket": URLRouter([path("ws/", ComponentConsumer.as_asgi())])})
