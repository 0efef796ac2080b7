"""What the sites under test show, on the database of $FAULTS_DB that all their processes share."""

import os
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from html import escape
from typing import Any

from component_framework.core import Component, NotFoundError, refresh, registry, requires, signed_in

SCHEMA = """
PRAGMA journal_mode = WAL;
CREATE TABLE IF NOT EXISTS note (topic INTEGER PRIMARY KEY, text TEXT);
CREATE TABLE IF NOT EXISTS added (id INTEGER PRIMARY KEY, tally TEXT, number INTEGER);
CREATE TABLE IF NOT EXISTS post (id INTEGER PRIMARY KEY, text TEXT);
CREATE TABLE IF NOT EXISTS session (cookie TEXT PRIMARY KEY);
"""


class Database:
    """Each call is a transaction."""

    def __init__(self, path: str) -> None:
        self.path = path

    def run(self, sql: str, *values: Any) -> list[Any]:
        with closing(sqlite3.connect(self.path, timeout=30)) as connection, connection:
            return connection.execute(sql, values).fetchall()

    def create(self) -> None:
        with closing(sqlite3.connect(self.path)) as connection:
            connection.executescript(SCHEMA)

    def write(self, topic: int, text: str) -> None:
        self.run("INSERT OR REPLACE INTO note VALUES (?, ?)", topic, text)

    def notes(self) -> dict[int, str]:
        return dict(self.run("SELECT topic, text FROM note"))

    def added(self, tally: str) -> list[int]:
        return [number for (number,) in self.run("SELECT number FROM added WHERE tally = ? ORDER BY id", tally)]

    def posts(self) -> list[str]:
        return [text for (text,) in self.run("SELECT text FROM post ORDER BY id")]


database = Database(os.environ.get("FAULTS_DB", ""))


class Plain:
    def render(self, template_name: str, context: Any) -> str:
        if context.get("raises"):
            raise RuntimeError("a template that raises")
        return f"<p><output>{escape(str(context['text']))}</output></p>"


@registry.register("note")
class Note(Component):
    """The text of its topic. One that `is_poisoned` cannot be rendered while that is "poison"."""

    renderer = Plain()
    topic: int = 0
    is_poisoned: bool = False

    def mount(self, topic: int = 0, is_poisoned: bool = False) -> None:
        self.topic, self.is_poisoned = topic, is_poisoned

    def get_watches(self) -> Sequence[object]:
        return [f"note:{self.topic}"]

    def get_context(self) -> dict[str, Any]:
        text = database.notes().get(self.topic, "")
        return {"text": text, "raises": self.is_poisoned and text == "poison"}

    def on_write(self, text: str) -> None:
        database.write(self.topic, text)
        self.refresh(f"note:{self.topic}")


@registry.register("tally")
class Tally(Component):
    renderer = Plain()
    name: str = ""
    count: int = 0

    def get_context(self) -> dict[str, Any]:
        return {"text": self.count}

    def mount(self, name: str = "") -> None:
        self.name = name

    def on_add(self, number: int) -> None:
        self.count += 1
        database.run("INSERT INTO added (tally, number) VALUES (?, ?)", self.name, number)


class Markup:
    """The template is a method of the component."""

    def render(self, template_name: str, context: Any) -> str:
        html: str = context["html"]
        return html


@registry.register("board")
class Board(Component):
    """What all have posted, in order."""

    renderer = Markup()
    watches = ["board"]

    def get_context(self) -> dict[str, Any]:
        posts = "".join(f"<li>{escape(post)}</li>" for post in database.posts())
        form = '<form data-live-submit="post"><input name="text" aria-label="Text"><button>Post</button></form>'
        return {"html": f"<section>{form}<ul>{posts}</ul></section>"}

    def on_post(self, text: str) -> None:
        database.run("INSERT INTO post (text) VALUES (?)", text)
        self.refresh("board")


PAPER = """<section><output>{count}</output>
<form id="paper" data-live-submit="send">
<input name="title" aria-label="Title">
<textarea name="text" aria-label="Text"></textarea>
<select name="color" aria-label="Color"><option>red</option><option>green</option><option>blue</option></select>
<input type="checkbox" name="urgent" aria-label="Urgent">
<fieldset disabled><input name="frozen" value="frozen" aria-label="Frozen"></fieldset>
</form>
<input form="paper" name="outside" aria-label="Outside">
<p class="plain">by the server</p></section>"""


@registry.register("paper")
class Paper(Component):
    """A form with every kind of field, beside the number of the posts."""

    renderer = Markup()
    watches = ["board"]

    def get_context(self) -> dict[str, Any]:
        return {"html": PAPER.replace("{count}", str(len(database.posts())))}

    def on_send(self, title: str = "") -> None:
        database.run("INSERT INTO post (text) VALUES (?)", title)
        self.refresh("board")


DESK = """<section><output>{count}</output> <input aria-label="Memo">
<button data-live-click="add">Add</button> <i data-live-poll="look" data-live-interval="200"></i></section>"""


@registry.register("desk")
class Desk(Component):
    """For who is signed in: others see it, and may do nothing."""

    renderer = Markup()
    count: int = 0

    def get_context(self) -> dict[str, Any]:
        return {"html": DESK.replace("{count}", str(self.count))}

    @requires(signed_in)
    def on_add(self) -> None:
        self.count += 1

    @requires(signed_in)
    def on_look(self) -> None:
        """As whatever polls to see what is new."""


ENTRY = """<section><output>{name}</output> <input aria-label="Memo">
<button data-live-click="touch">Touch</button> <button data-live-click="fail">Fail</button></section>"""


@registry.register("sheet")
class Sheet(Paper):
    """The same, whose form has no id."""

    def get_context(self) -> dict[str, Any]:
        html: str = super().get_context()["html"]
        return {"html": html.replace(' id="paper"', "").replace(' form="paper"', "")}


@registry.register("entry")
class Entry(Component):
    """One post, for as long as it is there."""

    renderer = Markup()
    watches = ["board"]
    pk: int

    def get_context(self) -> dict[str, Any]:
        found = database.run("SELECT text FROM post WHERE id = ?", self.pk)
        if not found:
            raise NotFoundError(f"no post {self.pk}")
        return {"html": ENTRY.replace("{name}", escape(found[0][0]))}

    def on_touch(self) -> None: ...

    def on_fail(self) -> None:
        raise NotFoundError("something else is not there")


def write(topic: int, text: str) -> None:
    """As a view or a task would."""
    database.write(topic, text)
    refresh(f"note:{topic}")
