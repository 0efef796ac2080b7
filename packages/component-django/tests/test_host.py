"""Django's settings as the core's, as they are at this moment."""

import asyncio
import logging

import pytest
from django.db import transaction
from django.test import RequestFactory, override_settings
from django.test.utils import override_script_prefix
from django.urls import path
from testsite.components import Counter
from testsite.visitor import Shown, Visitor

from component_framework.adapters.django_views.host import django_host
from component_framework.core import ConfigurationError
from component_framework.core.host import current_host
from component_framework.testing import mount

OLD, NEW = "the old secret key of the site, in its day", "the new secret key of the site, from now on"
urlpatterns = [path("elsewhere/", lambda request: None)]  # a site that has forgotten the endpoint


def code_after(visitor: Visitor, shown: Shown) -> tuple[int, str]:
    response = visitor.send(shown, event="increment")
    return response.status_code, response.json().get("code", "")


def test_django_is_the_configured_host() -> None:
    assert current_host() is django_host()
    assert Counter(count=3).dispatch("increment", {"amount": 4})["state"]["count"] == 7


def test_other_adapters_of_django_ask_it_who_sends_a_request() -> None:
    request = RequestFactory().get("/", REMOTE_ADDR="192.0.2.7")
    assert current_host().identity_of(request, current_host()).caller == "address:192.0.2.7"


def test_a_changed_debug_counts_at_once() -> None:
    with override_settings(DEBUG=True):
        assert django_host().settings.debug
    assert not django_host().settings.debug


def test_settings_are_read_from_their_one_dict() -> None:
    with override_settings(COMPONENT_FRAMEWORK={"MAX_CALLS": 3, "TRUSTED_PROXIES": "2"}):
        assert (django_host().settings.max_calls, django_host().settings.trusted_proxies) == (3, 2)
    assert django_host().settings.max_calls == 50


@pytest.mark.parametrize("given", [{"MAX_CAL": 3}, {"MAX_CALLS": "many"}, {"max_calls": 3}])
def test_a_wrong_setting_is_named(given: dict[str, object]) -> None:
    with override_settings(COMPONENT_FRAMEWORK=given), pytest.raises(ConfigurationError, match=next(iter(given))):
        django_host()


@pytest.mark.django_db
def test_what_an_older_key_signed_is_good_while_the_key_is_kept(visitor: Visitor) -> None:
    with override_settings(SECRET_KEY=OLD):
        shown = visitor.open()
    with override_settings(SECRET_KEY=NEW, SECRET_KEY_FALLBACKS=[OLD]):
        assert code_after(visitor, shown) == (200, "")
    with override_settings(SECRET_KEY=NEW):
        assert code_after(visitor, shown) == (410, "stale_snapshot")


@pytest.mark.django_db
def test_a_snapshot_of_another_app_is_none_of_this_one(visitor: Visitor) -> None:
    with override_settings(COMPONENT_FRAMEWORK={"APP": "staging"}):
        shown = visitor.open()
    with override_settings(COMPONENT_FRAMEWORK={"APP": "production"}):
        assert code_after(visitor, shown) == (400, "bad_snapshot")


def test_a_short_secret_key_is_djangos_business() -> None:
    with override_settings(SECRET_KEY="short"):
        assert mount("counter", count=3).state["count"] == 3


@pytest.mark.django_db
def test_the_rate_limit_is_one_for_all_requests(visitor: Visitor, another_visitor: Visitor) -> None:
    with override_settings(COMPONENT_FRAMEWORK={"RATE_BURST": 1, "RATE_PER_S": 0.01}):
        assert code_after(visitor, visitor.open()) == (200, "")
        assert code_after(another_visitor, another_visitor.open()) == (429, "too_many")


@override_settings(ROOT_URLCONF=__name__)
def test_a_forgotten_endpoint_is_told_with_the_line_that_is_missing() -> None:
    with pytest.raises(ConfigurationError, match=r'path\("components/<str:name>/", component_view'):
        mount("counter")


def test_a_site_below_a_prefix_has_its_endpoint_there() -> None:
    with override_script_prefix("/shop/"):
        assert mount("counter").root.attributes["data-live-url"] == "/shop/components/counter/"


@pytest.mark.django_db
def test_a_refusal_is_logged_once_and_without_values(visitor: Visitor, caplog: pytest.LogCaptureFixture) -> None:
    shown = visitor.open()
    with caplog.at_level(logging.DEBUG, logger="component_framework"):
        visitor.send(shown, event="increment", payload={"amount": "a private word"})
    ours = [record.getMessage() for record in caplog.records if record.name.startswith("component_framework")]
    assert len(ours) == 1
    assert "422 invalid" in ours[0]
    assert "private" not in ours[0]
    assert shown.state not in ours[0]


@pytest.mark.django_db(transaction=True)
def test_what_waits_for_the_commit_is_done_after_it_or_not_at_all() -> None:
    done: list[str] = []
    host = django_host()
    with transaction.atomic():
        host.on_commit(lambda: done.append("kept"))
        assert done == []
    with transaction.atomic():
        host.on_commit(lambda: done.append("lost"))
        transaction.set_rollback(True)
    host.on_commit(lambda: done.append("at once"))
    assert done == ["kept", "at once"]


def test_what_waits_for_a_commit_on_the_event_loop_is_done_at_once() -> None:
    done: list[str] = []

    async def work() -> None:
        django_host().on_commit(lambda: done.append("at once"))

    asyncio.run(work())
    assert done == ["at once"]


def test_the_broker_is_the_one_of_the_settings() -> None:
    with override_settings(COMPONENT_FRAMEWORK={"BROKER": "redis://127.0.0.1/7"}):
        one = django_host().broker
        assert django_host().broker is one
    assert type(one).__name__ == "RedisBroker"
    assert django_host().broker is not one
