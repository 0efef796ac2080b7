"""Components and pages rendered by JinjaX."""

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from jinjax import Catalog
from markupsafe import Markup, escape

from component_framework.adapters.jinjax_renderer.helpers import install_helpers
from component_framework.core.context import ComponentView, TemplateContext
from component_framework.core.errors import ConfigurationError
from component_framework.core.params import RESERVED

NAME: Final = re.compile(r"(?:[\w-]+:)?[A-Za-z]\w*(?:\.[A-Za-z]\w*)*", re.ASCII)
WORD: Final = re.compile(r"\w+")


class JinjaxRenderer:
    """Renders JinjaX components of `catalog`, to whose environment it adds the helpers of pages.

    `template_name = "ui.Card"` is `ui/Card.jinja`; a component that names none gets its own name: `live_counter` has
    `LiveCounter.jinja`. The template sees what every component's template sees; props that it declares with
    `{#def … #}` are taken from there, `{{ attrs.render() }}` prints the params that are no state, and `{{ content }}`,
    `{{ content("footer") }}` are its slots. Raises ConfigurationError for a catalog with autoescape off.
    """

    def __init__(self, catalog: Catalog) -> None:
        install_helpers(catalog.jinja_env)
        self.catalog = catalog

    def render(self, template_name: str, context: Mapping[str, Any]) -> str:
        """The component's HTML. Raises ConfigurationError for a name that is none, jinjax.ComponentNotFound."""
        name = component_name(template_name)
        names = self._names(name, context)
        view: ComponentView | None = names.get("component")
        params: Mapping[str, Any] = view.params if view else {}
        printed = {param: value for param, value in params.items() if param not in names and param not in RESERVED}
        declared = self._declared(name)
        props = {prop: names[prop] for prop in declared if prop in names}
        return self._render(name, names, {**_without_private(printed), **props}, _caller(names.get("slots") or {}))

    def collected(self) -> tuple[list[str], list[str]]:
        """The CSS and JavaScript files of the components rendered so far, as addresses. Each page has its own."""
        catalog = self.catalog
        return [_address(catalog, file) for file in catalog.collected_css], [
            _address(catalog, file) for file in catalog.collected_js
        ]

    def start_page(self) -> None:
        """Forget the files that components of an earlier page have asked for."""
        self.catalog.collected_css = []
        self.catalog.collected_js = []

    def _render(self, name: str, names: dict[str, Any], props: dict[str, Any], caller: Callable[..., Markup]) -> str:
        """Inside the page's own rendering, whose globals come back afterwards."""
        catalog: Any = self.catalog
        outer = catalog.tmpl_globals
        catalog.tmpl_globals = {**outer, **names}
        try:
            return str(catalog.irender(name, caller=caller, **props))
        finally:
            catalog.tmpl_globals = outer

    def _names(self, name: str, context: Mapping[str, Any]) -> dict[str, Any]:
        """The context as a dict. Of the lazy names only those that the template's source mentions are computed."""
        if not isinstance(context, TemplateContext):
            return dict(context)
        mentioned = set(WORD.findall(self.catalog.get_source(name))) if context.lazy else set[str]()
        return {**context.at_hand, **{lazy: context[lazy] for lazy in context.lazy if lazy in mentioned}}

    def _declared(self, name: str) -> list[str]:
        catalog: Any = self.catalog
        component = catalog._get_component(name)  # JinjaX has no public way to ask what a component declares
        return [*component.required, *component.optional]


def component_name(template_name: str) -> str:
    """JinjaX's name for a template's: `LiveCounter` for `components/live_counter.html`, `ui.Card` for itself."""
    path = template_name.removesuffix(".html").removesuffix(".jinja")
    if path != template_name:
        *folders, last = path.removeprefix("components/").split("/")
        path = ".".join([*folders, last if last[:1].isupper() else last.title().replace("_", "").replace("-", "")])
    if not NAME.fullmatch(path):
        raise ConfigurationError(f"{template_name!r} cannot name a JinjaX component")
    return path


def _without_private(props: Mapping[str, Any]) -> dict[str, Any]:
    """`props` without JinjaX's own (`_source` would be run as a template) and without what prints nothing."""
    if private := sorted(name for name in props if name.startswith("_")):
        raise ConfigurationError(f"the params {private} cannot be passed to JinjaX: names with _ are its own")
    return {name: value for name, value in props.items() if value is not None and value is not False}


def _caller(slots: Mapping[str, Any]) -> Callable[..., Markup]:
    def content(slot: str = "") -> Markup:
        return escape(slots.get(slot or "default", ""))

    return content


def _address(catalog: Catalog, file: str) -> str:
    return file if file.startswith(("/", "http://", "https://")) else f"{catalog.root_url}{file}"
