"""Form posts to the real view: from htmx, and from plain forms without any script (docs/protocol.md, "Form posts")."""

import json
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.core.cache.backends import base, locmem
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import override_settings
from testsite.components import SECRET
from testsite.visitor import Visitor

pytestmark = pytest.mark.django_db
MakeUser = Callable[..., Any]
HTMX = {"HX-Request": "true"}
KINDS = pytest.mark.parametrize("is_multipart", [False, True], ids=["urlencoded", "multipart"])


def names_on(visitor: Visitor, page: str, *, at: int = 0) -> str:
    """The names in the guest book, the first of the page or another."""
    return visitor.look(page).find_all("ol")[at].text


def location_of(response: HttpResponse) -> str:
    assert response.status_code == 303, response.content
    assert response.content == b""
    assert response["Cache-Control"] == "no-store"
    location: str = response["Location"]
    return location


def refused(response: HttpResponse) -> tuple[int, str]:
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response["X-Content-Type-Options"] == "nosniff"
    return response.status_code, response.content.decode()


@KINDS
def test_a_plain_form_leads_back_to_its_page_which_shows_the_outcome_once(visitor: Visitor, is_multipart: bool) -> None:
    response = visitor.submit(visitor.form(), {"name": "Ada"}, is_multipart=is_multipart)
    page, _, handle = location_of(response).partition("?live=")
    assert page == "/page/guestbook/"
    assert len(handle) >= 20
    assert names_on(visitor, response["Location"]) == "Ada"
    assert names_on(visitor, response["Location"]) == ""


def test_the_shown_outcome_is_where_the_next_post_goes_on(visitor: Visitor) -> None:
    first = visitor.submit(visitor.form(), {"name": "Ada"})
    form = visitor.form(location_of(first))
    second = visitor.submit(form, {"name": "Bob"})
    assert location_of(second).count("live=") == 1
    assert names_on(visitor, second["Location"]) == "Ada Bob"


def test_a_texts_letters_come_through(visitor: Visitor) -> None:
    name = "Zoë & <b>'\"+%25 \U0001f600"
    for is_multipart in (False, True):
        response = visitor.submit(visitor.form(), {"name": name}, is_multipart=is_multipart)
        assert names_on(visitor, location_of(response)) == name


def test_one_button_can_say_all(visitor: Visitor) -> None:
    added = location_of(visitor.submit(visitor.form(), {"name": "Ada"}))
    form = visitor.form(added, "#acts")
    assert "live-event" not in form.texts
    deleted = visitor.submit(form, {"live-event": "delete?id=0"})
    assert names_on(visitor, location_of(deleted)) == ""


def test_a_form_without_an_event_sets_fields(visitor: Visitor) -> None:
    response = visitor.submit(visitor.form(target="#acts"), {"mood": "calm"})
    assert visitor.look(location_of(response)).find_all("i")[0].text == "calm"


def test_an_empty_text_is_none_where_the_type_allows_it(visitor: Visitor) -> None:
    form = visitor.form()
    assert form.texts["age"] == ""
    assert names_on(visitor, location_of(visitor.submit(form, {"name": "Ada"}))) == "Ada"


def test_other_query_parameters_stay(visitor: Visitor) -> None:
    form = visitor.form("/page/guestbook/?q=caf%C3%A9+au+lait&tag=a&tag=b&empty=&live=old")
    location = location_of(visitor.submit(form, {"name": "Ada"}))
    query = parse_qsl(urlsplit(location).query, keep_blank_values=True)
    assert query[:-1] == [("q", "café au lait"), ("tag", "a"), ("tag", "b"), ("empty", "")]
    assert query[-1][0] == "live"
    assert names_on(visitor, location) == "Ada"


def test_an_outcome_is_shown_in_the_place_that_posted(visitor: Visitor) -> None:
    location = location_of(visitor.submit(visitor.form("/pair/", at=1), {"name": "Ada"}))
    assert [one.text for one in visitor.look(location).find_all("ol")] == ["", "Ada"]


