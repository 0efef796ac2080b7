"""What a transaction has changed, told once it holds: each topic once, however often it was saved."""

import logging
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, Final
from weakref import WeakValueDictionary

from django.db import connections

from component_framework.adapters.django_model.topics import ROW, ROWS
from component_framework.core.host import current_host
from component_framework.core.refresh import publish_now, topic_of

log = logging.getLogger("component_framework.news")
MAX_ROWS: Final = 100
"""Of one model in one transaction. Where more were changed, each row of that model is spoken of."""


def tell(names: Iterable[str], *, using: str) -> None:
    """Tell the topics `names` after the running transaction of the database `using`, at once without one.

    Nothing is raised: no save fails because of those who are to hear of it. Where the site ends its transactions by
    itself (`set_autocommit(False)`) nobody knows when that is, and nothing is told.
    """
    connection = connections[using]
    if connection.in_atomic_block:
        _part(connection).names.add(names)
    elif connection.get_autocommit():
        _publish(names)


class _Names:
    """Names of topics, each once, and of no more than `MAX_ROWS` rows of a model."""

    def __init__(self) -> None:
        self._names: dict[str, None] = {}
        self._rows: Counter[str] = Counter()

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def add(self, names: Iterable[str]) -> list[str]:
        """Those that are new."""
        before = len(self._names)
        for name in names:
            self._names[self._bounded(name)] = None
        return list(self._names)[before:]

    def _bounded(self, name: str) -> str:
        kind, _, rest = name.partition(":")
        if kind != ROW or name in self._names:
            return name
        label = rest.partition(":")[0]
        self._rows[label] += 1
        return name if self._rows[label] <= MAX_ROWS else f"{ROWS}:{label}"


class _Transaction:
    """One transaction of one connection. Lives as long as its parts."""

    def __init__(self) -> None:
        self.is_over = False
        self.told = _Names()
        self.parts: WeakValueDictionary[tuple[Any, ...], _Part] = WeakValueDictionary()


class _Part:
    """What was changed within some savepoints, and stands or falls with them: Django keeps it until then."""

    def __init__(self, transaction: _Transaction) -> None:
        self.names = _Names()
        self._transaction = transaction

    def tell(self) -> None:
        """All of it holds."""
        self._transaction.is_over = True
        _publish(self._transaction.told.add(self.names))


_running: WeakValueDictionary[Any, _Transaction] = WeakValueDictionary()
"""By connection. Held by Django alone, through the parts that wait for the commit: a rollback leaves nothing behind."""


def _part(connection: Any) -> _Part:
    transaction = _running.get(connection)
    if transaction is None or transaction.is_over:
        transaction = _running[connection] = _Transaction()
    within = tuple(connection.savepoint_ids)
    part = transaction.parts.get(within)
    if part is None:
        part = transaction.parts[within] = _Part(transaction)
        connection.on_commit(part.tell, robust=True)
    return part


def _publish(names: Iterable[str]) -> None:
    try:
        broker = current_host().broker
        for name in names:
            publish_now(broker, topic_of(name))
    except Exception:  # a setting that names no broker, a broker of the site's own
        log.exception("pages could not be told what was saved")
