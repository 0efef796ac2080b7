"""JinjaX and Jinja2 as renderers of components and of pages."""

import component_framework.core._clash  # noqa: F401, I001  # first: what follows may be another project's file

from component_framework.adapters.jinjax_renderer.jinja import JinjaRenderer
from component_framework.adapters.jinjax_renderer.jinjax import JinjaxRenderer

__all__ = ["JinjaRenderer", "JinjaxRenderer"]
