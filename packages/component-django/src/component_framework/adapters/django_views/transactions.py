"""One transaction round everything that a message writes, tried again where others' writes were in its way."""

import logging
import random
import time
from collections.abc import Callable
from typing import Any, Final, TypeVar

from django.db import DEFAULT_DB_ALIAS, OperationalError, connections, transaction

from component_framework.core.attempt import attempt
from component_framework.core.errors import ContendedError
from component_framework.core.host import at_once

T = TypeVar("T")
log = logging.getLogger("component_framework.transactions")

PAUSES_S: Final = (0.01, 0.04, 0.16)
"""Before the second, third and fourth try; each is made up to twice as long, by chance."""
SQLSTATES: Final = frozenset({"40001", "40P01"})
"""SQL's serialization failure, PostgreSQL's deadlock."""
MYSQL_CODES: Final = frozenset({1205, 1213})
"""A lock that was waited for too long, a deadlock."""
SQLITE_BUSY: Final = 5


def together(work: Callable[[], T]) -> T:
    """What `work` gives, all or nothing; without a database just that."""
    if not connections.settings[DEFAULT_DB_ALIAS].get("NAME"):
        return work()
    with transaction.atomic():
        return work()


def apart() -> Callable[[Callable[[], Any]], Any]:
    """Gives what a work gives; its failure takes back what it wrote, and no more. Without a transaction just that."""
    return _in_savepoint if connections[DEFAULT_DB_ALIAS].in_atomic_block else at_once


def _in_savepoint(work: Callable[[], T]) -> T:
    with transaction.atomic():
        return work()


def in_transaction(work: Callable[[], T]) -> T:
    """As `together`. A deadlock or serialization failure has all of it done again, three times at most.

    Not in a transaction of the caller's, which such a failure has ended, and not after `Component.outer_effect()`.
    Raises ContendedError when no try came through.
    """
    is_ours = not connections[DEFAULT_DB_ALIAS].in_atomic_block
    for pause_s in (*PAUSES_S, None):
        with attempt() as current:
            try:
                return together(work)
            except OperationalError as error:
                if not (is_ours and is_passing(error)):
                    raise
                if pause_s is None or not current.may_repeat:
                    raise ContendedError("others were writing the same") from error
                log.info("a message is done again: %s", type(error).__name__)
        time.sleep(pause_s * (1 + random.random()))  # noqa: S311  # so that two do not keep in step
    raise AssertionError  # the last try returns or raises


def is_passing(error: OperationalError) -> bool:
    """Whether the database refused because of what others were writing at the same time."""
    cause = error.__cause__
    state = getattr(cause, "sqlstate", None) or getattr(cause, "pgcode", None)
    sqlite_code = getattr(cause, "sqlite_errorcode", None)
    if sqlite_code is not None:
        return bool(sqlite_code & 0xFF == SQLITE_BUSY)
    return state in SQLSTATES or (bool(error.args) and error.args[0] in MYSQL_CODES)