def test_an_outcome_waits_for_no_other_component(visitor: Visitor) -> None:
    location = location_of(visitor.submit(visitor.form("/pair/"), {"name": "Ada"}))
    elsewhere = location.replace("/pair/", "/page/guestbook/")
    assert names_on(visitor, elsewhere) == ""  # the same name under another key path
    assert names_on(visitor, location) == ""  # and it is used up


def test_a_page_that_is_one_component_shows_its_outcome(visitor: Visitor) -> None:
    response = visitor.submit(visitor.form("/alone/guestbook/"), {"name": "Ada"})
    assert names_on(visitor, location_of(response)) == "Ada"


def test_an_outcome_is_nobody_elses(visitor: Visitor, another_visitor: Visitor, make_user: MakeUser) -> None:
    visitor.client.force_login(make_user("alice"))
    another_visitor.client.force_login(make_user("bob"))
    location = location_of(visitor.submit(visitor.form(), {"name": "Ada"}))
    assert names_on(another_visitor, location) == ""
    assert names_on(visitor, location) == "Ada"


def test_an_outcome_of_one_session_is_none_of_another(visitor: Visitor, another_visitor: Visitor) -> None:
    for one in (visitor, another_visitor):
        one.open(session="start")
    location = location_of(visitor.submit(visitor.form(), {"name": "Ada"}))
    assert names_on(another_visitor, location) == ""
    assert names_on(visitor, location) == "Ada"


@pytest.mark.parametrize(("passes_s", "shown"), [(58, "Ada"), (61, "")])
def test_an_outcome_is_gone_after_a_minute(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch, passes_s: int, shown: str
) -> None:
    location = location_of(visitor.submit(visitor.form(), {"name": "Ada"}))
    then = locmem.time.time() + passes_s
    later = SimpleNamespace(time=lambda: then)
    for module in (base, locmem):
        monkeypatch.setattr(module, "time", later)
    assert names_on(visitor, location) == shown


@pytest.mark.parametrize("handle", ["", "x", "a" * 5_000, "../x", "\0", "ü", "<script>"])
def test_a_handle_that_is_none_shows_the_component_as_ever(visitor: Visitor, handle: str) -> None:
    html = visitor.client.get("/page/guestbook/", {"live": handle}).content.decode()
    assert "<ol></ol>" in html
    assert "<script>" not in html


FOREIGN = [
    *("", "https://evil.example/page/", "http://testserver.evil.example/", "http://testserver@evil.example/"),
    *("https://testserver/", "http://testserver:8000/page/", "//testserver/page/", "/page/guestbook/", "http://[x/"),
    *("javascript:alert(1)", "http://testserver", "data:text/html,x", "x" * 3_000),
]


