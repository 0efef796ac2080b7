"""The commands of the example site, each from the folder in which its README runs it."""

import os
import re
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from component_framework.testing.ports import free_port

SITE = Path(__file__).parents[1] / "examples/django_example"
IN_MEMORY = """
from django_example.settings import *

DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
"""


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """The example's settings, with a database that leaves the folder as it was."""
    (tmp_path / "settings_in_memory.py").write_text(IN_MEMORY, encoding="utf-8")
    path = [str(tmp_path), *filter(None, [os.environ.get("PYTHONPATH")])]
    return {**os.environ, "DJANGO_SETTINGS_MODULE": "settings_in_memory", "PYTHONPATH": os.pathsep.join(path)}


@pytest.mark.parametrize(
    "command",
    [
        "migrate",
        "check --fail-level WARNING",
        "makemigrations --check --dry-run",
        "test",
        "collectstatic --dry-run --no-input",
    ],
)
def test_the_command_works_in_the_sites_folder(command: str, environment: dict[str, str]) -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", *command.split()],
        cwd=SITE,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_debug_off_needs_a_secret_key(environment: dict[str, str]) -> None:
    environment |= {"DJANGO_DEBUG": "0", "DJANGO_SECRET_KEY": ""}
    done = subprocess.run(
        [sys.executable, "manage.py", "check"], cwd=SITE, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode != 0
    assert "DJANGO_SECRET_KEY must be set" in done.stderr


def test_daphne_serves_the_site_from_its_folder(environment: dict[str, str]) -> None:
    port = free_port()
    command = [str(Path(sys.executable).with_name("daphne")), "-b", "127.0.0.1", "-p", str(port)]
    server = subprocess.Popen(
        [*command, "django_example.asgi:application"], cwd=SITE, env=environment, stderr=subprocess.DEVNULL
    )
    try:
        page = fetched(f"http://127.0.0.1:{port}/counter/", server)
        (script,) = re.findall(r'<script[^>]* src="(/static/component_framework/live[^"]*)"', page)
        client = fetched(f"http://127.0.0.1:{port}{script}", server)
    finally:
        server.terminate()
        server.wait(10)
    assert 'data-live="counter"' in page
    assert "data-live" in client


def fetched(url: str, server: "subprocess.Popen[bytes]") -> str:
    """The text at `url`, once somebody answers."""
    deadline = time.monotonic() + 30
    while True:
        try:
            with urllib.request.urlopen(url, timeout=10) as answer:
                text: str = answer.read().decode()
                return text
        except OSError:
            assert server.poll() is None, "daphne has ended"
            assert time.monotonic() < deadline, f"nothing at {url}"
            time.sleep(0.05)
