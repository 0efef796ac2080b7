"""Components that know no web framework: every example site shows the same classes, each with its own templates."""

from shared_components.badge import Badge
from shared_components.contact import ContactForm
from shared_components.counters import Clicker, Counter, HtmxCounter
from shared_components.dashboard import DASHBOARD, Dashboard
from shared_components.feed import AgendaList, Feed
from shared_components.programme import Programme
from shared_components.signup import Signup
from shared_components.todo_list import TodoList
from shared_components.todos import Todo, Todos, TodoStore
from shared_components.together import OrderBoard, SharedCounter, Visitors

__all__ = [
    "DASHBOARD",
    "AgendaList",
    "Badge",
    "Clicker",
    "ContactForm",
    "Counter",
    "Dashboard",
    "Feed",
    "HtmxCounter",
    "OrderBoard",
    "Programme",
    "SharedCounter",
    "Signup",
    "Todo",
    "TodoList",
    "TodoStore",
    "Todos",
    "Visitors",
]
