"""Who is here, in every process that shares a Redis: each tells of its own visitors, and again before that lapses."""

import json
import secrets
import threading
import time
from collections.abc import Callable, Collection
from typing import Any, Final, TypeVar

from component_framework.core.errors import ClientError
from component_framework.core.presence import Arrival, MemoryPresence
from component_framework.core.settings import ComponentSettings
from component_framework.core.signing import sealer
from component_framework.core.unsent import complain

T = TypeVar("T")
PURPOSE: Final = "presence"
LAPSES_S: Final = 30
"""How long a visitor is believed to be here after a process has said so last."""
MOST: Final = 1000
"""Visitors of one topic that are read."""
PAUSE_S: Final = 1
"""How long a Redis that has failed is not asked again."""


class RedisPresence(MemoryPresence):
    """A sorted set for each topic: one signed text for each person and process, by the time when it lapses.

    While Redis is out of reach this process knows of its own visitors only. What it could not tell, and what Redis has
    forgotten, is told with the next `beat`. `key_of` names a topic's set.
    """

    blocks: bool = True

    def __init__(self, client: Any, settings: ComponentSettings, key_of: Callable[[str], str]) -> None:
        super().__init__()
        self._client, self._settings, self._key_of = client, settings, key_of
        self._process = secrets.token_hex(8)
        self._told: dict[str, dict[str, str]] = {}
        """What Redis has from here: a text for each topic and person."""
        self._asked: set[str] = set()
        self._sharing = threading.Lock()  # what is decided first is told first
        self._down_until = 0.0

    def share(self, topic: str, person: str) -> None:
        with self._sharing:
            told = self._told.setdefault(topic, {})
            before, now = told.pop(person, None), self._text(topic, person)
            if now is not None:
                told[person] = now
            if not told:
                del self._told[topic]
            self._try(lambda: self._replace(topic, before, now), None)

    def here(self, topic: str) -> list[Arrival]:
        with self._lock:
            self._asked.add(topic)
        ours = super().here(topic)
        texts = self._try(lambda: self._read(topic), list[bytes]())
        return [*ours, *(arrival for text in texts if (arrival := self._opened(topic, text)))]

    def beat(self, listened: Collection[str]) -> list[str]:
        with self._sharing:
            with self._lock:
                self._asked &= set(listened)
                topics = [*(self._asked | self._told.keys())]
            return self._try(lambda: [topic for topic in topics if self._beat(topic)], [])

    def _beat(self, topic: str) -> bool:
        """Whether somebody has lapsed, or was not known to be here."""
        now, key, told = time.time(), self._key_of(topic), self._told.get(topic, {})
        pipeline = self._client.pipeline(transaction=False).zremrangebyscore(key, "-inf", now)
        if told:
            pipeline.zadd(key, dict.fromkeys(told.values(), now + LAPSES_S)).expire(key, LAPSES_S * 2)
        lapsed, *added = pipeline.execute()
        return bool(lapsed or (added and added[0]))

    def _read(self, topic: str) -> list[bytes]:
        texts: list[bytes] = self._client.zrangebyscore(self._key_of(topic), time.time(), "+inf", 0, MOST)
        return texts

    def _replace(self, topic: str, before: str | None, now: str | None) -> None:
        key = self._key_of(topic)
        pipeline = self._client.pipeline(transaction=False)
        if before is not None:
            pipeline.zrem(key, before)
        if now is not None:
            pipeline.zadd(key, {now: time.time() + LAPSES_S}).expire(key, LAPSES_S * 2)
        pipeline.execute()

    def _text(self, topic: str, person: str) -> str | None:
        """What others are told of the person; None for one who is not here."""
        for one in super().here(topic):
            if one.person == person:
                said = [topic, self._process, person, one.since, one.info]
                return sealer(self._settings, PURPOSE).seal(json.dumps(said).encode())
        return None

    def _opened(self, topic: str, text: bytes) -> Arrival | None:
        """What another process has told; None for what none of ours has said of this topic."""
        try:
            said = json.loads(sealer(self._settings, PURPOSE).open(text.decode("ascii", "replace")))
        except ClientError:
            return None
        sealed_topic, _, person, since, info = said
        return Arrival(person, since, info) if sealed_topic == topic else None

    def _try(self, do: Callable[[], T], otherwise: T) -> T:
        if time.monotonic() < self._down_until:
            return otherwise
        try:
            return do()
        except Exception as error:  # whatever its library raises
            complain(error)
            self._down_until = time.monotonic() + PAUSE_S
            return otherwise
