"""The table of a thousand rows, and what the server makes of it in each case."""

from collections.abc import Iterable

SIZE = 1000
ROWS = range(SIZE)


def row(key: int, name: str = "name") -> str:
    button = f'<button data-live-click="remove" data-live-arg-id="{key}">Remove</button>'
    return (
        f'<tr id="row-{key}"><td>{key}</td><td class="name">{name} {key}</td><td>{key * 7}</td><td>{button}</td></tr>'
    )


def table(rows: Iterable[str]) -> str:
    given = 'id="table" data-live="table" data-live-url="/components/table/" data-live-state="s"'
    return f"<table {given}><tbody>{''.join(rows)}</tbody></table>"


def keys(order: Iterable[int]) -> str:
    return table(map(row, order))


BEFORE = keys(ROWS)
CASES = {
    "none changed": BEFORE,
    "every 10th changed": table(row(key, "name" if key % 10 else "changed") for key in ROWS),
    "two rows swapped": keys([0, SIZE - 2, *range(2, SIZE - 2), 1, SIZE - 1]),
    "first removed": keys(range(1, SIZE)),
    "100 appended": keys(range(SIZE + 100)),
    "one prepended": keys([SIZE, *ROWS]),
    "reversed": keys(reversed(ROWS)),
    "all replaced": keys(range(SIZE, 2 * SIZE)),
}
