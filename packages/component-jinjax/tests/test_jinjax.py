"""JinjaX components as the templates of ours."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest
from jinja2 import Environment, select_autoescape
from jinja2.exceptions import UndefinedError
from jinjax import Catalog, ComponentNotFound, MissingRequiredArgument
from jinjax.catalog import collected_css, collected_js, tmpl_globals

from component_framework.adapters.jinjax_renderer import JinjaxRenderer
from component_framework.adapters.jinjax_renderer.jinjax import component_name
from component_framework.core import Component, ConfigurationError
from component_framework.core.markup import Html


class Counter(Component):
    count: int = 1

    def get_context(self) -> dict[str, Any]:
        return {"text": "<b>&"}


def test_a_component_has_a_template_of_its_name(jinjax: Any, show: Any, inner: Any) -> None:
    assert inner(show(jinjax({"Shown.jinja": "<p>named after it</p>"}))) == "named after it</p>"


@pytest.mark.parametrize(
    ("template_name", "name"),
    [
        ("components/live_counter.html", "LiveCounter"),
        ("components/shop/order-row.html", "shop.OrderRow"),
        ("components/LiveCounter.html", "LiveCounter"),
        ("LiveCounter", "LiveCounter"),
        ("LiveCounter.jinja", "LiveCounter"),
        ("ui.Card", "ui.Card"),
        ("ui/Card.jinja", "ui.Card"),
        ("shared:ui.Card", "shared:ui.Card"),
    ],
)
def test_template_names_are_mapped_to_jinjaxs(template_name: str, name: str) -> None:
    assert component_name(template_name) == name


@pytest.mark.parametrize(
    "name", ["", ".", "../Card", "../../etc/passwd.html", "ui/Card", "<Card>", "Card{{ 1 }}", "a b"]
)
def test_what_cannot_name_a_component_is_refused(name: str) -> None:
    with pytest.raises(ConfigurationError, match="cannot name a JinjaX component"):
        component_name(name)


def test_a_template_that_is_missing_is_jinjaxs_own_error(jinjax: Any, show: Any) -> None:
    with pytest.raises(ComponentNotFound, match="Shown"):
        show(jinjax({}))


def test_the_template_sees_what_every_template_sees(jinjax: Any, show: Any, inner: Any) -> None:
    source = "<p>{{ count }} {{ state.count }} {{ component.id }} {{ component_id }} {{ errors }}</p>"
    shown = show(jinjax({"Shown.jinja": source}), cls=Counter)
    assert inner(shown) == f"1 1 {shown.id} {shown.id} {{}}</p>"


def test_what_it_prints_is_escaped(jinjax: Any, show: Any, inner: Any) -> None:
    assert inner(show(jinjax({"Shown.jinja": "<p>{{ text }}</p>"}), cls=Counter)) == "&lt;b&gt;&amp;</p>"


def test_props_are_taken_from_state_and_params(jinjax: Any, show: Any, inner: Any) -> None:
    source = "{#def count, label, size=3, open=True #}<p>{{ count }} {{ label }} {{ size }} {{ open }}</p>"
    renderer = jinjax({"Shown.jinja": source})
    assert inner(show(renderer, cls=Counter, label="x")) == "1 x 3 True</p>"
    assert inner(show(renderer, cls=Counter, label="x", size=4, open=False)) == "1 x 4 False</p>"


def test_a_required_prop_that_nobody_gives_is_jinjaxs_own_error(jinjax: Any, show: Any) -> None:
    with pytest.raises(MissingRequiredArgument, match="label"):
        show(jinjax({"Shown.jinja": "{#def label #}<p></p>"}))


def test_attrs_print_the_params_that_are_no_state_escaped(jinjax: Any, show: Any, inner: Any) -> None:
    given = {"title": "\"'<>", "class": "wide", "hidden": True, "lang": None, "dir": False, "data_x": 1}
    renderer = jinjax({"Shown.jinja": "{#def label='' #}<p><i {{ attrs.render() }}></i></p>"})
    html = inner(show(renderer, cls=Counter, count=2, label="x", key="k", **given))
    assert html == """<i class="wide" data-x="1" title="&quot;'<>" hidden></i></p>"""


@pytest.mark.parametrize("name", ["onclick", "x onload=alert(1) y", "x>", "1x", 'x"'])
def test_attrs_have_plain_names_only(name: str, jinjax: Any, show: Any) -> None:
    """H03."""
    with pytest.raises(ConfigurationError, match="cannot be an attribute"):
        show(jinjax({"Shown.jinja": "<p {{ attrs.render() }}></p>"}), **{name: "alert(1)"})


@pytest.mark.parametrize(
    "name", ["_source", "__source", "_globals", "_content", "_attrs", "_file_ext", "__prefix", "_x"]
)
def test_jinjaxs_own_props_are_refused(name: str, jinjax: Any, show: Any) -> None:
    """`_source` would be compiled and run as a template."""
    with pytest.raises(ConfigurationError, match="names with _ are its own"):
        show(jinjax({"Shown.jinja": "<p></p>"}), **{name: "{{ cycler.__init__.__globals__.os.getpid() }}"})


def test_names_that_mean_something_to_jinjaxs_own_functions_are_plain_params(
    jinjax: Any, show: Any, inner: Any
) -> None:
    renderer = jinjax({"Shown.jinja": "{#def caller #}<p>{{ caller }}|{{ content }}|{{ attrs.render() }}</p>"})
    assert inner(show(renderer, caller="x", content="y")) == 'x||content="y"</p>'


def test_slots_come_from_the_components_context(jinjax: Any, show: Any, inner: Any) -> None:
    class Card(Component):
        def get_context(self) -> dict[str, Any]:
            return {"slots": {"default": "<b>", "footer": Html("<i>end</i>")}}

    renderer = jinjax({"Shown.jinja": "<p>{{ content }}{{ content('footer') }}{{ content('other') }}</p>"})
    assert inner(show(renderer, cls=Card)) == "&lt;b&gt;<i>end</i></p>"


def test_jinjax_components_are_used_inside(jinjax: Any, show: Any, inner: Any) -> None:
    files = {
        "Shown.jinja": '<div><Box label={{ text }} id="b">{{ count }}<Dot/></Box></div>',
        "Box.jinja": "{#def label #}<p {{ attrs.render() }} title={{ label }}>{{ content }}</p>",
        "Dot.jinja": "<i>{{ count }}</i>",
    }
    shown = show(jinjax(files), cls=Counter)
    assert inner(shown) == '<p id="b" title=&lt;b&gt;&amp;>1<i>1</i></p></div>'


def test_lazy_properties_are_computed_only_where_the_template_mentions_them(jinjax: Any, show: Any, inner: Any) -> None:
    class Shop(Component):
        @property
        def price(self) -> int:
            return 5

        @property
        def secret(self) -> int:
            raise AssertionError("nobody asked")

    files = {"Shown.jinja": "<p><Price/>{{ price }}</p>", "Price.jinja": "{{ price }}"}
    assert inner(show(jinjax(files), cls=Shop)) == "55</p>"
    assert inner(show(jinjax({"Shown.jinja": "{#def price #}<p>{{ price }}</p>"}), cls=Shop)) == "5</p>"


def test_a_name_that_nobody_gave_is_an_error(jinjax: Any, show: Any) -> None:
    with pytest.raises(UndefinedError):
        show(jinjax({"Shown.jinja": "<p>{{ nothing }}</p>"}))


@pytest.mark.parametrize("environment", [None, Environment(), Environment(autoescape=None)])  # type: ignore[arg-type]
def test_a_catalog_without_autoescape_is_refused(environment: Any) -> None:
    """H12."""
    with pytest.raises(ConfigurationError, match="autoescape off; make it"):
        JinjaxRenderer(Catalog(jinja_env=environment))


def test_a_catalog_that_does_not_escape_its_own_ending_is_refused() -> None:
    """`select_autoescape()` escapes .html, and JinjaX's files end with .jinja."""
    with pytest.raises(ConfigurationError, match="autoescape leaves out"):
        JinjaxRenderer(Catalog(jinja_env=Environment(autoescape=select_autoescape())))
    JinjaxRenderer(Catalog(jinja_env=Environment(autoescape=select_autoescape(["jinja"]))))


