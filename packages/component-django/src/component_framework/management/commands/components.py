"""`manage.py components`: what is registered, and what a browser may send it."""

import inspect
from argparse import ArgumentParser
from typing import Annotated, Any, get_args, get_origin

from django.core.management.base import BaseCommand, CommandError

from component_framework.core.component import Component
from component_framework.core.errors import UnknownComponentError
from component_framework.core.handlers import Handler
from component_framework.core.permissions import Permission, permissions_of
from component_framework.core.registry import registry


class Command(BaseCommand):
    help = "Lists the registered components with their state, their events and the types of their arguments."
    requires_system_checks = []  # as startapp: one asks while something is missing yet

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("names", nargs="*", help="only these components")

    def handle(self, *args: Any, **options: Any) -> None:
        names: list[str] = options["names"] or list(registry)
        if not names:
            self.stdout.write("No component is registered. `manage.py startcomponent APP NAME` makes one.")
        for name in names:
            try:
                self._describe(name, registry.get(name))
            except UnknownComponentError as error:
                raise CommandError(str(error)) from None

    def _describe(self, name: str, cls: type[Component]) -> None:
        self.stdout.write(self.style.MIGRATE_HEADING(name) + f"  {cls.__module__}.{cls.__qualname__}")
        self.stdout.write(f"  template    {cls.template_name or f'components/{name}.html'}")
        for field in cls._fields.values():
            mark = "  (the browser may set it)" if field.is_writable else ""
            self.stdout.write(f"  state       {field.name}: {_spelled(field.type.annotation)}{mark}")
        if guards := permissions_of(cls):
            self.stdout.write(f"  requires    {_names(guards)}")
        for handler in cls._handlers.values():
            self.stdout.write(f"  event       {_signature(handler)}")


def _signature(handler: Handler) -> str:
    parameters = ", ".join(
        f"{name}: {_spelled(argument.type.annotation)}{'' if argument.is_required else ' (optional)'}"
        for name, argument in handler.signature.arguments.items()
    )
    guards = f"  requires {_names(handler.permissions)}" if handler.permissions else ""
    return f"{'async ' if handler.is_async else ''}{handler.event}({parameters}){guards}"


def _spelled(annotation: Any) -> str:
    """The annotation as one writes it, without what `Annotated` adds."""
    if get_origin(annotation) is Annotated:
        return _spelled(get_args(annotation)[0])
    return inspect.formatannotation(annotation).replace("typing.", "")


def _names(permissions: tuple[Permission, ...]) -> str:
    return ", ".join(getattr(permission, "__qualname__", repr(permission)) for permission in permissions)
