"""What a handler can have the browser do."""

from collections.abc import Callable
from typing import Any

import pytest

from component_framework.core import Component, ConfigurationError, StateError
from component_framework.core.effects import MAX_FILE_BYTES, Effects, ascii_url, checked_url, safe_filename, with_query

HOSTILE = [
    "//evil.example",
    "///evil.example",
    "https:evil",
    "https:///evil",
    "http:/evil",
    "/\\evil",
    "\\\\evil",
    "\\/evil",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\tscript:alert(1)",
    " javascript:alert(1)",
    "data:text/html,x",
    "\t//evil",
    "/\t/evil",
    "\n//evil",
    "/\r\n/evil",
    "/ok\x00",
    "/a b",
    "/a\x85b",
    "https://site@evil",
    "https://evil.example/",
    "HTTPS://evil.example",
    "mailto:a@b.c",
    "//[",
    "http://[evil",
    "",
    "#",
]


@pytest.mark.parametrize("url", HOSTILE)
def test_an_address_that_may_leave_the_site_is_refused_at_call_time(url: str) -> None:
    effects = Component()
    for call in (effects.redirect, effects.push_url, effects.download):
        with pytest.raises(ConfigurationError, match="does not stay on this site"):
            call(url)
    assert effects._effects == []


@pytest.mark.parametrize("url", ["/", "/thanks/", "/a?b=//c#d", "?page=2", "#top", "next/", "../up", "/a:b", "/größe/"])
def test_a_path_of_this_site_is_fine(url: str) -> None:
    assert checked_url(url) == checked_url(url, external=True) == url


@pytest.mark.parametrize("url", ["https://example.com/x?y#z", "http://localhost:8000", "https://[::1]/"])
def test_external_allows_any_http_address(url: str) -> None:
    assert checked_url(url, external=True) == url


@pytest.mark.parametrize(
    "url",
    ["javascript://%0aalert(1)", "ftp://x", "https:evil", "https:///evil", "//evil", "https://:80", "http://[x",
     "https://a\\@b", " https://a", "data:text/html,x"],
)  # fmt: skip
def test_external_allows_nothing_else(url: str) -> None:
    with pytest.raises(ConfigurationError):
        checked_url(url, external=True)


def test_effects_are_collected_in_order() -> None:
    effects = Component()
    effects.emit("saved", {"id": 5})
    effects.emit("closed")
    effects.push_url("?page=2", replace=True)
    effects.redirect("https://example.com/", external=True)
    assert effects._effects == [
        {"type": "event", "name": "saved", "detail": {"id": 5}},
        {"type": "event", "name": "closed", "detail": None},
        {"type": "url", "url": "?page=2", "replace": True},
        {"type": "redirect", "url": "https://example.com/", "external": True},
    ]


def test_a_redirect_and_an_address_are_local_and_new_by_default() -> None:
    effects = Component()
    effects.redirect("/a/")
    effects.push_url("/b/")
    assert effects._effects == [
        {"type": "redirect", "url": "/a/", "external": False},
        {"type": "url", "url": "/b/", "replace": False},
    ]


@pytest.mark.parametrize("detail", [object(), float("nan"), {"when": {1, 2}}], ids=repr)
def test_a_detail_is_json(detail: Any) -> None:
    with pytest.raises(StateError, match=r"emit\('saved'\)"):
        Component().emit("saved", detail)


def test_effects_are_not_shared() -> None:
    one: Callable[..., None] = Component().emit
    one("saved")
    assert Component()._effects == []


@pytest.mark.parametrize(
    ("url", "wanted"),
    [("/größe/?q=ü", "/gr%C3%B6%C3%9Fe/?q=%C3%BC"), ("/a%20b?c=d&e#f", "/a%20b?c=d&e#f"), ("https://[::1]/", "https://[::1]/")],
)  # fmt: skip
def test_an_address_in_a_header_is_ascii(url: str, wanted: str) -> None:
    assert ascii_url(url) == wanted


