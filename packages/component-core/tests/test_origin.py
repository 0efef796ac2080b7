"""Protection against other sites' requests."""

from typing import Any

import pytest

from component_framework.core import ForbiddenError
from component_framework.core.origin import check_origin


def check(**given: Any) -> None:
    default = {"sec_fetch_site": "", "origin": "", "host": "shop.example", "is_json": False, "component_request": ""}
    check_origin(**default | given)


@pytest.mark.parametrize(
    "given",
    [
        {"sec_fetch_site": "same-origin"},
        {"sec_fetch_site": "none"},
        {"sec_fetch_site": "same-origin", "origin": "https://proxied.example"},
        {"origin": "https://shop.example"},
        {"origin": "https://shop.example:8443", "host": "shop.example:8443"},
        {"component_request": "1"},
        {"sec_fetch_site": "same-origin", "is_json": True, "component_request": "1"},
        {"is_json": True, "component_request": "1"},
    ],
    ids=repr,
)
def test_a_request_of_this_sites_page_passes(given: dict[str, Any]) -> None:
    check(**given)


@pytest.mark.parametrize(
    "given",
    [
        {"sec_fetch_site": "cross-site"},
        {"sec_fetch_site": "same-site"},
        {"sec_fetch_site": "x"},
        {"sec_fetch_site": "cross-site", "origin": "https://shop.example", "component_request": "1"},
        {"origin": "https://evil.example"},
        {"origin": "https://evil.example", "component_request": "1"},
        {"origin": "null"},
        {"origin": "null", "host": ""},
        {"origin": "https://shop.example.evil"},
        {"origin": "https://shop.example@evil"},
        {"origin": "https://shop.example:8443"},
        {"origin": "http://["},
        {"origin": "http://[", "component_request": "1"},
        {},
        {"sec_fetch_site": "same-origin", "is_json": True},
        {"origin": "https://shop.example", "is_json": True},
    ],
    ids=repr,
)
def test_any_other_request_is_refused(given: dict[str, Any]) -> None:
    with pytest.raises(ForbiddenError) as caught:
        check(**given)
    assert len(str(caught.value)) < 200


def test_what_is_refused_is_told_on_one_short_line() -> None:
    with pytest.raises(ForbiddenError) as caught:
        check(sec_fetch_site="x\r\nINFO fake" * 99, origin="https://e\r\nvil" * 99)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 250
