"""Keeps what `shared_components.together` shows in a file, for however many processes serve the FastAPI example."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

from component_framework.core import refresh
from shared_components.together import Card, Status

TABLES = """
CREATE TABLE IF NOT EXISTS count (value INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS orders (id INTEGER PRIMARY KEY, customer TEXT, total TEXT, status TEXT);
"""
ORDERS = [
    (1, "Ada Lovelace", "84.00", "new"),
    (2, "Alan Turing", "19.90", "new"),
    (3, "Grace Hopper", "240.50", "paid"),
    (4, "Emmy Noether", "61.25", "paid"),
    (5, "Radia Perlman", "7.00", "shipped"),
    (6, "Konrad Zuse", "133.00", "new"),
]


class SharedFile:
    """An SQLite file, made where it is missing. `SharedStore` says what the methods do."""

    def __init__(self, path: Path) -> None:
        self._path = path
        with self._database() as database:
            database.executescript(TABLES)
            if database.execute("SELECT count(*) FROM count").fetchone() == (0,):
                database.execute("INSERT INTO count VALUES (0)")
                database.executemany("INSERT OR IGNORE INTO orders VALUES (?, ?, ?, ?)", ORDERS)

    def count(self) -> int:
        with self._database() as database:
            return int(database.execute("SELECT value FROM count").fetchone()[0])

    def add(self, amount: int) -> None:
        with self._database() as database:
            database.execute("UPDATE count SET value = value + ?", [amount])
        refresh("count")

    def cards(self) -> Sequence[Card]:
        with self._database() as database:
            rows = database.execute("SELECT id, customer, total, status FROM orders ORDER BY id").fetchall()
        return [Card(row[0], row[1], Decimal(row[2]), row[3]) for row in rows]

    def move(self, id: int, status: Status) -> None:
        with self._database() as database:
            database.execute("UPDATE orders SET status = ? WHERE id = ?", [status, id])
        refresh("orders")

    @contextmanager
    def _database(self) -> Iterator[Any]:
        """A connection of its own for each use: handlers run in threads."""
        database = sqlite3.connect(self._path, timeout=10)
        try:
            with database:
                yield database
        finally:
            database.close()
