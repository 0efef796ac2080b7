"""Live components over a FastAPI WebSocket; empty in this release.

The next one puts `create_websocket_route` here.
"""

import component_framework.core._clash  # noqa: F401  # first: what follows may be another project's file

__all__: list[str] = []
