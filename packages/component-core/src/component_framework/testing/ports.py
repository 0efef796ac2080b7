"""Ports for the servers of tests: below those that outgoing connections get, and each worker has some of its own.

A port that is only asked for and let go is soon somebody else's: a server that is started there ends, and what is meant
for it goes to another test's server.
"""

import itertools
import os
import secrets
import socket
from collections.abc import Iterator
from typing import Final

FIRST: Final = 20_000
EACH: Final = 1_500
WORKER: Final = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))


def _own() -> Iterator[int]:
    start = secrets.randbelow(EACH)  # not where another run on this machine begins
    return (FIRST + WORKER % 8 * EACH + (start + number) % EACH for number in itertools.count())


_ports: Final = _own()


def free_port() -> int:
    """One that nobody listens at, and that no other test is given soon."""
    return next(port for port in _ports if _is_free(port))


def _is_free(port: int) -> bool:
    with socket.socket() as one:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            one.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True
