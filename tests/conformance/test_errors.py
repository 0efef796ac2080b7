"""What goes wrong: answers of the protocol for clients, the host's own 500 for bugs."""

import pytest

from conformance.components import SECRET
from conformance.site import Site, by_http

TWICE = b'{"type": "component_event", "type": "component_event"}'


@pytest.mark.parametrize("body", [b" ", b"{", b"[]", b"null", b'{"type": "other"}', TWICE, b"NaN", b"\xff"])
def test_what_is_no_message_is_told_so(body: bytes, site: Site) -> None:
    shown = site.open("conforming_ledger")
    assert site.post(shown.name, body).verdict == (400, "bad_request")


def test_a_message_nests_only_so_deep(site: Site) -> None:
    shown = site.open("conforming_ledger")
    assert site.post(shown.name, b"[" * 40 + b"]" * 40).verdict == (400, "bad_request")


@by_http
def test_a_message_is_only_so_large(site: Site) -> None:
    shown = site.open("conforming_ledger")
    assert site.post(shown.name, b" " * (1024 * 1024 + 1)).verdict == (413, "too_large")


@pytest.mark.parametrize("name", ["nothing", "os.system", "conforming_ledger2", "x" * 300])
def test_an_unknown_component_is_told_so_and_nothing_else(name: str, site: Site) -> None:
    shown = site.open("conforming_ledger")
    answer = site.send(shown, to=name, component=name, event="add")
    assert (answer.verdict, answer.json["error"]) == ((404, "unknown_component"), "there is no such component")


@pytest.mark.parametrize("event", ["fail", "fail_later", "trip"])
def test_an_exception_in_a_handler_is_the_hosts_own_500(event: str, site: Site) -> None:
    answer = site.send(site.open("conforming_ledger"), event=event)
    assert answer.status == 500
    assert SECRET not in answer.text
    assert "on_trip" not in answer.text


def test_after_an_exception_the_component_stays_usable(site: Site) -> None:
    shown = site.open("conforming_ledger")
    site.send(shown, event="fail")
    assert site.act(shown, "add").state["total"] == "1"


@pytest.mark.parametrize(("event", "verdict"), [("miss", (404, "not_found")), ("clash", (409, "conflict"))])
def test_errors_of_the_framework_are_answers_that_quote_nothing(
    event: str, verdict: tuple[int, str], site: Site
) -> None:
    answer = site.send(site.open("conforming_ledger"), event=event)
    assert answer.verdict == verdict
    assert SECRET not in answer.text
