"""Whose snapshots are good for whom: visitors with and without a session, users who come, go and change."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.http import HttpResponse
from django.test import RequestFactory, override_settings
from testsite.visitor import Shown, Visitor

from component_framework.adapters.django_views.host import django_host
from component_framework.adapters.django_views.identity import identity_of

pytestmark = pytest.mark.django_db
MakeUser = Callable[..., Any]
SIGNED_COOKIES = "django.contrib.sessions.backends.signed_cookies"


def click(visitor: Visitor, shown: Shown, event: str = "increment") -> HttpResponse:
    """Sends the event with the token that a page of now would have."""
    visitor.csrf = {"X-CSRFToken": visitor.client.cookies["csrftoken"].value}
    return visitor.send(shown, event=event)


def outcome(response: HttpResponse) -> tuple[int, str]:
    return response.status_code, response.json().get("code", "")


def test_anonymous_visitors_share_an_audience(visitor: Visitor, another_visitor: Visitor) -> None:
    shown = visitor.open()
    another_visitor.open()
    assert outcome(click(another_visitor, shown)) == (200, "")


def test_a_user_may_send_what_was_made_for_them(visitor: Visitor, make_user: MakeUser) -> None:
    visitor.client.force_login(make_user("alice"))
    assert outcome(click(visitor, visitor.open("members"))) == (200, "")


def test_who_has_logged_out_is_signed_out(visitor: Visitor, make_user: MakeUser) -> None:
    visitor.client.force_login(make_user("alice"))
    shown = visitor.open()
    visitor.client.logout()
    visitor.open()
    assert outcome(click(visitor, shown)) == (401, "signed_out")


def test_a_stolen_snapshot_is_nothing_to_a_visitor(
    visitor: Visitor, another_visitor: Visitor, make_user: MakeUser
) -> None:
    visitor.client.force_login(make_user("alice"))
    shown = visitor.open()
    another_visitor.open()
    assert outcome(click(another_visitor, shown)) == (401, "signed_out")


def test_another_users_snapshot_is_stale(visitor: Visitor, make_user: MakeUser) -> None:
    visitor.client.force_login(make_user("alice"))
    shown = visitor.open()
    visitor.client.force_login(make_user("bob"))
    visitor.open()
    assert outcome(click(visitor, shown)) == (410, "stale_snapshot")


def test_a_login_makes_what_was_anonymous_stale(visitor: Visitor, make_user: MakeUser) -> None:
    shown = visitor.open()
    visitor.client.force_login(make_user("alice"))
    assert outcome(click(visitor, shown)) == (410, "stale_snapshot")


def test_what_was_anonymous_stays_good_when_a_session_starts(visitor: Visitor) -> None:
    shown = visitor.open()
    visitor.open(session="start")
    assert "sessionid" in visitor.client.cookies
    assert outcome(click(visitor, shown)) == (200, "")


def test_a_sessions_snapshot_is_good_in_that_session_only(visitor: Visitor, another_visitor: Visitor) -> None:
    visitor.open(session="start")
    shown = visitor.open()
    assert outcome(click(visitor, shown)) == (200, "")
    another_visitor.open()
    assert outcome(click(another_visitor, shown)) == (410, "stale_snapshot")
    another_visitor.open(session="start")
    assert outcome(click(another_visitor, shown)) == (410, "stale_snapshot")


@override_settings(SESSION_ENGINE=SIGNED_COOKIES)
def test_sessions_in_cookies_have_no_lasting_key(visitor: Visitor, make_user: MakeUser) -> None:
    visitor.open(session="start")
    shown = visitor.open()
    visitor.open(session="again")
    assert outcome(click(visitor, shown)) == (200, "")
    visitor.client.force_login(make_user("alice"))
    assert outcome(click(visitor, visitor.open("members"))) == (200, "")


def test_no_session_is_created(visitor: Visitor) -> None:
    click(visitor, visitor.open())
    assert "sessionid" not in visitor.client.cookies
    assert not Session.objects.exists()


def test_the_page_does_not_carry_the_session_key(visitor: Visitor) -> None:
    visitor.open(session="start")
    key = visitor.client.session.session_key
    request = RequestFactory().get("/")
    request.session = visitor.client.session
    audience = identity_of(request, django_host()).audience
    assert audience.startswith("session:")
    assert key not in audience


def test_who_may_see_it_is_asked_again_for_every_message(visitor: Visitor, make_user: MakeUser) -> None:
    visitor.client.force_login(make_user("alice"))
    shown = visitor.open("members")
    assert outcome(click(visitor, shown, "reset")) == (403, "forbidden")
    visitor.client.force_login(make_user("carol", is_staff=True))
    assert outcome(click(visitor, visitor.open("members"), "reset")) == (200, "")


def test_a_right_that_was_lost_counts_at_once(visitor: Visitor, make_user: MakeUser) -> None:
    carol = make_user("carol", is_staff=True)
    visitor.client.force_login(carol)
    shown = visitor.open("members")
    carol.is_staff = False
    carol.save()
    assert outcome(click(visitor, shown, "reset")) == (403, "forbidden")


def test_a_deactivated_user_is_signed_out(visitor: Visitor, make_user: MakeUser) -> None:
    alice = make_user("alice")
    visitor.client.force_login(alice)
    shown = visitor.open("members")
    alice.is_active = False
    alice.save()
    assert outcome(click(visitor, shown)) == (401, "signed_out")


def test_without_middleware_everybody_is_nobody() -> None:
    identity = identity_of(RequestFactory().get("/", REMOTE_ADDR="192.0.2.7"), django_host())
    assert (identity.user, identity.audience, identity.caller) == (None, "", "address:192.0.2.7")


def test_a_user_is_one_caller_from_everywhere(make_user: MakeUser) -> None:
    request = RequestFactory().get("/")
    request.user = make_user("alice")
    assert identity_of(request, django_host()).caller == f"user:{request.user.pk}"


@pytest.mark.parametrize(
    ("proxies", "caller"), [(0, "10.0.0.1"), (1, "198.51.100.2"), (2, "203.0.113.9"), (9, "10.0.0.1")]
)
def test_only_trusted_proxies_say_where_a_visitor_comes_from(proxies: int, caller: str) -> None:
    request = RequestFactory().get(
        "/", REMOTE_ADDR="10.0.0.1", headers={"X-Forwarded-For": "1.2.3.4, 203.0.113.9, 198.51.100.2"}
    )
    with override_settings(COMPONENT_FRAMEWORK={"TRUSTED_PROXIES": proxies}):
        assert identity_of(request, django_host()).caller == f"address:{caller}"
