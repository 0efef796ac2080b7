"""A small Django site for this package's tests, without component-django; `testsite/` has what it is made of."""

import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

sys.path.insert(0, str(Path(__file__).parent))

from testsite.host import site_host  # found by the line above
from testsite.settings import SETTINGS


def pytest_configure(config: pytest.Config) -> None:
    settings.configure(**SETTINGS)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory: pytest.TempPathFactory) -> None:
    """In a file: handlers run in threads, each with a connection of its own."""
    settings.DATABASES["default"].setdefault("TEST", {})["NAME"] = str(tmp_path_factory.mktemp("db") / "test.sqlite3")


@pytest.fixture(autouse=True)
def _new_broker() -> None:
    """What another test has said in the same second would be news to a page of this one."""
    site_host.cache_clear()


@pytest.fixture
def alice(transactional_db: None, django_user_model: Any) -> Any:
    return django_user_model.objects.create_user("alice")


@pytest.fixture
def client(alice: Any) -> Client:
    """She is signed in."""
    client = Client()
    client.force_login(alice)
    return client
