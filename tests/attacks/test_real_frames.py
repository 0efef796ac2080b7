"""The roughest frames and handshakes, over real sockets of real servers: both frameworks under both."""

import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from attacks.processes import COMMANDS, Server, serving

sys.path.append(str(Path(__file__).parents[2] / "packages/component-channels/tests"))

from testsite.wire import RefusedError, WireSocket  # found by the line above

KIB = 1024
MALFORMED = {
    "binary": b"\x00\xff",
    "no JSON": "{",
    "no object": "[]",
    "NaN": '{"type": "ack", "frames": NaN}',
    "a name twice": '{"type": "ping", "type": "ack"}',
    "half a surrogate pair": '{"type": "\\ud800"}',
    "a publish": '{"type": "component_update", "component_id": "the-one", "html": "<p>"}',
    "too deep": "[" * 5000,
}


@pytest.fixture(
    scope="module",
    params=[(site, server) for site in ("django_app", "fastapi_app") for server in COMMANDS],
    ids="-".join,
)
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    with serving(*request.param) as server:
        yield server


@pytest.fixture
def wire(server: Server) -> Iterator[WireSocket]:
    with WireSocket(server.port) as wire:
        assert wire.frame()["type"] == "connected"
        yield wire


@pytest.mark.parametrize("what", MALFORMED)
def test_e_what_is_no_frame_is_answered_and_the_socket_goes_on(wire: WireSocket, what: str) -> None:
    wire.send(MALFORMED[what])
    assert wire.frame()["code"] == "bad_request"
    wire.send({"type": "ping"})
    assert wire.frame()["type"] == "pong"


@pytest.mark.parametrize("raw", ["x" * (64 * KIB + 1), b"x" * (64 * KIB + 1), "x" * 1024 * KIB])
def test_i07_what_is_too_long_closes(wire: WireSocket, server: Server, raw: str | bytes) -> None:
    wire.send(raw)
    assert wire.closed() == 4009
    with WireSocket(server.port) as other:
        assert other.frame()["type"] == "connected"


def test_i07_flooding_closes(wire: WireSocket) -> None:
    with contextlib.suppress(OSError):  # it may be closed before all is said
        for _ in range(3000):
            wire.send({"type": "ack", "frames": 0})
    assert wire.closed() == 4008


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1.evil.example"])
def test_e09_another_sites_page_is_refused(server: Server, origin: str) -> None:
    with pytest.raises(RefusedError, match=" 403 "), WireSocket(server.port, origin=origin):
        pass
