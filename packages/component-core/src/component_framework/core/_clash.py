"""Refuses to run beside the PyPI project `component-framework`, which ships the same import name.

Importing this module is the check. Every leaf imports it first: the two projects overwrite each other's files, so
whatever else a leaf imports may already be the other project's.
"""

import sys
from importlib.metadata import PackageNotFoundError, distribution

OTHER = "component-framework"


def refuse_clash() -> None:
    """Raise ImportError, with the commands that mend it, when the other project is installed."""
    try:
        found = distribution(OTHER)
    except PackageNotFoundError:
        return
    raise ImportError(
        f"{OTHER} {found.version} is installed in {sys.prefix!r}. It is another project with the same import package, "
        "'component_framework', and the two overwrite each other's files. Keep one of them; to keep this one:\n"
        f"  pip uninstall {OTHER}\n"
        "  pip install --force-reinstall --no-deps component-core  # and each component-* adapter that you use",
        name="component_framework",
    )


refuse_clash()
