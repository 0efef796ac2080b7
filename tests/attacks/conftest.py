import logging
import re
from collections.abc import Iterator

import pytest

from attacks.components import effects
from attacks.django_target import DjangoTarget
from attacks.fastapi_target import FastAPITarget
from attacks.target import Target


@pytest.fixture(params=[pytest.param("django", marks=pytest.mark.django_db), "fastapi"])
def target(request: pytest.FixtureRequest) -> Target:
    """One visitor of a real site; each attack is made on every adapter."""
    found: Target = request.getfixturevalue(f"{request.param}_target")
    return found


@pytest.fixture
def django_target() -> Target:
    return DjangoTarget()


@pytest.fixture
def fastapi_target() -> Target:
    return FastAPITarget()


@pytest.fixture(autouse=True)
def _no_effects() -> None:
    effects.clear()


@pytest.fixture(autouse=True)
def _quiet_logs(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """J03, J04: whatever was sent, our records are single lines of bounded length, without snapshots."""
    caplog.set_level(logging.DEBUG)
    yield
    for record in caplog.get_records("call"):
        if record.name.startswith("component_framework"):
            line = record.getMessage()
            assert line.isprintable(), line
            assert len(line) < 500
            assert not re.search(r"cf1\.[0-9a-f]{8}\.\w\.[\w-]{40}", line), line
