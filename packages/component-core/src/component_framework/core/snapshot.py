"""The snapshot: a component between two messages, as one sealed text that the page carries."""

import json
import logging
import time
from typing import Any, Final, NamedTuple

from pydantic_core import to_json

from component_framework.core.errors import BadSnapshotError, SignedOutError, StaleSnapshotError, StateError
from component_framework.core.identity import USER, Identity
from component_framework.core.settings import ComponentSettings
from component_framework.core.signing import sealer

log = logging.getLogger("component_framework.snapshot")

STATE: Final = "state"
"""Of a text that has a component as it is."""
MOUNT: Final = "mount"
"""Of a text that has the params of a component, and no state: it is yet to be mounted, or to be given these."""
CLOCK_SKEW_S: Final = 60
LARGE_BYTES: Final = 16 * 1024


class Snapshot(NamedTuple):
    """What a snapshot says, packed in this order. Good for its component, id, audience and age only.

    `state` is JSON data; None when the server keeps it, and then `revision` says which one. `schema` is the
    fingerprint of the declared fields.
    """

    component: str
    component_id: str
    key: str
    params: dict[str, Any]
    audience: str
    schema: str
    state: dict[str, Any] | None
    revision: int = 0
    slots: str = ""
    """The names of the slots whose content the page keeps, parted by spaces."""
    issued_at: int = 0


def dump_snapshot(*content: Any, settings: ComponentSettings, is_secret: bool = False, purpose: str = STATE) -> str:
    """A `Snapshot`, issued now, as text for the page. `content` is what it says, in its order, but the last.

    Raises StateError when it is too large to travel.
    """
    data = to_json((*content, int(time.time())))
    if len(data) > LARGE_BYTES:
        _weigh(Snapshot(*content), len(data), settings.max_snapshot_bytes)
    return sealer(settings, purpose).seal(data, is_secret=is_secret)


def load_snapshot(
    text: str,
    settings: ComponentSettings,
    *,
    component: str | None,
    component_id: str | None,
    purpose: str = STATE,
) -> Snapshot:
    """The snapshot, of this component and of this id where they are given, that `text` is.

    Raises BadSnapshotError for a forged one or another's, StaleSnapshotError for one that is too old.
    """
    content = json.loads(sealer(settings, purpose).open(text))
    if len(content) != len(Snapshot._fields):
        raise StaleSnapshotError("made by another version of the framework")
    snapshot = Snapshot(*content)
    if component not in (None, snapshot.component):
        raise BadSnapshotError(f"a snapshot of {snapshot.component!r} came to {component!r}")
    if component_id not in (None, snapshot.component_id):
        raise BadSnapshotError(f"a snapshot of {snapshot.component_id!r} came under another id")
    age_s = time.time() - snapshot.issued_at
    if age_s < -CLOCK_SKEW_S:
        raise BadSnapshotError(f"issued {-age_s:.0f} s in the future")
    if age_s > settings.snapshot_max_age_s:
        raise StaleSnapshotError(f"issued {age_s:.0f} s ago")
    return snapshot


def check_holder(snapshot: Snapshot, identity: Identity, schema: str) -> None:
    """Raises unless `identity` may send this snapshot to a class whose declared fields have the fingerprint `schema`.

    SignedOutError where it was made for somebody who has left, else StaleSnapshotError.
    """
    if not identity.may_send(snapshot.audience):
        if snapshot.audience.startswith(USER) and not identity.is_signed_in:
            raise SignedOutError("made for somebody who is no longer signed in")
        raise StaleSnapshotError("made for another identity")
    if snapshot.schema != schema:
        raise StaleSnapshotError("made for other declared fields")


def _weigh(snapshot: Snapshot, size: int, limit: int) -> None:
    parts = {**snapshot.params, **(snapshot.state or {})}
    largest = sorted(parts, key=lambda name: -len(json.dumps(parts[name])))[:3]
    advice = f"the snapshot of {snapshot.component!r} has {size} bytes, most of them in {', '.join(largest)}"
    if size > limit:
        raise StateError(f"{advice}; the limit is {limit}. Load those in get_context(), or set state_store")
    log.warning("%s; it travels twice with every message. Load those in get_context(), or set state_store", advice)
