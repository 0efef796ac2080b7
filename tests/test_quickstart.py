"""A newcomer follows the README of component-django, and it works the first time."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
README = ROOT / "packages/component-django/README.md"
FILE = re.compile(
    r"^```(?:python|html)\n(?:# |\{# )(?P<path>mysite/\S+)(?: #\})?\n(?P<text>.*?)^```$", re.DOTALL | re.MULTILINE
)
MAX_LINES, MAX_FILES = 25, 4

# Looks at the page and clicks, as a browser does, and prints what came back.
VISIT = """
import json, re, sys
import django
django.setup()
from django.conf import settings
from django.test import Client
settings.ALLOWED_HOSTS = ["testserver"]
client = Client(enforce_csrf_checks=True)
page = client.get("/").content.decode()
snapshot = re.search('data-live-state="([^"]*)"', page)[1]
message = {"type": "component_event", "event": "increment", "fields": {"amount": "10"}, "state": snapshot}
headers = {"X-CSRFToken": client.cookies["csrftoken"].value}
answer = client.post("/components/counter/", json.dumps(message), content_type="application/json", headers=headers)
print(json.dumps({"page": page, "status": answer.status_code, "update": answer.json()}))
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("newcomer")
    run(folder, "-m", "django", "startproject", "mysite", ".")
    for block in FILE.finditer(README.read_text("utf-8")):
        path = folder / block["path"]
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8") as file:
            file.write("\n" + block["text"] if path.stat().st_size else block["text"])
    return folder


def run(folder: Path, *command: str) -> str:
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "mysite.settings", "PYTHONPATH": str(folder)}
    done = subprocess.run(
        [sys.executable, *command], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_counter_takes_few_lines_in_few_files() -> None:
    written = [
        (block["path"], line)
        for block in FILE.finditer(README.read_text("utf-8"))
        for line in block["text"].splitlines()
    ]

    assert len({path for path, _ in written}) <= MAX_FILES
    assert len([line for _, line in written if line.strip()]) <= MAX_LINES


def test_the_counter_counts(project: Path) -> None:
    seen = json.loads(run(project, "-c", VISIT))

    assert seen["status"] == 200
    assert "<output>0</output>" in seen["page"]
    assert 'src="/static/component_framework/live' in seen["page"]
    assert "<output>10</output>" in seen["update"]["html"]


def test_the_checks_are_content(project: Path) -> None:
    assert "no issues" in run(project, "manage.py", "check")


def test_a_started_component_is_listed_and_its_test_passes(project: Path) -> None:
    run(project, "manage.py", "startcomponent", "mysite", "shopping_cart")

    assert "increment(amount: int (optional))" in run(project, "manage.py", "components", "shopping_cart")
    run(project, "manage.py", "test", "mysite")