PAGE = "<head>{{ component_js() }}</head><body>{{ live_component('shown') }}</body>"


class Shown(Component):
    pass


@pytest.fixture
def _registered(host: Any) -> None:
    host.registry.register("shown")(Shown)


@pytest.mark.usefixtures("_registered")
def test_a_page_carries_the_files_of_the_components_on_it(jinjax: Any, render_page: Any) -> None:
    files = {
        "Page.jinja": PAGE,
        "Shown.jinja": "{#css /own.css, https://cdn.example/x.css #}<p><Dot/><Dot/></p>",
        "Shown.js": "",
        "Dot.jinja": "<i></i>",
        "Dot.css": "",
        "Unused.css": "",
    }
    html = render_page(jinjax(files, root_url="/static/parts/"), "Page")
    head = html.partition("</head>")[0]
    assert [part.split('"')[0] for part in head.split('href="')[1:]] == [
        "/own.css",
        "https://cdn.example/x.css",
        "/static/parts/Dot.css",
    ]
    assert '<script type="module" src="/static/parts/Shown.js"></script>' in head


@pytest.mark.usefixtures("_registered")
def test_a_page_without_the_client_has_no_marker_left(jinjax: Any, render_page: Any) -> None:
    html = render_page(
        jinjax({"Page.jinja": "{{ live_component('shown') }}", "Shown.jinja": "{#css a.css#}<p></p>"}), "Page"
    )
    assert html.startswith("<p id=")
    assert html.endswith("></p>")


