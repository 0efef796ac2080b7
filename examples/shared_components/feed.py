"""An endless feed, of which the page holds two hundred posts at most, and a list that is sorted by hand."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from threading import Lock

from component_framework.core import Component, Stream, registry

POSTS = 10_000
AT_ONCE = 20
WHO = ("Ada", "Grace", "Katherine", "Edsger", "Barbara", "Donald", "Radia", "Alan")
WHAT = ("found a bug that nobody had seen", "wrote three lines and deleted ten", "drew it on a napkin first")
WHERE = ("on the night train", "between two meetings", "with tea and a pencil", "before the others came")


@dataclass(frozen=True)
class Post:
    id: int
    who: str
    text: str


def post(id: int) -> Post:
    """One of ten thousand, made when it is asked for: the highest id is the newest."""
    text = f"{WHAT[id % len(WHAT)]} {WHERE[id % len(WHERE)]}"
    return Post(id, WHO[id * 7 % len(WHO)], text)


@registry.register("feed")
class Feed(Component):
    oldest: int = POSTS + 1
    written: int = 0
    posts = Stream[Post]()

    def mount(self) -> None:
        self.on_more()

    def on_more(self) -> None:
        start = max(self.oldest - AT_ONCE, 1)
        self.posts.append(*map(post, reversed(range(start, self.oldest))), limit=-200)
        self.oldest = start

    def on_write(self, text: str) -> None:
        self.written += 1
        if text.strip():
            self.posts.prepend(Post(POSTS + self.written, "You", text.strip()[:200]), limit=200)

    def on_hide(self, id: int) -> None:
        self.posts.remove(id)

    def on_top(self) -> None:
        self.oldest = POSTS + 1
        self.posts.clear()
        self.on_more()
        self.scroll_to("h2")


class Agenda:
    """Titles in an order that everybody shares, for as long as the process lives. Any number of threads may use it."""

    def __init__(self, *titles: str) -> None:
        self._lock = Lock()
        self._items = dict(zip(map(str, count(1)), titles, strict=False))

    def items(self) -> Sequence[tuple[str, str]]:
        with self._lock:
            return list(self._items.items())

    def move(self, key: str, position: int) -> None:
        with self._lock:
            if key in self._items:
                others = [item for item in self._items.items() if item[0] != key]
                others.insert(max(position, 0), (key, self._items[key]))
                self._items = dict(others)


agenda = Agenda("Say hello", "Show the demo", "Ask for questions", "Eat cake", "Tidy up")


@registry.register("agenda")
class AgendaList(Component):
    @property
    def items(self) -> Sequence[tuple[str, str]]:
        return agenda.items()

    def on_reorder(self, key: str, position: int) -> None:
        agenda.move(key, position)
