"""The account of the rows: each of the sections that HTTP has is attacked here, or stands below with the reason."""

import re
from pathlib import Path

import pytest

ROWS = """
A01 A02 A04 A05 A07 A08 A10 A11 A13 A14 A16 A17 A19 A20 A22 A23 A25
B01 B03 B04 B06 B07 B09 B10 B12 B13 B15 B16 B18 B19
C01 C02 C04 C05 C07 C08
D02 D03 D05 D06 D08 D09 D11 D12 D14 D15 D17 D18 D20 D21 D23 D24
E02 E03 E05 E06 E08 E09 E11 E12 E14 E15 E17 E18
F01 F02 F04 F05 F13 F14 F16 F17
G03 G06 G14
H01 H03 H04 H06 H07 H09 H10 H12 H13 H15 H16 H18
I01 I03 I04 I06 I07 I09 I10 I12 I13 I15 I16 I18 I19 I21 I22 I24
J01 J03 J04 J06 J07 J09 J10
K02 K03 K05 K06 K08
""".split()

ELSEWHERE = {
    "C07": "wrong params in a template tag are each adapter's own: test_tags.py of component-django",
    "D03": "over HTTP a message after the logout is A11; a socket's is in conformance/test_real_time.py",
    "D05": "components on models are not built yet",
    "D08": "components on models are not built yet",
    "D09": "components on models are not built yet",
    "D11": "components on models are not built yet",
    "D12": "components on models are not built yet",
    "D14": "components on models are not built yet",
    "D15": "core knows no database: all or nothing in test_view.py of component-django; broadcasts are not built yet",
    "D17": "components on models are not built yet",
    "D18": "no search and no order of ours reaches a query; comes with components on models",
    "D23": "there are no tenants of ours; hosts are E11 and E12",
    "D24": "two hundred at once under ASGI: test_async_view.py of component-django",
    "E08": "the client's part: test_the_csrf_cookie_changes_in_another_tab in browser/test_django_counter.py",
    "H07": "the client's part: test_scripts_and_handlers_in_an_update_do_not_run in browser/test_client.py",
    "H09": "the client's part; not attacked yet",
    "H10": "the client's part; not attacked yet",
    "H15": "the client's part: test_going_back_to_the_page_leaves_it_working in browser/test_client.py",
    "H16": "conflicts come with components on models; a store's revisions are A16",
    "H18": "effects are a closed set; the client's part is test_a_hostile_effect_is_refused_… there",
    "I13": "a leaving client is the server's to notice; the transaction is Django's, and rolls back with the request",
    "I21": "a socket's; comes with the hub",
    "I24": "requests run on the threads that the server has, and no more; we queue nothing",
    "J09": "there are no metrics yet",
    "J10": "the client's part: it shows nothing, and logs the code: test_a_refusal_is_reported_and_the_queue_goes_on",
    "K06": "there is one version of the protocol so far",
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
    "H01": "there is no JSON in script tags: the snapshot stands in an attribute",
    "H04": "a field's name may come from the browser; values never come back",
    "H06": "on the server only, and an error of the author's; the client's part is in browser/test_client.py",
    "I04": "100,000 items are more values than a message may hold: bad_request; below that 422 with at most 50 errors",
    "F13": "the answer is too_many, as for all that there is a most of",
    "I12": "async code is cancelled after 30 s: 500 timeout, which no client sends again; nothing can stop a thread",
    "I18": "the server's own answer, before we are asked; it stays alive",
    "I19": "300 at once before the 30 a minute count: BAD_SNAPSHOTS_BURST",
    "J01": "over HTTP an exception is the host's own 500, which has no code of ours",
    "J07": "401 says that nobody is signed in, 403 that the component is not theirs; objects are 404, both alike",
}
"""Rows whose verdict is another than one would think, with the reason."""


@pytest.mark.parametrize("row", ROWS)
def test_every_row_is_attacked_or_excused(row: str) -> None:
    here = Path(__file__)
    sources = "".join(path.read_text("utf-8") for path in here.parent.glob("test_*.py") if path != here)
    is_attacked = re.search(rf'"{row}\b|\btest_{row.lower()}_', sources) is not None
    assert is_attacked != (row in ELSEWHERE)