@pytest.mark.parametrize("referer", FOREIGN, ids=lambda referer: referer[:40] or "none")
def test_without_a_page_of_this_site_the_answer_is_the_component_itself(visitor: Visitor, referer: str) -> None:
    response = visitor.submit(visitor.form(), {"name": "Ada"}, headers={"Referer": referer})
    if referer == "http://testserver":  # the site's own front page
        assert location_of(response).startswith("/?live=")
        return
    assert (response.status_code, response["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert response["Cache-Control"] == "no-store"
    assert "<li>Ada</li>" in response.content.decode()
    assert "Location" not in response


@pytest.mark.parametrize("path", ["//evil.example/", "/\\evil.example/", "///evil.example", "/..//evil.example"])
def test_a_path_that_looks_like_another_site_leads_nowhere_else(visitor: Visitor, path: str) -> None:
    form = visitor.form()
    response = visitor.submit(form, {"name": "Ada"}, headers={"Referer": f"http://testserver{path}"})
    location = location_of(response)
    assert location[0] == "/"
    assert location[1] not in "/\\"


def test_a_redirect_of_the_handlers_goes_before_the_page(visitor: Visitor) -> None:
    form = visitor.form(target="#acts")
    assert location_of(visitor.submit(form, {"live-event": "leave"})) == "/gr%C3%B6%C3%9Fe/"
    response = visitor.submit(form, {"live-event": "leave_the_site"})
    assert location_of(response) == "https://pay.example/start?id=5"


@KINDS
def test_reasons_stand_beside_the_fields_that_were_refused(visitor: Visitor, is_multipart: bool) -> None:
    added = location_of(visitor.submit(visitor.form(), {"name": "Ada"}))
    form = visitor.form(added)
    response = visitor.submit(form, {"name": "", "age": "old"}, is_multipart=is_multipart)
    page = visitor.look(location_of(response))
    assert [one.text for one in page.find_all("p.error")] == ["String should have at least 1 character"]
    assert "integer" in page.find_all("p.age-error")[0].text
    assert page.find_all("ol")[0].text == "Ada"  # as it was before
    assert visitor.look("/page/guestbook/").find_all("p.error") == []


def test_without_a_page_reasons_are_a_422_with_the_component(visitor: Visitor) -> None:
    response = visitor.submit(visitor.form(), {"name": ""}, headers={"Referer": ""})
    assert (response.status_code, response["Content-Type"]) == (422, "text/html; charset=utf-8")
    assert 'class="error"' in response.content.decode()


def test_a_field_that_is_not_the_browsers_to_set_changes_nothing(visitor: Visitor) -> None:
    response = visitor.submit(visitor.form(), {"name": "Ada", "names": "Mallory"})
    assert names_on(visitor, location_of(response)) == ""


def test_who_was_signed_out_meanwhile_is_led_to_where_one_signs_in(visitor: Visitor, make_user: MakeUser) -> None:
    visitor.client.force_login(make_user("alice"))
    form = visitor.form("/page/members_book/?a=b")
    del visitor.client.cookies["sessionid"]
    response = visitor.submit(form, {"name": "Ada"})
    assert location_of(response) == "/accounts/login/?next=%2Fpage%2Fmembers_book%2F%3Fa%3Db"


@pytest.mark.parametrize(
    ("setting", "expected"),
    [
        ("https://sso.example/login", "https://sso.example/login?next=%2Fpage%2Fmembers_book%2F"),
        ("/in/?via=shop", "/in/?via=shop&next=%2Fpage%2Fmembers_book%2F"),
        ("testsite-login", "/sign/in/?next=%2Fpage%2Fmembers_book%2F"),
    ],
)
def test_where_one_signs_in_is_djangos_setting(
    visitor: Visitor, make_user: MakeUser, setting: str, expected: str
) -> None:
    with override_settings(LOGIN_URL=setting):
        visitor.client.force_login(make_user("alice"))
        form = visitor.form("/page/members_book/")
        del visitor.client.cookies["sessionid"]
        assert location_of(visitor.submit(form, {"name": "Ada"})) == expected
        response = visitor.submit(form, {"name": "Ada"}, headers=HTMX)
        assert (response.status_code, response["HX-Redirect"], response.content) == (204, expected, b"")


def test_a_stale_form_leads_to_a_fresh_page(visitor: Visitor, make_user: MakeUser) -> None:
    form = visitor.form("/page/guestbook/?a=b")
    visitor.client.force_login(make_user("alice"))
    form.texts["csrfmiddlewaretoken"] = visitor.form().texts["csrfmiddlewaretoken"]
    assert location_of(visitor.submit(form, {"name": "Ada"})) == "/page/guestbook/?a=b"
    assert refused(visitor.submit(form, {"name": "Ada"}, headers={"Referer": ""})) == (410, "this page is out of date")


def test_a_stale_form_of_htmx_refreshes_the_page(visitor: Visitor, make_user: MakeUser) -> None:
    form = visitor.form()
    visitor.client.force_login(make_user("alice"))
    form.texts["csrfmiddlewaretoken"] = visitor.form().texts["csrfmiddlewaretoken"]
    response = visitor.submit(form, {"name": "Ada"}, headers=HTMX)
    assert (response.status_code, response["HX-Refresh"], response.content) == (204, "true", b"")


@KINDS
@pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
def test_the_token_of_djangos_csrf_protection_is_asked_for(
    visitor: Visitor, is_multipart: bool, headers: dict[str, str]
) -> None:
    form = visitor.form()
    for token in ("", "a" * 64):
        sent = visitor.submit(
            form, {"name": "Ada", "csrfmiddlewaretoken": token}, is_multipart=is_multipart, headers=headers
        )
        assert refused(sent) == (403, "this is not allowed")


def test_another_sites_form_is_forbidden_whatever_it_holds(visitor: Visitor) -> None:
    form = visitor.form()
    answers = [visitor.submit(form, {"name": "Ada"}, headers={"Origin": origin}) for origin in ("http://evil", "null")]
    assert [refused(answer)[0] for answer in answers] == [403, 403]
    same = visitor.submit(form, {"name": "Ada"}, headers={"Origin": "http://testserver"})
    assert same.status_code == 303


def test_a_file_where_none_is_expected_is_refused_beside_its_field(visitor: Visitor) -> None:
    upload = SimpleUploadedFile("x.txt", b"content", "text/plain")
    response = visitor.submit(visitor.form(), {"name": upload}, is_multipart=True, headers=HTMX)
    assert "No file is expected here" in response.content.decode()
    page = location_of(visitor.submit(visitor.form(), {"name": upload}, is_multipart=True))
    assert names_on(visitor, page) == ""


def test_files_are_refused_by_name_where_our_client_asks(visitor: Visitor) -> None:
    upload = SimpleUploadedFile("x.txt", b"content", "text/plain")
    response = visitor.submit(
        visitor.form(), {"photo": upload}, is_multipart=True, headers={"X-Component-Request": "1"}
    )
    assert response.status_code == 422
    assert response.json()["errors"] == {"photo": ["No file is expected here"]}


@KINDS
def test_more_fields_than_django_takes_are_a_bad_request(visitor: Visitor, is_multipart: bool) -> None:
    with override_settings(DATA_UPLOAD_MAX_NUMBER_FIELDS=5):
        response = visitor.submit(visitor.form(), {f"n{i}": "x" for i in range(6)}, is_multipart=is_multipart)
    assert refused(response) == (400, "the request is not a message of this protocol")


@KINDS
def test_more_than_django_takes_is_too_large(visitor: Visitor, is_multipart: bool) -> None:
    with override_settings(DATA_UPLOAD_MAX_MEMORY_SIZE=2_000):
        response = visitor.submit(visitor.form(), {"name": "x" * 2_000}, is_multipart=is_multipart)
    assert refused(response) == (413, "the request is too large")


@KINDS
def test_more_than_our_limit_is_too_large(visitor: Visitor, is_multipart: bool) -> None:
    form = visitor.form()
    with override_settings(COMPONENT_FRAMEWORK={"MAX_BODY_BYTES": 1_500}):
        response = visitor.submit(form, {"name": "x" * 1_500}, is_multipart=is_multipart)
    assert refused(response) == (413, "the request is too large")


@pytest.mark.parametrize("header", ["multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; x"])
def test_a_body_that_is_no_multipart_is_a_bad_request(visitor: Visitor, header: str) -> None:
    form = visitor.form()
    token = {"X-CSRFToken": form.texts["csrfmiddlewaretoken"]}
    response = visitor.client.post(form.action, "--x\r\n", content_type=header, headers=token)
    assert refused(response) == (400, "the request is not a message of this protocol")


TWICE = {
    "snapshot": {"live-state": ["a", "b"]},
    "key": {"live-key": ["a", "b"]},
    "unknown": {"live-payload": "{}"},
    "component": {"live-component": "counter"},
    "NUL": {"name": "a\0b"},
}


@KINDS
@pytest.mark.parametrize("what", TWICE)
def test_what_the_protocol_does_not_know_is_a_bad_request(visitor: Visitor, is_multipart: bool, what: str) -> None:
    response = visitor.submit(visitor.form(), {"name": "Ada", **TWICE[what]}, is_multipart=is_multipart)
    assert refused(response) == (400, "the request is not a message of this protocol")


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ({"live-event": "nothing"}, (404, "there is no such event")),
        ({"live-event": "miss"}, (404, "there is no such thing")),
        ({"live-state": "forged"}, (400, "the snapshot is not valid here")),
        ({"live-event": "x?" + "id=1&" * 11_000}, (400, "the request is not a message of this protocol")),
    ],
    ids=["unknown event", "not found", "forged", "too many"],
)
def test_other_refusals_are_their_status_and_a_sentence(
    visitor: Visitor, headers: dict[str, str], texts: dict[str, str], expected: tuple[int, str]
) -> None:
    response = visitor.submit(visitor.form(target="#acts"), texts, headers=headers)
    assert refused(response) == expected


