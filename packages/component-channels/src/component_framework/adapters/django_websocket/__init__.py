"""Live components over Django Channels; empty in this release.

The next one puts `ComponentConsumer`, `DjangoWebSocketConnection` and `broadcast_component_update` here.
"""

import component_framework.core._clash  # noqa: F401  # first: what follows may be another project's file

__all__: list[str] = []
