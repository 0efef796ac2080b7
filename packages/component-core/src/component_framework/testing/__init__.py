"""Components under test: the real endpoint with real snapshots, and a page that refuses what no browser could do."""

import component_framework.core._clash  # noqa: F401, I001  # first: what follows may be another project's file

from component_framework.testing.dom import Element
from component_framework.testing.harness import ImpossibleError, Mounted, mount

__all__ = ["Element", "ImpossibleError", "Mounted", "mount"]
