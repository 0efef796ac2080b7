"""A Django project as `startproject` makes it, with the counter in it twice. One per process."""

from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.core.management import call_command

from benchmarks.counter.scenarios import Scenario

HOST = "bench.example"
FOLDER = Path(__file__).parent
ENGINE = "django.db.backends.sqlite3"


def configure(scenario: Scenario, folder: Path) -> None:
    """Set Django up for `scenario`, with its database file in `folder`."""
    settings.configure(**project(), DATABASES=databases(scenario, folder))
    django.setup()
    if scenario.database != "none":
        call_command("migrate", verbosity=0)


def project() -> dict[str, Any]:
    return {
        "SECRET_KEY": "a benchmark's key, known to everybody, and long enough for all checks",
        "ALLOWED_HOSTS": [HOST],
        "ROOT_URLCONF": "benchmarks.counter.urls",
        "INSTALLED_APPS": [
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "django.contrib.sessions",
            "django.contrib.messages",
            "django.contrib.staticfiles",
            "component_framework",
        ],
        "MIDDLEWARE": [
            "django.middleware.security.SecurityMiddleware",
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.common.CommonMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
            "django.middleware.clickjacking.XFrameOptionsMiddleware",
        ],
        "TEMPLATES": [
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "DIRS": [FOLDER / "templates"],
                "APP_DIRS": True,
                "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
            }
        ],
        "STATIC_URL": "static/",
        "USE_TZ": True,
        "COMPONENT_FRAMEWORK": {"RATE_PER_S": 0},  # else the benchmark would measure refusals
    }


def databases(scenario: Scenario, folder: Path) -> dict[str, Any]:
    if scenario.database == "none":
        return {}
    max_age = None if scenario.database == "kept" else 0
    return {"default": {"ENGINE": ENGINE, "NAME": folder / "bench.sqlite3", "CONN_MAX_AGE": max_age}}
