"""The endpoint for components' messages, as a Django view."""

import component_framework.core._clash  # noqa: F401, I001  # first: what follows may be another project's file

from component_framework.adapters.django_views.view import component_view

__all__ = ["component_view"]
