"""Permissions: asked again for every message, and for every first render."""

import pytest

from conformance.site import Site, by_http

FORBIDDEN = (403, "forbidden")


@by_http
def test_a_page_shows_nobody_what_members_see(site: Site) -> None:
    assert site.status_of_page("conforming_members") in (401, 403)


@by_http
def test_a_page_does_not_show_what_an_async_permission_refuses(site: Site) -> None:
    assert site.status_of_page("conforming_private") == 403
    site.sign_in("alice")
    assert site.status_of_page("conforming_private") == 200


@by_http
def test_a_component_knows_its_user(site: Site) -> None:
    site.sign_in("bob")
    assert site.open("conforming_members").state["who"] == "'bob'"


@pytest.mark.parametrize("event", ["reset", "reset_later"])
def test_a_handlers_own_permission_is_asked(event: str, site: Site) -> None:
    site.sign_in("bob")
    shown = site.open("conforming_members", total=5)
    assert site.send(shown, event=event).verdict == FORBIDDEN
    assert site.act(shown, "add").state["total"] == "6"


@pytest.mark.parametrize("event", ["reset", "reset_later"])
def test_whom_the_permission_lets_through_is_let_through(event: str, site: Site) -> None:
    site.sign_in("alice")
    assert site.act(site.open("conforming_members", total=5), event).state["total"] == "0"


def test_a_permission_that_raises_says_no(site: Site) -> None:
    site.sign_in("alice")
    assert site.send(site.open("conforming_members"), event="guess").verdict == FORBIDDEN


def test_of_several_calls_one_refused_refuses_all(site: Site) -> None:
    site.sign_in("bob")
    shown = site.open("conforming_members", total=5)
    assert site.send(shown, calls=[{"event": "add"}, {"event": "reset"}]).verdict == FORBIDDEN


def test_a_members_message_is_refused_once_nobody_is_signed_in(site: Site) -> None:
    site.sign_in("alice")
    shown = site.open("conforming_members")
    site.sign_out()
    assert site.send(shown, event="add").verdict == (401, "signed_out")
