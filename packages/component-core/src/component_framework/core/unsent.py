"""Notices that must leave: marked before they are sent, sent again until they have left."""

import atexit
import logging
import threading
from collections.abc import Callable
from typing import Final, NamedTuple

from component_framework.core.errors import TooManyError
from component_framework.core.rate import RateLimiter

log = logging.getLogger("component_framework.broker")
complaints: Final = RateLimiter(per_s=1 / 60, burst=1)
"""A broker that is down is down for every notice; one line a minute says it."""
FIRST_PAUSE_S: Final = 0.05
LAST_PAUSE_S: Final = 0.2
MAX_BYTES: Final = 16 * 1024 * 1024
LAST_WORDS_S: Final = 2
"""How long a process that ends waits for what has not left."""


class _Marked(NamedTuple):
    payload: str
    ticket: object


class Unsent:
    """Sends by `send`, which raises when it cannot. Of each topic the newest notice waits, for as long as that takes.

    While one waits, others are only marked: a broker that is down costs a caller nothing. Over 16 MiB of waiting
    payloads they leave without theirs. Marking comes first, so that a timeout or an interrupt loses nothing. A process
    that ends, such as a command, gives them two more seconds.
    """

    def __init__(self, send: Callable[[str, str], None]) -> None:
        self._send = send
        self._marked: dict[str, _Marked] = {}
        self._bytes = 0
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()

    def send(self, topic: str, payload: str) -> None:
        """Send it now, or leave it to the thread that tries again."""
        ticket = self._mark(topic, payload)
        if self._is_retrying():
            return
        has_left = False
        try:
            has_left = self._try(topic, payload, ticket)
        finally:
            if not has_left:
                self._retry()

    def _try(self, topic: str, payload: str, ticket: object) -> bool:
        try:
            self._send(topic, payload)
        except Exception as error:  # whatever its library raises
            complain(error)
            return False
        with self._lock:
            if (marked := self._marked.get(topic)) and marked.ticket is ticket:
                self._drop(topic)
        return True

    def _mark(self, topic: str, payload: str) -> object:
        ticket = object()
        with self._lock:
            self._drop(topic)
            if self._bytes + len(payload) > MAX_BYTES:
                payload = ""
            self._marked[topic] = _Marked(payload, ticket)
            self._bytes += len(payload)
        return ticket

    def _drop(self, topic: str) -> None:
        if marked := self._marked.pop(topic, None):
            self._bytes -= len(marked.payload)

    def _is_retrying(self) -> bool:
        return self._thread is not None and self._thread.is_alive()  # no thread lives on in a forked process

    def _retry(self) -> None:
        with self._lock:
            if self._marked and not self._is_retrying():
                self._thread = threading.Thread(target=self._run, name="component-unsent", daemon=True)
                atexit.register(self._thread.join, LAST_WORDS_S)
                self._thread.start()

    def _run(self) -> None:
        pause_s, timer = FIRST_PAUSE_S, threading.Event()
        while True:
            timer.wait(pause_s)
            with self._lock:
                waiting = list(self._marked.items())
            is_through = all(self._try(topic, *marked) for topic, marked in waiting)
            pause_s = FIRST_PAUSE_S if is_through else min(pause_s * 2, LAST_PAUSE_S)
            with self._lock:
                if not self._marked:
                    self._thread = None
                    atexit.unregister(threading.current_thread().join)
                    return


def complain(error: Exception) -> None:
    """Say in the log that the broker fails, at most once a minute. Its text may hold a password."""
    try:
        complaints.take("")
    except TooManyError:
        return
    log.warning("the broker fails (%s): pages in other processes are told when it is back", type(error).__name__)
