import logging
import re
from collections.abc import Iterator

import pytest
from anyio.from_thread import BlockingPortal

from attacks.components import effects
from attacks.django_target import DjangoTarget
from attacks.fastapi_target import FastAPITarget
from attacks.socket_targets import ChannelsSocketTarget, FastAPISocketTarget
from attacks.target import SocketTarget, Target
from component_framework.core import host

BY_HTTP = [pytest.param("django", marks=pytest.mark.django_db), "fastapi"]
BY_SOCKET = [pytest.param("channels_socket", marks=pytest.mark.django_db(transaction=True)), "fastapi_socket"]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Each attack is made on every adapter, by HTTP and over its socket."""
    if "target" in metafunc.fixturenames:
        is_by_http = metafunc.definition.get_closest_marker("by_http") is not None
        metafunc.parametrize("target", BY_HTTP if is_by_http else [*BY_HTTP, *BY_SOCKET], indirect=True)
    if "socket_target" in metafunc.fixturenames:
        metafunc.parametrize("socket_target", BY_SOCKET, indirect=True)


@pytest.fixture
def target(request: pytest.FixtureRequest) -> Target:
    """One visitor of a real site."""
    found: Target = request.getfixturevalue(f"{request.param}_target")
    return found


@pytest.fixture
def socket_target(request: pytest.FixtureRequest) -> SocketTarget:
    """One of those whose pages have sockets."""
    found: SocketTarget = request.getfixturevalue(f"{request.param}_target")
    return found


@pytest.fixture
def channels_socket_target(portal: BlockingPortal) -> SocketTarget:
    return ChannelsSocketTarget(portal)


@pytest.fixture
def fastapi_socket_target(portal: BlockingPortal) -> SocketTarget:
    return FastAPISocketTarget(portal)


@pytest.fixture
def django_target() -> Target:
    return DjangoTarget()


@pytest.fixture
def fastapi_target() -> Target:
    return FastAPITarget()


@pytest.fixture(autouse=True)
def _no_effects() -> None:
    effects.clear()
    host._limits.cache_clear()  # all targets have one address, and one bucket where their settings are the same


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
