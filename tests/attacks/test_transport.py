"""Section E, what carries a message: other sites, odd media types, odd methods, odd heads."""

import json

import pytest

from attacks.components import effects
from attacks.target import Target, by_http, honest, send
from attacks.verdicts import assert_refused

pytestmark = by_http

EVIL = {"Origin": "https://evil.example"}


def body_of(target: Target) -> bytes:
    return json.dumps(honest(target.show("victim"), event="delete")).encode()


FROM_ELSEWHERE: dict[str, tuple[str, dict[str, str]]] = {
    "E02 no-cors fetch": ("text/plain", EVIL),
    "E02 no-cors fetch without a type": ("text/plain;charset=UTF-8", EVIL | {"Sec-Fetch-Site": "cross-site"}),
    "E02 JSON": ("application/json", EVIL),
    "E02 JSON with our header": ("application/json", EVIL | {"X-Component-Request": "1"}),
    "E02 a sister site": ("application/json", {"Origin": "http://other.testserver", "Sec-Fetch-Site": "same-site"}),
    "E02 another port": ("application/json", {"Origin": "http://testserver:8443"}),
    "E05 sandboxed frame": ("application/json", {"Origin": "null"}),
    "E05 sandboxed frame as text": ("text/plain", {"Origin": "null"}),
    "E06 only the cookies": ("application/json", {}),
}


@pytest.mark.parametrize("attack", FROM_ELSEWHERE)
def test_another_site_is_forbidden(target: Target, attack: str) -> None:
    media_type, headers = FROM_ELSEWHERE[attack]
    target.sign_in("alice")
    answer = target.post_from_elsewhere("victim", body_of(target), media_type=media_type, headers=headers)
    assert_refused(answer, 403, "forbidden")


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "http://testserver.evil.example", "testserver", "x"]
)
def test_another_origin_is_forbidden_whatever_else_it_knows(target: Target, origin: str) -> None:
    assert_refused(target.post("victim", body_of(target), headers={"Origin": origin}), 403, "forbidden")


MEDIA_TYPES = [
    *("text/plain; x=application/json", "application/json\u00a0", "application/json, text/plain", "application/json;"),
    *("application/jsonx", "xapplication/json", "application/json; charset=utf-7", "application/json; charset=utf-16"),
    *(
        "application/json; boundary=x",
        "application/ json",
        "application/x-json",
        "text/html",
        "*/*",
        "json",
        "a" * 5_000,
    ),
]


@pytest.mark.parametrize("media_type", MEDIA_TYPES, ids=lambda media_type: media_type[:40])
def test_e03_another_media_type_is_refused(target: Target, media_type: str) -> None:
    assert_refused(target.post("victim", body_of(target), media_type=media_type), 415, "media_type")


@pytest.mark.parametrize("media_type", ["application/json", "Application/JSON", "application/json; charset=utf-8"])
def test_e03_json_is_json(target: Target, media_type: str) -> None:
    assert target.post("victim", body_of(target), media_type=media_type).status == 200


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "gzip, identity", "x"])
def test_i01_a_packed_body_is_refused(target: Target, encoding: str) -> None:
    answer = target.post("victim", body_of(target), headers={"Content-Encoding": encoding})
    assert_refused(answer, 415, "media_type")


def test_i01_a_body_over_the_limit_is_refused_before_it_is_parsed(target: Target) -> None:
    body_of(target)
    assert_refused(target.post("victim", b"[" * (1024 * 1024 + 1)), 413, "too_large")


def test_i06_a_snapshot_over_the_limit_is_refused(target: Target) -> None:
    shown = target.show("victim")
    assert_refused(send(target, shown, state="a" * 16 * 1024 * 1024), 413, "too_large")


HEADS: dict[str, dict[str, str]] = {
    "E15 callback": {"X-Callback": "alert"},
    "E18 override by header": {"X-HTTP-Method-Override": "DELETE"},
    "E18 override by another header": {"X-Method-Override": "GET", "X-HTTP-Method": "PUT"},
    "E rewritten path": {"X-Original-URL": "/admin/", "X-Rewrite-URL": "/admin/"},
    "E forwarded host": {"X-Forwarded-Host": "evil.example", "Forwarded": "host=evil.example"},
}


