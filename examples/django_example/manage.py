#!/usr/bin/env python
"""Django's command line for the example site; works from any folder."""

import os
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent


def main() -> None:
    # Python puts this folder on sys.path, where `demo_app` and `settings` would be importable a second time under
    # short names. The package is django_example, so the folder above is what belongs there.
    sys.path = [str(HERE.parent), *(entry for entry in sys.path if Path(entry).resolve() != HERE)]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "django_example.settings")

    from django.core.management import execute_from_command_line  # only now does the path hold

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
