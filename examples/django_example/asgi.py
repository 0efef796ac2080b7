"""The ASGI application: `daphne -b 127.0.0.1 -p 8000 django_example.asgi:application`, or uvicorn in Daphne's place."""

import os

from channels.routing import ProtocolTypeRouter, URLRouter
from django.conf import settings
from django.contrib.staticfiles.handlers import ASGIStaticFilesHandler
from django.core.asgi import get_asgi_application
from django.urls import path

from component_framework.adapters.django_websocket import ComponentConsumer

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "django_example.settings")

pages = get_asgi_application()
if settings.DEBUG:  # runserver serves static files by itself; daphne alone does not
    pages = ASGIStaticFilesHandler(pages)
sockets = URLRouter([path("ws/", ComponentConsumer.as_asgi())])
application = ProtocolTypeRouter({"http": pages, "websocket": sockets})
