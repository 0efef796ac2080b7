"""Live components on FastAPI: the endpoint as routes, and pages."""

import component_framework.core._clash  # noqa: F401, I001  # first: what follows may be another project's file

from component_framework.adapters.fastapi.page import LivePage
from component_framework.adapters.fastapi.routes import create_component_routes

__all__ = ["LivePage", "create_component_routes"]
