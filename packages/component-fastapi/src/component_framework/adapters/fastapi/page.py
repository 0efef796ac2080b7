"""A page of a FastAPI app."""

from collections.abc import Mapping
from functools import partial
from typing import Any, NoReturn

from fastapi import HTTPException
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse

from component_framework.core.children import Wanted
from component_framework.core.errors import ConfigurationError, ForbiddenError, NotFoundError, SignedOutError
from component_framework.core.flow import is_on_loop
from component_framework.core.markup import Html
from component_framework.core.page import Page, current_page


class LivePage(Page):
    """What the dependency that `create_component_routes` returned gives a page's endpoint."""

    def render(self, template_name: str, /, *, status_code: int = 200, **context: Any) -> HTMLResponse:
        """The page, made by the routes' renderer; its template puts components and the client there.

        For `def` endpoints; in an `async def` one await `arender`. Whoever may not see a component of the page gets
        401 or 403 as an HTTPException.
        """
        _check_thread("LivePage.render() would block the event loop: await arender(), or use def")
        return HTMLResponse(self._html(template_name, context), status_code)

    async def arender(self, template_name: str, /, *, status_code: int = 200, **context: Any) -> HTMLResponse:
        """`render` for `async def` endpoints: the work is done in a thread."""
        return HTMLResponse(await run_in_threadpool(self._html, template_name, context), status_code)

    def component(self, name: str, /, **params: Any) -> Html:
        """One component's HTML, for pages that are made in another way; `script` is the tag that they need besides.

        `slots={"footer": Html("…")}` fills its slots.

        For `def` endpoints only.
        """
        _check_thread("LivePage.component() would block the event loop: use it in a def endpoint")
        try:
            return self.host.run(self.show(Wanted(name, params)))
        except (SignedOutError, ForbiddenError, NotFoundError) as error:
            _refuse(error)

    def _html(self, template_name: str, context: Mapping[str, Any]) -> str:
        renderer = self.host.renderer
        if renderer is None:
            raise ConfigurationError("pages need a renderer: create_component_routes(app, renderer=…)")
        token = current_page.set(self)
        try:
            return self.with_assets(partial(renderer.render, template_name, context))
        except (SignedOutError, ForbiddenError, NotFoundError) as error:
            _refuse(error)
        finally:
            current_page.reset(token)


def _check_thread(message: str) -> None:
    if is_on_loop():
        raise ConfigurationError(message)


def _refuse(error: SignedOutError | ForbiddenError | NotFoundError) -> NoReturn:
    raise HTTPException(error.status, error.public) from error
