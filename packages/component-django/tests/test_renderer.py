"""Components in Django's template engine."""

from collections.abc import Iterator
from functools import cached_property
from typing import Any

import pytest
from django.template import TemplateDoesNotExist
from django.test import override_settings

from component_framework.adapters.django_renderer import DjangoRenderer
from component_framework.core import Component, ConfigurationError, MarkupError
from component_framework.core.context import TemplateContext
from component_framework.testing import Mounted, mount

DJANGO = "django.template.backends.django.DjangoTemplates"
LOCMEM = "django.template.loaders.locmem.Loader"


def engine(name: str, templates: dict[str, str], **options: Any) -> dict[str, Any]:
    return {"BACKEND": DJANGO, "NAME": name, "OPTIONS": {"loaders": [(LOCMEM, templates)], **options}}


PAGES = {
    "components/greeting.html": "<p>named after the component</p>",
    "state.html": "<p>{{ count }} {{ state.count }} {{ component.id }} {{ component_id }} {{ component.name }}</p>",
    "text.html": "<p>{{ text }}</p>",
    "uses.html": "<p>{{ price }} {{ price }}</p>",
    "context.html": "<p>{{ given }} {{ count }} {{ request }}</p>",
    "loose.html": "text",
    "kept.html": "<p>{{ prices.0 }} {{ prices.1 }} {{ later }} {{ later }}</p>",
    "includes.html": "<p>{% include 'missing.html' %}</p>",
    "two.html": "<p></p><p></p>",
}


@pytest.fixture(autouse=True)
def _engines() -> Iterator[None]:
    second = engine("second", {"text.html": "<i>{{ text }}</i>"})
    raw = engine("raw", {"raw.html": "<p>{{ text }}</p>"}, autoescape=False)
    with override_settings(TEMPLATES=[engine("first", PAGES), second, raw]):
        yield


prices: list[int] = []


class Greeting(Component):
    count: int = 1
    text: str = "<b>&"

    @property
    def price(self) -> int:
        prices.append(1)
        return len(prices)


def shown_with(template: str, **attributes: Any) -> Mounted:
    prices.clear()
    return mount(type("Shown", (Greeting,), {"template_name": template, "__module__": __name__, **attributes}))


def html_of(template: str, **attributes: Any) -> str:
    return shown_with(template, **attributes).html.partition(">")[2]


def test_a_component_has_a_template_of_its_name() -> None:
    assert "named after the component" in mount(Greeting).html


def test_a_template_sees_state_and_component() -> None:
    shown = shown_with("state.html")
    assert f">1 1 {shown.id} {shown.id} shown</p>" in shown.html


def test_what_a_template_shows_is_escaped() -> None:
    assert html_of("text.html") == "&lt;b&gt;&amp;</p>"


def test_a_renderer_may_have_an_engine_of_its_own() -> None:
    assert html_of("text.html", renderer=DjangoRenderer(using="second")).endswith("</i>")


def test_an_engine_without_autoescape_is_refused() -> None:
    with pytest.raises(ConfigurationError, match=r"raw\.html.*autoescape"):
        html_of("raw.html")


def test_a_missing_template_is_djangos_error() -> None:
    with pytest.raises(TemplateDoesNotExist, match=r"missing\.html"):
        html_of("missing.html")


def test_of_a_missing_include_django_says_which_engine_looked_for_it() -> None:
    with pytest.raises(TemplateDoesNotExist, match=r"missing\.html") as caught:
        html_of("includes.html")
    assert caught.value.backend is not None
    assert caught.value.backend.name == "first"


class Later:
    """What a template would call, were it not what a property gives."""

    def __str__(self) -> str:
        return "later"

    def __call__(self) -> str:
        return "called"


def test_a_cached_property_is_computed_once_and_what_it_gives_is_not_called() -> None:
    cached = {"prices": lambda self: [self.price, self.price], "later": lambda self: Later()}
    properties = {name: cached_property(function) for name, function in cached.items()}
    for name, each in properties.items():
        each.__set_name__(Greeting, name)
    assert html_of("kept.html", **properties) == "1 2 later later</p>"


def test_a_property_is_not_computed_unless_the_template_reads_it() -> None:
    html_of("state.html")
    assert prices == []
    assert html_of("uses.html").startswith("1 2")


def test_context_is_laid_over_the_state_and_no_request_is_in_it() -> None:
    given = lambda self: {"given": "from get_context()", "count": 99}  # noqa: E731
    assert html_of("context.html", get_context=given) == "from get_context() 99 </p>"


@pytest.mark.parametrize("template", ["loose.html", "two.html"])
def test_a_template_without_a_single_root_is_an_error_while_debugging(template: str) -> None:
    with override_settings(DEBUG=True), pytest.raises(MarkupError, match="one root element"):
        html_of(template)


def test_what_is_at_hand_comes_before_a_lazy_name() -> None:
    assert DjangoRenderer().render("text.html", TemplateContext({"text": "a"}, {"text": lambda: "b"})) == "<p>a</p>"


def test_a_plain_dict_renders_as_in_any_view() -> None:
    assert DjangoRenderer().render("text.html", {"text": "<"}) == "<p>&lt;</p>"
