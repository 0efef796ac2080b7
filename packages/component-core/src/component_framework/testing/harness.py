"""A mounted component and a user in front of it."""

import dataclasses
from typing import Any, Final

from component_framework.core.component import Component
from component_framework.core.effects import Effect
from component_framework.core.host import Host, current_host
from component_framework.core.identity import USER, Identity
from component_framework.core.registry import ComponentRegistry
from component_framework.testing.controls import (
    Value,
    fill_controls,
    form_files,
    form_texts,
    is_control,
    is_disabled,
    is_file_control,
    is_tick,
    own_text,
)
from component_framework.testing.dom import Element
from component_framework.testing.endpoint import Endpoint
from component_framework.testing.nesting import owner_of
from component_framework.testing.page import Files, Page
from component_framework.testing.triggers import PREFIX, arguments_of, events_of, takes_keys

TEST_KEY: Final = "a key for tests only, long enough to sign with"


class ImpossibleError(AssertionError):
    """The test did what no user in front of this page could do."""


def mount(
    component: type[Component] | str,
    /,
    *,
    user: Any = None,
    host: Host | None = None,
    query: str = "",
    **params: Any,
) -> "Mounted":
    """The component (a class, or a registered name) as a page would show it to `user`, None for nobody.

    `query` is the page's query string, such as "show=open", which `Url()` fields follow.

    Runs the real endpoint, on the configured host (Django's, FastAPI's) or on `host`. What the endpoint refuses is
    raised as the error itself: `pytest.raises(InvalidError)`.
    """
    host = _for_tests(host or current_host())
    if isinstance(component, str):
        name = component
    else:
        name = vars(component).get("component_name") or component.__name__.lower()
        if name not in host.registry or host.registry.get(name) is not component:
            host = dataclasses.replace(host, registry=_with_another(host.registry, name, component))
    audience = f"{USER}{getattr(user, 'pk', getattr(user, 'id', user))}" if user is not None else ""
    endpoint, query = Endpoint(Identity(user=user, audience=audience), host), query.removeprefix("?")
    page = Page(endpoint.first(name, params, query), query, endpoint)
    return Mounted(page, endpoint, next(page.roots()).attributes["id"])


