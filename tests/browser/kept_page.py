"""One page for many tests: to open another costs the machine two to three times what a test in it does."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from playwright.sync_api import Browser, Error

TIMEOUT_MS = 5000
BLANK = "about:blank"
LASTING = ("add_init_", "add_locator_", "emulate_", "expose_", "grant_", "new_page", "once", "route_", "set_")
UNDONE = ("set_checked", "set_content", "set_default_timeout", "set_input_files", "set_offline")
"""What begins like something that lasts, and is over with the test or undone by `empty`."""
CLOCK = ("install", "pause_at", "resume", "set_fixed_time", "set_system_time")


class KeptPage:
    """A page and its context, used again as long as nothing was done to it that cannot be undone.

    Undone are: what it shows, its history and storage, cookies, routes, listeners and being offline.
    """

    def __init__(self, browser: Browser) -> None:
        self.context = browser.new_context()
        self.page = self.context.new_page()
        self.devtools = self.context.new_cdp_session(self.page)
        self.is_spoiled = False
        self._listeners: list[tuple[Any, Any]] = []
        self._on = self.page.on
        vars(self.page)["on"] = self._listen
        for thing in (self.page, self.context):
            names = [name for name in dir(type(thing)) if name.startswith(LASTING) and name not in UNDONE]
            self._note(thing, *names)
        self._note(self.context, "on", "route")
        self._note(self.page.clock, *CLOCK)
        self.page.set_default_timeout(TIMEOUT_MS)

    def empty(self) -> None:
        """Makes the page as good as new, or spoils it."""
        self.is_spoiled |= self.page.is_closed() or len(self.context.pages) > 1
        if self.is_spoiled:
            return
        try:
            self._leave()
        except Error:  # it crashed, or hangs
            self.is_spoiled = True

    def close(self) -> None:
        with suppress(Error):
            self.context.close()

    def _leave(self) -> None:
        self.context.set_offline(False)
        self._clear_storage()
        self.page.goto(BLANK)
        for event, listener in self._listeners:
            self.page.remove_listener(event, listener)
        self._listeners.clear()
        self.page.unroute_all(behavior="ignoreErrors")
        self.context.clear_cookies()
        self.page.set_default_timeout(TIMEOUT_MS)
        self.devtools.send("Page.resetNavigationHistory")

    def _clear_storage(self) -> None:
        """Of the page that is shown; one that has none (an error page, a sandbox) throws."""
        self.page.evaluate("() => { try { localStorage.clear(); sessionStorage.clear(); } catch { /* none */ } }")

    def _listen(self, event: Any, listener: Callable[..., Any]) -> None:
        self._on(event, listener)
        self._listeners.append((event, listener))

    def _note(self, thing: Any, *names: str) -> None:
        """From now on these methods spoil the page."""
        for name in names:
            vars(thing)[name] = self._spoiling(getattr(thing, name))

    def _spoiling(self, method: Callable[..., Any]) -> Callable[..., Any]:
        def spoil(*arguments: Any, **named: Any) -> Any:
            self.is_spoiled = True
            return method(*arguments, **named)

        return spoil


class PageKeeper:
    """Hands out the kept page of a browser, or another where that was spoiled."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self.kept: KeptPage | None = None

    def lend(self) -> KeptPage:
        self.kept = self.kept or KeptPage(self.browser)
        return self.kept

    def take_back(self, *, has_failed: bool) -> None:
        """A test that failed may have left anything: its page goes."""
        assert self.kept is not None
        self.kept.is_spoiled |= has_failed
        self.kept.empty()
        if self.kept.is_spoiled:
            self.close()

    def close(self) -> None:
        if self.kept is not None:
            self.kept.close()
            self.kept = None
