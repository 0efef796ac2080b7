"""A page that the server makes: its components, its script tag, and the names that page templates use."""

import secrets
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from typing import Final

from component_framework.core.children import Wanted, show
from component_framework.core.flow import Flow, call
from component_framework.core.host import Host
from component_framework.core.identity import Identity
from component_framework.core.markup import Html, attributes
from component_framework.core.nest import PageFacts
from component_framework.core.outcomes import Outcome, outcome_html, take_outcome
from component_framework.core.query import parse_query
from component_framework.core.renderer import CollectsAssets

NO_SCRIPT: Final = Html("")

current_page: ContextVar["Page"] = ContextVar("current_page")
"""The page that is being rendered, for template engines whose helpers are global functions."""


class Page:
    """One page for one visitor. `query` is the text of its query string; `handle` the value of the parameter `live` in
    it, "" without one; `script` the tag that loads the client."""

    def __init__(
        self, identity: Identity, host: Host, *, query: str = "", handle: str = "", script: Html = NO_SCRIPT
    ) -> None:
        self.identity, self.host, self.script = identity, host, script
        self._facts = PageFacts(parse_query(query), self._posted if handle else None)
        self._handle = handle
        self._outcome: Outcome | None = None

    def show(self, wanted: Wanted) -> Flow[Html]:
        """The component's HTML: its first render, or what a form post without script has led to, once.

        Raises ForbiddenError and SignedOutError for whom its class does not let through, ParamsError for params that
        do not fit.
        """
        return (yield from show(wanted, identity=self.identity, host=self.host, page=self._facts))

    def with_assets(self, render: Callable[[], str]) -> str:
        """What `render` gives, with the files that its templates asked for behind the tag of the client."""
        renderer: object = self.host.renderer
        if not isinstance(renderer, CollectsAssets):
            return render()
        place = f"<!--{secrets.token_hex(16)}-->"
        self.script = Html(self.script + place)
        renderer.start_page()
        html = render()
        styles, modules = renderer.collected()
        tags = [f"<link{attributes({'rel': 'stylesheet', 'href': address})}>" for address in styles]
        tags += [f"<script{attributes({'type': 'module', 'src': address})}></script>" for address in modules]
        return str(html).replace(place, "".join(tags))

    def _posted(self, name: str, key: str) -> Flow[Html | None]:
        if self._handle:
            handle, self._handle = self._handle, ""
            self._outcome = yield from call(
                lambda: take_outcome(handle, self.identity, store=self.host.outcomes, settings=self.host.settings)
            )
        shown = outcome_html(self._outcome, component=name, key=key)
        if shown is not None:
            self._outcome = None
        return shown


def client_script(src: str, given: Mapping[str, object]) -> Html:
    """The tag that loads the client from `src`, with what the client has to know of the host (docs/protocol.md)."""
    return Html(f"<script{attributes({'type': 'module', 'src': src, 'data-live-client': True, **given})}></script>")
