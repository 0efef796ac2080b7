"""`live_component` inside components, `live_block` and `live_slot`."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection, transaction
from django.template import Context, Template, TemplateSyntaxError
from testsite.models import Note

from component_framework.core import Component, ConfigurationError, registry
from component_framework.testing import mount

Templates = dict[str, str]


@pytest.fixture
def templates(settings: Any) -> Templates:
    """Templates by name, for the engine that components are rendered with."""
    found: Templates = {}
    settings.TEMPLATES = [
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "OPTIONS": {"loaders": [("django.template.loaders.locmem.Loader", found)]},
        }
    ]
    return found


@pytest.fixture
def register() -> Iterator[Callable[[type[Component]], None]]:
    """Registers a class under its name in small letters, for this test."""
    before = dict(registry._classes)

    def add(cls: type[Component]) -> None:
        registry._classes.pop(cls.__name__.lower(), None)
        registry.register(cls.__name__.lower())(cls)

    yield add
    registry._classes.clear()
    registry._classes.update(before)


class Rows(Component):
    keys: list[str] = ["1", "2"]


class Line(Component):
    title: str = ""


@pytest.fixture(autouse=True)
def rows(templates: Templates, register: Any) -> None:
    register(Rows)
    register(Line)
    templates["components/line.html"] = "<li>{{ title }}</li>"


def load(source: str) -> str:
    return "{% load components %}" + source


def page(source: str, **names: Any) -> str:
    return Template(load(source)).render(Context(names))


def test_components_in_a_loop_have_keys(templates: Templates) -> None:
    templates["components/rows.html"] = load(
        '<ul>{% for key in keys %}{% live_component "line" key=key title=key %}{% endfor %}</ul>'
    )
    html = page('{% live_component "rows" %}')
    assert html.count('<li id="n-') == 2
    assert ">1</li>" in html


@pytest.mark.parametrize("keys", [["1"], ["1", "2"]])
def test_without_a_key_the_error_names_template_and_line(keys: list[str], templates: Templates) -> None:
    templates["components/rows.html"] = load(
        '<ul>\n{% for key in keys %}\n{% live_component "line" title=key %}{% endfor %}</ul>'
    )
    with pytest.raises(ConfigurationError, match=r"'line' stands in a loop \(components/rows\.html, line 3\)"):
        mount("rows", keys=keys)


def test_a_key_that_stands_twice_is_named(templates: Templates) -> None:
    templates["components/rows.html"] = load(
        '<ul>{% for key in keys %}{% live_component "line" key=key %}{% endfor %}</ul>'
    )
    with pytest.raises(ConfigurationError, match=r"a second 'line' with key '1' .*components/rows\.html, line 1"):
        mount("rows", keys=["1", "1"])


def test_tags_beside_each_other_need_no_keys(templates: Templates) -> None:
    templates["components/rows.html"] = load('<ul>{% live_component "line" %}{% live_component "line" %}</ul>')
    assert mount("rows").html.count('<li id="n-') == 2


def test_an_included_template_belongs_to_the_component(templates: Templates) -> None:
    templates["components/rows.html"] = "<ul>{% include 'inner.html' %}</ul>"
    templates["inner.html"] = load('{% live_component "line" title="inner" %}')
    assert '<li id="n-' in mount("rows").html


SLOTTED = (
    "<section><header>{{ slots.default }}</header>"
    "<footer>{% if slots.footer %}{{ slots.footer }}{% else %}none{% endif %}</footer></section>"
)


class Card(Component):
    static = True


class Panel(Component):
    turns: int = 0


@pytest.fixture
def slotted(templates: Templates, register: Any) -> None:
    register(Card)
    register(Panel)
    templates["components/card.html"] = templates["components/panel.html"] = SLOTTED


def test_a_block_fills_slots(slotted: None) -> None:
    html = page('{% live_block "card" %}a{% live_slot "footer" %}<i>{{ 1 }}</i>{% endlive_slot %}{% endlive_block %}')
    assert html == "<section><header>a</header><footer><i>1</i></footer></section>"


def test_a_slot_has_a_fallback(slotted: None) -> None:
    assert "<footer>none</footer>" in page('{% live_block "card" %}a{% endlive_block %}')
    assert "<footer>none</footer>" in page('{% live_component "card" %}')


def test_a_block_sees_the_template_round_it(slotted: None) -> None:
    assert "<header>&lt;b&gt;</header>" in page('{% live_block "card" %}{{ name }}{% endlive_block %}', name="<b>")


def test_a_slot_may_be_filled_under_a_condition(slotted: None) -> None:
    filled = '{% if 0 %}{% live_slot "footer" %}x{% endlive_slot %}{% endif %}'
    assert "<footer>none</footer>" in page('{% live_block "card" %}' + filled + "{% endlive_block %}")


def test_a_block_in_a_slot_has_slots_of_its_own(slotted: None) -> None:
    inner = '{% live_block "card" %}in{% endlive_block %}'
    source = f'{{% live_block "card" %}}{{% live_slot "footer" %}}{inner}{{% endlive_slot %}}{{% endlive_block %}}'
    assert page(source).count("<section>") == 2


def test_a_live_component_marks_its_slots(slotted: None) -> None:
    html = page('{% live_block "panel" %}a{% endlive_block %}')
    assert "<!--live-slot:default-->a<!--/live-slot-->" in html
    assert " data-live-slots" in html


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("{% live_component %}", "takes the name of a component"),
        ('{% live_component "line" 5 %}', "takes params by name"),
        ('{% live_block "card" %}', "Unclosed tag"),
        ("{% live_slot %}{% endlive_slot %}", "takes the name of its slot"),
        ('{% live_slot "a" %}{% endlive_slot %}', "belongs between live_block and endlive_block"),
    ],
)
def test_a_tag_that_is_no_good_says_so(source: str, message: str) -> None:
    with pytest.raises(TemplateSyntaxError, match=message):
        page(source)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("when", ["mount", "template"])
def test_a_child_that_fails_in_the_database_leaves_the_parents_transaction_usable(
    when: str, templates: Templates, register: Any
) -> None:
    class Failing(Component):
        @property
        def rows(self) -> list[Any]:
            Note.objects.create(text="half")
            with connection.cursor() as cursor:
                return list(cursor.execute("SELECT * FROM nothing_of_this_name"))

    if when == "mount":
        Failing = type("Failing", (Failing,), {"mount": lambda self: self.rows})  # noqa: N806  # a class
    templates["components/failing.html"] = load("<p>{{ rows }}</p>")

    class Whole(Component):
        def on_save(self) -> None:
            Note.objects.create(text="kept")

    register(Failing)
    register(Whole)
    templates["components/whole.html"] = load(
        '<p><button data-live-click="save">save</button>{% live_component "failing" %}</p>'
    )
    with transaction.atomic():
        html = mount("whole").send("save").html
    assert "could not be shown" in html
    assert [note.text for note in Note.objects.all()] == ["kept"]
