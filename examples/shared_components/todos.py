"""TodoMVC, as specified on todomvc.com. Where the todos are kept is the site's business: it sets `Todos.store`."""

from collections.abc import Sequence
from functools import cached_property
from typing import Annotated, ClassVar, Literal, Protocol

from component_framework.core import Component, Url, registry

MAX_LENGTH = 120
Show = Literal["all", "active", "completed"]
FILTERS: dict[Show, str] = {"all": "All", "active": "Active", "completed": "Completed"}


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
    def tick(self, *ids: int, done: bool) -> None: ...
    def remove(self, *ids: int) -> None: ...


def too_long(title: str) -> str:
    """What of `title` stays in its field because it is too long for a todo, "" if it is not."""
    return title[: 10 * MAX_LENGTH] if len(title.strip()) > MAX_LENGTH else ""  # the state travels with every message


@registry.register("todos")
class Todos(Component):
    store: ClassVar[TodoStore]
    show: Annotated[Show, Url()] = "all"
    edited: int | None = None  # the todo whose title is a field
    draft: str = ""  # a new title that was refused, as it was typed
    correction: str = ""  # the same of the edited one

    @cached_property
    def todos(self) -> Sequence[Todo]:
        return self.store.todos()

    @property
    def filters(self) -> list[tuple[Show, str]]:
        return list(FILTERS.items())

    @property
    def shown(self) -> list[Todo]:
        return [todo for todo in self.todos if self.show in ("all", "completed" if todo.done else "active")]

    @property
    def left(self) -> int:
        return sum(not todo.done for todo in self.todos)

    @property
    def reason(self) -> str:
        """Why a title is refused."""
        return f"At most {MAX_LENGTH} letters, please."

    def on_add(self, title: str = "") -> None:
        self.draft = too_long(title)
        if title.strip() and not self.draft:
            self.store.add(title.strip())

    def on_toggle(self, id: int, done: bool) -> None:
        self.store.tick(id, done=done)

    def on_toggle_all(self, done: bool) -> None:
        self.store.tick(*(todo.id for todo in self.todos), done=done)

    def on_edit(self, id: int) -> None:
        self.edited, self.correction = id, ""
        self.focus(".todo-edit [name=title]")

    def on_save(self, id: int, title: str = "") -> None:
        if id != self.edited:  # after Escape or Enter, leaving the field changes nothing
            return
        self.correction = too_long(title)
        if self.correction:
            return
        self.edited = None
        if title.strip():
            self.store.rename(id, title.strip())
        else:
            self.store.remove(id)

    def on_cancel(self, id: int) -> None:
        if id == self.edited:
            self.edited = None

    def on_remove(self, id: int) -> None:
        self.store.remove(id)

    def on_clear_completed(self) -> None:
        self.store.remove(*(todo.id for todo in self.todos if todo.done))

    def on_filter(self, show: Show) -> None:
        self.show = show
