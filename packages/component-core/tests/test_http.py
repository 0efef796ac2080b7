"""What HTTP adds to a message."""

import json
import logging
from typing import Any

import pytest

from component_framework.core import (
    BadSnapshotError,
    ComponentSettings,
    ForbiddenError,
    InvalidError,
    SignedOutError,
    StaleSnapshotError,
    TooManyError,
    UnknownEventError,
)
from component_framework.core.errors import MediaTypeError, MethodError, TooLargeError
from component_framework.core.http import (
    Head,
    caller_address,
    error_answer,
    page_of,
    redirect_answer,
    update_answer,
    with_handle,
)
from component_framework.core.messages import parse_message

SETTINGS = ComponentSettings(max_body_bytes=1000)
SAFE = {"X-Content-Type-Options": "nosniff", "Cache-Control": "no-store"}
UPDATE: Any = {
    "type": "component_update",
    "component_id": "c-1",
    "html": "<p></p>",
    "state": "cf1.x",
    "key": None,
    "effects": [{"type": "event", "name": "saved", "detail": None}],
}


def head(method: str = "POST", content_type: str = "application/json", **more: str) -> Head:
    return Head(method=method, content_type=content_type, **more)


@pytest.mark.parametrize(
    "content_type",
    ["application/json", "Application/JSON", "application/json; charset=utf-8", 'application/json;charset="UTF-8"',
     "application/x-www-form-urlencoded", "application/x-www-form-urlencoded; charset=utf-8",
     "multipart/form-data; boundary=----x"],
)  # fmt: skip
def test_messages_come_as_json_and_as_forms(content_type: str) -> None:
    head(content_type=content_type).check_type()


@pytest.mark.parametrize(
    "content_type",
    ["", "text/plain", "text/plain; x=application/json", "application/json\u00a0", "application/json; charset=latin-1",
     "application/jsonx", "application/json, text/plain", " application/json", "application/json; x=y", "text/html",
     "application/ld+json", "multipart/mixed; boundary=x", "multipart/form-data\u00a0", "multipart/form-data; b=\x00"],
)  # fmt: skip
def test_other_content_types_are_refused(content_type: str) -> None:
    with pytest.raises(MediaTypeError):
        head(content_type=content_type).check_type()


@pytest.mark.parametrize("encoding", ["gzip", "br", "identity, gzip", "x"])
def test_an_encoded_body_is_refused(encoding: str) -> None:
    with pytest.raises(MediaTypeError, match=encoding):
        head(content_encoding=encoding).check_type()


@pytest.mark.parametrize("encoding", ["", "identity", "Identity"])
def test_a_body_as_it_is_passes(encoding: str) -> None:
    head(content_encoding=encoding).check_type()


def test_post_is_the_method() -> None:
    head("POST").check_method()


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "post", ""])
def test_messages_come_by_post_only(method: str) -> None:
    with pytest.raises(MethodError):
        head(method).check_method()


@pytest.mark.parametrize("length", ["1001", "9" * 5000])
def test_a_body_announced_over_the_limit_is_too_large(length: str) -> None:
    with pytest.raises(TooLargeError) as caught:
        head(content_length=length).check_length(1000)
    assert len(str(caught.value)) < 100


@pytest.mark.parametrize("length", ["", "0", "1000", "-5", "abc", "\uff11\uff10\uff10\uff11", "1e9", " 5000"])
def test_other_lengths_are_left_to_the_reading(length: str) -> None:
    head(content_length=length).check_length(1000)


@pytest.mark.parametrize(
    ("content_type", "more", "wanted"),
    [
        ("application/json", {}, "json"),
        ("application/json", {"hx_request": "true"}, "htmx"),
        ("application/x-www-form-urlencoded", {"hx_request": "true"}, "htmx"),
        ("application/x-www-form-urlencoded", {}, "page"),
        ("multipart/form-data; boundary=x", {}, "page"),
        ("multipart/form-data; boundary=x", {"component_request": "1"}, "json"),
        ("text/plain", {}, "json"),
    ],
)
def test_who_reads_the_answer(content_type: str, more: dict[str, str], wanted: str) -> None:
    assert head(content_type=content_type, **more).kind == wanted


@pytest.mark.parametrize(("content_type", "wanted"), [("application/json; charset=utf-8", True), ("text/json", False)])
def test_what_is_json(content_type: str, wanted: bool) -> None:
    assert head(content_type=content_type).is_json is wanted


def test_an_update_is_json_for_our_client() -> None:
    answer = update_answer(UPDATE, kind="json", status=422)
    assert (answer.status, answer.content_type, answer.headers) == (422, "application/json", SAFE)
    assert json.loads(answer.body) == UPDATE


def test_an_update_is_the_fragment_with_status_200_for_htmx() -> None:
    answer = update_answer(UPDATE, kind="htmx", status=422)
    assert (answer.status, answer.body, answer.content_type) == (200, "<p></p>", "text/html; charset=utf-8")
    assert answer.headers == SAFE | {"HX-Trigger": '{"saved": null}'}


def test_an_update_is_html_with_its_status_for_a_page() -> None:
    answer = update_answer(UPDATE, kind="page", status=422)
    assert (answer.status, answer.body, answer.content_type) == (422, "<p></p>", "text/html; charset=utf-8")


