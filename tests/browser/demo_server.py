"""The example site under a real daphne, with a database of its own."""

import os
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import closing
from pathlib import Path

SITE = Path(__file__).parents[2] / "examples/django_example"
SECRET_KEY = "the key of the demo under test, long enough to sign"
OTHER_KEY = "the key of the demo under test, after it was changed"
SETTINGS = """
from django_example.settings import *

DATABASES = {{"default": {{"ENGINE": "django.db.backends.sqlite3", "NAME": {database!r}}}}}
"""


class DemoServer:
    """Serves the demo at `url`, also after `stop()` and `start()`."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._database = folder, folder / "db.sqlite3"
        self._port = _free_port()
        self.url = f"http://127.0.0.1:{self._port}"
        settings = SETTINGS.format(database=str(self._database))
        (folder / "demo_settings.py").write_text(settings, encoding="utf-8")
        self._run("manage.py", "migrate", "--verbosity=0")

    def start(self, *, secret_key: str = SECRET_KEY) -> None:
        """Returns when the site answers."""
        daphne = [sys.executable, "-m", "daphne", "-b", "127.0.0.1", "-p", str(self._port), "-v", "0"]
        with (self._folder / "log").open("a") as log:
            self._process = subprocess.Popen(
                [*daphne, "django_example.asgi:application"],
                cwd=SITE,
                env=self._environment(secret_key),
                stdout=log,
                stderr=log,
            )
        deadline = time.monotonic() + 30
        while not self._answers():
            assert self._process.poll() is None, (self._folder / "log").read_text()
            assert time.monotonic() < deadline, f"nothing at {self.url}"

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait(10)

    def tally(self, name: str) -> int | None:
        """What the database has counted under that name."""
        with closing(sqlite3.connect(self._database)) as database:
            found = database.execute("SELECT value FROM demo_app_tally WHERE name = ?", [name]).fetchone()
        return found[0] if found else None

    def _run(self, *command: str) -> None:
        subprocess.run([sys.executable, *command], cwd=SITE, env=self._environment(SECRET_KEY), check=True)

    def _environment(self, secret_key: str) -> dict[str, str]:
        return {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "demo_settings",
            "DJANGO_SECRET_KEY": secret_key,
            "PYTHONPATH": os.pathsep.join([str(self._folder), *filter(None, [os.environ.get("PYTHONPATH")])]),
        }

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


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
