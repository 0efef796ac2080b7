"""Section H, the server's part: what is put into HTML, and where a page may be sent."""

import json
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import override_settings
from jinja2 import Environment

from attacks.components import effects
from attacks.target import ABSENT, Answer, Target, by_http, send
from component_framework.adapters.django_renderer import DjangoRenderer
from component_framework.adapters.jinjax_renderer import JinjaRenderer
from component_framework.core import Component, ConfigurationError
from component_framework.core.htmx import htmx_headers
from component_framework.core.markup import attributes

FORM = "application/x-www-form-urlencoded"
IMAGE = "<img src=x onerror=alert(1)>"
TEXTS = [
    *("</script><script>alert(1)//", "\u2028\u2029", "<!--", "-->", "]]>", '" onmouseover="alert(1)', "' x='"),
    *(IMAGE, "&lt;b&gt;", "&", "{{ 7*7 }}", "{% now 'Y' %}", "</section>", "javascript:alert(1)", "\U0001f600 ü"),
]


class Tags(HTMLParser):
    """Every element of some HTML with its attributes, and all of its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


OURS = {"id", "data-live", "data-live-url", "data-live-state"}


@pytest.mark.parametrize("text", TEXTS)
def test_h01_a_text_stays_one_wherever_it_stands(target: Target, text: str) -> None:
    shown = target.show("fussy", title=text)
    html = send(target, shown, event="note", payload={"text": text}).json["html"]
    ((tag, found),) = Tags(html).found
    assert tag == "section"
    assert found.keys() == OURS | {"title"}
    assert found["title"] == text


@by_http
@pytest.mark.parametrize("text", TEXTS)
def test_h01_the_page_that_shows_it_first_is_no_different(target: Target, text: str) -> None:
    shown = target.show("fussy", title=text)
    assert send(target, shown).status == 200  # id and snapshot came out of the page's HTML whole


@pytest.mark.parametrize("text", TEXTS)
def test_h13_a_plain_text_from_render_is_text(target: Target, text: str) -> None:
    mount = {"component": ABSENT, "component_id": ABSENT, "state": ABSENT, "payload": {"title": text}}
    html = send(target, target.show("victim"), to="texts", **mount).json["html"]
    tags = Tags(html)
    assert [(tag, found.keys()) for tag, found in tags.found] == [("div", OURS)]
    assert tags.text == text


def test_h13_html_from_render_is_html(target: Target) -> None:
    mount = {"component": ABSENT, "component_id": ABSENT, "state": ABSENT}
    html = send(target, target.show("victim"), to="trusted", **mount).json["html"]
    assert [tag for tag, _ in Tags(html).found] == ["section", "b"]


NAMES = [
    *("onclick", "ONCLICK", "onload", "x onload=alert(1) y", "a b", "a=b", "a>", "a/", "a'", 'a"', "", " ", "-a", "1a"),
    *("\u043enclick", "a\0", "a\n", "@click", "x\u00a0y", "<script>"),
]


@pytest.mark.parametrize("name", NAMES)
def test_h03_an_attributes_name_is_held_to_a_grammar(name: str) -> None:
    with pytest.raises(ConfigurationError, match="cannot be an attribute"):
        attributes({name: "alert(1)"})


@pytest.mark.parametrize("name", ["id", "class", "data-x", "aria-label", "xlink:href", "x-on.a", "a_b"])
def test_h03_plain_names_are_fine(name: str) -> None:
    assert attributes({name: '"'}) == f' {name}="&quot;"'


def post_form(target: Target, state: str, *, kind: dict[str, str], **texts: str) -> Answer:
    body = urlencode({"live-state": state, **{name.replace("live_", "live-"): text for name, text in texts.items()}})
    return target.post("fussy", body.encode(), media_type=FORM, headers=kind)


HTMX = {"HX-Request": "true"}
PLAIN = {"X-Component-Request": ""}


@by_http
@pytest.mark.parametrize("kind", [HTMX, PLAIN], ids=["htmx", "plain"])
@pytest.mark.parametrize(
    "texts", [{"live_event": "pay", "status": IMAGE}, {IMAGE: "x"}, {"title": "x", "price": IMAGE}], ids=str
)
def test_h04_a_reason_quotes_nothing_that_was_refused(
    target: Target, kind: dict[str, str], texts: dict[str, str]
) -> None:
    answer = post_form(target, target.show("fussy", title=IMAGE).state, kind=kind, **texts)
    assert answer.headers["Content-Type"].startswith("text/html")
    tags = Tags(answer.body.decode())
    assert {tag for tag, _ in tags.found} == {"section", "i"}
    assert IMAGE not in answer.body.decode()
    assert effects == []


@by_http
def test_h04_a_refusal_without_html_is_a_fixed_sentence(target: Target) -> None:
    target.show("fussy")
    answer = post_form(target, IMAGE, kind=HTMX, live_event=IMAGE)
    assert (answer.status, answer.headers["Content-Type"]) == (400, "text/plain; charset=utf-8")
    assert answer.body == b"the snapshot is not valid here"


ELSEWHERE = [
    *("//evil.example", "https:evil", "/\\evil", "javascript:alert(1)", "\t//evil", "https://site@evil", "\\\\evil"),
    *("https://evil.example", "http:///evil", "data:text/html,x", " /a", "/a b", "/a\r\nSet-Cookie: a=b", "/a\0", ""),
    *("///evil", "vbscript:x", "JavaScript:alert(1)", "http://[x/", "blob:x", "//", "mailto:a@b"),
]


@pytest.mark.parametrize("event", ["leave", "push", "save"])
@pytest.mark.parametrize("to", ELSEWHERE, ids=repr)
def test_h06_a_redirect_to_another_site_is_the_authors_error(target: Target, event: str, to: str) -> None:
    answer = send(target, target.show("fussy"), event=event, payload={"to": to})
    if answer.status == 400:
        return  # no text of the protocol
    assert answer.status == 500 or answer.json["effects"] == []
    assert "evil" not in "".join(answer.headers.values())


@by_http
@pytest.mark.parametrize("kind", [HTMX, PLAIN], ids=["htmx", "plain"])
@pytest.mark.parametrize("to", ELSEWHERE, ids=repr)
@pytest.mark.parametrize("event", ["leave", "save"])
def test_h06_nor_does_a_form_lead_there(target: Target, event: str, kind: dict[str, str], to: str) -> None:
    answer = post_form(target, target.show("fussy").state, kind=kind, live_event=event, to=to)
    assert answer.status in (400, 500)
    assert not {"location", "hx-redirect"} & {name.lower() for name in answer.headers}


@by_http
@pytest.mark.parametrize(
    "referer",
    ["http://testserver//evil.example/", "http://testserver/\\evil.example", "http://testserver/..//evil.example/x"],
)
def test_h06_the_page_that_posted_is_of_this_site(target: Target, referer: str) -> None:
    state = target.show("fussy").state
    answer = post_form(target, state, kind=PLAIN | {"Referer": referer}, live_event="add", qty="1")
    assert answer.status == 303
    location = answer.headers["Location"]
    assert location[0] == "/"
    assert location[1] not in "/\\"


@by_http
@pytest.mark.parametrize(
    "referer", ["https://evil.example/", "http://testserver.evil.example/", "http://testserver@evil/"]
)
def test_h06_another_sites_page_is_led_to_nowhere(target: Target, referer: str) -> None:
    state = target.show("fussy").state
    answer = post_form(target, state, kind=PLAIN | {"Referer": referer}, live_event="add", qty="1")
    assert answer.status in (200, 403)
    assert "Location" not in answer.headers


def test_h06_a_header_carries_no_second_line() -> None:
    events: Any = [{"type": "event", "name": "a\r\nSet-Cookie: a=b", "detail": "ü\r\n\u2028"}]
    (header,) = htmx_headers(events).values()
    assert header.isascii()
    assert header.isprintable()
    assert json.loads(header) == {"a\r\nSet-Cookie: a=b": "ü\r\n\u2028"}


@by_http
@pytest.mark.parametrize("text", [*TEXTS, "a\r\nSet-Cookie: a=b", "../../x", "ü" * 2000])
def test_h06_nor_does_an_effect_that_htmx_is_given_as_an_event(target: Target, text: str) -> None:
    answer = post_form(target, target.show("fussy").state, kind=HTMX, live_event="point", text=text)
    header = answer.headers.get("HX-Trigger-After-Settle", "{}")
    assert (answer.status, header.isascii(), header.isprintable()) == (200, True, True)
    assert len(header) <= 4096
    assert "a=b" not in answer.headers.get("Set-Cookie", "")


class Shown(Component):
    template_name = "page.html"


def test_h12_djangos_engine_with_autoescape_off_is_refused() -> None:
    templates = [
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "OPTIONS": {
                "autoescape": False,
                "loaders": [("django.template.loaders.locmem.Loader", {"page.html": "<p>{{ text }}</p>"})],
            },
        }
    ]
    with override_settings(TEMPLATES=templates), pytest.raises(ConfigurationError, match="autoescape"):
        DjangoRenderer().render("page.html", {"text": IMAGE})


def test_h12_jinjas_environment_with_autoescape_off_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="autoescape"):
        JinjaRenderer(Environment(autoescape=False))
