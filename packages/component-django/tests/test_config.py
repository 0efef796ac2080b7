"""What one line in INSTALLED_APPS does."""

import json
import subprocess
import sys
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.test import override_settings

from component_framework.core import registry
from component_framework.core.assets import CLIENT_FOLDER, client_entry

SITE = """
import json, sys
import django
from django.conf import settings

given = json.loads(sys.argv[1])
settings.configure(
    SECRET_KEY="x" * 40, ALLOWED_HOSTS=["*"], ROOT_URLCONF=__name__, INSTALLED_APPS=["component_framework"], **given
)
django.setup()

from django.test import Client
from django.urls import path
from component_framework.adapters.django_views import component_view
from component_framework.core import Component, Html, registry
from component_framework.testing import mount

urlpatterns = [path("components/<str:name>/", component_view, name="component_endpoint")]

@registry.register("bare")
class Bare(Component):
    count: int = 0
    def on_add(self):
        self.count += 1
    def render(self):
        return Html(f"<p>{self.count}</p>")
"""
SEND = """
shown = mount("bare")
body = {"type": "component_event", "component_id": shown.id, "state": shown.snapshot, "event": "add"}
answer = Client().post("/components/bare/", body, content_type="application/json")
assert answer.status_code == 200, answer.content
assert ">1</p>" in answer.json()["html"]
"""


def run_site(program: str, **settings: object) -> None:
    """Runs the program in a process of its own, on a site that has our app and nothing else."""
    command = [sys.executable, "-W", "error", "-c", SITE + program, json.dumps(settings)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_one_line_finds_our_configuration() -> None:
    config = apps.get_app_config("component_framework")
    assert type(config).__module__ == "component_framework.apps.config"
    assert (Path(config.path) / "templatetags").is_dir()


def test_every_apps_components_are_registered() -> None:
    assert {"counter", "notes", "members"} <= set(registry)
    assert registry.get("counter").__module__ == "testsite.components"


def test_the_client_is_among_the_static_files() -> None:
    found = finders.find(f"component_framework/{client_entry()}")
    assert found is not None
    assert Path(found) == CLIENT_FOLDER / client_entry()


def test_collectstatic_takes_the_client_along(tmp_path: Path) -> None:
    with override_settings(STATIC_ROOT=tmp_path):
        call_command("collectstatic", interactive=False, verbosity=0)
    assert (tmp_path / "component_framework" / client_entry()).is_file()


def test_starting_twice_adds_the_client_once() -> None:
    before = list(settings.STATICFILES_DIRS)
    apps.get_app_config("component_framework").ready()
    assert list(settings.STATICFILES_DIRS) == before


def test_djangos_checks_have_nothing_to_say() -> None:
    call_command("check", fail_level="WARNING")


def test_a_site_without_database_sessions_or_users_works() -> None:
    run_site(SEND)


def test_staticfiles_dirs_of_the_site_stay() -> None:
    run_site("assert settings.STATICFILES_DIRS[0] == '/srv/static'", STATICFILES_DIRS=["/srv/static"])
