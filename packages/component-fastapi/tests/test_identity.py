"""Who sends a request, by a dependency of the app's own."""

import uuid
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Annotated, Any

import pytest
from fastapi import Depends, Header, HTTPException
from fastapi.requests import Request

from component_framework.adapters.fastapi.identity import identity_of, key_of
from component_framework.core import (
    Component,
    ComponentRegistry,
    ComponentSettings,
    ConfigurationError,
    requires,
    signed_in,
)

UUID = uuid.UUID("12345678-1234-5678-1234-567812345678")


@dataclass
class User:
    username: str


@pytest.fixture(autouse=True)
def _who(registry: ComponentRegistry) -> None:
    @requires(signed_in)
    @registry.register("who")
    class Who(Component):
        name: str = ""

        def before_render(self) -> None:
            self.name = self.user.username

        def on_act(self) -> None: ...


def user_of(user: Annotated[str | None, Header()] = None) -> User | None:
    return User(user) if user else None


async def auser_of(user: Annotated[str | None, Header()] = None) -> User | None:
    return user_of(user)


def yielded_user_of(user: Annotated[User | None, Depends(user_of)]) -> Iterator[User | None]:
    closed.append("opened")
    yield user
    closed.append("closed")


async def ayielded_user_of(user: Annotated[User | None, Depends(auser_of)]) -> AsyncIterator[User | None]:
    closed.append("opened")
    yield user
    closed.append("closed")


class Caller:
    def __call__(self, user: Annotated[User | None, Depends(user_of)]) -> User | None:
        return user


closed: list[str] = []
DEPENDENCIES = [user_of, auser_of, yielded_user_of, ayielded_user_of, Caller()]


@pytest.mark.parametrize("dependency", DEPENDENCIES)
def test_any_dependency_may_say_who_it_is(dependency: Any, make_app: Any, make_browser: Any) -> None:
    browser = make_browser(make_app(identity=dependency))
    shown = browser.open("/page/who", user="alice")
    assert "{&quot;name&quot;: &quot;alice&quot;}" in shown.html
    assert browser.send(shown, event="act", headers={"user": "alice"}).status_code == 200
    assert browser.send(shown, event="act").json()["code"] == "signed_out"
    assert browser.send(shown, event="act", headers={"user": "bob"}).json()["code"] == "stale_snapshot"


@pytest.mark.parametrize("dependency", [yielded_user_of, ayielded_user_of])
def test_what_a_dependency_opened_is_closed(dependency: Any, make_app: Any, make_browser: Any) -> None:
    closed.clear()
    make_browser(make_app(identity=dependency)).open("/page/who", user="alice")
    assert closed == ["opened", "closed"]


def test_a_dependency_may_refuse_in_the_apps_own_way(make_app: Any, make_browser: Any) -> None:
    def refuse() -> None:
        raise HTTPException(401, "no token", {"WWW-Authenticate": "Bearer"})

    answer = make_browser(make_app(identity=refuse)).post("/components/who", "{}")
    assert (answer.status_code, answer.json()) == (401, {"detail": "no token"})
    assert answer.headers["www-authenticate"] == "Bearer"


def test_without_a_dependency_nobody_is_signed_in(make_app: Any, make_browser: Any) -> None:
    assert make_browser(make_app()).client.get("/page/who").status_code == 401


def test_the_app_may_say_what_tells_users_apart(make_app: Any, make_browser: Any) -> None:
    browser = make_browser(make_app(identity=user_of, audience=lambda user: user.username.lower()))
    shown = browser.open("/page/who", user="alice")
    assert browser.send(shown, event="act", headers={"user": "Alice"}).status_code == 200


@pytest.mark.parametrize(
    ("user", "key"),
    [
        ("alice", "alice"),
        (SimpleNamespace(id=0, username="alice"), "0"),
        (SimpleNamespace(id=None, pk=7), "7"),
        (SimpleNamespace(id=UUID), str(UUID)),
        ({"sub": "auth0|1"}, "auth0|1"),
        ({"id": 3, "sub": "auth0|1"}, "3"),
        (User("alice"), "alice"),
        (SimpleNamespace(email="alice@example.com"), "alice@example.com"),
    ],
)
def test_users_are_told_apart_by_what_they_usually_have(user: Any, key: str) -> None:
    assert key_of(user) == key


@pytest.mark.parametrize("user", [object(), {}, {"name": "alice"}, 5])
def test_a_user_without_any_of_these_is_an_error_that_says_what_to_pass(user: Any) -> None:
    with pytest.raises(ConfigurationError, match="pass audience=… to create_component_routes"):
        key_of(user)


def request_from(peer: tuple[str, int] | None, forwarded_for: str = "") -> Request:
    headers = [(b"x-forwarded-for", forwarded_for.encode())] if forwarded_for else []
    return Request({"type": "http", "client": peer, "headers": headers})


def caller(request: Request, user: Any = None, *, proxies: int = 0) -> str:
    settings = ComponentSettings(trusted_proxies=proxies)
    return identity_of(request, user, audience=key_of, settings=settings).caller


def test_the_rate_limit_counts_users_and_else_addresses() -> None:
    assert caller(request_from(("10.0.0.1", 1)), "alice") == "user:alice"
    assert caller(request_from(("10.0.0.1", 1))) == "address:10.0.0.1"
    assert caller(request_from(None)) == "address:"


def test_what_a_proxy_says_of_the_address_counts_only_where_it_is_trusted() -> None:
    request = request_from(("10.0.0.1", 1), "6.6.6.6, 1.2.3.4")
    assert (caller(request), caller(request, proxies=1)) == ("address:10.0.0.1", "address:1.2.3.4")
