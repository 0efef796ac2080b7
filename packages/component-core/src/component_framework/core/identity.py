"""Who sends a message, as the host framework knows them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

USER: Final = "user:"
SESSION: Final = "session:"


@dataclass(frozen=True, kw_only=True)
class Identity:
    """One caller. Adapters make it from a request; components see only `user`.

    `user` is the host's own object, None for nobody. `audience` says whose snapshots this caller may send back:
    `user:<key>` for somebody signed in, `session:<key>` for a visitor with a host session, else "".
    `caller` names whom the rate limit counts. `form_fields` gives the hidden fields that prove a form to be the site's.
    """

    user: Any = None
    audience: str = ""
    caller: str = ""
    form_fields: Callable[[], Mapping[str, str]] = dict[str, str]

    @property
    def is_signed_in(self) -> bool:
        return self.audience.startswith(USER)

    def may_send(self, audience: str) -> bool:
        """Whether a snapshot made for `audience` is this caller's.

        What was made for visitors without a session stays good when the host starts a session for them.
        """
        return audience == self.audience or (audience == "" and not self.is_signed_in)


NOBODY: Final = Identity()
