"""Live components on FastAPI; empty in this release.

The next one puts `create_component_routes` and `LivePage` here.
"""

import component_framework.core._clash  # noqa: F401  # first: what follows may be another project's file

__all__: list[str] = []
