"""Who may send what."""

import logging
from collections.abc import Callable
from typing import Any

import pytest

from component_framework.core import Component, ForbiddenError, Identity, SignedOutError, anyone, requires, signed_in
from component_framework.core.permissions import authorize, permissions_of

Drive = Callable[[Any], Any]


def allowed(component: Any) -> bool:
    return True


async def async_allowed(component: Any) -> bool:
    return True


async def async_refused(component: Any) -> bool:
    return False


def raises(component: Any) -> bool:
    raise ValueError("password=hunter2")


async def async_raises(component: Any) -> bool:
    raise ValueError("password=hunter2")


class Member(Component):
    def __init__(self, user: Any = None) -> None:
        super().__init__()
        self._identity = Identity(user=user, audience="user:1" if user else "")


@pytest.mark.parametrize("permissions", [[], [anyone], [allowed], [async_allowed], [allowed, async_allowed, anyone]])
def test_where_all_say_true_the_message_passes(permissions: list[Any], drive: Drive) -> None:
    drive(authorize(Member(), permissions))


@pytest.mark.parametrize(
    "refusing",
    [async_refused, lambda _: False, lambda _: None, lambda _: 1, lambda _: "yes", lambda _: object(), lambda _: [0]],
)
def test_anything_but_true_refuses(refusing: Any, drive: Drive) -> None:
    with pytest.raises(ForbiddenError, match="refused Member"):
        drive(authorize(Member(), [allowed, refusing]))


def test_a_refusal_is_the_last_one_asked(drive: Drive) -> None:
    asked: list[str] = []
    with pytest.raises(ForbiddenError):
        drive(authorize(Member(), [lambda _: False, lambda _: asked.append("second")]))
    assert asked == []


@pytest.mark.parametrize("permission", [raises, async_raises])
def test_one_that_raises_refuses_and_is_logged_once_with_an_id(
    permission: Any, drive: Drive, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(ForbiddenError) as caught:
        drive(authorize(Member(), [permission]))
    [record] = caplog.records
    error_id = str(caught.value).rpartition("id ")[2]
    assert len(error_id) == 8
    assert error_id in record.getMessage()
    assert record.levelno == logging.ERROR
    assert record.exc_info is not None
    assert "hunter2" not in str(caught.value) + caught.value.public + record.getMessage()


def test_nobody_is_signed_out_and_somebody_passes(drive: Drive) -> None:
    drive(authorize(Member("alice"), [signed_in]))
    with pytest.raises(SignedOutError):
        drive(authorize(Member(), [signed_in]))


def test_requires_guards_a_class_and_its_subclasses() -> None:
    @requires(signed_in)
    class Base(Component): ...

    @requires(allowed)
    class Sub(Base): ...

    assert permissions_of(Base) == (signed_in,)
    assert permissions_of(Sub) == (signed_in, allowed)


def test_requires_guards_a_handler() -> None:
    @requires(signed_in, allowed)
    def on_save(self: Any) -> None: ...

    assert permissions_of(on_save) == (signed_in, allowed)


def test_requires_adds_up() -> None:
    @requires(allowed)
    @requires(signed_in)
    class Both(Component):
        permissions = (anyone,)

    assert permissions_of(Both) == (anyone, signed_in, allowed)


@pytest.mark.parametrize("given", [signed_in, (signed_in,), [signed_in]])
def test_the_attribute_holds_one_or_several(given: Any) -> None:
    assert permissions_of(type("Guarded", (Component,), {"permissions": given})) == (signed_in,)


def test_without_any_there_are_none() -> None:
    assert permissions_of(Component) == permissions_of(lambda self: None) == ()
