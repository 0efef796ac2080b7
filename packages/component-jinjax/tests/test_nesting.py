"""`live_component` inside components, and what a call block gives its slots."""

from typing import Any

import pytest
from jinja2 import DictLoader, Environment, StrictUndefined

from component_framework.adapters.jinjax_renderer import JinjaRenderer
from component_framework.core import Component, ConfigurationError
from component_framework.testing import mount

SLOTTED = "<section><header>{{ slots.default }}</header><footer>{{ slots.footer or 'none' }}</footer></section>"


class Rows(Component):
    keys: list[str] = ["1", "2"]


class Line(Component):
    title: str = ""


class Card(Component):
    static = True


@pytest.fixture
def show(host: Any) -> Any:
    """`show({"components/rows.html": …})`: the HTML of Rows."""

    def shown(sources: dict[str, str], **params: Any) -> str:
        given = {"components/line.html": "<li>{{ title }}</li>", "components/card.html": SLOTTED, **sources}
        environment = Environment(autoescape=True, loader=DictLoader(given), undefined=StrictUndefined)
        renderer = JinjaRenderer(environment)
        for cls in (Rows, Line, Card):
            cls.renderer = renderer
            if cls.component_name not in host.registry:
                host.registry.register(cls.__name__.lower())(cls)
        return mount(Rows, host=host, **params).html

    yield shown
    for cls in (Rows, Line, Card):
        cls.renderer = None


ROWS = """<ul>{% for key in keys %}
{{ live_component("line", key=key, title=key) }}{% endfor %}</ul>"""


def test_components_in_a_loop_have_keys(show: Any) -> None:
    html = show({"components/rows.html": ROWS})
    assert html.count('<li id="n-') == 2


def test_a_key_that_stands_twice_is_named_with_template_and_line(show: Any) -> None:
    with pytest.raises(ConfigurationError, match=r"a second 'line' with key '1' .*components/rows\.html, line 2"):
        show({"components/rows.html": ROWS}, keys=["1", "1"])


def test_a_loop_without_keys_is_named(show: Any) -> None:
    source = '<ul>{% for key in keys %}{{ live_component("line", title=key) }}{% endfor %}</ul>'
    with pytest.raises(ConfigurationError, match=r"a second 'line' with no key .*line 1.*give each a key="):
        show({"components/rows.html": source})


def test_calls_beside_each_other_need_no_keys(show: Any) -> None:
    source = '<ul>{{ live_component("line") }}{{ live_component("line") }}</ul>'
    assert show({"components/rows.html": source}).count('<li id="n-') == 2


def test_an_id_is_the_same_at_each_render(show: Any) -> None:
    source = '<ul>{{ live_component("line") }}</ul>'
    ids = {show({"components/rows.html": source}, component_id="rows").partition('<li id="')[2][:24] for _ in range(2)}
    assert len(ids) == 1


def test_a_call_block_fills_the_default_slot(show: Any) -> None:
    source = '<div>{% call live_component("card") %}<b>{{ keys[0] }}</b>{% endcall %}</div>'
    html = show({"components/rows.html": source})
    assert "<header><b>1</b></header><footer>none</footer>" in html


def test_a_call_block_with_a_name_fills_each_slot(show: Any) -> None:
    source = (
        '<div>{% call(slot) live_component("card") %}'
        "{% if slot == 'footer' %}end{% else %}body{% endif %}{% endcall %}</div>"
    )
    assert "<header>body</header><footer>end</footer>" in show({"components/rows.html": source})


def test_slots_may_be_given_as_values(show: Any) -> None:
    given = """{"default": keys[0] ~ "<b>", "footer": "<i>end</i>"|safe}"""
    html = show({"components/rows.html": f'<div>{{{{ live_component("card", slots={given}) }}}}</div>'})
    assert "<header>1&lt;b&gt;</header><footer><i>end</i></footer>" in html


def test_what_a_call_block_takes_in_belongs_to_the_template_round_it(show: Any) -> None:
    inner = '{{ live_component("line", title="x") }}'
    html = show({"components/rows.html": f'<div>{{% call live_component("card") %}}{inner}{{% endcall %}}</div>'})
    plain = show({"components/rows.html": f"<div>{inner}</div>"})
    assert html.count('<li id="n-') == plain.count('<li id="n-') == 1
