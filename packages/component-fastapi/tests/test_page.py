"""Pages of an app, and the components on them."""

import asyncio
import threading
from collections.abc import Callable
from typing import Annotated, Any

import pytest
from fastapi import APIRouter, Depends, FastAPI
from fastapi.responses import HTMLResponse

from component_framework.adapters.fastapi import LivePage, create_component_routes
from component_framework.core import Component, ComponentRegistry, ConfigurationError, requires, signed_in
from component_framework.core.page import current_page


@pytest.fixture
def pages(counter: Any, options: Any, make_browser: Any) -> Any:
    """`pages(endpoint)`: what `GET /` answers, whose endpoint gets the page."""

    def open_page(make: Callable[[Any], Callable[..., Any]], **more: Any) -> Any:
        app = FastAPI()
        live = create_component_routes(app, **{**options, **more})
        app.get("/", response_model=None)(make(Annotated[LivePage, Depends(live)]))
        return make_browser(app).client.get("/")

    return open_page


def sync_page(live: Any) -> Callable[..., Any]:
    def page(page: live) -> HTMLResponse:
        return page.render("Page", name="counter")

    return page


def async_page(live: Any) -> Callable[..., Any]:
    async def page(page: live) -> HTMLResponse:
        return await page.arender("Page", name="counter")

    return page


@pytest.mark.parametrize("make", [sync_page, async_page])
def test_a_page_shows_its_components_and_loads_the_client(make: Any, pages: Any) -> None:
    answer = pages(make)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert 'data-live="counter"' in answer.text
    assert 'src="/components/client/live' in answer.text


def test_arender_works_in_a_thread(pages: Any, renderer: Any) -> None:
    threads: list[int] = []
    renderer.pages["Page"] = lambda context: str(threads.append(threading.get_ident()))

    def make(live: Any) -> Callable[..., Any]:
        async def page(page: live) -> HTMLResponse:
            threads.append(threading.get_ident())
            return await page.arender("Page")

        return page

    assert pages(make).status_code == 200
    assert len(set(threads)) == 2


def test_render_and_component_are_refused_on_the_event_loop(pages: Any) -> None:
    def make(live: Any) -> Callable[..., Any]:
        async def page(page: live) -> str:
            with pytest.raises(ConfigurationError, match="await arender"):
                page.render("Page", name="counter")
            with pytest.raises(ConfigurationError, match="in a def endpoint"):
                page.component("counter")
            return "refused"

        return page

    assert pages(make).json() == "refused"


def test_a_page_has_any_status_and_is_escaped_by_its_engine(pages: Any) -> None:
    def make(live: Any) -> Callable[..., Any]:
        def page(page: live) -> HTMLResponse:
            return page.render("Page", status_code=404, name="counter")

        return page

    assert pages(make).status_code == 404


def test_a_page_made_in_another_way_asks_for_one_component(pages: Any) -> None:
    def make(live: Any) -> Callable[..., Any]:
        def page(page: live) -> HTMLResponse:
            return HTMLResponse(page.script + page.component("counter", count=5))

        return page

    text = pages(make).text
    assert text.startswith("<script type=")
    assert "{&quot;count&quot;: 5}" in text


def test_without_a_renderer_a_page_says_what_to_pass(pages: Any) -> None:
    def make(live: Any) -> Callable[..., Any]:
        def page(page: live) -> str:
            with pytest.raises(ConfigurationError, match="renderer=…"):
                page.render("Page")
            return "refused"

        return page

    assert pages(make, renderer=None).json() == "refused"


@pytest.mark.parametrize(("permission", "status"), [(signed_in, 401), (lambda component: False, 403)])
@pytest.mark.parametrize("way", ["render", "component"])
def test_who_may_not_see_a_component_gets_an_http_exception(
    permission: Any, status: int, way: str, registry: ComponentRegistry, pages: Any
) -> None:
    registry.register("closed")(requires(permission)(type("Closed", (Component,), {"__module__": __name__})))

    def make(live: Any) -> Callable[..., Any]:
        def page(page: live) -> HTMLResponse:
            if way == "render":
                return page.render("Page", name="closed")
            return HTMLResponse(page.component("closed"))

        return page

    answer = pages(make)
    assert (answer.status_code, list(answer.json())) == (status, ["detail"])


def test_async_components_are_shown_on_both_kinds_of_pages(registry: ComponentRegistry, browser: Any) -> None:
    @registry.register("later")
    class Later(Component):
        ready: bool = False

        async def mount(self) -> None:
            await asyncio.sleep(0)
            self.ready = True

    assert "{&quot;ready&quot;: true}" in browser.open("/page/later").html


def test_a_page_is_over_when_it_is_rendered(browser: Any) -> None:
    browser.open()
    with pytest.raises(LookupError):
        current_page.get()


def test_pages_of_a_router_may_share_one_dependency(
    counter: Any, options: Any, add_page: Any, make_browser: Any
) -> None:
    app, router = FastAPI(), APIRouter(prefix="/shop")
    live = create_component_routes(app, **options)
    add_page(router, live)
    app.include_router(router)
    assert make_browser(app).open("/shop/page/counter").url == "/components/counter"