def test_who_posts_too_often_is_told_when_to_come_back(visitor: Visitor) -> None:
    form = visitor.form()
    with override_settings(COMPONENT_FRAMEWORK={"RATE_BURST": 1, "RATE_PER_S": 0.01}):
        first, second = (visitor.submit(form, {"name": "Ada"}) for _ in range(2))
    assert first.status_code == 303
    assert refused(second) == (429, "too many requests")
    assert int(second["Retry-After"]) > 0


def test_an_exception_in_a_handler_is_the_hosts_own_500(visitor: Visitor) -> None:
    response = visitor.submit(visitor.form(target="#acts"), {"live-event": "fail"})
    assert response.status_code == 500
    assert SECRET not in response.content.decode()


@KINDS
def test_htmx_is_answered_by_the_fragment(visitor: Visitor, is_multipart: bool) -> None:
    response = visitor.submit(visitor.form(), {"name": "Ada"}, is_multipart=is_multipart, headers=HTMX)
    html = response.content.decode()
    assert (response.status_code, response["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert html.startswith('<section id="c-')
    assert "<li>Ada</li>" in html
    assert not [name for name in response.headers if name.startswith("HX-")]


def test_htmx_gets_refused_fields_as_a_200_since_it_swaps_nothing_else(visitor: Visitor) -> None:
    response = visitor.submit(visitor.form(), {"name": ""}, headers=HTMX)
    assert response.status_code == 200
    assert 'class="error"' in response.content.decode()


def test_htmx_gets_effects_in_headers(visitor: Visitor) -> None:
    form = visitor.form(target="#acts")
    response = visitor.submit(form, {"live-event": "announce?name=Zo%C3%AB"}, headers=HTMX)
    assert json.loads(response["HX-Trigger"]) == {"announced": {"name": "Zoë"}, "done": None}
    assert response["HX-Push-Url"] == "/page/gr%C3%B6%C3%9Fe/"
    assert visitor.submit(form, {"live-event": "correct"}, headers=HTMX)["HX-Replace-Url"] == "/page/other/"
    assert visitor.submit(form, {"live-event": "leave"}, headers=HTMX)["HX-Redirect"] == "/gr%C3%B6%C3%9Fe/"
    away = visitor.submit(form, {"live-event": "leave_the_site"}, headers=HTMX)
    assert (away.status_code, away["HX-Redirect"]) == (200, "https://pay.example/start?id=5")


def test_htmx_may_send_the_token_as_a_header(visitor: Visitor) -> None:
    form = visitor.form()
    token = form.texts.pop("csrfmiddlewaretoken")
    assert visitor.submit(form, {"name": "Ada"}, headers=HTMX | {"X-CSRFToken": token}).status_code == 200


@KINDS
def test_our_own_client_may_send_a_form(visitor: Visitor, is_multipart: bool) -> None:
    """As long as it names itself, the answer is JSON."""
    ours = {"X-Component-Request": "1"}
    response = visitor.submit(
        visitor.form(), {"name": "Ada", "live-key": "run:1"}, is_multipart=is_multipart, headers=ours
    )
    assert (response.status_code, response.json()["key"]) == (200, "run:1")
    refusal = visitor.submit(visitor.form(), {"name": ""}, is_multipart=is_multipart, headers=ours)
    assert (refusal.status_code, list(refusal.json()["errors"])) == (422, ["name"])
