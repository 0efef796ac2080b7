"""Components and pages rendered by JinjaX."""

import re
from collections.abc import Callable, Collection, Mapping
from typing import Any, Final

from jinjax import Catalog
from markupsafe import Markup

from component_framework.adapters.jinjax_renderer.helpers import check_autoescape, install_helpers
from component_framework.adapters.jinjax_renderer.lazy import install_lazy_names, lazy_names
from component_framework.core.context import ComponentView
from component_framework.core.errors import ConfigurationError
from component_framework.core.fields import RESERVED
from component_framework.core.markup import attributes
from component_framework.core.slots import NO_SLOTS, Slots, given_slots

NAME: Final = re.compile(r"(?:[\w-]+:)?[A-Za-z]\w*(?:\.[A-Za-z]\w*)*", re.ASCII)


class JinjaxRenderer:
    """Renders JinjaX components of `catalog`, to whose environment it adds the helpers of pages.

    `template_name = "ui.Card"` is `ui/Card.jinja`; a component that names none gets its own name: `live_counter` has
    `LiveCounter.jinja`. The template sees what every component's template sees; props that it declares with
    `{#def … #}` are taken from there, `{{ attrs.render() }}` prints the params that are no state, and `{{ content }}`,
    `{{ content("footer") }}` are its slots. Raises ConfigurationError for a catalog with autoescape off.
    """

    def __init__(self, catalog: Catalog) -> None:
        install_helpers(catalog.jinja_env)
        install_lazy_names(catalog.jinja_env)
        check_autoescape(catalog.jinja_env, f"Component{catalog.file_ext}")
        self.catalog = catalog
        self.start_page()
        catalog.tmpl_globals = {}  # as in start_page(): JinjaX makes its context variables at first use, without a lock

    def render(self, template_name: str, context: Mapping[str, Any]) -> str:
        """The component's HTML. Raises ConfigurationError for a name that is none, jinjax.ComponentNotFound."""
        name = component_name(template_name)
        component: Any = self._component(name)
        names = lazy_names(context)
        declared = {*component.required, *component.optional}
        props = {prop: context[prop] for prop in declared if prop in names}
        view = names.get("component")
        if not isinstance(view, ComponentView):  # a page's template
            return self._render(name, names, props, _caller(NO_SLOTS))
        given = {param: value for param, value in view.params.items() if param not in names and param not in RESERVED}
        _check_params(given, declared=declared)
        return self._render(name, names, {**given, **props}, _caller(names["slots"]))

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
        """Perhaps inside the page's own rendering, whose names it does not see, and which come back afterwards."""
        catalog: Any = self.catalog
        outer = catalog.tmpl_globals
        catalog.tmpl_globals = names
        try:
            return str(catalog.irender(name, caller=caller, _attrs=props))  # as keywords some would mean more
        finally:
            catalog.tmpl_globals = outer

    def _component(self, name: str) -> Any:
        catalog: Any = self.catalog
        return catalog._get_component(name)  # JinjaX has no public way to ask what a component declares


def component_name(template_name: str) -> str:
    """JinjaX's name for a template's: `LiveCounter` for `components/live_counter.html`, `ui.Card` for itself."""
    path = template_name.removesuffix(".html").removesuffix(".jinja")
    if path != template_name:
        *folders, last = path.removeprefix("components/").split("/")
        path = ".".join([*folders, last if last[:1].isupper() else last.title().replace("_", "").replace("-", "")])
    if not NAME.fullmatch(path):
        raise ConfigurationError(f"{template_name!r} cannot name a JinjaX component")
    return path


def _check_params(given: Mapping[str, Any], *, declared: Collection[str]) -> None:
    """Raises ConfigurationError for JinjaX's own (`_source` would be run as a template) and for no attribute's name."""
    if private := sorted(name for name in given if name.startswith("_")):
        raise ConfigurationError(f"the params {private} cannot be passed to JinjaX: names with _ are its own")
    attributes({name.replace("_", "-"): True for name in given if name not in declared})


def _caller(given: Slots | Mapping[str, Any]) -> Callable[..., Markup]:
    slots = given if isinstance(given, Slots) else given_slots(given)

    def content(slot: str = "") -> Markup:
        return Markup(slots[slot or "default"])  # noqa: S704  # escaped there

    return content


def _address(catalog: Catalog, file: str) -> str:
    return file if file.startswith(("/", "http://", "https://")) else f"{catalog.root_url}{file}"
