"""Ports for the servers of tests."""

import socket

import pytest

from component_framework.testing import ports


def test_a_port_that_somebody_has_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as theirs:
        theirs.bind(("127.0.0.1", 0))
        theirs.listen()
        taken, free = theirs.getsockname()[1], ports.free_port()
        monkeypatch.setattr(ports, "_ports", iter([taken, free]))
        assert ports.free_port() == free


def test_no_port_is_given_twice_soon_or_to_an_outgoing_connection() -> None:
    given = [ports.free_port() for _ in range(50)]
    assert len({*given}) == 50
    assert all(1024 < port < 32768 for port in given)
