"""Two who save at once, on SQLite and on PostgreSQL: no update is lost, and no part of one is kept."""

import json
import os
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

SITE = Path(__file__).with_name("stock_site.py")
DATABASES = ["sqlite", "postgresql"]
Ask = Callable[[str], dict[str, Any]]


@pytest.fixture(params=DATABASES)
def ask(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Ask]:
    """Runs a scenario on a new database, and gives what it found."""
    if request.param == "sqlite":
        yield lambda scenario: run(f"sqlite:{tmp_path / 'db.sqlite3'}", scenario)
        return
    psycopg = pytest.importorskip("psycopg", reason="no psycopg: make sync installs it")
    try:
        server = psycopg.connect("host=127.0.0.1 user=postgres dbname=postgres connect_timeout=20", autocommit=True)
    except psycopg.OperationalError as error:
        pytest.skip(f"no PostgreSQL at 127.0.0.1:5432 for the user postgres: {error}")
    name = f"component_framework_{uuid.uuid4().hex[:12]}"
    with server:
        server.execute(f"CREATE DATABASE {name}")
        yield lambda scenario: run(f"postgresql:{name}", scenario)
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def run(url: str, scenario: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, str(SITE), scenario],
        env={**os.environ, "DATABASE_URL": url},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_of_two_hundred_saves_as_many_count_as_were_confirmed(ask: Ask) -> None:
    found = ask("stress")
    assert found["statuses"].keys() <= {"200", "409"}
    assert sum(found["statuses"].values()) == 200
    assert found["count"] == found["statuses"]["200"] > 0


def test_of_two_hundred_who_saw_the_same_row_one_saves(ask: Ask) -> None:
    assert ask("stale") == {"statuses": {"200": 1, "409": 199}, "count": 1}


def test_of_two_hundred_forms_that_saw_the_same_rows_one_saves(ask: Ask) -> None:
    assert ask("rows") == {"statuses": {"200": 1, "409": 199}, "is_the_winners": True}


@pytest.mark.parametrize("ask", ["postgresql"], indirect=True)  # SQLite has no locks of rows
def test_a_deadlock_is_tried_again(ask: Ask) -> None:
    assert ask("deadlock") == {"statuses": [200, 200], "attempts": 3, "counts": [2, 2]}


def test_what_failed_beside_others_is_tried_three_times_more_and_done_once(ask: Ask) -> None:
    assert ask("thrice") == {"status": 200, "attempts": 4, "count": 1, "told": [1, 1]}  # the model, and the row


def test_what_fails_every_time_is_a_conflict_and_not_done(ask: Ask) -> None:
    assert ask("always") == {"status": 409, "attempts": 4, "count": 0, "told": []}


def test_what_cannot_be_undone_is_not_tried_again(ask: Ask) -> None:
    assert ask("last") == {"status": 409, "attempts": 1, "count": 0, "told": []}


def test_a_handler_that_raises_half_way_leaves_nothing(ask: Ask) -> None:
    assert ask("half") == {"status": 500, "count": 0}
