"""Notices on their way between processes, signed: who carries them, or shares the medium, can make none."""

import json
import time
from typing import Final

from component_framework.core.broker import Notice
from component_framework.core.errors import ClientError
from component_framework.core.settings import ComponentSettings
from component_framework.core.signing import sealer

PURPOSE: Final = "broker"
MAX_AGE_S: Final = 60
"""How long a sealed notice is good, servers' clocks being not quite the same."""
MAX_SEALED_BYTES: Final = 256 * 1024


def seal_notice(notice: Notice, settings: ComponentSettings) -> str:
    """`notice` as a text for `open_notice`, in any process with the same keys and `app`."""
    text = json.dumps([notice.topic, time.time(), notice.payload])
    return sealer(settings, PURPOSE).seal(text.encode())


def open_notice(sealed: str, settings: ComponentSettings) -> Notice | None:
    """The notice that one of our processes has sealed lately; None for anything else."""
    if len(sealed) > MAX_SEALED_BYTES:
        return None
    try:
        topic, at, payload = json.loads(sealer(settings, PURPOSE).open(sealed))
    except ClientError:  # forged, or of a key that is not kept
        return None
    return Notice(topic, payload) if abs(time.time() - at) < MAX_AGE_S else None
