"""Django's template engine, with and without django-cotton, as renderers of components."""

import component_framework.core._clash  # noqa: F401, I001  # first: what follows may be another project's file

from component_framework.adapters.django_renderer.renderer import DjangoCottonRenderer, DjangoRenderer

__all__ = ["DjangoCottonRenderer", "DjangoRenderer"]