@pytest.mark.parametrize("attack", HEADS)
def test_odd_headers_are_ignored(target: Target, attack: str) -> None:
    answer = target.post("victim", body_of(target), headers=HEADS[attack])
    assert answer.status == 200
    assert b"evil" not in answer.body
    assert effects == ["delete"]


@pytest.mark.parametrize("host", ["a/../admin?x", "a#b", "evil.example", "x" * 300, ""])
def test_e12_another_host_is_refused_by_the_site(target: Target, host: str) -> None:
    assert target.post("victim", body_of(target), headers={"Host": host}).status == 400
    assert effects == []


@pytest.mark.django_db
def test_e12_django_refuses_a_host_with_two_ports(django_target: Target) -> None:
    """Starlette's TrustedHostMiddleware looks at the name only."""
    answer = django_target.post("victim", body_of(django_target), headers={"Host": "testserver:80:80"})
    assert answer.status == 400
    assert effects == []


def test_e15_an_answer_is_json_and_never_a_script(target: Target) -> None:
    answer = target.post("victim", body_of(target), headers={"Accept": "text/javascript"})
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.body.startswith(b"{")


@pytest.mark.parametrize("name", ["_method", "callback", "jsonp", "_csrf"])
def test_e18_members_that_other_frameworks_know_are_none_of_ours(target: Target, name: str) -> None:
    assert_refused(send(target, target.show("victim"), event="delete", **{name: "DELETE"}), 422, "invalid")


def test_e17_a_forged_address_does_not_get_round_the_rate_limit(target: Target) -> None:
    with target.configured(RATE_PER_S=0.01, RATE_BURST=5):
        body = body_of(target)
        answers = [target.post("victim", body, headers={"X-Forwarded-For": f"192.0.2.{i}"}) for i in range(6)]
    assert [answer.status for answer in answers] == [200] * 5 + [429]
    assert int(answers[-1].headers["Retry-After"]) > 0


def test_i19_who_keeps_forging_is_refused_and_nobody_else(target: Target) -> None:
    with target.configured(BAD_SNAPSHOTS_BURST=3, BAD_SNAPSHOTS_PER_MINUTE=1):
        shown = target.show("victim")
        forged = [send(target, shown, state=shown.state + "x", event="view") for _ in range(5)]
        stale = [send(target, shown, state=f"cf1.00000000.p.{i}.x", event="view") for i in range(5)]
        assert [answer.status for answer in forged] == [400] * 3 + [429] * 2
        assert int(forged[-1].headers["Retry-After"]) > 0
        assert [answer.status for answer in stale] == [410] * 5
        assert send(target, shown, event="view").status == 200  # a neighbour behind the same address


KNOWN_METHODS = ("GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS")
"""Of any other FastAPI itself says that it is not allowed, and which ones its route takes."""


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND", "post", "X" * 200])
def test_another_method_is_refused(target: Target, method: str) -> None:
    target.show("victim")
    answer = target.request(method, "victim")
    assert answer.status in (403, 405)
    if answer.status == 405 and method in KNOWN_METHODS:
        assert answer.headers["Allow"] == "POST"
    assert effects == []


@pytest.mark.parametrize("length", ["-1", "+5", "1e3", "x", "9" * 30, "0x10", ""])
def test_a_lie_about_the_length_is_never_an_error_of_ours(target: Target, length: str) -> None:
    answer = target.post("victim", body_of(target), headers={"Content-Length": length})
    assert answer.status < 500


def test_e06_a_client_that_is_no_browser_says_so_or_has_the_hosts_token(target: Target) -> None:
    """Neither origin nor fetch metadata: Django wants its token all the same, elsewhere our header is the proof."""
    body = body_of(target)
    bare = target.post_from_elsewhere("victim", body, media_type="application/json", headers={})
    assert_refused(bare, 403, "forbidden")
    headers = {"X-Component-Request": "1"}
    said = target.post_from_elsewhere("victim", body, media_type="application/json", headers=headers)
    assert said.status == (200 if target.trusts_our_header else 403)
