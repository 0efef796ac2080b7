"""The committed table says what this suite shows, without a hole."""

import os
from collections import Counter

from conformance import table

Columns = tuple[dict[str, str], dict[str, str]]


def test_the_committed_table_is_that_of_this_suite_without_a_hole(columns: Columns) -> None:
    """What of it does not hold, the behaviours' own tests say."""
    transports, letters = columns
    behaviours = [name for names in table.sections().values() for name in names]
    whole = {table.Case(one, site, engine): True for one in behaviours for site in transports for engine in letters}
    expected = table.table(whole, transports, letters)
    assert os.environ.get("RENEW") or table.DOCUMENT.read_text("utf-8") == expected, f"renew it: {table.COMMAND}"


def test_no_two_behaviours_have_one_name() -> None:
    counted = Counter(name for names in table.sections().values() for name in names)
    assert [name for name, times in counted.items() if times > 1] == []


def test_a_hole_shows(columns: Columns) -> None:
    behaviour = next(iter(table.sections().values()))[0]
    case = table.Case(behaviour, "django_wsgi", "JinjaX")
    shown = table.table({case: True}, {"django_wsgi": "Django, WSGI", "other": "Other"}, columns[1])
    assert f"| {table.spoken(behaviour)} | X | – |" in shown
