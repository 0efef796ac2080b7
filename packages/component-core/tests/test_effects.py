"""What a handler can have the browser do."""

from collections.abc import Callable
from typing import Any

import pytest

from component_framework.core import ConfigurationError, StateError
from component_framework.core.effects import Effects, ascii_url, checked_url

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
    effects = Effects()
    for call in (effects.redirect, effects.push_url):
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
    effects = Effects()
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
    effects = Effects()
    effects.redirect("/a/")
    effects.push_url("/b/")
    assert effects._effects == [
        {"type": "redirect", "url": "/a/", "external": False},
        {"type": "url", "url": "/b/", "replace": False},
    ]


@pytest.mark.parametrize("detail", [object(), float("nan"), {"when": {1, 2}}], ids=repr)
def test_a_detail_is_json(detail: Any) -> None:
    with pytest.raises(StateError, match=r"emit\('saved'\)"):
        Effects().emit("saved", detail)


def test_effects_are_not_shared() -> None:
    one: Callable[..., None] = Effects().emit
    one("saved")
    assert Effects()._effects == []


@pytest.mark.parametrize(
    ("url", "wanted"),
    [("/größe/?q=ü", "/gr%C3%B6%C3%9Fe/?q=%C3%BC"), ("/a%20b?c=d&e#f", "/a%20b?c=d&e#f"), ("https://[::1]/", "https://[::1]/")],
)  # fmt: skip
def test_an_address_in_a_header_is_ascii(url: str, wanted: str) -> None:
    assert ascii_url(url) == wanted
