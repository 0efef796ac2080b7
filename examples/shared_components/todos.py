"""A todo list. Where the todos are kept is the site's business: it sets `Todos.store`."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, ClassVar, Literal, Protocol

from component_framework.core import Component, Url, registry

MAX_LENGTH = 120
NEW = "new"  # stands for the id of the todo that is being added


class Todo(Protocol):
    """What a store gives: a database's row, or anything else with these."""

    id: int
    title: str
    done: bool


class TodoStore(Protocol):
    """Keeps the todos: a module with these functions will do. What is gone already may be changed and removed."""

    def todos(self) -> Sequence[Todo]: ...
    def add(self, title: str) -> None: ...
    def rename(self, id: int, title: str) -> None: ...
    def tick(self, id: int, done: bool) -> None: ...
    def remove(self, *ids: int) -> None: ...


@dataclass(frozen=True)
class Row:
    """One line of the list. `title` is what stands in its field: the todo's own, or one that was refused."""

    id: int
    title: str
    done: bool
    error: str


def problem(title: str) -> str:
    """Why `title` cannot be a todo's, "" if it can."""
    if not title.strip():
        return "A todo needs a title."
    return f"At most {MAX_LENGTH} letters, please." if len(title.strip()) > MAX_LENGTH else ""


@registry.register("todos")
class Todos(Component):
    store: ClassVar[TodoStore]
    show: Annotated[Literal["all", "open", "done"], Url()] = "all"
    refused: dict[str, str] = {}  # titles as they were typed, by id, until they are put right

    @cached_property
    def todos(self) -> Sequence[Todo]:
        return self.store.todos()

    @property
    def rows(self) -> list[Row]:
        return [self._row(todo) for todo in self.todos if self.show in ("all", "done" if todo.done else "open")]

    @property
    def open_count(self) -> int:
        return sum(not todo.done for todo in self.todos)

    @property
    def done_count(self) -> int:
        return len(self.todos) - self.open_count

    @property
    def draft(self) -> str:
        return self.refused.get(NEW, "")

    @property
    def draft_error(self) -> str:
        return problem(self.draft) if NEW in self.refused else ""

    def on_add(self, title: str = "") -> None:
        if self._fits(NEW, title):
            self.store.add(title.strip())

    def on_rename(self, id: int, title: str = "") -> None:
        if self._fits(str(id), title):
            self.store.rename(id, title.strip())

    def on_tick(self, id: int, done: bool) -> None:
        self.store.tick(id, done)

    def on_delete(self, id: int) -> None:
        self.store.remove(id)
        self.refused.pop(str(id), None)

    def on_clear_done(self) -> None:
        self.store.remove(*(todo.id for todo in self.todos if todo.done))

    def on_filter(self, show: Literal["all", "open", "done"]) -> None:
        self.show = show

    def _fits(self, id: str, title: str) -> bool:
        """Whether `title` can be kept. If not, it stays in its field, with the reason beside it."""
        self.refused.pop(id, None)
        if problem(title):
            self.refused[id] = title[: 10 * MAX_LENGTH]  # the state travels with every message
        return id not in self.refused

    def _row(self, todo: Todo) -> Row:
        title = self.refused.get(str(todo.id), todo.title)
        return Row(todo.id, title, todo.done, problem(title))
