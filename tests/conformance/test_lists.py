"""Lists: rows that only the page has."""

from typing import Any

from conformance.site import Shown, Site, by_http, updated


def rows(shown: Shown) -> list[str]:
    return [element.text for element in shown.root.walk() if element.tag == "li"]


def told(visitor: Site, event: str, **payload: Any) -> tuple[list[str], Any]:
    """The rows that came, and what becomes of them."""
    shown = visitor.open("conforming_list")
    answer = visitor.send(shown, event=event, payload=payload)
    return rows(updated(shown, answer)), answer.json["streams"]


def test_a_page_shows_the_rows_of_mount_in_their_order(site: Site) -> None:
    assert rows(site.open("conforming_list")) == ["<", "b", "c"]


def test_a_message_brings_its_own_rows_and_says_where_to(site: Site) -> None:
    came, streams = told(site, "more", first="d", second="e")
    steps = [
        {"do": "append", "count": 1, "limit": -3},
        {"do": "insert", "at": 1, "count": 1, "limit": 4},
        {"do": "remove", "key": "a"},
    ]
    assert (came, streams) == (["d", "e"], {"rows": steps})


def test_an_async_handler_replaces_all_rows(site: Site) -> None:
    assert told(site, "only", row="x") == (["x"], {"rows": [{"do": "reset", "count": 1}]})


def test_a_message_that_touches_no_row_brings_none(site: Site) -> None:
    assert told(site, "look") == ([], {})


@by_http
def test_htmx_gets_the_rows_of_its_message(site: Site) -> None:
    answer = site.submit(site.open("conforming_list"), {"row": "x"}, is_htmx=True)
    assert (answer.status, answer.text.count("<li")) == (200, 1)


@by_http
def test_a_post_without_script_leads_to_a_page_with_all_rows(site: Site) -> None:
    shown = site.open("conforming_list")
    answer = site.submit(shown, {"row": "x"})
    assert (answer.status, "live=" in answer.headers["Location"]) == (303, False)
