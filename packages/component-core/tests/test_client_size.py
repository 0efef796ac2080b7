"""How many bytes a browser loads: the budget of DESIGN's client, kept by the script that a wheel carries."""

import gzip
import sys
from pathlib import Path

import pytest

from component_framework.core.assets import CLIENT_FOLDER, client_entry

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import hatch_build


def built() -> dict[str, str]:
    """The scripts that are installed, by name; of a checkout those that its wheel would have."""
    if client_entry() == "live.min.js":
        return {file.relative_to(CLIENT_FOLDER).as_posix(): file.read_text() for file in CLIENT_FOLDER.rglob("*.js")}
    return dict(hatch_build.build_client(CLIENT_FOLDER))


BUILT = built()
MOST_BYTES = {
    "live.min.js": 8192,  # what every page needs
    "late/confirm.js": 450,
    "late/dirty.js": 650,
    "late/effects.js": 1450,
    "late/files.js": 400,
    "late/guard.js": 500,
    "late/head.js": 1650,
    "late/hook.js": 550,
    "late/htmx.js": 1800,  # htmx itself has 13 kB at least
    "late/lazy.js": 450,
    "late/loading.js": 700,
    "late/modal.js": 1250,
    "late/nest.js": 2050,
    "late/navigate.js": 2000,
    "late/on.js": 1400,
    "late/optimistic.js": 800,
    "late/over.js": 750,
    "late/page.js": 1400,
    "late/poll.js": 650,
    "late/prefetch.js": 1000,
    "late/pushes.js": 1250,
    "late/query.js": 450,
    "late/refocus.js": 800,
    "late/refresh.js": 800,
    "late/slots.js": 1050,
    "late/signs.js": 950,
    "late/socket.js": 1800,
    "late/sort.js": 2500,
    "late/stream.js": 1100,
    "late/visit.js": 1600,
}
"""Compressed with gzip, by file."""


def test_every_file_of_the_client_has_its_budget() -> None:
    assert BUILT.keys() == MOST_BYTES.keys()


@pytest.mark.parametrize("name", MOST_BYTES)
def test_a_file_of_the_client_stays_within_its_budget(name: str) -> None:
    assert len(gzip.compress(BUILT[name].encode(), 9, mtime=0)) <= MOST_BYTES[name]
