"""HTML as a tree that tests can ask."""

import pytest

from component_framework.testing.dom import Element, parse_html, replace, to_html


def shape(markup: str) -> str:
    """The tree as nested tags."""

    def tags(element: Element) -> str:
        inner = "".join(tags(child) for child in element.children if isinstance(child, Element))
        return f"{element.tag}({inner})" if inner else element.tag + " "

    return "".join(tags(child) for child in parse_html(markup).children if isinstance(child, Element))


@pytest.mark.parametrize(
    ("markup", "wanted"),
    [
        ("<div><p>x</p><p>y</p></div>", "div(p p )"),
        ("<ul><li>a<li>b</ul><p>", "ul(li li )p "),
        ("<select><option>a<option>b</select>", "select(option option )"),
        ("<table><tr><td>a<th>b<tr><td>c</table>", "table(tr(td th )tr(td ))"),
        ("<table><tr><tr></table>", "table(tr tr )"),
        ("<dl><dt>a<dd>b<dt>c</dl>", "dl(dt dd dt )"),
        ("<p>a<p>b", "p p "),
        ("<div><br><input><img></div><i>", "div(br input img )i "),
        ("<div></span></div><i>", "div i "),
        ("<div><b></div><i>", "div(b )i "),
        ("</div><i>", "i "),
    ],
)
def test_html_becomes_the_tree_that_a_browser_makes(markup: str, wanted: str) -> None:
    assert shape(markup) == wanted


def test_text_is_folded_as_a_browser_shows_it() -> None:
    assert parse_html("<p> a\n <b>b</b>c &amp; &lt;</p>").text == "a bc & <"


def test_of_two_attributes_of_a_name_the_first_counts() -> None:
    [element] = parse_html('<p id="a" id="b" hidden></p>').children
    assert isinstance(element, Element)
    assert element.attributes == {"id": "a", "hidden": ""}


def test_an_element_knows_its_parents() -> None:
    [bold] = parse_html("<div><p><b>x</b></p></div>").find_all("b")
    assert [element.tag for element in bold.ancestors()] == ["b", "p", "div", ""]


def test_elements_come_in_document_order() -> None:
    assert [element.tag for element in parse_html("<a><b></b></a><i></i>").walk()] == ["", "a", "b", "i"]


def test_by_text_the_innermost_elements_are_found() -> None:
    page = parse_html("<div><button><b>Save</b></button><p>Save</p><p>Save all</p></div>")
    assert [element.tag for element in page.find_all("Save")] == ["b", "p"]


def test_an_element_finds_itself_by_its_text() -> None:
    [button] = parse_html("<button>Go</button>").find_all("Go")
    assert button.find_all("Go") == [button]


def test_a_text_comes_before_a_selector() -> None:
    page = parse_html("<b>i</b><i>x</i>")
    assert [element.tag for element in page.find_all("i")] == ["b"]


def test_what_is_neither_text_nor_selector_finds_nothing() -> None:
    assert parse_html("<p>x</p>").find_all("5 items left") == []


def test_a_tree_is_html_again() -> None:
    markup = '<div title="&quot;x&quot;"><br>a &lt; b<!--note--><script>a < b && "c"</script><p hidden="">x</p></div>'
    [element] = parse_html(markup).children
    assert to_html(element) == markup


def test_comments_are_no_text() -> None:
    assert parse_html("<p>a<!-- not --> b</p>").text == "a b"


def test_an_element_takes_the_place_of_another() -> None:
    top = parse_html("<p><b></b><i></i></p><u></u>")
    [bold], [under], [italic] = top.find_all("b"), top.find_all("u"), top.find_all("i")
    replace(bold, under)
    replace(italic, None)
    assert "".join(map(to_html, top.children)) == "<p><u></u></p>"
