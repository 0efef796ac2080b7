import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from django.test import SimpleTestCase

from django_example.settings import BASE_DIR

README = BASE_DIR.parent / "README.md"
STEP = re.compile(r"^\*\*\d\..*?`([\w./]+)`:\n\n```\w+\n(.*?)```", re.MULTILINE | re.DOTALL)
LOOK = """
from component_framework.testing import mount
from django.test import Client

print(Client(headers={"host": "localhost"}).get("/greeter/").content.decode())
greeter = mount("greeter").fill("name", "Bob")
print(greeter.html)
print(greeter.click("Clear").html)
"""


class ReadmeTests(SimpleTestCase):
    def test_a_page_of_ones_own_works_as_written(self) -> None:
        steps = STEP.findall(README.read_text(encoding="utf-8"))
        assert len(steps) == 5
        with tempfile.TemporaryDirectory() as folder:
            site = Path(folder) / "django_example"
            shutil.copytree(BASE_DIR, site, ignore=shutil.ignore_patterns("__pycache__", "*.sqlite3*"))
            for name, code in steps:
                with (site / name).open("a", encoding="utf-8") as file:
                    file.write(f"\n\n{code}")
            command = [sys.executable, "manage.py", "shell", "-c", LOOK]
            done = subprocess.run(command, cwd=site, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        assert 'data-live="greeter"' in done.stdout
        for name in ("Ada", "Bob", "whoever you are"):
            assert f"Hello, {name}!" in done.stdout
