"""One message, whatever carried it: verified, authorised, handled, rendered, signed. Every adapter drives this."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from component_framework.core.component import Component
from component_framework.core.component_events import ComponentEvent, Listener, open_event
from component_framework.core.effects import QueryEffect
from component_framework.core.errors import (
    BadRequestError,
    ConflictError,
    InvalidError,
    StaleSnapshotError,
    StateError,
)
from component_framework.core.flow import Flow, call, is_awaitable
from component_framework.core.host import Host
from component_framework.core.identity import Identity
from component_framework.core.markup import Html, check_single_root, html_of, with_attributes
from component_framework.core.messages import EventMessage, UpdateMessage
from component_framework.core.mounting import (
    SERIALIZER,
    instance,
    postponed,
    requested,
    restore,
    start,
    storage_key,
)
from component_framework.core.nest import NO_PAGE, PageFacts
from component_framework.core.permissions import authorize
from component_framework.core.query import parse_query
from component_framework.core.refresh import fingerprint_of
from component_framework.core.slots import NO_SLOTS
from component_framework.core.snapshot import Snapshot
from component_framework.core.state import StateStore
from component_framework.core.stream import steps_of


def answer(message: EventMessage, *, name: str, identity: Identity, host: Host) -> Flow[UpdateMessage]:
    """The update for `message`, which came for the component `name`. Raises the ClientError that fits if there is none.

    Nothing of the user's runs before the snapshot is verified, and nothing but `hydrate()` before every permission
    said yes.
    """
    if message.component not in (None, name):
        raise BadRequestError(f"a message for {message.component!r} came to {name!r}")
    if message.state is not None:
        component = yield from _restored(message, name, identity, host)
        yield from _act(component, message)
    elif message.mount is not None:
        component = postponed(message, name, identity, host)
        page = PageFacts(parse_query(message.query)) if message.query is not None else NO_PAGE
        yield from start(component, name, identity, host, page)
    else:
        component = requested(message, host.registry.get(name))
        yield from start(component, name, identity, host)
        if missing := component._fields.keys() - component.state.keys():
            raise InvalidError({field: ["This value is required"] for field in missing})
    return (yield from _update(component, message))


def answer_with_errors(
    message: EventMessage, error: InvalidError | ConflictError, *, name: str, identity: Identity, host: Host
) -> Flow[UpdateMessage]:
    """The component as it was before `message`, with the reasons for which it was refused beside its fields.

    For posts whose answer a person reads (htmx and plain forms), for forms, which show what was typed, and for what
    somebody else has changed meanwhile.
    """
    component = yield from _restored(message, name, identity, host)
    component._show_refusal(error)
    return (yield from _update(component, message))


def shown(component: Component) -> Flow[Html]:
    """The HTML of a component that was mounted, for the page that it is put into."""
    if component.static:
        yield from component._settle()
        return html_of((yield partial(component._rendered)))
    if component._slots is not NO_SLOTS:
        component._slots = component._slots.marked()
    html, _, _ = yield from _finish(component)
    return html


def shown_quickly(component: Component) -> Html:
    """`start` and `shown`, for a class that `Kind.is_quick`: without a flow, as a list of a hundred is worth it."""
    component._take_in(component._page.query)
    component._encoded_state = component.state.close()
    if component.static:
        return _html_now(component)
    if component._slots is not NO_SLOTS:
        component._slots = component._slots.marked()
        html = _html_now(component)
        return _with_root(component, html, _root(component, ())[0])
    root, _ = _root(component, ())  # before the template: Python reads a component faster until one has used it
    return _with_root(component, _html_now(component), root)


def _html_now(component: Component) -> Html:
    made: Any = component._rendered()
    return made if type(made) is Html else html_of(component._host.wait(made) if is_awaitable(made) else made)


def pushed(snapshot: Snapshot, html: str, state: Mapping[str, Any], *, identity: Identity, host: Host) -> UpdateMessage:
    """The update that shows `html` with `state` to `identity`, who proved `snapshot`. Raises StateError if none fits.

    Nobody is asked for permission here. A class that keeps its state on the server cannot be given another's.
    """
    cls = host.registry.get(snapshot.component)
    if cls.state_store is not None:
        raise StateError(f"{cls.__qualname__} keeps its state on the server")
    component = instance(cls, snapshot)
    component._name, component._identity, component._host = snapshot.component, identity, host
    component._load(state)
    component._encoded_state = component.state.close()
    root, text = _root(component, host.run(component._joined_topics()))
    update: UpdateMessage = {
        "type": "component_update",
        "component_id": component.id,
        "html": _with_root(component, html, root),
        "state": text,
        "key": None,
        "effects": [],
    }
    if cls._streams:
        update["streams"], update["needs"] = {}, ["stream"]  # its rows are the page's
    return update


def _restored(message: EventMessage, name: str, identity: Identity, host: Host) -> Flow[Component]:
    whose: dict[str, Any] = {"name": name, "component_id": message.component_id, "identity": identity, "host": host}
    component = yield from restore(message.state or "", **whose, mount=message.mount)
    component._known = message.children
    return component


def _act(component: Component, message: EventMessage) -> Flow[None]:
    """Do all that the message asks for. What nobody answers to is refused before anything is done."""
    handlers = [component._handler(act.event) if act.event is not None else None for act in message.acts]
    told = [_heard(act.told, component) if act.told is not None else None for act in message.acts]
    for act, handler, heard in zip(message.acts, handlers, told, strict=True):
        if heard is not None:
            listener, event = heard
            yield from authorize(component, listener.permissions)
            yield from component._hear(listener, event)
            continue
        yield from authorize(component, handler.permissions if handler else ())
        if act.query is not None:
            component._follow(parse_query(act.query))
        yield from component._handle(act.event, act.payload, act.fields)
    if any(handlers) or any(told):
        component._kept_text = None  # what a handler did may lie elsewhere: its snapshot is good once


def _heard(text: str, component: Component) -> tuple[Listener, ComponentEvent]:
    cls, identity, settings = type(component), component._identity, component._host.settings
    return open_event(text, cls._listeners, owner=cls.__qualname__, identity=identity, settings=settings)


def _update(component: Component, message: EventMessage) -> Flow[UpdateMessage]:
    html, snapshot, query = yield from (_gone(component) if component._is_removed else _finish(component))
    update: UpdateMessage = {
        "type": "component_update",
        "component_id": component.id,
        "html": html,
        "state": snapshot,
        "key": message.key,
        "effects": [*component._effects, query] if query else component._effects,
    }
    if component._is_removed:
        update["effects"] = [*component._effects, {"type": "remove"}]
    needs = ["nest"] if component._slot_names() else []
    if component._streams:
        update["streams"] = steps_of(component._stream_rows)
        needs.append("stream")
    if component._status != 200:
        update["status"] = component._status
    if needs:
        update["needs"] = needs
    return update


def _gone(component: Component) -> Flow[tuple[Html, str, None]]:
    """Of a component that has left the page there is nothing to show, and nothing to keep."""
    if component.state_store is not None:
        yield from call(component.state_store.delete, storage_key(component, component._identity.audience))
    return Html(""), "", None


def _finish(component: Component) -> Flow[tuple[Html, str, QueryEffect | None]]:
    """The component's HTML with its root attributes, its snapshot, and what the page's address has to change.

    Where the class has a store the state is kept there.
    """
    yield from component._settle()
    store = component.state_store
    text = SERIALIZER.serialize(component._encoded_state) if store is not None else ""
    component._revision += store is not None and text != component._kept_text  # templates may ask for the snapshot
    markup = html_of((yield partial(component._rendered)))
    urls = component._kind.url_fields
    query = None
    if urls.fields:
        query = urls.effect(component._address, urls.address(component._encoded_state, component.params))
    if store is not None:
        yield from _keep(component, store, text)
    topics = (yield from component._joined_topics()) if component._joins() else ()
    root, snapshot = _root(component, topics)
    return _with_root(component, markup, root), snapshot, query


def _with_root(component: Component, markup: str, root: str) -> Html:
    """`markup` with its root attributes."""
    if component._host.settings.debug:
        check_single_root(markup)
    return with_attributes(markup, root)


def _root(component: Component, topics: tuple[str, ...]) -> tuple[str, str]:
    """The root attributes, and the snapshot among them. The state is closed, and it is known what slots there are."""
    snapshot, tag, more = component._snapshot(), component._tag, component._kind.root_attributes
    slots = "" if component._slots is NO_SLOTS else component._slot_names()
    if topics:
        more += f' data-live-watches="{fingerprint_of(topics)}"'
    if slots:
        more += " data-live-slots"
    if tag is not None:
        more += f' data-live-nest="{tag} {slots}"' if slots else f' data-live-nest="{tag}"'
    # an id and a snapshot need no quoting
    return f' id="{component.id}"{component._head} data-live-state="{snapshot}"{more}', snapshot


def _keep(component: Component, store: StateStore, text: str) -> Flow[None]:
    """Put `text` into the class's store. What only shows the state again makes no page stale."""
    key = storage_key(component, component._identity.audience)
    if text == component._kept_text:
        yield from call(store.touch, key)
    elif not (yield from call(partial(store.save, revision=component._revision), key, text)):
        raise StaleSnapshotError("another message was quicker")
