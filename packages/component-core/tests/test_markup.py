"""Escaping, attributes, and the root element."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from component_framework.core import ConfigurationError, Html, MarkupError
from component_framework.core.markup import attributes, check_single_root, escape, with_attributes
from component_framework.testing.dom import Element, parse_html

HOSTILE = "<img src=x onerror='alert(1)'>\"&"


class SafeString(str):
    def __html__(self) -> str:
        return self


def test_text_is_escaped_for_elements_and_quoted_attributes() -> None:
    assert escape(HOSTILE) == "&lt;img src=x onerror=&#x27;alert(1)&#x27;&gt;&quot;&amp;"
    assert escape(5) == "5"


@pytest.mark.parametrize("html", [Html("<b>"), SafeString("<b>")])
def test_what_is_html_already_is_not_escaped_again(html: Any) -> None:
    assert escape(html) == "<b>"
    assert type(escape(html)) is str


@given(st.text(st.characters(exclude_characters="\0\r", exclude_categories=["Cs"])))
def test_any_text_survives_an_attribute(text: str) -> None:
    [element] = parse_html(f"<p{attributes({'title': text})}></p>").children
    assert isinstance(element, Element)
    assert element.attributes == {"title": text}


def test_false_and_none_leave_an_attribute_out_and_true_is_the_bare_name() -> None:
    given = {"a": "x", "hidden": True, "b": False, "c": None, "d": 0, "data-live-x": Html('"')}
    assert attributes(given) == ' a="x" hidden d="0" data-live-x="&quot;"'


@pytest.mark.parametrize("name", ["id", "data-live", "aria-label", "xlink:href", "viewBox", "v-on.x", "one"[:1] + "x"])
def test_plain_attribute_names_are_fine(name: str) -> None:
    assert attributes({name: "v"}) == f' {name}="v"'


@pytest.mark.parametrize(
    "name",
    ["onclick", "ONCLICK", "onX", "on", "x onload=alert(1) y", "", "1a", "-a", "@click", "a>", "a=", 'a"', "a'", "a/",
     "a\n", "é", "aé", "\u017ftyle", "\u212aind", "a\0"],
)  # fmt: skip
@pytest.mark.parametrize("value", ["v", True, None])
def test_other_attribute_names_are_an_error_whatever_the_value(name: str, value: Any) -> None:
    with pytest.raises(ConfigurationError, match="cannot be an attribute"):
        attributes({name: value})


@pytest.mark.parametrize("before", [*range(20, 34), 1000])
def test_the_root_is_found_wherever_it_begins(before: int) -> None:
    for name in ("p", "section", "x-" + "y" * 40):
        markup = f"<{name} class='a'></{name}>"
        expected = f"<{name} id='b' class='a'></{name}>"
        assert with_attributes(" " * before + markup, " id='b'") == " " * before + expected


@pytest.mark.parametrize(
    ("markup", "wanted"),
    [
        ("<p>x</p>", '<p id="a">x</p>'),
        ("\n  <p class='b'>x</p>", "\n  <p id=\"a\" class='b'>x</p>"),
        ("<!-- <b> --> <!-- --><my-tag/>", '<!-- <b> --> <!-- --><my-tag id="a"/>'),
        ("<br>", '<br id="a">'),
    ],
)
def test_attributes_are_put_on_the_first_element(markup: str, wanted: str) -> None:
    done = with_attributes(markup, ' id="a"')
    assert done == wanted
    assert isinstance(done, Html)


@pytest.mark.parametrize("markup", ["", "text", "text <p></p>", "<!-- <p></p>", "<!doctype html><p>", "</p>", "&lt;p>"])
def test_without_an_element_at_the_start_there_is_no_root(markup: str) -> None:
    with pytest.raises(MarkupError, match="one root element"):
        with_attributes(markup, ' id="a"')


def test_many_comments_before_a_text_are_refused_without_delay() -> None:
    with pytest.raises(MarkupError):
        with_attributes("<!-- a -->\n" * 2000 + "text", "")


@pytest.mark.parametrize(
    "markup",
    ["<p>x</p>", " <p>x</p>\n", "<!-- a --><p></p><!-- b -->", "<br>", "<ul><li>a<li>b</ul>", "<div><p>a<p>b</div>",
     "<div><br><img/></div>", "<div>", "<div></span></div>", "<my-tag/>", "<div></div></div>",
     "<svg><path/><path/></svg>", "<div><input></div>"],
)  # fmt: skip
def test_one_element_is_a_single_root(markup: str) -> None:
    check_single_root(markup)


@pytest.mark.parametrize(
    ("markup", "said"),
    [
        ("<p></p><p></p>", r"\['p', 'p'\]"),
        ("<br><p></p>", r"\['br', 'p'\]"),
        ("<b/><p></p>", r"\['b', 'p'\]"),
        ("<p></p>text", r"\['p'\] and text beside them"),
        ("text<p></p>", "and text beside them"),
        ("", r"this one has \[\]"),
        ("<!-- -->", r"this one has \[\]"),
    ],
)
def test_anything_else_is_no_single_root(markup: str, said: str) -> None:
    with pytest.raises(MarkupError, match=said):
        check_single_root(markup)


@pytest.mark.parametrize("name", ["id", "data-live", "data-live-url", "data-live-state", "ID"])
def test_the_author_writes_none_of_the_frameworks_attributes_on_the_root(name: str) -> None:
    with pytest.raises(MarkupError, match=rf"the root element has \['{name.lower()}'\]"):
        check_single_root(f"<p {name}='x'></p>")


def test_inside_the_root_they_are_the_authors_or_a_childs() -> None:
    check_single_root("<div><p id='x' data-live='child'></p></div>")
