"""Live components rendered by JinjaX or Jinja2; empty in this release.

The next one puts `JinjaxRenderer` and `JinjaRenderer` here.
"""

import component_framework.core._clash  # noqa: F401  # first: what follows may be another project's file

__all__: list[str] = []
