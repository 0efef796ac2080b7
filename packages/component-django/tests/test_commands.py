"""`manage.py components` and `manage.py startcomponent`."""

import ast
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command

from component_framework.core import registry
from component_framework.management.commands import components as components_command
from component_framework.management.commands.startcomponent import with_class

SETTINGS = """
SECRET_KEY = "x" * 50
ALLOWED_HOSTS = ["*"]
INSTALLED_APPS = ["django.contrib.staticfiles", "component_framework", "shop"]
ROOT_URLCONF = "project_urls"
STATIC_URL = "/static/"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    }
]
"""
URLS = """
from django.urls import path
from component_framework.adapters.django_views import component_view

urlpatterns = [path("components/<str:name>/", component_view, name="component_endpoint")]
"""
EXISTING = '''"""The shop's components."""

import datetime
from component_framework.core import (
    Component,
    registry,
)

LIMIT = 3


@registry.register("clock")
class Clock(Component):
    now: datetime.time = datetime.time(12)

    def render(self) -> str:
        return "noon"


if LIMIT:
    from decimal import Decimal
'''


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with one app, as `startproject` and `startapp` leave them."""
    (tmp_path / "project_settings.py").write_text(SETTINGS)
    (tmp_path / "project_urls.py").write_text(URLS)
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop/__init__.py").touch()
    return tmp_path


def manage(project: Path, *arguments: str) -> str:
    """What the command says, in a process of its own."""
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "project_settings", "PYTHONPATH": str(project)}
    command = [sys.executable, "-W", "error", "-B", "-m", "django", *arguments]
    done = subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that the app `testsite` says it has."""
    monkeypatch.setattr(apps.get_app_config("testsite"), "path", str(tmp_path))
    return tmp_path


