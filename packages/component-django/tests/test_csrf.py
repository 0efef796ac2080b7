"""Django's CSRF check, on by itself, and the token that `{% component_js %}` gives the client."""

import pytest
from django.http import HttpResponse
from django.test import override_settings
from testsite.visitor import Shown, Visitor

pytestmark = pytest.mark.django_db
WITHOUT_CSRF = ["django.contrib.sessions.middleware.SessionMiddleware"]


def is_forbidden(response: HttpResponse) -> bool:
    return (response.status_code, response["Content-Type"], response.json()["code"]) == (
        403,
        "application/json",
        "forbidden",
    )


def click(visitor: Visitor, shown: Shown, **headers: str) -> HttpResponse:
    return visitor.send(
        shown, event="increment", headers={name.replace("_", "-"): text for name, text in headers.items()}
    )


@pytest.mark.parametrize("token", ["", "wrong", "a" * 32, "b" * 64, "ü", "x" * 5000])
def test_without_the_right_token_it_is_forbidden(visitor: Visitor, token: str) -> None:
    assert is_forbidden(click(visitor, visitor.open(), X_CSRFToken=token))


def test_without_the_header_it_is_forbidden(visitor: Visitor) -> None:
    shown = visitor.open()
    visitor.csrf = {}
    assert is_forbidden(click(visitor, shown))


def test_without_the_cookie_it_is_forbidden(visitor: Visitor) -> None:
    shown = visitor.open()
    del visitor.client.cookies["csrftoken"]
    assert is_forbidden(click(visitor, shown))


def test_a_login_changes_the_token(visitor: Visitor, django_user_model: type) -> None:
    visitor.open()
    (old,) = visitor.csrf.values()
    visitor.client.force_login(django_user_model.objects.create_user("alice"))
    visitor.client.cookies["csrftoken"] = "c" * 32  # what the login view's rotate_token() does
    shown = visitor.open()
    assert is_forbidden(click(visitor, shown, X_CSRFToken=old))
    assert click(visitor, shown).status_code == 200


def test_another_sites_origin_is_forbidden(visitor: Visitor) -> None:
    shown = visitor.open()
    assert is_forbidden(click(visitor, shown, Origin="https://evil.example"))
    assert is_forbidden(click(visitor, shown, Origin="null"))
    assert click(visitor, shown, Origin="http://testserver").status_code == 200


@override_settings(CSRF_TRUSTED_ORIGINS=["https://*.partner.example"])
def test_a_trusted_origin_is_djangos_to_name(visitor: Visitor) -> None:
    assert click(visitor, visitor.open(), Origin="https://shop.partner.example").status_code == 200


@override_settings(MIDDLEWARE=WITHOUT_CSRF)
def test_the_check_does_not_depend_on_the_middleware(visitor: Visitor) -> None:
    assert is_forbidden(click(visitor, visitor.open()))


def test_a_refusal_before_anything_else(visitor: Visitor) -> None:
    """What is wrong with a message is nobody's business on another site."""
    visitor.open()
    visitor.csrf = {}
    assert is_forbidden(visitor.post("/components/unknown/", "{"))


def test_a_readable_cookie_is_named_not_copied(visitor: Visitor) -> None:
    shown = visitor.open()
    assert shown.script["data-csrf-cookie"] == "csrftoken"
    assert shown.script["data-csrf-header"].lower() == "x-csrftoken"
    assert "data-csrf-token" not in shown.script


@override_settings(CSRF_COOKIE_NAME="shopcsrf", CSRF_HEADER_NAME="HTTP_X_SHOP_CSRF")
def test_djangos_names_for_cookie_and_header_count(visitor: Visitor) -> None:
    shown = visitor.open()
    assert shown.script["data-csrf-cookie"] == "shopcsrf"
    assert shown.script["data-csrf-header"].lower() == "x-shop-csrf"
    assert click(visitor, shown).status_code == 200


@pytest.mark.parametrize("setting", ["CSRF_USE_SESSIONS", "CSRF_COOKIE_HTTPONLY"])
def test_where_scripts_cannot_read_the_cookie_the_page_has_the_token(visitor: Visitor, setting: str) -> None:
    with override_settings(**{setting: True}):
        shown = visitor.open()
        assert "data-csrf-cookie" not in shown.script
        assert shown.script["data-csrf-token"] in visitor.csrf.values()
        assert click(visitor, shown).status_code == 200
        assert is_forbidden(click(visitor, shown, X_CSRFToken="b" * 64))
