"""Effects: what a handler has the browser do besides showing new HTML."""

import json

from conformance.site import Site, by_http

GUIDANCE = [
    {"type": "focus", "target": "input"},
    {"type": "scroll", "target": "", "block": "center"},
    {"type": "dialog", "target": "dialog", "open": True},
    {"type": "dialog", "target": "#größe", "open": False},
    {"type": "title", "text": "<Ledger>"},
]
DOWNLOADS = [
    {"type": "download", "url": "/ledger.csv", "filename": "größe.csv"},
    {"type": "download", "filename": "total.txt", "media_type": "text/plain", "base64": "MA=="},
]


def test_effects_leave_with_the_update_in_their_order(site: Site) -> None:
    answer = site.send(site.open("conforming_ledger"), event="tell")
    assert answer.json["effects"] == [
        {"type": "event", "name": "told", "detail": {"total": 0}},
        {"type": "url", "url": "/ledger/?total=1", "replace": False},
    ]


def test_a_redirect_is_an_effect(site: Site) -> None:
    effects = site.send(site.open("conforming_ledger"), event="leave").json["effects"]
    assert effects[1:] == [{"type": "redirect", "url": "/größe/", "external": False}]


def test_focus_scroll_dialogs_and_the_title_are_effects(site: Site) -> None:
    assert site.send(site.open("conforming_ledger"), event="guide").json["effects"] == GUIDANCE


def test_downloads_are_effects(site: Site) -> None:
    assert site.send(site.open("conforming_ledger"), event="export").json["effects"] == DOWNLOADS


def test_effects_do_not_outlive_their_message(site: Site) -> None:
    shown = site.open("conforming_ledger")
    site.send(shown, event="tell")
    assert site.send(shown, event="add").json["effects"] == []


def test_a_redirect_to_another_site_is_the_authors_mistake(site: Site) -> None:
    assert site.send(site.open("conforming_ledger"), event="leave_site").status == 500


@by_http
def test_htmx_gets_effects_as_headers(site: Site) -> None:
    shown = site.open("conforming_ledger")
    answer = site.submit(shown, {"live-event": "tell"}, form=1, is_htmx=True)
    assert answer.headers["HX-Trigger"] == '{"told": {"total": 0}}'
    assert answer.headers["HX-Push-Url"] == "/ledger/?total=1"


@by_http
def test_a_plain_form_follows_a_redirect(site: Site) -> None:
    answer = site.submit(site.open("conforming_ledger"), {"live-event": "leave"}, form=1)
    assert (answer.status, answer.headers["Location"]) == (303, "/gr%C3%B6%C3%9Fe/")


@by_http
def test_htmx_gets_what_it_has_no_header_for_as_one_event(site: Site) -> None:
    answer = site.submit(site.open("conforming_ledger"), {"live-event": "guide"}, form=1, is_htmx=True)
    assert json.loads(answer.headers["HX-Trigger-After-Settle"]) == {"live:effects": {"effects": GUIDANCE}}


@by_http
def test_a_plain_form_follows_a_download(site: Site) -> None:
    answer = site.submit(site.open("conforming_ledger"), {"live-event": "export"}, form=1)
    assert (answer.status, answer.headers["Location"]) == (303, "/ledger.csv")
