"""Live components for Django: `INSTALLED_APPS = ["component_framework"]` finds the configuration here."""

import component_framework.core._clash  # noqa: F401, I001  # first: what follows may be another project's file

from component_framework.apps.config import ComponentFrameworkConfig

__all__ = ["ComponentFrameworkConfig"]