@pytest.mark.usefixtures("_registered")
def test_a_component_does_not_see_the_names_of_the_page_round_it(jinjax: Any, render_page: Any) -> None:
    """Else its first render would show what its updates cannot."""
    files = {"Page.jinja": f"{PAGE}{{{{ title }}}}", "Shown.jinja": "<p>{{ title is defined }}</p>"}
    html = render_page(jinjax(files), "Page", title="Home")
    assert ">False</p></body>Home" in html


@pytest.mark.usefixtures("_registered")
def test_after_a_component_the_page_has_its_names_again(jinjax: Any, render_page: Any) -> None:
    files = {"Page.jinja": f"{PAGE}<Foot/>", "Foot.jinja": "<i>{{ title }}</i>", "Shown.jinja": "<p></p>"}
    assert render_page(jinjax(files), "Page", title="Home").endswith("<i>Home</i>")


def test_a_page_may_have_a_value_called_component_or_slots(jinjax: Any, render_page: Any) -> None:
    renderer = jinjax({"Page.jinja": "{#def component, slots, title='Home' #}{{ component }} {{ slots }} {{ title }}"})
    assert render_page(renderer, "Page", component=5, slots=[1]) == "5 [1] Home"


COMPONENTS = 12


@pytest.mark.parametrize("emits", ["{{ component_js() }}", "{{ component_js() }}{{ catalog.render_assets() }}"])
def test_pages_rendered_in_threads_have_their_own_files_and_no_marker(
    emits: str, host: Any, jinjax: Any, render_page: Any
) -> None:
    """JinjaX's own placeholder left its marker in every fifth page of this test's kind."""
    files = {"Page.jinja": f"<head>{emits}</head>{{{{ live_component(name) }}}}"}
    for number in range(COMPONENTS):
        files |= {f"Part{number}.jinja": f"<p>{number}</p>", f"Part{number}.css": "", f"Part{number}.js": ""}
        host.registry.register(f"part{number}")(type(f"Part{number}", (Component,), {"__module__": __name__}))
    render = partial(render_page, jinjax(files), "Page")

    def check(turn: int) -> None:
        number = turn % COMPONENTS
        html = render(name=f"part{number}")
        assert "@@" not in html
        assert "<!--" not in html
        wanted = {f"Part{number}.css", f"Part{number}.js"}
        assert {file for file in files if f"/components/{file}" in html} == wanted

    with ThreadPoolExecutor(8) as pool:
        assert len(list(pool.map(check, range(2400)))) == 2400


def test_nothing_of_a_catalog_is_made_at_first_use(jinjax: Any) -> None:
    """JinjaX makes its context variables without a lock: of two threads one would lose what it collected."""
    key = jinjax({}).catalog._key
    assert key in collected_css
    assert key in collected_js
    assert key in tmpl_globals
