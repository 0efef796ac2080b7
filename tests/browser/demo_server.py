"""The example sites under real servers, each with data of its own. Answers to messages take their time where asked."""

import json
import os
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from abc import ABC, abstractmethod
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from component_framework.testing.ports import free_port

EXAMPLES = Path(__file__).parents[2] / "examples"
SECRET_KEY = "the key of the demo under test and long enough to sign"
OTHER_KEY = "the key of the demo under test after it was changed"
STOPS_WITHIN_S = 5
SLOWLY = {"X-Test-Slowly": "1"}
"""The headers of requests that are held up on their way in (0.3 s at most) and out (0.1 s at most)."""

DELAYS = """
import random
pick = random.Random(11)
def delays(headers):
    return (pick.uniform(0, 0.3), pick.uniform(0, 0.1)) if "X-Test-Slowly" in headers else (0, 0)
"""
DJANGO_SETTINGS = f"""{DELAYS}
import time
from pathlib import Path
from django_example.settings import *

DATABASES = {{"default": {{"ENGINE": "django.db.backends.sqlite3", "NAME": Path(__file__).with_name("db.sqlite3")}}}}
MIDDLEWARE = [*MIDDLEWARE, "demo_settings.slowly"]
def slowly(get_response):
    def answer(request):
        before, after = delays(request.headers) if request.method == "POST" else (0, 0)
        time.sleep(before)
        response = get_response(request)
        time.sleep(after)
        return response
    return answer
"""
PREPARE = """
import django
django.setup()
from django.core.management import call_command
from django_example.demo_app.management.commands.seed_demo import seed_customers
call_command("migrate", verbosity=0)
seed_customers()
"""
SIGN_IN = """
import sys
import django
django.setup()
from django.contrib.auth.models import User
from django.test import Client
client = Client()
client.force_login(User.objects.get_or_create(username=sys.argv[1])[0])
print(client.cookies["sessionid"].value)
"""
FASTAPI_APP = f"""{DELAYS}
import asyncio
from fastapi_example import app
from shared_components import TodoList, Todos

@app.middleware("http")
async def slowly(request, call_next):
    before, after = delays(request.headers) if request.method == "POST" else (0, 0)
    await asyncio.sleep(before)
    response = await call_next(request)
    await asyncio.sleep(after)
    return response

@app.put("/test/todos")
async def fill(todos: list[tuple[str, bool]]) -> None:
    Todos.store = TodoList(dict(todos))
"""


class DemoServer(ABC):
    """Serves one example at `url`, also after `stop()` and `start()`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"

    @abstractmethod
    def command(self) -> Sequence[str]:
        """What Python's arguments are that serve the site."""

    @abstractmethod
    def environment(self, secret_key: str) -> dict[str, str]: ...

    @abstractmethod
    def fill(self, *titles: str) -> None:
        """Exactly these todos are in the list; one that starts with "x " is done."""

    def start(self, *, secret_key: str = SECRET_KEY, reply_store: str = "memory", **settings: str) -> None:
        """Returns when the site answers. It has no socket, unless `COMPONENT_SOCKET="/ws/"` is among `settings`."""
        with (self.folder / "log").open("a") as log:
            self._process = subprocess.Popen(
                [sys.executable, *self.command()],
                cwd=EXAMPLES,
                env={
                    **self._environment(secret_key),
                    "COMPONENT_REPLY_STORE": reply_store,
                    "COMPONENT_SOCKET": "",
                    **settings,
                },
                stdout=log,
                stderr=log,
            )
        deadline = time.monotonic() + 30
        while not self._answers():
            assert self._process.poll() is None, self.log()
            assert time.monotonic() < deadline, f"nothing at {self.url}"

    def restart(self, *, reply_store: str = "memory") -> None:
        self.stop()
        self.start(reply_store=reply_store)

    def stop(self) -> None:
        self._process.terminate()
        try:
            self._process.wait(STOPS_WITHIN_S)
        except subprocess.TimeoutExpired:  # Daphne, with a request under way (docs/deployment.md)
            self._process.kill()
            self._process.wait()

    def log(self) -> str:
        """What it has written."""
        return (self.folder / "log").read_text("utf-8")

    def _environment(self, secret_key: str = SECRET_KEY) -> dict[str, str]:
        path = os.pathsep.join([str(self.folder), *filter(None, [os.environ.get("PYTHONPATH")])])
        return {**os.environ, "PYTHONPATH": path, **self.environment(secret_key)}

    def _answers(self) -> bool:
        try:
            urllib.request.urlopen(self.url, timeout=10).close()
        except urllib.error.HTTPError as error:
            error.close()
            raise
        except OSError:
            time.sleep(0.05)
            return False
        return True


