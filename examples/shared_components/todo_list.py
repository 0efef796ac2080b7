"""Todos in memory, for a site that has no database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count
from threading import Lock
from typing import Any


@dataclass
class Item:
    id: int
    title: str
    done: bool = False


class TodoList:
    """A store for `Todos`, beginning with `items`: titles, and whether they are done. It ends with the process.

    Any number of threads may use it: components run in them.
    """

    def __init__(self, items: Mapping[str, bool] | None = None) -> None:
        self._lock = Lock()
        self._ids = count(1)
        listed = [Item(next(self._ids), title, done) for title, done in (items or {}).items()]
        self._items = {item.id: item for item in listed}

    def todos(self) -> Sequence[Item]:
        with self._lock:
            return list(self._items.values())

    def add(self, title: str) -> None:
        with self._lock:
            item = Item(next(self._ids), title)
            self._items[item.id] = item

    def rename(self, id: int, title: str) -> None:
        self._change(id, title=title)

    def tick(self, *ids: int, done: bool) -> None:
        for one in ids:
            self._change(one, done=done)

    def remove(self, *ids: int) -> None:
        with self._lock:
            for one in ids:
                self._items.pop(one, None)

    def _change(self, id: int, **new: Any) -> None:
        """By a copy: whoever was given the item goes on reading what it was."""
        with self._lock:
            if item := self._items.get(id):
                self._items[id] = replace(item, **new)
