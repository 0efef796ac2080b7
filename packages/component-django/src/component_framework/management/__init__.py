"""`manage.py components` and `manage.py startcomponent`."""

import component_framework.core._clash  # noqa: F401  # first: what follows may be another project's file
