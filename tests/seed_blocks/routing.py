# ruff: noqa
# fmt: off
from channels.routing import ProtocolTypeRouter, URLRouter
from django.urls import path

# --- the seed's block, verbatim ---
# routing.py
from component_framework.adapters.django_websocket import ComponentConsumer
application = ProtocolTypeRouter({
    "websocket": URLRouter([
        path("ws/", ComponentConsumer.as_asgi()),
    ]),
})
# --- end ---
