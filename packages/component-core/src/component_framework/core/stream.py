"""Streams: the rows of long or endless lists, which only the page holds. A message brings some, and says where to."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Generic, Literal, NotRequired, Protocol, TypedDict, TypeVar, overload

from component_framework.core.errors import ConfigurationError, StateError

Row = TypeVar("Row")


class StreamStep(TypedDict):
    """One step of a stream: the next `count` rows of the HTML go there, or the row `key` leaves (docs/protocol.md)."""

    do: Literal["reset", "append", "prepend", "insert", "remove"]
    count: NotRequired[int]
    at: NotRequired[int]
    limit: NotRequired[int]
    key: NotRequired[str]


class HasStreams(Protocol):
    _stream_rows: dict[str, "Rows[Any]"]
    _is_new: bool


class Stream(Generic[Row]):
    """A list whose rows are in the page, not in the state: `posts = Stream(limit=200)`, or `Stream[Post](limit=200)`.

    `limit` is how many rows stay in the page at most: a positive one drops rows from the end, a negative one from the
    start. In the template its name is the rows that this message brought, in `<ul data-live-stream="posts">`.
    """

    def __init__(self, *, limit: int | None = None) -> None:
        self.limit, self.name = _checked(limit), ""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    @overload
    def __get__(self, component: None, owner: type | None = None) -> "Stream[Row]": ...
    @overload
    def __get__(self, component: HasStreams, owner: type | None = None) -> "Rows[Row]": ...
    def __get__(self, component: HasStreams | None, owner: type | None = None) -> "Stream[Row] | Rows[Row]":
        if component is None:
            return self
        if self.name not in component._stream_rows:
            component._stream_rows[self.name] = Rows(limit=self.limit, is_new=component._is_new)
        return component._stream_rows[self.name]

    def __set__(self, component: HasStreams, value: object) -> None:
        raise StateError(f"{self.name!r} is a stream: {self.name}.reset(rows) replaces its rows")


class Rows(Generic[Row]):
    """What a message does to the rows of one stream, in order. Iterating gives the rows that it brings.

    A row that the page has already, by its `data-key`, is brought up to date where it is; only `insert` moves it. A
    call's own `limit` takes the place of the stream's.
    """

    def __init__(self, *, limit: int | None, is_new: bool) -> None:
        self._limit, self._is_new = limit, is_new
        self._brought: list[Row] = []
        self._steps: list[StreamStep] = []

    def __iter__(self) -> Iterator[Row]:
        return iter(self._brought)

    def __len__(self) -> int:
        return len(self._brought)

    def append(self, *rows: Row, limit: int | None = None) -> None:
        """`rows` come after all others."""
        self._bring({"do": "append"}, rows, at=len(self._brought), limit=limit)

    def prepend(self, *rows: Row, limit: int | None = None) -> None:
        """`rows` come before all others, in the order given."""
        self._bring({"do": "prepend"}, rows, at=0, limit=limit)

    def insert(self, index: int, *rows: Row, limit: int | None = None) -> None:
        """`rows` come to stand at `index`, counted from 0 without them; past the end is the end."""
        if index < 0:
            raise ConfigurationError(f"insert({index}, …): the index counts from 0; append() puts rows at the end")
        self._bring({"do": "insert", "at": index}, rows, at=index, limit=limit)

    def remove(self, *keys: object) -> None:
        """The rows with these `data-key`s leave the page, compared as texts; one that is not there is no error."""
        if self._is_new:
            raise StateError("remove() while a page is made: there is no row yet that could leave")
        for key in keys:
            self._steps.append({"do": "remove", "key": str(key)})

    def reset(self, rows: Iterable[Row] = ()) -> None:
        """`rows`, and none else."""
        self._brought = _within(list(rows), self._limit)
        self._steps = [{"do": "reset", "count": len(self._brought)}]

    def clear(self) -> None:
        """No row is left."""
        self.reset()

    def _bring(self, step: StreamStep, rows: tuple[Row, ...], *, at: int, limit: int | None) -> None:
        kept = self._limit if limit is None else _checked(limit)
        if self._is_new:  # all rows are at hand
            self._brought[at:at] = rows
            self._brought = _within(self._brought, kept)
            self._steps = [{"do": "reset", "count": len(self._brought)}]
            return
        self._brought += rows
        step["count"] = len(rows)
        if kept is not None:
            step["limit"] = kept
        self._steps.append(step)


def steps_of(rows: Mapping[str, Rows[Any]]) -> dict[str, list[StreamStep]]:
    """What the update says of each stream that the message touched."""
    return {name: one._steps for name, one in rows.items() if one._steps}


def may_repeat(rows: Mapping[str, Rows[Any]]) -> bool:
    """Whether a row may be among those that a message brings twice, as two of its steps bring it: the last counts."""
    return any(len(one._steps) > 1 for one in rows.values())


def _within(rows: list[Row], limit: int | None) -> list[Row]:
    if limit is None:
        return rows
    return rows[:limit] if limit > 0 else rows[limit:]


def _checked(limit: int | None) -> int | None:
    if limit == 0:
        raise ConfigurationError("limit=0 would keep no row; clear() empties a stream")
    return limit
