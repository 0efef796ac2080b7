"""Params: what a page may construct a component with."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from component_framework.core import Component, InvalidError, ParamsError
from component_framework.core.params import component_id


class Shop(Component):
    count: int = 0
    day: date | None = None

    def mount(self, owner: int, note: str = "") -> None: ...


class Bare(Component):
    count: int = 0


def test_a_param_goes_to_the_field_or_the_parameter_of_its_name() -> None:
    assert Shop._kind.contract.split({"count": 5, "owner": 1}) == ({"count": 5}, {"owner": 1})


def test_a_param_of_both_names_goes_to_both() -> None:
    class Both(Component):
        count: int = 0

        def mount(self, count: int = 1) -> None: ...

    assert Both._kind.contract.split({"count": 5}) == ({"count": 5}, {"count": 5})


def test_with_a_bare_mount_other_params_stay_in_params() -> None:
    assert Bare._kind.contract.split({"count": 5, "color": "red"}) == ({"count": 5}, {})


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"owner": 1, "count": "5"}, "count"),
        ({"owner": 1, "day": "2026-01-01"}, "day"),
        ({"owner": "1"}, "owner"),
        ({"owner": 1, "colour": "red"}, "colour"),
        ({"count": 1}, "owner"),
    ],
    ids=repr,
)
def test_params_that_do_not_fit_are_an_error_that_names_them(given: dict[str, Any], named: str) -> None:
    with pytest.raises(ParamsError, match=rf"the params of Shop do not fit: .*'{named}'"):
        Shop._kind.contract.split(given)


def test_params_travel_as_json_and_come_back_as_themselves() -> None:
    class Travel(Component):
        day: date | None = None

        def mount(self, price: Decimal = Decimal(0)) -> None: ...

    params = {"day": date(2026, 1, 1), "price": Decimal("1.10")}
    encoded = Travel._kind.contract.encode(params)
    assert encoded == {"day": "2026-01-01", "price": "1.10"}
    assert Travel._kind.contract.decode(encoded) == params


def test_undeclared_params_travel_if_they_are_json() -> None:
    assert Bare._kind.contract.decode(Bare._kind.contract.encode({"color": ["red"]})) == {"color": ["red"]}


@pytest.mark.parametrize(("name", "value"), [("color", object()), ("color", float("nan")), ("count", "five")])
def test_what_cannot_travel_is_an_error_that_names_it(name: str, value: Any) -> None:
    with pytest.raises(ParamsError, match=rf"the params of Bare cannot travel: .*{name}"):
        Bare._kind.contract.encode({name: value})


def test_half_a_surrogate_pair_for_mount_cannot_travel_either() -> None:
    class Titled(Component):
        def mount(self, title: str) -> None: ...

    with pytest.raises(ParamsError, match="title has half a surrogate pair"):
        Titled._kind.contract.encode({"title": "\ud800"})


def test_params_that_no_longer_fit_are_a_validation_error() -> None:
    with pytest.raises(ValidationError):
        Bare._kind.contract.decode({"count": "five"})


def test_a_browser_may_choose_declared_params_as_strict_json() -> None:
    assert Shop._kind.contract.from_json({"owner": 1, "day": "2026-01-01"}) == {"owner": 1, "day": date(2026, 1, 1)}


@pytest.mark.parametrize(
    ("payload", "named"),
    [
        ({"owner": "1"}, "owner"),
        ({"owner": 1, "count": 10**30}, "count"),
        ({"count": 1}, "owner"),
        ({"owner": 1, "component_id": "c-other"}, "component_id"),
        ({"owner": 1, "key": "row"}, "key"),
        ({"owner": 1, "template_name": "x"}, "template_name"),
        ({"owner": 1, "_identity": {}}, "_identity"),
    ],
    ids=repr,
)
def test_a_browser_may_choose_nothing_else(payload: dict[str, Any], named: str) -> None:
    with pytest.raises(InvalidError) as caught:
        Shop._kind.contract.from_json(payload)
    assert list(caught.value.errors) == [named]


def test_ids_are_unguessable_and_never_the_same() -> None:
    ids = {component_id(None) for _ in range(1000)}
    assert len(ids) == 1000
    assert all(len(one) == 24 and one.startswith("c-") for one in ids)


@pytest.mark.parametrize("given", ["a", "cart-1", "A.b:c_d-9", "x" * 64])
def test_a_page_may_name_an_id(given: str) -> None:
    assert component_id(given) == given


@pytest.mark.parametrize(
    "given", ["", "1", "-a", "a b", "x' onmouseover='alert(1)", "a\n", "é", "aé", "x" * 65, 5, True, ["a"]], ids=repr
)
def test_what_cannot_be_an_id_is_refused(given: Any) -> None:
    with pytest.raises(ParamsError, match="component_id="):
        component_id(given)
