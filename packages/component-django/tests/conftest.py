"""A small Django site for this package's tests; `testsite/` has its urls, model, components and templates."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import caches

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

from testsite.hearing import Hearing, hearing  # noqa: E402  # found by the line above
from testsite.visitor import Visitor  # noqa: E402

from component_framework.core import host  # noqa: E402

CONTRIB = ["auth", "contenttypes", "sessions", "staticfiles"]


def pytest_configure() -> None:
    settings.configure(
        SECRET_KEY="the secret key of a site that exists in tests only",
        ALLOWED_HOSTS=["testserver"],
        INSTALLED_APPS=[
            *(f"django.contrib.{app}" for app in CONTRIB),
            "component_framework",
            "django_cotton",
            "testsite",
        ],
        MIDDLEWARE=[
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
        ],
        ROOT_URLCONF="testsite.urls",
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "DIRS": [HERE / "testsite/templates"],
                "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
            }
        ],
        DATABASES={
            alias: {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"} for alias in ("default", "other")
        },
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        STATIC_URL="/static/",
        USE_TZ=True,
    )


@pytest.fixture
def visitor() -> Visitor:
    return Visitor()


@pytest.fixture
def another_visitor() -> Visitor:
    return Visitor()


@pytest.fixture
def make_user(django_user_model: Any) -> Callable[..., Any]:
    """Makes a user of that name, who needs no password here."""
    return django_user_model.objects.create_user


@pytest.fixture(autouse=True)
def _no_memory() -> None:
    """What one test left in the process's cache, or has sent, is nothing to the next."""
    caches["default"].clear()
    host._limits.cache_clear()


@pytest.fixture
def heard() -> Iterator[Hearing]:
    """Keeps what the site tells open pages."""
    with hearing(broker := Hearing()):
        yield broker
