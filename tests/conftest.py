"""One Django site for what crosses packages: attacks and seed blocks run in one process, and that has one site."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from anyio.from_thread import BlockingPortal, start_blocking_portal
from django.conf import settings

sys.path.insert(0, str(Path(__file__).parent))

from django_site.settings import SETTINGS  # found by the line above

from component_framework.core.broker import MemoryBroker
from component_framework.core.host import current_host


def pytest_configure() -> None:
    settings.configure(**SETTINGS)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory: pytest.TempPathFactory) -> None:
    """In a file: of a database in memory Django closes no connection, and those of threads would be left open."""
    settings.DATABASES["default"].setdefault("TEST", {})["NAME"] = str(tmp_path_factory.mktemp("db") / "test.sqlite3")


@pytest.fixture(scope="session")
def portal() -> Iterator[BlockingPortal]:
    """An event loop in a thread, as a server has it, for sockets."""
    with start_blocking_portal() as portal:
        yield portal


@pytest.fixture(autouse=True)
def _nothing_was_said() -> None:
    """What another test has refreshed in the same second would be news to a page of this one."""
    broker = current_host().broker
    if isinstance(broker, MemoryBroker):
        broker._changed.clear()
