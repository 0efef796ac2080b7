"""The page's address, which anybody can write: what it may set, what it may hold, how much of it is read."""

import time
from urllib.parse import quote, urlencode

import pytest

from attacks.components import effects
from attacks.target import Target, by_http, send, shown_in
from attacks.test_markup import OURS, TEXTS, Tags

pytestmark = by_http

LISTINGS = ["listing", "listing_kept", "listing_hidden"]


def told(target: Target, name: str, query: str, *, by_message: bool) -> str:
    """What the component's handler saw once its page was at `query`."""
    page = target.page(name, {}, query="" if by_message else query)
    assert page.status == 200
    members = {"query": query} if by_message else {}
    assert send(target, shown_in(page, name), event="count", **members).status == 200
    return effects.pop()


@pytest.mark.parametrize("by_message", [False, True], ids=["page", "message"])
@pytest.mark.parametrize("name", LISTINGS)
@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("show=open&price=0&is_admin=true&total=9&item=x", "open 0 5 False"),
        ("_state=x&state=%7B%7D&params=%7B%7D&live-state=x&live-event=delete&component_id=x", "all 0 5 False"),
        ("show[]=open&show.x=open&SHOW=open&tags[0]=a", "all 0 5 False"),
        ("show=open&show=admin", "all 0 5 False"),
        ("show=%00open&tags=%00&tags=a", "all 1 5 False"),
        ("show=open\ufffd&tags=%ed%a0%80&%ff=%ff", "all 1 5 False"),
        ("&&&=&=&;;%%%&%zz=%zz&show", "all 0 5 False"),
        ("tags=" + "x" * 10_000 + "&show=open", "all 0 5 False"),
        ("show=open&" + "tags=a&" * 500, "open 500 5 False"),
        ("show=open&" + "&".join(f"n{i}=1" for i in range(900)), "open 0 5 False"),
    ],
    ids=lambda value: value[:30],
)
def test_b13_an_address_sets_its_own_fields_and_nothing_else(
    target: Target, query: str, wanted: str, name: str, by_message: bool
) -> None:
    if not by_message:
        query = quote(query, safe="%&=;[]+")
        if "params=" in query:
            query = query.replace("params=%7B%7D&", "")  # the page's own parameter
    assert told(target, name, query, by_message=by_message) == wanted


@pytest.mark.parametrize("text", TEXTS)
def test_h01_a_text_from_the_address_stays_one(target: Target, text: str) -> None:
    page = target.page("listing", {}, query=urlencode({"title": text}))
    ((_, found),) = [tag for tag in Tags(page.body.decode()).found if tag[0] != "script"]
    assert found.keys() == OURS | {"title", "data-live-query"}
    assert found["title"] == text
    assert found["data-live-query"] == "title show tags"
    update = send(target, shown_in(page, "listing"), query=urlencode({"title": text + "!"})).json
    ((_, found),) = Tags(update["html"]).found
    assert found["title"] == text + "!"


def test_i03_of_a_hundred_thousand_parameters_few_are_read(target: Target) -> None:
    shown = target.show("listing")
    query = "&".join(f"n{i}=1" for i in range(100_000))[:1_000_000]
    start = time.process_time()
    assert send(target, shown, event="count", query=query).status == 200
    assert time.process_time() - start < 2
    assert effects == ["all 0 5 False"]


def test_i03_a_page_with_so_many_is_no_error_of_the_server(target: Target) -> None:
    page = target.page("listing", {}, query="&".join(f"n{i}=1" for i in range(5_000)))
    assert page.status in (200, 400)  # Django refuses more than DATA_UPLOAD_MAX_NUMBER_FIELDS by itself


@pytest.mark.parametrize("query", ["\0", "show=\ud800"], ids=["NUL", "half a pair"])
def test_b19_a_query_is_a_text_of_the_protocol(target: Target, query: str) -> None:
    assert send(target, target.show("listing"), event="count", query=query).verdict == (400, "bad_request")
    assert effects == []
