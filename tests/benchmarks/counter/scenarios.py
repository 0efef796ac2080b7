"""What is compared with what, under which settings."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """One comparison. The component always has every protection, and its transaction wherever there is a database."""

    name: str
    title: str
    database: Literal["kept", "per request", "none"] = "kept"
    """Whether a connection outlives its request (CONN_MAX_AGE=None), or does not (Django's default), or none exists."""
    is_signed_in: bool = False
    by_hand: str = "atomic"
    """The view of by_hand.py to compare with: a name of site.py's `BY_HAND`."""


SCENARIOS = (
    Scenario(name="equal", title="visitor; both in a transaction"),
    Scenario(name="django-signing", title="the same; by hand signs with django.core.signing", by_hand="django-signing"),
    Scenario(name="signed-in", title="signed-in user; both in a transaction", is_signed_in=True),
    Scenario(name="no-database", title="visitor; no database, no transaction", database="none", by_hand="plain"),
    Scenario(name="bare-hand", title="visitor; only the component in a transaction", by_hand="plain"),
    Scenario(
        name="reconnect",
        title="the same; a new connection per request (CONN_MAX_AGE=0)",
        database="per request",
        by_hand="plain",
    ),
)
HEADLINE = SCENARIOS[0]
