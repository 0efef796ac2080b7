"""What a template engine must offer."""

from collections.abc import Mapping
from typing import Any, Protocol


class Renderer(Protocol):
    """Turns a template and a context into HTML, with everything that comes from the context escaped."""

    def render(self, template_name: str, context: Mapping[str, Any]) -> str:
        """The HTML of `template_name`, trusted as such.

        `context` is a `core.context.TemplateContext`: its `lazy` names are computed when they are read, so read them
        as late as the engine allows. A component that names no template asks for `components/<name>.html`.
        """
        ...
