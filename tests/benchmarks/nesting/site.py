"""The Django project of this benchmark: templates that stay compiled, no database."""

from pathlib import Path

import django
from django.conf import settings

FOLDER = Path(__file__).parent


def configure() -> None:
    settings.configure(
        SECRET_KEY="a benchmark's key, known to everybody, and long enough for all checks",
        ROOT_URLCONF="benchmarks.nesting.urls",
        INSTALLED_APPS=["component_framework"],
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "DIRS": [FOLDER / "templates"],
                "OPTIONS": {},
            }
        ],
        USE_TZ=True,
    )
    django.setup()
