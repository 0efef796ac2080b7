"""The account of the rows: each of the sections that HTTP has is attacked here, or stands below with the reason."""

import re
from pathlib import Path

import pytest

ROWS = """
A01 A02 A04 A05 A07 A08 A10 A11 A13 A14 A16 A17 A19 A20 A22 A23 A25
B01 B03 B04 B06 B07 B09 B10 B12 B13 B15 B16 B18 B19
C01 C02 C04 C05 C07 C08
E02 E03 E05 E06 E08 E09 E11 E12 E14 E15 E17 E18
""".split()

ELSEWHERE = {
    "C07": "wrong params in a template tag are each adapter's own: test_tags.py of component-django",
    "E08": "the client's part: test_the_csrf_cookie_changes_in_another_tab in browser/test_django_counter.py",
    "E09": "a socket's handshake; comes with the WebSocket adapters",
    "E11": "a socket's handshake; over HTTP it is E12",
    "E14": "a socket's handshake; comes with the WebSocket adapters",
}

DIFFERENT = {
    "A05": "a state that is no text makes the message none: bad_request; every text is bad_snapshot",
    "A13": "the client's part (a calm refresh): browser/test_django_counter.py",
    "B16": "state is checked here; the database, which core does not know, in test_view.py of component-django",
    "C01": "names with a slash, and none at all, are no address of ours: the host's own 404",
    "C04": "ids are c- and 22 letters, or named by the page: [A-Za-z][A-Za-z0-9_.:-]{0,63}",
    "C08": "without an OpenAPI schema on Django; FastAPI joins with its own",
    "E03": "multipart is accepted by the protocol, as a form's post",
    "E06": "on Django the CSRF token is asked for instead of the header X-Component-Request",
}
"""Rows whose verdict is another than one would think, with the reason."""


@pytest.mark.parametrize("row", ROWS)
def test_every_row_is_attacked_or_excused(row: str) -> None:
    here = Path(__file__)
    sources = "".join(path.read_text("utf-8") for path in here.parent.glob("test_*.py") if path != here)
    is_attacked = re.search(rf'"{row}\b|\btest_{row.lower()}_', sources) is not None
    assert is_attacked != (row in ELSEWHERE)
