"""A server of its own: Daphne, with the site in it, and other processes that have something to say."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from testsite.page import show
from testsite.wire import RefusedError, WireSocket

from component_framework.testing.ports import free_port
from component_framework.testing.redis_process import redis_process

HERE = Path(__file__).parent
LAYER = "component_framework.adapters.django_websocket.ChannelLayerBroker"
SAY = """
import sys
import testsite.asgi
from component_framework.adapters.django_websocket import broadcast_component_update
broadcast_component_update(sys.argv[1], "<p>from elsewhere</p>", {"count": 7})
"""


@pytest.fixture(scope="module", params=["Redis", "channel layer"])
def environment(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """Of all processes of the site, which share a Redis."""
    with redis_process(tmp_path_factory.mktemp("redis")) as address:
        if address is None:
            pytest.skip("no redis-server on PATH")
        broker = address if request.param == "Redis" else LAYER
        yield {**os.environ, "PYTHONPATH": str(HERE), "SITE_BROKER": broker, "SITE_LAYER": address}


@contextmanager
def daphne(environment: dict[str, str]) -> Iterator[tuple[int, subprocess.Popen[str]]]:
    """A server, and where it listens."""
    number = free_port()
    command = [sys.executable, "-m", "daphne", "-b", "127.0.0.1", "-p", str(number), "testsite.asgi:application"]
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as server:
        assert server.stderr is not None
        assert any("Listening on TCP" in line for line in server.stderr)
        yield number, server
        server.terminate()


@pytest.fixture(scope="module")
def port(environment: dict[str, str]) -> Iterator[int]:
    with daphne(environment) as (number, _):
        yield number


def test_a_message_is_answered_by_the_server(port: int) -> None:
    counter = show("counter", count=41)
    with WireSocket(port) as browser:
        assert browser.frame()["type"] == "connected"
        browser.send(counter.event("increment"))
        assert "count=42" in browser.frame()["html"]


def test_another_sites_page_gets_403(port: int) -> None:
    with pytest.raises(RefusedError, match=" 403 "), WireSocket(port, origin="https://evil.example"):
        pass


def test_what_is_no_frame_is_answered_and_what_is_too_long_ends_it(port: int) -> None:
    with WireSocket(port) as browser:
        browser.frame()
        browser.send(b"\x00\xff")
        assert browser.frame()["code"] == "bad_request"
        browser.send("x" * 5000)
        assert browser.closed() == 4009


def test_a_process_without_sockets_reaches_the_page(port: int, environment: dict[str, str]) -> None:
    counter = show("counter")
    with WireSocket(port) as browser:
        browser.frame()
        browser.send(counter.subscribe())
        while browser.frame()["type"] != "subscribed":
            """Redis may have had to be connected first."""
        subprocess.run([sys.executable, "-c", SAY, counter.id], env=environment, check=True)
        frame = browser.frame()
        while frame["type"] == "stale":
            frame = browser.frame()
        assert "from elsewhere" in frame["html"]


def test_browsers_are_told_when_the_server_stops(environment: dict[str, str]) -> None:
    with daphne(environment) as (port, server), WireSocket(port) as browser:
        browser.frame()
        server.terminate()
        assert browser.frame()["type"] == "restart"
        assert browser.closed() == 4012
        assert server.wait(20) == 0
