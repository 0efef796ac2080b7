"""Plain Jinja2 templates as the templates of components."""

from typing import Any

import pytest
from jinja2 import DictLoader, Environment, TemplatesNotFound, select_autoescape
from jinja2.runtime import Context

from component_framework.adapters.jinjax_renderer import JinjaRenderer
from component_framework.core import Component, ConfigurationError
from component_framework.core.context import TemplateContext


class Shop(Component):
    count: int = 1
    text: str = "<b>&"

    @property
    def price(self) -> int:
        return 5

    @property
    def secret(self) -> int:
        raise AssertionError("nobody asked")


@pytest.mark.parametrize("ending", ["html", "jinja", "j2"])
def test_a_component_has_a_template_of_its_name(ending: str, jinja: Any, show: Any) -> None:
    assert show(jinja({f"components/shown.{ending}": "<p></p>"})).html.endswith("></p>")


def test_a_template_that_is_missing_is_jinjas_own_error(jinja: Any, show: Any) -> None:
    with pytest.raises(TemplatesNotFound, match="components/shown"):
        show(jinja({"components/shown.html.j2": ""}))


def test_a_template_may_have_any_name(jinja: Any, show: Any) -> None:
    assert show(jinja({"shop/card.html": "<p></p>"}), "shop/card.html").html.endswith("></p>")


def test_the_template_sees_state_and_component_escaped(jinja: Any, show: Any, inner: Any) -> None:
    source = "<p>{{ count }} {{ state.text }} {{ component.name }} {{ component_id }}</p>"
    shown = show(jinja({"components/shown.html": source}), cls=Shop)
    assert inner(shown) == f"1 &lt;b&gt;&amp; shown {shown.id}</p>"


def test_lazy_properties_are_computed_only_where_the_template_mentions_them(jinja: Any, show: Any, inner: Any) -> None:
    assert inner(show(jinja({"components/shown.html": "<p>{{ price }}</p>"}), cls=Shop)) == "5</p>"


def test_lazy_properties_stay_lazy_in_whatever_a_template_is_made_of(jinja: Any, show: Any, inner: Any) -> None:
    sources = {
        "components/shown.html": "{% extends 'base.html' %}{% block body %}{{ super() }}{{ count }}{% endblock %}",
        "base.html": "<p>{% block body %}{{ price }}{% endblock %}{% include 'loop.html' %}</p>",
        "loop.html": "{% for n in [1, 2] %}{% include 'part.html' %}{% endfor %}",
        "part.html": "{% from 'macros.html' import twice with context %}{{ n }}{{ twice() }}",
        "macros.html": "{% macro twice() %}{{ price * 2 }}{% endmacro %}",
    }
    assert inner(show(jinja(sources), cls=Shop)) == "51110210</p>"


def test_what_is_at_hand_comes_before_a_lazy_name() -> None:
    renderer = JinjaRenderer(Environment(loader=DictLoader({"page.html": "{{ price }}"}), autoescape=True))
    assert renderer.render("page.html", TemplateContext({"price": 1}, {"price": lambda: 2})) == "1"


def test_an_environment_may_have_a_context_of_its_own(jinja: Any, show: Any, inner: Any) -> None:
    class Polite(Context):
        def resolve_or_missing(self, key: str) -> Any:
            return "please" if key == "word" else super().resolve_or_missing(key)

    environment = Environment(
        autoescape=True, loader=DictLoader({"components/shown.html": "<p>{{ word }} {{ price }}</p>"})
    )
    environment.context_class = Polite
    JinjaRenderer(environment)  # a second renderer over the same environment changes nothing
    assert inner(show(JinjaRenderer(environment), cls=Shop)) == "please 5</p>"


def test_the_environments_globals_are_there_and_the_components_names_come_first(show: Any, inner: Any) -> None:
    environment = Environment(
        autoescape=True, loader=DictLoader({"components/shown.html": "<p>{{ site }}{{ count }}</p>"})
    )
    environment.globals |= {"site": "example", "count": "global"}
    assert inner(show(JinjaRenderer(environment), cls=Shop)) == "example1</p>"


def test_an_error_in_a_template_names_its_line(jinja: Any, show: Any) -> None:
    with pytest.raises(ZeroDivisionError) as caught:
        show(jinja({"components/shown.html": "<p>\n{{ 1 / 0 }}</p>"}))
    last = caught.traceback[-1]
    assert (str(last.path).endswith("<template>"), last.lineno + 1) == (True, 2)


@pytest.mark.parametrize("autoescape", [False, None, 0])
def test_an_environment_without_autoescape_is_refused(autoescape: Any) -> None:
    """H12."""
    with pytest.raises(ConfigurationError, match="autoescape off; make it"):
        JinjaRenderer(Environment(autoescape=autoescape))


def test_a_template_that_the_environment_leaves_unescaped_is_refused(show: Any) -> None:
    """`select_autoescape()` escapes .html, and not .jinja or .j2."""
    sources = {"components/shown.jinja": "<p>{{ text }}</p>", "escaped.html": "<p>{{ text }}</p>"}
    renderer = JinjaRenderer(Environment(autoescape=select_autoescape(), loader=DictLoader(sources)))
    with pytest.raises(ConfigurationError, match="autoescape leaves out"):
        show(renderer, cls=Shop)
    assert "&lt;b&gt;" in show(renderer, "escaped.html", cls=Shop).html


def test_an_async_environment_will_do(show: Any, inner: Any) -> None:
    loader = DictLoader({"components/shown.html": "<p>{{ price }}</p>"})
    environment = Environment(autoescape=True, enable_async=True, loader=loader)
    assert inner(show(JinjaRenderer(environment), cls=Shop)) == "5</p>"
