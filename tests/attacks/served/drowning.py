"""The component of the sites in this folder, which servers of their own run: one to drown in."""

from collections.abc import Mapping
from typing import Any

from component_framework.core import Component, registry, ws_manager
from component_framework.core.connection_state import Timing
from component_framework.core.markup import escape
from component_framework.core.pushes import push

PUSHES, BYTES = 200, 20_000
ws_manager._timing = Timing(send_s=2)


class Lines:
    """The state as text, whatever the template."""

    def render(self, template_name: str, context: Mapping[str, Any]) -> str:
        return f"<section>{escape(dict(context['state']))}</section>"


@registry.register("drowning")
class Drowning(Component):
    renderer = Lines()
    template_name = "none"
    number: int = 0

    def on_flood(self) -> None:
        for number in range(1, PUSHES + 1):
            push("the-one", f"<section>{number} {'x' * BYTES}</section>", {"number": number})