def test_a_component_has_the_page_focus_scroll_show_and_name_things() -> None:
    effects = Component()
    effects.focus()
    effects.focus("input[name=title]")
    effects.scroll_to()
    effects.scroll_to("li:last-child", block="nearest")
    effects.open_dialog("dialog")
    effects.close_dialog("dialog")
    effects.set_title("3 left")
    assert effects._effects == [
        {"type": "focus", "target": ""},
        {"type": "focus", "target": "input[name=title]"},
        {"type": "scroll", "target": "", "block": "start"},
        {"type": "scroll", "target": "li:last-child", "block": "nearest"},
        {"type": "dialog", "target": "dialog", "open": True},
        {"type": "dialog", "target": "dialog", "open": False},
        {"type": "title", "text": "3 left"},
    ]


def test_a_scroll_leads_to_one_of_four_places() -> None:
    block: Any = "top"
    with pytest.raises(ConfigurationError, match=r"scroll_to\(block='top'\): one of \('start', 'center'"):
        Component().scroll_to(block=block)


@pytest.mark.parametrize(
    "call",
    [Effects.focus, Effects.scroll_to, Effects.open_dialog, Effects.close_dialog, Effects.set_title],
    ids=lambda call: call.__name__,
)
def test_what_is_no_unicode_text_is_refused_at_call_time(call: Callable[..., None]) -> None:
    with pytest.raises(StateError, match="half a surrogate pair"):
        call(Component(), "\ud800")


def test_a_download_is_an_address_or_a_file() -> None:
    effects = Component()
    effects.download("/invoices/5.pdf")
    effects.download("/invoices/5.pdf", filename="../invoice 5.pdf")
    effects.download_file("größe.csv", "größe\n", media_type="text/csv; charset=utf-8")
    effects.download_file("x.bin", b"\x00\xff")
    assert effects._effects == [
        {"type": "download", "url": "/invoices/5.pdf", "filename": ""},
        {"type": "download", "url": "/invoices/5.pdf", "filename": "invoice 5.pdf"},
        {
            "type": "download",
            "filename": "größe.csv",
            "media_type": "text/csv; charset=utf-8",
            "base64": "Z3LDtsOfZQo=",
        },
        {"type": "download", "filename": "x.bin", "media_type": "application/octet-stream", "base64": "AP8="},
    ]


def test_a_file_in_the_answer_has_at_most_a_mebibyte() -> None:
    Component().download_file("x", b"x" * MAX_FILE_BYTES)
    with pytest.raises(ConfigurationError, match=r"has 1048577 bytes; the limit is 1048576\. Serve it"):
        Component().download_file("x", b"x" * (MAX_FILE_BYTES + 1))


@pytest.mark.parametrize("media_type", ["", "csv", "text/csv\r\nX: y", "text/*", "a/b; c=d"])
def test_a_file_has_a_plain_media_type(media_type: str) -> None:
    with pytest.raises(ConfigurationError, match="media_type="):
        Component().download_file("x", "", media_type=media_type)


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("a.csv", "a.csv"),
        ("größe 1.csv", "größe 1.csv"),
        ("../../etc/passwd", "passwd"),
        ("C:\\temp\\a.csv", "a.csv"),
        ("a\r\n\0\x7f.csv", "a.csv"),
        ("gpj.\u202eexe", "gpj.exe"),
        (" .profile. ", "profile"),
        ("..", "download"),
        ("a/", "download"),
        ("\ud800", "download"),
        ("x" * 300, "x" * 200),
    ],
)
def test_a_filename_is_one_for_a_folder_of_downloads(name: str, wanted: str) -> None:
    assert safe_filename(name) == wanted


@pytest.mark.parametrize(
    ("url", "params", "wanted"),
    [
        ("/todos/", {"show": ["open"]}, "/todos/?show=open"),
        ("/todos/?show=all&q=&show=x#top", {"show": ["a&b"], "page": None}, "/todos/?q=&show=a%26b#top"),
        ("/todos/?show=all", {"show": None}, "/todos/"),
        ("/", {"tag": ["a", "ü"]}, "/?tag=a&tag=%C3%BC"),
        ("?page=2", {"page": None}, "?"),
        ("?page=2", {"page": []}, "?"),
    ],
)
def test_parameters_are_laid_over_a_query(url: str, params: Any, wanted: str) -> None:
    assert with_query(url, params) == wanted
