"""What the elements of a page send."""

from typing import Any

import pytest

from component_framework.testing.dom import Element, parse_html
from component_framework.testing.triggers import arguments_of, events_of, takes_keys


def element(attributes: str) -> Element:
    [found] = parse_html(f"<a {attributes}></a>").children
    assert isinstance(found, Element)
    return found


@pytest.mark.parametrize(
    ("attributes", "wanted"),
    [
        ("", set()),
        ("data-live-click=a data-live-submit=b data-live-input=c data-live-change=d", {"a", "b", "c", "d"}),
        ("data-live-keydown=a data-live-keyup=b data-live-focus=c data-live-blur=d", {"a", "b", "c", "d"}),
        ("data-live-poll=a data-live-lazy=b data-live-outside=c data-live-cancel=d", {"a", "b", "c", "d"}),
        ("data-live-poll data-live-click=a", {"a"}),
        ('data-live-on="picked:choose row:moved:order odd" data-live-window="resize:measure"',
         {"choose", "order", "measure"}),
        ("data-live-model=a data-live-loading=b data-live-keys=Enter data-live-when=view", set()),
    ],
)  # fmt: skip
def test_an_element_sends_what_its_attributes_name(attributes: str, wanted: set[str]) -> None:
    assert events_of(element(attributes)) == wanted


def test_arguments_are_texts_or_json() -> None:
    found: Any = arguments_of(element("""data-live-arg-item-id=5 data-live-args='{"ids": [1]}'"""))
    assert found == {"payload": {"ids": [1]}, "fields": {"item_id": "5"}}


@pytest.mark.parametrize(
    ("keys", "pressed", "wanted"),
    [
        ("", "x", True),
        ("Enter", "Enter", True),
        ("Enter", "Escape", False),
        ("Enter", "Shift+Enter", False),
        ("Escape Mod+s", "Control+s", True),
        ("Ctrl+s", "Mod+s", True),
        ("Meta+s", "Mod+s", False),
        ("Shift+Alt+Tab", "Alt+Shift+Tab", True),
        ("Space", "Space", True),
        ("+", "+", True),
        ("Control++", "Ctrl++", True),
        ("Control++", "+", False),
    ],
)
def test_a_filter_lets_its_keys_through(keys: str, pressed: str, wanted: bool) -> None:
    assert takes_keys(element(f'data-live-keys="{keys}"'), pressed) is wanted
