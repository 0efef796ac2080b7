"""State in memory, as JSON text, and kept on the server between messages."""

import json
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping, MutableMapping
from types import MappingProxyType
from typing import Any, Final, NamedTuple, Protocol

from component_framework.core.errors import StateError
from component_framework.core.fields import MISSING, RESERVED, StateField, are_plain
from component_framework.core.json_data import checked_json, is_object

NO_SCALARS: Final[Mapping[str, type | None]] = MappingProxyType({})


class State(MutableMapping[str, Any]):
    """A component's live state: its declared fields, with their defaults, and whatever else is put there.

    Undeclared keys must hold JSON. Once the component renders, the state is closed: setting is a StateError.
    """

    __slots__ = ("_fields", "_is_closed", "_scalars", "_values")

    def __init__(
        self,
        fields: Mapping[str, StateField],
        defaults: Mapping[str, Any] | None = None,
        scalars: Mapping[str, type | None] = NO_SCALARS,
    ) -> None:
        """`defaults` are those of `fields`, where none of them needs a copy of its own; `scalars` their plain types."""
        self._fields, self._scalars = fields, scalars
        self._values = {**defaults} if defaults is not None else defaults_of(fields)
        self._is_closed = False

    def __getitem__(self, name: str) -> Any:
        try:
            return self._values[name]
        except KeyError:
            if name not in self._fields:
                raise
            how = f"pass {name}=…" if name not in RESERVED else f"rename it (tags take {name}= for themselves)"
            raise StateError(
                f"the field {name!r} has no value yet: give it a default, {how}, or set it in mount()"
            ) from None

    def __setitem__(self, name: str, value: Any) -> None:
        self._open()
        self._values[name] = value

    def __delitem__(self, name: str) -> None:
        self._open()
        del self._values[name]

    def __contains__(self, name: object) -> bool:
        return name in self._values  # Mapping's would raise for a field without a value

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __repr__(self) -> str:
        return f"State({', '.join(self._values)})"  # names only: reprs end up in logs

    def take(self, values: Mapping[str, Any]) -> None:
        """As `update`, at once."""
        self._open()
        self._values |= values

    def now(self) -> dict[str, Any]:
        """All of it as it is."""
        return dict(self._values)

    def close(self) -> dict[str, Any]:
        """All of it as JSON data, final: changes are refused from here on.

        Raises StateError, which names the field, for a value that cannot be kept and for a field without one.
        """
        values, fields = self._values, self._fields
        if not fields.keys() <= values.keys():
            self[next(name for name in fields if name not in values)]  # raises
        self._is_closed = True
        if are_plain(values, self._scalars):
            return {**values}
        return {
            name: fields[name].encode(value) if name in fields else checked_json(value, name)
            for name, value in values.items()
        }

    def load(self, given: Mapping[str, Any]) -> None:
        """Take over `given`: values as `close` gives them, or live ones. Raises pydantic's ValidationError."""
        self._open()
        for name, value in given.items():
            self._values[name] = self._fields[name].type.kept(value) if name in self._fields else value

    def _open(self) -> None:
        if self._is_closed:
            raise StateError("the state is closed while rendering: set it in a handler, mount() or before_render()")


def defaults_of(fields: Mapping[str, StateField]) -> dict[str, Any]:
    """Fresh defaults of those that have one."""
    return {name: value for name, field in fields.items() if (value := field.default()) is not MISSING}


class StateSerializer:
    """State as text: plain, compact JSON without NaN or Infinity. Signing is the snapshot's business."""

    def serialize(self, state: Mapping[str, Any]) -> str:
        """Raises StateError, which names the key, for a value that is not JSON."""
        return json.dumps(checked_json(dict(state), "state"), separators=(",", ":"), allow_nan=False)

    def deserialize(self, text: str) -> dict[str, Any]:
        """What `serialize` was given. Raises StateError when `text` is no JSON object."""
        try:
            state = json.loads(text)
        except ValueError:
            raise StateError("the text is not JSON") from None
        if not is_object(state):
            raise StateError(f"the text holds a {type(state).__name__}, not a JSON object")
        return state


class StoredState(NamedTuple):
    revision: int
    text: str


class StateStore(Protocol):
    """Keeps states on the server, for classes with `state_store`; the page then carries a revision only.

    `key` is an opaque text; an entry may vanish at any time, which makes the page refresh itself.
    """

    def load(self, key: str) -> StoredState | None: ...

    def save(self, key: str, text: str, *, revision: int) -> bool:
        """Store `text` as `revision`, one more than the stored one (or any, where none is). False if it is not."""
        ...

    def touch(self, key: str) -> None:
        """Begin the entry's time anew, if there is one: somebody looks at it."""
        ...

    def delete(self, key: str) -> None: ...


class MemoryStateStore:
    """States of this process: the `max_entries` most recently used, at most `max_bytes`, each for `ttl_s` seconds."""

    def __init__(
        self,
        *,
        max_entries: int = 10_000,
        max_bytes: int = 64 * 1024 * 1024,
        ttl_s: float = 3600,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._max_entries, self._max_bytes, self._ttl_s, self._clock = max_entries, max_bytes, ttl_s, clock
        self._entries: OrderedDict[str, tuple[float, StoredState]] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def load(self, key: str) -> StoredState | None:
        with self._lock:
            stored = self._find(key)
            if stored is not None:
                self._entries.move_to_end(key)
            return stored

    def save(self, key: str, text: str, *, revision: int) -> bool:
        with self._lock:
            stored = self._find(key)
            if stored is not None and stored.revision != revision - 1:
                return False
            self._drop(key)
            if len(text) > self._max_bytes:
                return False
            self._entries[key] = (self._clock() + self._ttl_s, StoredState(revision, text))
            self._bytes += len(text)
            while len(self._entries) > self._max_entries or self._bytes > self._max_bytes:
                self._drop(next(iter(self._entries)))
            return True

    def touch(self, key: str) -> None:
        with self._lock:
            stored = self._find(key)
            if stored is not None:
                self._entries[key] = (self._clock() + self._ttl_s, stored)
                self._entries.move_to_end(key)

    def delete(self, key: str) -> None:
        with self._lock:
            self._drop(key)

    def _find(self, key: str) -> StoredState | None:
        expires, stored = self._entries.get(key, (0.0, None))
        if stored is not None and expires <= self._clock():
            self._drop(key)
            return None
        return stored

    def _drop(self, key: str) -> None:
        if key in self._entries:
            self._bytes -= len(self._entries.pop(key)[1].text)
