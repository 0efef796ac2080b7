"""What a template engine must offer."""

from collections.abc import Mapping
from typing import Any, Protocol, runtime_checkable


class Renderer(Protocol):
    """Turns a template and a context into HTML, with everything that comes from the context escaped."""

    def render(self, template_name: str, context: Mapping[str, Any]) -> str:
        """The HTML of `template_name`, trusted as such.

        `context` is a `core.context.TemplateContext`: its `lazy` names are computed when they are read, so read them
        as late as the engine allows. A component that names no template asks for `components/<name>.html`.
        """
        ...


@runtime_checkable
class CollectsAssets(Protocol):
    """A renderer whose templates ask for style sheets and scripts of their own."""

    def start_page(self) -> None:
        """Forget what the templates of an earlier page have asked for."""
        ...

    def collected(self) -> tuple[list[str], list[str]]:
        """The addresses of the style sheets and of the modules that templates have asked for since."""
        ...
