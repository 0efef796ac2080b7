"""A page that the server makes."""

import dataclasses
from collections.abc import Callable
from typing import Annotated, Any

import pytest

from component_framework.core import Component, ForbiddenError, Html, Identity, ParamsError, Url
from component_framework.core.children import Wanted
from component_framework.core.host import Host
from component_framework.core.outcomes import Outcome, keep_outcome
from component_framework.core.page import Page, client_script, current_page

Drive = Callable[[Any], Any]
NOBODY, ALICE = Identity(), Identity(user="alice", audience="user:1")


class Counter(Component):
    count: int = 0


class Listing(Component):
    show: Annotated[str, Url()] = "all"


class Closed(Component):
    permissions = [lambda component: component.user == "alice"]


@pytest.fixture(autouse=True)
def registered(host: Host) -> None:
    host.registry.register("counter")(Counter)
    host.registry.register("closed")(Closed)
    host.registry.register("listing")(Listing)


def kept(host: Host, identity: Identity = NOBODY, key: str = "row") -> str:
    outcome = Outcome("counter", key, "<p>posted</p>")
    return keep_outcome(outcome, identity, store=host.outcomes, settings=host.settings)


def test_a_component_is_shown_with_its_root_attributes(host: Host, drive: Drive) -> None:
    html = drive(Page(NOBODY, host).show(Wanted("counter", {"count": 5, "component_id": "c-1"})))
    assert html.startswith('<p id="c-1" data-live="counter" data-live-url="/components/counter/" data-live-state="cf1.')


def test_each_component_is_shown_to_the_pages_visitor(host: Host, drive: Drive) -> None:
    assert drive(Page(ALICE, host).show(Wanted("closed", {})))
    with pytest.raises(ForbiddenError):
        drive(Page(NOBODY, host).show(Wanted("closed", {})))


def test_fields_follow_the_pages_query(host: Host, renderer: Any, drive: Drive) -> None:
    renderer.pages["components/listing.html"] = lambda context: f"<p>{context['show']}</p>"
    page = Page(NOBODY, host, query="show=open&live=x")
    assert [drive(page.show(Wanted("listing", params)))[-8:] for params in ({}, {"show": "all"})] == [
        "open</p>"[-8:]
    ] * 2


def test_params_that_do_not_fit_are_an_error(host: Host, drive: Drive) -> None:
    with pytest.raises(ParamsError):
        drive(Page(NOBODY, host).show(Wanted("counter", {"count": "5"})))


def test_what_a_post_led_to_is_shown_once_in_its_place(host: Host, drive: Drive) -> None:
    page = Page(NOBODY, host, handle=kept(host))
    shown = [drive(page.show(Wanted("counter", {"key": key}))) for key in ("other", "row", "row")]
    assert [html == "<p>posted</p>" for html in shown] == [False, True, False]


def test_loading_the_page_again_shows_the_component_as_it_is(host: Host, drive: Drive) -> None:
    handle = kept(host)
    for wanted in (True, False):
        html = drive(Page(NOBODY, host, handle=handle).show(Wanted("counter", {"key": "row"})))
        assert (html == "<p>posted</p>") is wanted


def test_anothers_outcome_is_not_shown(host: Host, drive: Drive) -> None:
    page = Page(NOBODY, host, handle=kept(host, ALICE))
    assert drive(page.show(Wanted("counter", {"key": "row"}))) != "<p>posted</p>"


def test_a_component_without_a_key_shows_an_outcome_without_one(host: Host, drive: Drive) -> None:
    assert drive(Page(NOBODY, host, handle=kept(host, key="")).show(Wanted("counter", {}))) == "<p>posted</p>"


def test_the_script_tag_tells_the_client_what_it_needs() -> None:
    assert client_script('/live.js?v="', {"data-csrf-header": "X-CSRFToken", "data-csrf-cookie": None}) == (
        '<script type="module" src="/live.js?v=&quot;" data-live-client data-csrf-header="X-CSRFToken"></script>'
    )


def test_outside_of_rendering_there_is_no_page() -> None:
    assert current_page.get(None) is None


class Collecting:
    """A renderer whose templates ask for files of their own."""

    def __init__(self) -> None:
        self.styles, self.modules = ["of an earlier page"], ["of an earlier page"]

    def render(self, template_name: str, context: Any) -> str:
        return "<p></p>"

    def start_page(self) -> None:
        self.styles, self.modules = [], []

    def collected(self) -> tuple[list[str], list[str]]:
        return self.styles, self.modules


def test_files_that_templates_ask_for_stand_behind_the_clients_tag(host: Host) -> None:
    engine = Collecting()
    page = Page(NOBODY, dataclasses.replace(host, renderer=engine), script=Html("<script></script>"))

    def render() -> str:
        head = page.script
        engine.styles.append('/a.css?"')
        engine.modules.append("/a.js")
        return f"<head>{head}</head>"

    assert page.with_assets(render) == (
        '<head><script></script><link rel="stylesheet" href="/a.css?&quot;">'
        '<script type="module" src="/a.js"></script></head>'
    )


def test_other_engines_pages_are_left_as_they_are(host: Host) -> None:
    page = Page(NOBODY, host, script=Html("<script></script>"))
    assert page.with_assets(lambda: f"<head>{page.script}</head>") == "<head><script></script></head>"
