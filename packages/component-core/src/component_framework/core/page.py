"""A page that the server makes: its components, its script tag, and the names that page templates use."""

from collections.abc import Mapping
from typing import Any

from component_framework.core.endpoint import first_render
from component_framework.core.flow import Flow, call
from component_framework.core.host import Host
from component_framework.core.identity import Identity
from component_framework.core.markup import Html, attributes
from component_framework.core.outcomes import Outcome, outcome_html, take_outcome


class Page:
    """One page for one visitor. `handle` is the value of the query parameter `live`, "" without one."""

    def __init__(self, identity: Identity, host: Host, *, handle: str = "") -> None:
        self.identity, self.host = identity, host
        self._handle = handle
        self._outcome: Outcome | None = None

    def show(self, name: str, params: Mapping[str, Any]) -> Flow[Html]:
        """The component's HTML: its first render, or what a form post without script has led to, once.

        Raises ForbiddenError and SignedOutError for whom its class does not let through, ParamsError for params that
        do not fit.
        """
        posted = yield from self._posted(name, str(params.get("key", "")))
        if posted is not None:
            return posted
        return (yield from first_render(name, params, identity=self.identity, host=self.host))

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
