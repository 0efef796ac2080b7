"""Who is here: the visitors of each topic, as the pages of this process have them, and what stores of others add."""

import threading
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from typing import Protocol


@dataclass(frozen=True)
class Arrival:
    """One person in one topic: an opaque id, since when (seconds since 1970), and JSON that others may see."""

    person: str
    since: float
    info: str


class Presence(Protocol):
    """Keeps who is here. What changes it is said on the event loop, and waits for nothing.

    `window` names one component on one page; a person may have many. A person who left stays until `settle`.
    """

    @property
    def blocks(self) -> bool:
        """Whether `share`, `here` and `beat` wait for something (a network), and so must not run on an event loop."""
        ...

    def enter(self, topic: str, arrival: Arrival, window: str) -> bool:
        """The window has come. Whether that is news for others: then `share` it."""
        ...

    def leave(self, topic: str, person: str, window: str) -> bool:
        """The window has gone. Whether it was the last of that person: then `settle` after a while."""
        ...

    def settle(self, topic: str, person: str) -> bool:
        """Take the person off who is not back. Whether that is news for others: then `share` it."""
        ...

    def share(self, topic: str, person: str) -> None:
        """Have other processes know of that person what this one does."""
        ...

    def here(self, topic: str) -> list[Arrival]:
        """Everybody, those of other processes included; a person may come more than once."""
        ...

    def beat(self, listened: Collection[str]) -> list[str]:
        """Say that the persons of this process are still here; to be called every ten seconds.

        Gives those of the topics `listened`, or held here, in which somebody else is there no more.
        """
        ...


@dataclass
class Held:
    """A person of this process."""

    arrival: Arrival
    windows: set[str] = field(default_factory=set[str])


class MemoryPresence:
    """The `Presence` of one process, which knows of no other."""

    blocks: bool = False

    def __init__(self) -> None:
        self._held: dict[str, dict[str, Held]] = {}
        self._lock = threading.Lock()

    def enter(self, topic: str, arrival: Arrival, window: str) -> bool:
        with self._lock:
            people = self._held.setdefault(topic, {})
            held = people.get(arrival.person)
            if held is None:
                people[arrival.person] = Held(arrival, {window})
                return True
            before = held.arrival
            held.windows.add(window)
            held.arrival = replace(before, info=arrival.info)
            return held.arrival != before

    def leave(self, topic: str, person: str, window: str) -> bool:
        with self._lock:
            held = self._held[topic][person]
            held.windows.remove(window)
            return not held.windows

    def settle(self, topic: str, person: str) -> bool:
        with self._lock:
            people = self._held.get(topic, {})
            held = people.get(person)
            if held is None or held.windows:
                return False
            del people[person]
            if not people:
                del self._held[topic]
            return True

    def share(self, topic: str, person: str) -> None:
        """Nobody else wants to know."""

    def here(self, topic: str) -> list[Arrival]:
        with self._lock:
            return [held.arrival for held in self._held.get(topic, {}).values()]

    def beat(self, listened: Collection[str]) -> list[str]:
        return []
