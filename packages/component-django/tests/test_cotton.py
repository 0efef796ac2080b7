"""django-cotton's components, rendered from Python: `render_cotton`, and components that are cotton components."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from django.template import Context, RequestContext, Template, TemplateDoesNotExist
from django.test import RequestFactory, override_settings
from django.utils.safestring import SafeString, mark_safe
from django_cotton.exceptions import CottonIncompleteDynamicComponentError
from testsite.components import ran
from testsite.visitor import Visitor

from component_framework.adapters.django_renderer import DjangoCottonRenderer
from component_framework.adapters.django_renderer.cotton import render_cotton
from component_framework.core import Component, ConfigurationError, Html
from component_framework.core.context import TemplateContext
from component_framework.testing import mount
from component_framework.testing.dom import Element, parse_html

BREAKOUT = '"a" onmouseover="alert(1)"'
"""What django-cotton 2.8 prints as it is: a value that begins and ends with a quotation mark."""
TEXTS = [
    *(BREAKOUT, "'a' onmouseover='alert(1)'", '"', "'", '">', "<script>alert(1)</script>", "&lt;", "a b", "", "`x`"),
    *(
        "{{ 7|add:7 }}",
        "{% now 'Y' %}",
        "{{ attrs }}",
        "[1, 2]",
        "True",
        "None",
        "{'a': 1}",
        "</div>",
        "\n",
        "ü \u2028",
    ),
]


@pytest.fixture(params=[False, True], ids=["shared context", "isolated"], autouse=True)
def _isolation(request: pytest.FixtureRequest) -> Iterator[None]:
    with override_settings(COTTON_ISOLATE_BY_DEFAULT=request.param):
        yield


def card(props: Mapping[str, Any] | None = None, **given: Any) -> Element:
    (found,) = parse_html(render_cotton("card", props or {}, **given)).find_all("div")
    return found


def test_it_is_html_already() -> None:
    assert isinstance(render_cotton("card", {}), SafeString)


def test_it_is_what_the_tag_in_a_template_gives() -> None:
    tag = (
        '{% cotton card :title="title" theme="dark" lang="de" %}{{ body }}{% cotton:slot footer %}f{% endcotton:slot %}'
    )
    by_tag = Template(tag + "{% endcotton %}").render(Context({"title": "Hi <3", "body": "<b>"}))
    props = {"title": "Hi <3", "theme": "dark", "lang": "de"}
    ours = parse_html(render_cotton("card", props, slots={"default": "<b>", "footer": "f"})).find_all("div")[0]
    theirs = parse_html(by_tag).find_all("div")[0]
    assert ours.attributes == theirs.attributes
    assert ours.text == theirs.text


def test_defaults_of_c_vars_hold_until_something_is_passed() -> None:
    assert card().attributes == {"class": "light", "data-size": "5"}
    assert card({"theme": "dark", "size": 7}).attributes == {"class": "dark", "data-size": "7"}


def test_what_c_vars_declares_is_not_among_the_attributes() -> None:
    assert "theme" not in card({"theme": "dark"}).attributes


@pytest.mark.parametrize("text", TEXTS)
def test_a_value_stays_in_its_attribute(text: str) -> None:
    found = card({"data-x": text, "theme": text})
    assert found.attributes["data-x"] == text
    assert found.attributes["class"] == text
    assert set(found.attributes) == {"class", "data-size", "data-x"}


@pytest.mark.parametrize("text", TEXTS)
def test_a_slots_text_is_text(text: str) -> None:
    found = card(slots={"default": text, "footer": text})
    assert [child.tag for child in found.walk()] == ["div", "h2", "footer"]
    assert found.find_all("footer")[0].text == " ".join(text.split())


def test_a_slot_that_is_html_is_html() -> None:
    found = card(slots={"default": mark_safe("<i>a</i>"), "footer": Html("<b>b</b>")})
    assert [child.tag for child in found.walk()] == ["div", "h2", "i", "footer", "b"]


def test_html_among_the_attributes_is_a_text_all_the_same() -> None:
    assert card({"data-x": mark_safe(BREAKOUT)}).attributes["data-x"] == BREAKOUT


@pytest.mark.parametrize(
    "name", ["onclick", "onmouseover", "OnLoad", "x onload=alert(1) y", "a=b", "x>", "", "_x", "1"]
)
def test_a_name_that_is_no_plain_attributes_is_refused(name: str) -> None:
    with pytest.raises(ConfigurationError, match="cannot be an attribute"):
        card({name: "x"})


def test_true_is_the_bare_name_and_false_and_none_leave_it_out() -> None:
    html = render_cotton("card", {"open": True, "hidden": False, "lang": None, "data-n": 0})
    assert " open " in html
    assert parse_html(html).find_all("div")[0].attributes.keys() == {"class", "data-size", "open", "data-n"}


def test_hidden_names_are_no_attributes_and_still_values() -> None:
    found = card({"title": "Hi", "lang": "de"}, hidden=["title"])
    assert found.find_all("h2")[0].text == "Hi"
    assert "title" not in found.attributes
    assert found.attributes["lang"] == "de"


def test_a_name_means_folders_and_files() -> None:
    assert "<li >Ada</li>" in render_cotton("ui.user-row", {"name": "Ada"}, hidden=["name"])
    assert "<ul>x</ul>" in render_cotton("ui", {}, slots={"default": "x"})


def test_cotton_components_inside_are_cottons_own() -> None:
    html = render_cotton("nested", {"name": "<Ada>"}, hidden=["name"], slots={"default": "x"})
    assert parse_html(html).find_all("article > li.in")[0].text == "<Ada>"


NAMES = [
    *("", ".", "..", "../card", "/etc/passwd", "ui/user_row", "ui..user-row", "a b", "card %}{% now 'Y'"),
    *("{{ x }}", "card\n", "-card", "ui.", "\u0441ard", "card\0", 'card" :attrs="x'),
]


@pytest.mark.parametrize("name", NAMES, ids=lambda name: repr(name)[:30])
def test_what_cannot_name_a_cotton_component_is_refused(name: str) -> None:
    with pytest.raises(ConfigurationError, match="cannot name a cotton component"):
        render_cotton(name, {"is": "card"})


@pytest.mark.parametrize("value", ["ui.user-row", "../x", ["ui"], {}, 5])
def test_a_prop_picks_no_template(value: object) -> None:
    """In templates `is` does so for `<c-component>`."""
    assert "<h2>" in render_cotton("card", {"is": value})
    with pytest.raises(CottonIncompleteDynamicComponentError):
        render_cotton("component", {"is": value})


def test_a_missing_one_is_djangos_error() -> None:
    with pytest.raises(TemplateDoesNotExist, match="cotton/missing"):
        render_cotton("missing", {})


def test_props_named_like_cottons_own_words_do_no_harm() -> None:
    props = {"slot": BREAKOUT, "attrs": BREAKOUT, "cotton_data": BREAKOUT, "title": "t", "class": "c"}
    found = card(props, slots={"default": "s"}, hidden=props)
    assert found.attributes == {"class": "light", "data-size": "5"}
    assert "s" in found.text
    assert "alert" not in render_cotton("card", props, hidden=props)


def test_nothing_of_the_page_around_it_leaks_in() -> None:
    tags = '{% load components %}{% cotton_component "card" %}'
    html = Template(tags).render(RequestContext(RequestFactory().get("/"), {"title": "the page's", "footer": "its"}))
    assert "the page's" not in html
    assert "its" not in html


def shown(template_name: str = "card", **attributes: Any) -> Element:
    params = attributes.pop("params", {})
    body = {"renderer": DjangoCottonRenderer(), "template_name": template_name, "__module__": __name__, **attributes}
    return mount(type("Shown", (Component,), body), **params).root


def test_a_component_is_a_cotton_component_of_its_own_name() -> None:
    badge = mount("badge", count=3)
    assert badge.root.tag == "span"
    assert badge.root.attributes["class"] == "light"
    assert badge.root.text == "new 3"
    badge.click("b")
    assert badge.root.text == "new 4"


def test_state_errors_and_the_component_are_no_attributes() -> None:
    framework = {"id", "data-live", "data-live-url", "data-live-state"}
    assert mount("badge").root.attributes.keys() == framework | {"class"}


def test_params_that_are_no_state_are_attributes() -> None:
    badge = mount("badge", component_id="mine", lang="de", title=BREAKOUT, key="a")
    assert badge.root.attributes["title"] == BREAKOUT
    assert badge.root.attributes["lang"] == "de"
    assert badge.root.attributes["id"] == "mine"
    assert not {"key", "component_id", "onmouseover"} & badge.root.attributes.keys()


def test_a_param_that_would_be_a_handler_in_the_browser_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="cannot be an attribute"):
        mount("badge", onclick="alert(1)")


def test_a_property_is_not_computed_unless_the_template_reads_it() -> None:
    ran.clear()
    mount("badge")
    assert ran == []
    assert shown("ui.user-row", name=property(lambda self: "Ada")).text == "Ada"


def test_a_property_may_overrule_what_c_vars_declares() -> None:
    assert shown(theme=property(lambda self: "dark")).attributes["class"] == "dark"


def test_slots_come_from_get_context() -> None:
    given = {"slots": {"default": "<b>", "footer": Html("<i>f</i>")}, "title": "<Hi>"}
    found = shown(get_context=lambda self: given)
    assert [child.tag for child in found.walk()] == ["div", "h2", "footer", "i"]
    assert "<b>" in found.text


def test_texts_of_the_state_are_texts() -> None:
    class Titled(Component):
        renderer = DjangoCottonRenderer()
        template_name = "card"
        title: str = "{{ 7|add:7 }}<b>"

    assert mount(Titled).root.find_all("h2")[0].text == "{{ 7|add:7 }}<b>"


@pytest.mark.parametrize(
    "name", ["ui.user-row", "ui/user_row.html", "cotton/ui/user_row.html", "components/ui/user_row.html"]
)
def test_a_template_has_many_spellings(name: str) -> None:
    assert shown(name, get_context=lambda self: {"name": "Ada"}).text == "Ada"


@pytest.mark.parametrize("name", ["../card.html", "/etc/passwd", "components/../card.html", "card%}.html"])
def test_a_template_that_is_no_cotton_components_is_refused(name: str) -> None:
    with pytest.raises(ConfigurationError, match="cannot name a cotton component"):
        shown(name)


def test_a_plain_dict_renders_as_well() -> None:
    html = DjangoCottonRenderer().render("ui.user-row", {"name": "<Ada>"})
    assert "<li >&lt;Ada&gt;</li>" in html


def test_a_context_without_a_component_prints_nothing() -> None:
    html = DjangoCottonRenderer().render("card", TemplateContext({"title": "t"}, {"theme": lambda: "dark"}))
    assert '<div class="dark" data-size="5" >' in html


@pytest.mark.django_db
def test_a_cotton_component_is_live_on_a_page(visitor: Visitor) -> None:
    shown_badge = visitor.open("badge")
    body = visitor.send(shown_badge, event="increment").json()
    assert "new 1" in body["html"]
    assert "live_cotton" not in body["html"]
