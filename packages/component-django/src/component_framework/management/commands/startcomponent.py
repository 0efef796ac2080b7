"""`manage.py startcomponent shop cart`: a class, a template and a test to begin with."""

import ast
import re
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, Final

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError

from component_framework.core.registry import registry

NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,99}")
IMPORT: Final = "from component_framework.core import Component, registry\n"
CLASS: Final = """

@registry.register("{name}")
class {title}(Component):
    count: int = 0

    def on_increment(self, amount: int = 1) -> None:
        self.count += amount
"""
TEMPLATE: Final = """<section>
  <output>{{ count }}</output>
  <button type="button" data-live-click="increment" data-live-arg-amount="1">+1</button>
</section>
"""
TEST: Final = """from django.test import SimpleTestCase

from component_framework.testing import mount


class {title}Test(SimpleTestCase):
    def test_a_click_counts(self) -> None:
        shown = mount("{name}", count=41)
        shown.click("+1")
        self.assertEqual(shown.state, {{"count": 42}})
"""


class Command(BaseCommand):
    help = "Starts a component: a class in the app's components.py, its template, and a test that clicks it."
    requires_system_checks = []  # as startapp: one asks while something is missing yet

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("app", help="the app's label, as in INSTALLED_APPS' last part")
        parser.add_argument("name", help="the component's name, such as shopping_cart")

    def handle(self, *args: Any, **options: Any) -> None:
        app, name = options["app"], options["name"]
        if not NAME.fullmatch(name):
            raise CommandError(f"{name!r}: a component's name here is a-z, 0-9 and _, such as shopping_cart")
        if name in registry:
            raise CommandError(f"there is a component {name!r} already: {registry.get(name).__module__} has it")
        try:
            folder = Path(apps.get_app_config(app).path)
        except LookupError as error:
            raise CommandError(str(error)) from None
        title = name.title().replace("_", "")
        tests = folder / "tests" if (folder / "tests").is_dir() else folder
        template, test = folder / "templates/components" / f"{name}.html", tests / f"test_{name}.py"
        module = folder / "components.py"
        for path in (template, test):
            if path.exists():
                raise CommandError(f"{path} exists; nothing was written")
        source = with_class(module.read_text("utf-8") if module.exists() else "", name=name, title=title)
        template.parent.mkdir(parents=True, exist_ok=True)
        for path, text in ((module, source), (template, TEMPLATE), (test, TEST.format(name=name, title=title))):
            path.write_text(text, "utf-8")
            self.stdout.write(f"wrote {path}")
        self.stdout.write(f'Put it on a page: {{% load components %}} {{% live_component "{name}" %}}')


def with_class(source: str, *, name: str, title: str) -> str:
    """`source` with the new class at its end and the import that it needs. Raises CommandError if it is there."""
    source = source and source.rstrip("\n") + "\n"
    tree = ast.parse(source)
    imported = {
        alias.asname or alias.name for node in tree.body if isinstance(node, ast.ImportFrom) for alias in node.names
    }
    if title in {"Component", *imported, *(node.name for node in tree.body if isinstance(node, ast.ClassDef))}:
        raise CommandError(f"components.py has something called {title} already; nothing was written")
    if not {"Component", "registry"} <= imported:
        lines = source.splitlines(keepends=True)
        imports = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
        at = (imports[-1].end_lineno or 0) if imports else 0
        if not imports and ast.get_docstring(tree) is not None:
            at = tree.body[0].end_lineno or 0
        source = "".join([*lines[:at], IMPORT, *lines[at:]])
    return source + CLASS.format(name=name, title=title)