def files_in(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def test_a_fresh_apps_component_works_the_first_time(project: Path) -> None:
    said = manage(project, "startcomponent", "shop", "shopping_cart")
    assert '{% live_component "shopping_cart" %}' in said
    assert {"components.py", "templates/components/shopping_cart.html", "test_shopping_cart.py"} <= files_in(
        project / "shop"
    )
    assert "no issues" in manage(project, "check", "--fail-level", "WARNING")
    assert "Ran 1 test" in manage(project, "test", "shop")
    assert "increment(amount: int (optional))" in manage(project, "components", "shopping_cart")


@pytest.mark.parametrize("existing", [EXISTING, "import os", '"""Only words."""'], ids=["full", "import", "words"])
def test_an_app_with_components_keeps_them(project: Path, existing: str) -> None:
    (project / "shop/components.py").write_text(existing)
    (project / "shop/tests").mkdir()
    (project / "shop/tests/__init__.py").touch()
    manage(project, "startcomponent", "shop", "cart")
    manage(project, "startcomponent", "shop", "class")
    assert (project / "shop/tests/test_cart.py").is_file()
    assert "Ran 2 tests" in manage(project, "test", "shop")
    assert (project / "shop/components.py").read_text().startswith(existing)


def test_what_is_wrong_elsewhere_hinders_neither_command(project: Path) -> None:
    (project / "shop/components.py").write_text(with_class("", name="later", title="Later"))
    assert "wrote" in manage(project, "startcomponent", "shop", "cart")
    assert "components/later.html" in manage(project, "components", "later")


SOURCES = {
    "nothing": "",
    "blank lines": "\n\n",
    "docstring": '"""Words."""\n',
    "docstring without an end": '"""Words."""',
    "import without an end": "import os",
    "future": '"""Words."""\nfrom __future__ import annotations\n',
    "imports": "import os\nimport re\n\nLIMIT = 3\n",
    "one of the two": "from component_framework.core import Component\n",
    "both": "from component_framework.core import Component, registry\n",
    "both over many lines": EXISTING,
    "code only": "LIMIT = 3\n",
    "comment": "# words",
}


@pytest.mark.parametrize("what", SOURCES)
def test_the_class_goes_to_the_end_and_its_import_to_the_others(what: str) -> None:
    source = with_class(SOURCES[what], name="cart", title="Cart")
    tree = ast.parse(source)
    last = tree.body[-1]
    assert isinstance(last, ast.ClassDef)
    assert last.name == "Cart"
    names = [alias.name for node in tree.body if isinstance(node, ast.ImportFrom) for alias in node.names]
    assert {"Component", "registry"} <= set(names)
    assert ast.get_docstring(tree) == ast.get_docstring(ast.parse(SOURCES[what]))
    compile(source, "components.py", "exec")
    assert source.endswith("self.count += amount\n")
    assert "\n\n\n@registry" in source


@pytest.mark.parametrize("what", ["both", "both over many lines"])
def test_an_import_that_is_there_is_not_repeated(what: str) -> None:
    assert with_class(SOURCES[what], name="cart", title="Cart").startswith(SOURCES[what].rstrip("\n"))


def test_a_second_class_goes_below_the_first() -> None:
    first = with_class("", name="cart", title="Cart")
    assert with_class(first, name="order", title="Order").startswith(first)


@pytest.mark.parametrize(
    "source", ["class Cart:\n    pass\n", "from shop.models import Cart\n", "from shop import models as Cart\n"]
)
def test_a_class_of_that_name_is_not_hidden(source: str) -> None:
    with pytest.raises(CommandError, match="called Cart already; nothing was written"):
        with_class(source, name="cart", title="Cart")


def test_the_base_class_is_not_hidden() -> None:
    with pytest.raises(CommandError, match="called Component already"):
        with_class("", name="component", title="Component")


NAMES = ["", "Cart", "1cart", "_cart", "shopping-cart", "shop.cart", "../cart", "cart ", "cart\n", "cärt", "a" * 101]


@pytest.mark.parametrize("name", NAMES, ids=lambda name: repr(name)[:20])
def test_what_cannot_be_a_name_is_refused(app: Path, name: str) -> None:
    with pytest.raises(CommandError, match="a component's name here is"):
        call_command("startcomponent", "testsite", name)
    assert files_in(app) == set()


def test_a_name_that_is_taken_is_refused(app: Path) -> None:
    with pytest.raises(CommandError, match=r"'counter' already: testsite\.components has it"):
        call_command("startcomponent", "testsite", "counter")
    assert files_in(app) == set()


def test_an_app_that_is_none_is_djangos_to_name() -> None:
    with pytest.raises(CommandError, match="No installed app with label 'missing'"):
        call_command("startcomponent", "missing", "cart")


@pytest.mark.parametrize("there", ["templates/components/cart.html", "test_cart.py", "tests/test_cart.py"])
def test_nothing_is_overwritten(app: Path, there: str) -> None:
    (app / there).parent.mkdir(parents=True, exist_ok=True)
    (app / there).write_text("mine")
    with pytest.raises(CommandError, match=r"cart\.(html|py) exists; nothing was written"):
        call_command("startcomponent", "testsite", "cart")
    assert files_in(app) == {there}
    assert (app / there).read_text() == "mine"


def test_a_class_that_is_there_stops_everything(app: Path) -> None:
    (app / "components.py").write_text("class Cart:\n    pass\n")
    with pytest.raises(CommandError, match="nothing was written"):
        call_command("startcomponent", "testsite", "cart")
    assert files_in(app) == {"components.py"}


def listed(*names: str) -> str:
    out = StringIO()
    call_command("components", *names, stdout=out, no_color=True)
    return out.getvalue()


def test_every_component_is_listed_with_what_it_takes() -> None:
    said = listed()
    for name in registry:
        assert f"{name}  {registry.get(name).__module__}.{registry.get(name).__qualname__}\n" in said


def test_one_component_is_told_in_full() -> None:
    assert listed("counter").splitlines() == [
        "counter  testsite.components.Counter",
        "  template    probe.html",
        "  state       count: int",
        "  state       title: str  (the browser may set it)",
        "  event       increment(amount: int (optional))",
        "  event       async increment_later(amount: int (optional))",
    ]


def test_permissions_are_told_of_classes_and_handlers() -> None:
    said = listed("backstage")
    assert "  requires    is_staff\n" in said
    assert "  event       reset()  requires has_perm('testsite.delete_note')\n" in said


def test_types_are_spelled_as_one_writes_them() -> None:
    said = listed("guestbook")
    assert "  template    components/guestbook.html\n" in said
    assert "  state       names: list[str]\n" in said
    assert "  event       add(name: str, age: int | None (optional))\n" in said


def test_an_unknown_name_is_named_with_those_that_are_known() -> None:
    with pytest.raises(CommandError, match=r"'countre'.*'counter'"):
        call_command("components", "countre")


def test_without_components_it_says_how_to_begin(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(components_command, "registry", {})
    assert "startcomponent APP NAME" in listed()