class DjangoDemo(DemoServer):
    """Under daphne, with a database in `folder`, which has the example's customers."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        (folder / "demo_settings.py").write_text(DJANGO_SETTINGS, encoding="utf-8")
        subprocess.run([sys.executable, "-c", PREPARE], cwd=EXAMPLES, env=self._environment(), check=True)

    def command(self) -> Sequence[str]:
        address = ["-b", "127.0.0.1", "-p", str(self.port)]
        return ["-m", "daphne", *address, "-v", "0", "django_example.asgi:application"]

    def environment(self, secret_key: str) -> dict[str, str]:
        return {"DJANGO_SETTINGS_MODULE": "demo_settings", "DJANGO_SECRET_KEY": secret_key}

    def fill(self, *titles: str) -> None:
        with self._database() as database, database:
            database.execute("DELETE FROM demo_app_todo")
            insert = "INSERT INTO demo_app_todo (title, done, created_at) VALUES (?, ?, '2026-11-23')"
            database.executemany(insert, _todos(titles))

    def tally(self, name: str) -> int | None:
        """What the database has counted under that name."""
        with self._database() as database:
            found = database.execute("SELECT value FROM demo_app_tally WHERE name = ?", [name]).fetchone()
        return found[0] if found else None

    def forget_customer(self, email: str) -> None:
        """The customers are again those that the example begins with."""
        with self._database() as database, database:
            database.execute("DELETE FROM demo_app_customer WHERE email = ?", [email])

    def sign_in(self, username: str) -> str:
        """The session cookie of that user."""
        command = [sys.executable, "-c", SIGN_IN, username]
        done = subprocess.run(
            command, cwd=EXAMPLES, env=self._environment(), check=True, stdout=subprocess.PIPE, text=True
        )
        return done.stdout.strip()

    def _database(self) -> closing[sqlite3.Connection]:
        return closing(sqlite3.connect(self.folder / "db.sqlite3"))


class FastApiDemo(DemoServer):
    """Under uvicorn, with the todos in its memory."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        (folder / "demo_app.py").write_text(FASTAPI_APP, encoding="utf-8")

    def command(self) -> Sequence[str]:
        # Playwright's `route.fetch()` may write to a connection that the server is about to end for being idle.
        keep_alive = ["--timeout-keep-alive", "600"]
        return ["-m", "uvicorn", "--port", str(self.port), *keep_alive, "--log-level", "warning", "demo_app:app"]

    def environment(self, secret_key: str) -> dict[str, str]:
        return {"COMPONENT_SECRET_KEYS": secret_key, "SHARED_FILE": str(self.folder / "shared.sqlite3")}

    def fill(self, *titles: str) -> None:
        body, kind = json.dumps(_todos(titles)).encode(), {"Content-Type": "application/json"}
        request = urllib.request.Request(f"{self.url}/test/todos", body, kind, method="PUT")
        urllib.request.urlopen(request, timeout=10).close()


DEMOS = {"django": DjangoDemo, "fastapi": FastApiDemo}


def _todos(titles: Sequence[str]) -> list[tuple[str, bool]]:
    return [(title.removeprefix("x "), title.startswith("x ")) for title in titles]
