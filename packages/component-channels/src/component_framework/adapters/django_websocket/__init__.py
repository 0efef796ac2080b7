"""Live components over WebSocket for Django Channels."""

import component_framework.core._clash  # noqa: F401, I001  # first: what follows may be another project's file

from component_framework.adapters.django_websocket.broadcast import broadcast_component_update
from component_framework.adapters.django_websocket.connection import DjangoWebSocketConnection
from component_framework.adapters.django_websocket.consumer import ComponentConsumer
from component_framework.adapters.django_websocket.layer_broker import ChannelLayerBroker

__all__ = ["ChannelLayerBroker", "ComponentConsumer", "DjangoWebSocketConnection", "broadcast_component_update"]
