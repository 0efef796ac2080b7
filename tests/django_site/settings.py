"""Django's settings of the site, for every process of it."""

from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
CONTRIB = ["auth", "contenttypes", "sessions"]
SETTINGS: dict[str, Any] = {
    "SECRET_KEY": "the secret key of a site that exists in tests only",
    "ALLOWED_HOSTS": ["testserver"],
    "INSTALLED_APPS": [
        *(f"django.contrib.{app}" for app in CONTRIB),
        "component_framework",
        "django_cotton",
        "django_site",
    ],
    "MIDDLEWARE": [
        "django.middleware.common.CommonMiddleware",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
    ],
    "ROOT_URLCONF": "django_site.urls",
    "TEMPLATES": [
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "DIRS": [HERE.parent / "seed_blocks/templates", HERE.parent / "conformance/templates/django"],
            "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
        }
    ],
    "DATABASES": {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    "DEFAULT_AUTO_FIELD": "django.db.models.BigAutoField",
    "PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"],
    "STATIC_URL": "/static/",
    "USE_TZ": True,
    "COMPONENT_FRAMEWORK": {"RATE_PER_S": 0, "BAD_SNAPSHOTS_PER_MINUTE": 0},  # no limit: attacks come in thousands
}
