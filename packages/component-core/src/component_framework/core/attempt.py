"""Whether what a message does can be done again, when a transaction was in another's way."""

from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass
class Attempt:
    """One run of a message's work. `may_repeat` until a handler says that it does what no rollback undoes."""

    may_repeat: bool = True


_current: ContextVar[Attempt | None] = ContextVar("_current", default=None)


@contextmanager
def attempt() -> Generator[Attempt, None, None]:
    """The attempt that `commit_to_it()` speaks of, within the block and in threads that inherit its context."""
    started = Attempt()
    token = _current.set(started)
    try:
        yield started
    finally:
        _current.reset(token)


def commit_to_it() -> None:
    """From here on the attempt under way, if there is one, is not repeated."""
    if (started := _current.get()) is not None:
        started.may_repeat = False