class Mounted:
    """One component on a page: `html`, `state` and `effects` after the last message, and a user's acts on it.

    Acts on what belongs to a component inside it reach that one, as in a browser; `child()` gives it.
    """

    def __init__(self, page: Page, endpoint: Endpoint, component_id: str) -> None:
        self._page, self._endpoint = page, endpoint
        self.id = component_id

    @property
    def root(self) -> Element:
        """The component's root element, with all in it."""
        root = self._page.root(self.id)
        if root is None:
            raise ImpossibleError(f"the component {self.id!r} is no longer on the page")
        return root

    @property
    def html(self) -> str:
        """What the page shows of it; "" once it has left."""
        root = self._page.root(self.id)
        return "" if root is None else self._page.html_of(root)

    @property
    def state(self) -> dict[str, Any]:
        """The state as live values."""
        return dict(self._endpoint.component(self.snapshot, self._name).state)

    @property
    def snapshot(self) -> str:
        """The text that the page carries and the browser sends back."""
        text = self.root.attributes.get("data-live-state")
        if text is None:
            raise ImpossibleError(f"{self._name!r} is not loaded yet")
        return text

    @property
    def effects(self) -> list[Effect]:
        """All that the last act led to, anywhere on the page."""
        return self._page.effects

    @property
    def status(self) -> int:
        """The HTTP status of the answer to the last act."""
        return self._page.status

    @property
    def query(self) -> str:
        """The page's query string as the address bar shows it."""
        return self._page.query

    def child(self, name: str, key: object = None) -> "Mounted":
        """The component `name` inside this one, however deep: the one with that `key=`, without one the only one."""
        roots = [one for one in self.root.walk() if one is not self.root and one.attributes.get("data-live") == name]
        keys = [self._endpoint.key_in(root.attributes) for root in roots]
        meant = [root for root, own in zip(roots, keys, strict=True) if key is None or own == str(key)]
        if len(meant) != 1:
            told = f"with the key {key!r} " if key is not None else ""
            raise ImpossibleError(f"{len(meant)} components {name!r} {told}in {self._name!r}; there are {keys}")
        return Mounted(self._page, self._endpoint, meant[0].attributes["id"])

    def load(self) -> "Mounted":
        """Bring it into view: a component that was put off (`lazy=True`) is loaded then."""
        if "data-live-mount" not in self.root.attributes:
            raise ImpossibleError(f"{self._name!r} was not put off, or is loaded already")
        return self._send(self.root, query=self.query)

    def find(self, target: str) -> Element | None:
        """The first element whose text is `target`, else the first that it selects as CSS; None without one."""
        found = self.root.find_all(target)
        return found[0] if found else None

    def send(self, event: str, **payload: Any) -> "Mounted":
        """Send `event` with JSON arguments. Some enabled element of the page must send it."""
        own = [element for element in self.root.walk() if owner_of(element) is self.root]
        if not any(event in events_of(element) and not is_disabled(element) for element in own):
            known = {event for element in own for event in events_of(element)}
            raise ImpossibleError(f"nothing on the page sends {event!r}; it has {sorted(known)}")
        return self._send(self.root, event=event, payload=payload)

    def click(self, target: str) -> "Mounted":
        """Click the one element that `target` means, by text or selector."""
        element = self._usable(target)
        for one in element.ancestors():
            if is_disabled(one):
                raise ImpossibleError(f"{target!r} is inside a disabled {one.tag}")
            if "data-live-click" in one.attributes:
                return self._send(one, event=one.attributes["data-live-click"], **arguments_of(one))
            form = _submitted_by(one)
            if form is not None:
                return self._submit(form, button=one)
        raise ImpossibleError(f"a click on {target!r} sends nothing: no data-live-click on it or round it")

    def fill(self, target: str, value: Value) -> "Mounted":
        """Type `value` into (or tick, or choose in) the control that `target` means, by name or selector.

        A file is an `Upload`: `Upload.of(b"…", name="cat.png", content_type="image/png")`. Only a submit sends it.
        Of several boxes or radio buttons with that name those are ticked whose values are in `value`. Sends what the
        control then sends; a control that sends nothing keeps the value for a submit.
        """
        controls = self._controls(target, self.root)
        self._put(controls, value)
        control = next((one for one in controls if "checked" in one.attributes), controls[0])
        name = control.attributes.get("name", "")
        if is_file_control(control):
            return self
        if field := control.attributes.get("data-live-model"):
            return self._send(control, fields={field: own_text(control)})
        for kind in ("input", "change"):
            sending = next((one for one in control.ancestors() if PREFIX + kind in one.attributes), None)
            if sending is not None:
                return self._send_with({name: own_text(control)}, sending, PREFIX + kind)
        return self

    def press(self, target: str, keys: str) -> "Mounted":
        """Press and release `keys` ("Enter", "Control+s", "Space") where `target` has the focus, by text or selector.

        Only what `data-live-keydown` and `data-live-keyup` send: no letter is typed and no form submitted.
        """
        element = self._usable(target)
        name = element.attributes.get("name")
        texts = {name: own_text(element)} if name and is_control(element) else {}
        kinds = [f"{PREFIX}{kind}" for kind in ("keydown", "keyup")]
        found = [(kind, next((one for one in element.ancestors() if kind in one.attributes), None)) for kind in kinds]
        sending = [(kind, one) for kind, one in found if one is not None and takes_keys(one, keys)]
        if not sending:
            raise ImpossibleError(f"{keys!r} on {target!r} sends nothing: no data-live-keydown or -keyup takes it")
        for kind, one in sending:
            self._send_with(texts, one, kind)
        return self

    def visit(self, query: str) -> "Mounted":
        """Go to another query of the page, such as "show=open", as back and forward do: `Url()` fields follow."""
        following = [root for root in self._page.roots() if "data-live-query" in root.attributes]
        if not following:
            raise ImpossibleError(f"{self._name!r} follows no query: it has no Url() fields")
        self._page.query = query.removeprefix("?")
        for root in following:
            self._send(root, query=self.query)
        return self

    def submit(self, target: str = "[data-live-submit]", /, **values: Value) -> "Mounted":
        """Fill `values` into the form that `target` means (the only one, if left out) and submit it."""
        form = self._usable(target)
        if "data-live-submit" not in form.attributes:
            raise ImpossibleError(f"{target!r} is not a form with data-live-submit")
        for name, value in values.items():
            self._put(self._controls(name, form), value)
        return self._submit(form)

    def _submit(self, form: Element, *, button: Element | None = None) -> "Mounted":
        texts = form_texts(form)
        if button is not None and (name := button.attributes.get("name")):
            texts[name] = button.attributes.get("value", "")
        return self._send_with(texts, form, "data-live-submit", files=form_files(form))

    def _send_with(
        self,
        texts: dict[str, str | list[str]],
        sending: Element,
        attribute: str,
        *,
        files: Files = (),
    ) -> "Mounted":
        arguments = arguments_of(sending)
        act = {"event": sending.attributes[attribute], "payload": arguments["payload"]}
        return self._send(sending, files, **act, fields={**texts, **arguments["fields"]})

    def _send(self, element: Element | None = None, files: Files = (), /, **act: Any) -> "Mounted":
        root = owner_of(element or self.root)
        if root is None:
            raise ImpossibleError(f"{element} is in a slot that no component has filled, but the page")
        if act.get("event") == "":  # to be rendered again
            act = {}
        self._page.send(root.attributes["id"], act, files)
        return self

    @property
    def _name(self) -> str:
        return self.root.attributes["data-live"]

    def _usable(self, target: str) -> Element:
        found = self.root.find_all(target)
        if len(found) != 1:
            raise ImpossibleError(f"{len(found)} elements for {target!r} on the page; name exactly one")
        if is_disabled(found[0]):
            raise ImpossibleError(f"{target!r} is disabled")
        return found[0]

    def _controls(self, target: str, place: Element) -> list[Element]:
        """One control, or all the boxes or radio buttons of one name."""
        controls = [element for element in place.walk() if is_control(element)]
        named = [
            one for one in controls if target in (one.attributes.get("name"), one.attributes.get("data-live-model"))
        ]
        meant = named or [element for element in place.find_all(target) if element in controls]
        if len(meant) != 1 and not (named and all(is_tick(one) and "value" in one.attributes for one in named)):
            known = sorted({one.attributes.get("name", "") for one in controls} - {""})
            raise ImpossibleError(f"{len(meant)} controls called {target!r}; there are {known}")
        return meant

    def _put(self, controls: list[Element], value: Value) -> None:
        name = controls[0].attributes.get("name")
        if any(is_disabled(control) or "readonly" in control.attributes for control in controls):
            raise ImpossibleError(f"the control {name!r} is disabled or read-only")
        try:
            fill_controls(controls, value)
        except ValueError as error:
            raise ImpossibleError(f"the control {name!r}: {error}") from None


def _submitted_by(element: Element) -> Element | None:
    """The live form that a click on `element` submits."""
    if element.tag != "button" or element.attributes.get("type", "submit") != "submit":
        return None
    return next((form for form in element.ancestors() if "data-live-submit" in form.attributes), None)


def _for_tests(host: Host) -> Host:
    """`host` without a rate limit, and with a key to sign with if it has none."""
    keys = host.settings.keys or (TEST_KEY,)
    return dataclasses.replace(host, settings=dataclasses.replace(host.settings, keys=keys, rate_per_s=0))


def _with_another(registry: ComponentRegistry, name: str, cls: type[Component]) -> ComponentRegistry:
    """What `registry` has, and `cls` as `name`."""
    found = ComponentRegistry()
    for other in registry:
        if other != name:
            found.register(other)(registry.get(other))
    found.register(name)(cls)
    return found
