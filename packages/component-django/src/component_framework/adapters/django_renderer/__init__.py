"""Django's template engine as a renderer of components."""

import component_framework.core._clash  # noqa: F401, I001  # first: what follows may be another project's file

from component_framework.adapters.django_renderer.renderer import DjangoRenderer

__all__ = ["DjangoRenderer"]
