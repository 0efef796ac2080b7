"""What a form post without script led to, kept for the page that the browser is sent to next."""

import json
import secrets
from dataclasses import asdict, dataclass
from typing import Final

from component_framework.core.identity import Identity
from component_framework.core.markup import Html
from component_framework.core.settings import ComponentSettings
from component_framework.core.signing import sealer
from component_framework.core.state import StateStore

KEPT_FOR_S: Final = 60
PARAMETER: Final = "live"
"""The page's query parameter that holds the handle."""


@dataclass(frozen=True)
class Outcome:
    """A component as it was rendered after the post, to be shown once in the place that its name and key path tell."""

    component: str
    key: str
    html: str


def keep_outcome(outcome: Outcome, identity: Identity, *, store: StateStore, settings: ComponentSettings) -> str:
    """An unguessable handle, good once, for `identity`'s audience only."""
    handle = secrets.token_urlsafe(16)
    store.save(_place(handle, identity, settings), json.dumps(asdict(outcome)), revision=1)
    return handle


def take_outcome(handle: str, identity: Identity, *, store: StateStore, settings: ComponentSettings) -> Outcome | None:
    """The outcome under `handle`, which is gone from then on; None when there is none for this identity."""
    place = _place(handle, identity, settings)
    stored = store.load(place)
    if stored is None:
        return None
    store.delete(place)
    return Outcome(**json.loads(stored.text))


def outcome_html(outcome: Outcome | None, *, component: str, key: str) -> Html | None:
    """The HTML to show where the page has `component` with that key path; None where the outcome is another's."""
    if outcome is None or (outcome.component, outcome.key) != (component, key):
        return None
    return Html(outcome.html)


def _place(handle: str, identity: Identity, settings: ComponentSettings) -> str:
    return sealer(settings, "outcome").name(handle, identity.audience)