def test_a_redirect_is_303_to_an_ascii_address() -> None:
    answer = redirect_answer("/größe/?a=b")
    assert (answer.status, answer.body) == (303, "")
    assert answer.headers == SAFE | {"Location": "/gr%C3%B6%C3%9Fe/?a=b"}


def test_an_error_is_json_for_our_client() -> None:
    message = parse_message(b'{"type": "component_event", "component_id": "c-1", "key": "run:1"}', SETTINGS)
    answer = error_answer(InvalidError({"a": ["wrong"]}), kind="json", name="counter", message=message)
    assert (answer.status, answer.content_type, answer.headers) == (422, "application/json", SAFE)
    body = json.loads(answer.body)
    assert (body["code"], body["component_id"], body["key"], body["errors"]) == (
        "invalid", "c-1", "run:1", {"a": ["wrong"]}
    )  # fmt: skip


@pytest.mark.parametrize("kind", ["htmx", "page"])
def test_an_error_is_its_fixed_sentence_for_a_person(kind: Any) -> None:
    answer = error_answer(ForbiddenError("the log's"), kind=kind, name="counter")
    assert (answer.status, answer.body, answer.content_type) == (
        403,
        "this is not allowed",
        "text/plain; charset=utf-8",
    )


def test_some_errors_bring_headers() -> None:
    assert error_answer(MethodError(), kind="json", name="x").headers == SAFE | {"Allow": "POST"}
    assert error_answer(TooManyError(7), kind="json", name="x").headers == SAFE | {"Retry-After": "7"}


@pytest.mark.parametrize(
    ("error", "kind", "sign_in", "status", "header"),
    [
        (SignedOutError(), "page", "/login/", 303, ("Location", "/login/")),
        (SignedOutError(), "htmx", "/login/", 204, ("HX-Redirect", "/login/")),
        (SignedOutError(), "htmx", "", 204, ("HX-Refresh", "true")),
        (SignedOutError(), "page", "", 401, None),
        (SignedOutError(), "json", "/login/", 401, None),
        (StaleSnapshotError(), "htmx", "/login/", 204, ("HX-Refresh", "true")),
        (StaleSnapshotError(), "page", "/login/", 410, None),
        (ForbiddenError(), "htmx", "/login/", 403, None),
    ],
)
def test_who_is_signed_out_or_late_is_led_on(error: Any, kind: Any, sign_in: str, status: int, header: Any) -> None:
    answer = error_answer(error, kind=kind, name="counter", sign_in=sign_in)
    assert answer.status == status
    assert dict(answer.headers) == SAFE | dict([header] if header else [])


def test_an_error_is_logged_once_on_one_line_without_values(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    error = UnknownEventError("Counter", "\r\nINFO fake line " + "x" * 500, [])
    error_answer(error, kind="json", name="a\nb" + "x" * 500)
    [record] = caplog.records
    assert record.getMessage().startswith("404 unknown_event for the component 'a\\nb")
    assert "\n" not in record.getMessage()
    assert len(record.getMessage()) < 400


def test_two_forgeries_get_the_same_answer() -> None:
    answers = [error_answer(BadSnapshotError(text), kind="json", name="x") for text in ("the signature", "the shape")]
    assert answers[0] == answers[1]


@pytest.mark.parametrize(
    ("referer", "wanted"),
    [
        ("https://shop.example/cart/?a=1&b=", "/cart/?a=1&b="),
        ("https://shop.example/cart/?live=old&a=1", "/cart/?a=1"),
        ("https://shop.example/cart/?live=old", "/cart/"),
        ("https://shop.example/cart/#top", "/cart/"),
        ("https://shop.example", "/"),
        ("https://shop.example//evil.example/", "/evil.example/"),
        ("https://shop.example/\\evil.example", "/evil.example"),
        ("https://shop.example.evil/", ""),
        ("https://shop.example@evil/", ""),
        ("http://shop.example/", ""),
        ("https://shop.example:8443/", ""),
        ("/cart/", ""),
        ("", ""),
        ("http://[", ""),
        ("javascript:alert(1)", ""),
    ],
)
def test_the_page_that_a_post_came_from_is_of_this_site(referer: str, wanted: str) -> None:
    assert page_of(referer, origin="https://shop.example") == wanted


@pytest.mark.parametrize(("page", "wanted"), [("/a/", "/a/?live=h"), ("/a/?b=c", "/a/?b=c&live=h")])
def test_a_handle_is_put_into_the_pages_query(page: str, wanted: str) -> None:
    assert with_handle(page, "h") == wanted


@pytest.mark.parametrize(
    ("forwarded", "proxies", "wanted"),
    [
        ("", 0, "peer"),
        ("1.1.1.1", 0, "peer"),
        ("", 1, "peer"),
        ("9.9.9.9", 1, "9.9.9.9"),
        ("spoofed, 9.9.9.9", 1, "9.9.9.9"),
        ("spoofed, 9.9.9.9, 10.0.0.1", 2, "9.9.9.9"),
        ("9.9.9.9", 2, "peer"),
        (" , 9.9.9.9 ,", 1, "9.9.9.9"),
        ("spoofed", -1, "peer"),
    ],
)
def test_the_counted_address_is_one_that_a_trusted_proxy_saw(forwarded: str, proxies: int, wanted: str) -> None:
    assert caller_address("peer", forwarded, trusted_proxies=proxies) == wanted
