"""Daphne's end: it drops its sockets without a word, unless somebody speaks before."""

import asyncio
import sys
from typing import Any
from weakref import WeakSet

from component_framework.core.websocket import ComponentWebSocketManager

_told: "WeakSet[ComponentWebSocketManager]" = WeakSet()


def restart_at_shutdown(manager: ComponentWebSocketManager) -> None:
    """Has the browsers of `manager` told when Twisted's reactor stops, if it is what this process runs on.

    Other servers close their sockets by themselves (1012).
    """
    reactor: Any = sys.modules.get("twisted.internet.reactor")
    if reactor is None or not reactor.running or manager in _told:
        return
    _told.add(manager)
    defer: Any = sys.modules["twisted.internet.defer"]

    def tell() -> Any:
        """The reactor waits for it. Daphne cancels its consumers in the same phase: nothing may be awaited before."""
        return defer.Deferred.fromFuture(asyncio.ensure_future(manager.restart()))

    reactor.addSystemEventTrigger("before", "shutdown", tell)
