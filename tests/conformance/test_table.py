"""The committed table says what this suite shows, without a hole."""

import os
from collections import Counter

from conformance import table

Columns = tuple[dict[str, table.Column], dict[str, str]]


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
    behaviour = "test_effects_leave_with_the_update_in_their_order"
    case = table.Case(behaviour, "django_wsgi", "JinjaX")
    shown = table.table(
        {case: True}, {"django_wsgi": table.Column("Django, WSGI"), "other": table.Column("Other")}, columns[1]
    )
    assert f"| {table.spoken(behaviour)} | X | – |" in shown


def test_what_a_transport_does_not_carry_is_no_hole(columns: Columns) -> None:
    shown = table.table(
        {}, {"pages": table.Column("Pages"), "socket": table.Column("Socket", is_socket=True)}, columns[1]
    )
    assert "| a plain form follows a redirect | – | n/a |" in shown
    assert "| a ping is answered | n/a | – |" in shown
