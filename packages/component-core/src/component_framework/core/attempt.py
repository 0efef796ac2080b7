"""Whether the message that is being done may be done again by itself, should it fail beside what others write."""

from contextvars import ContextVar


class Attempt:
    """One try at a message."""

    def __init__(self) -> None:
        self.may_repeat = True


current_attempt: ContextVar[Attempt | None] = ContextVar("current_attempt", default=None)
"""The try that is under way, where a host tries again."""


def forbid_repeating() -> None:
    """Have the try that is under way be the last one."""
    attempt = current_attempt.get()
    if attempt is not None:
        attempt.may_repeat = False
