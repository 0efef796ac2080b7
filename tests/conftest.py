"""One Django site for what crosses packages: attacks and seed blocks run in one process, and that has one site."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from anyio.from_thread import BlockingPortal, start_blocking_portal
from django.conf import settings

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))
CONTRIB = ["auth", "contenttypes", "sessions"]


def pytest_configure() -> None:
    settings.configure(
        SECRET_KEY="the secret key of a site that exists in tests only",
        ALLOWED_HOSTS=["testserver"],
        INSTALLED_APPS=[
            *(f"django.contrib.{app}" for app in CONTRIB),
            "component_framework",
            "django_cotton",
            "django_site",
        ],
        MIDDLEWARE=[
            "django.middleware.common.CommonMiddleware",
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
        ],
        ROOT_URLCONF="django_site.urls",
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "DIRS": [HERE / "seed_blocks/templates", HERE / "conformance/templates/django"],
                "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
            }
        ],
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        STATIC_URL="/static/",
        USE_TZ=True,
        COMPONENT_FRAMEWORK={"RATE_PER_S": 0, "BAD_SNAPSHOTS_PER_MINUTE": 0},  # no limit: attacks come in thousands
    )


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory: pytest.TempPathFactory) -> None:
    """In a file: of a database in memory Django closes no connection, and those of threads would be left open."""
    settings.DATABASES["default"].setdefault("TEST", {})["NAME"] = str(tmp_path_factory.mktemp("db") / "test.sqlite3")


@pytest.fixture(scope="session")
def portal() -> Iterator[BlockingPortal]:
    """An event loop in a thread, as a server has it, for sockets."""
    with start_blocking_portal() as portal:
        yield portal
