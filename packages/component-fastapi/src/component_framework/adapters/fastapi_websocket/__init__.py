"""Live components over a FastAPI WebSocket."""

import component_framework.core._clash  # noqa: F401, I001  # first: what follows may be another project's file

from component_framework.adapters.fastapi_websocket.routes import create_websocket_route

__all__ = ["create_websocket_route"]
