"""One message, whatever carried it: verified, authorised, handled, rendered, signed. Every adapter drives this."""

from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from pydantic import ValidationError

from component_framework.core.component import Component
from component_framework.core.effects import QueryEffect
from component_framework.core.errors import (
    BadRequestError,
    ConflictError,
    InvalidError,
    StaleSnapshotError,
    StateError,
    UnknownComponentError,
)
from component_framework.core.flow import Flow, call
from component_framework.core.host import Host
from component_framework.core.identity import Identity
from component_framework.core.markup import Html, check_single_root, with_root_attributes
from component_framework.core.messages import EventMessage, UpdateMessage
from component_framework.core.permissions import authorize, permissions_of
from component_framework.core.query import NO_QUERY, Query, parse_query
from component_framework.core.refresh import fingerprint_of
from component_framework.core.signing import sealer
from component_framework.core.snapshot import Snapshot, check_holder, load_snapshot
from component_framework.core.state import StateSerializer

SERIALIZER: Final = StateSerializer()


def answer(message: EventMessage, *, name: str, identity: Identity, host: Host) -> Flow[UpdateMessage]:
    """The update for `message`, which came for the component `name`. Raises the ClientError that fits if there is none.

    Nothing of the user's runs before the snapshot is verified, and nothing but `hydrate()` before every permission
    said yes.
    """
    if message.component not in (None, name):
        raise BadRequestError(f"a message for {message.component!r} came to {name!r}")
    if message.state is None:
        component = _requested(message, host.registry.get(name))
        yield from _start(component, name, identity, host)
        if missing := component._fields.keys() - component.state.keys():
            raise InvalidError({field: ["This value is required"] for field in missing})
    else:
        component = yield from restore(
            message.state, name=name, component_id=message.component_id, identity=identity, host=host
        )
        handlers = [component._handler(act.event) if act.event is not None else None for act in message.acts]
        for act, handler in zip(message.acts, handlers, strict=True):
            yield from authorize(component, handler.permissions if handler else ())
            if act.query is not None:
                component._follow(parse_query(act.query))
            yield from component._handle(act.event, act.payload, act.fields)
        if any(handlers):
            component._kept_text = None  # what a handler did may lie elsewhere: its snapshot is good once
    return (yield from _update(component, message))


def answer_with_errors(
    message: EventMessage, error: InvalidError | ConflictError, *, name: str, identity: Identity, host: Host
) -> Flow[UpdateMessage]:
    """The component as it was before `message`, with the reasons for which it was refused beside its fields.

    For posts whose answer a person reads (htmx and plain forms), for forms, which show what was typed, and for what
    somebody else has changed meanwhile.
    """
    component = yield from restore(
        message.state or "", name=name, component_id=message.component_id, identity=identity, host=host
    )
    component._show_refusal(error)
    return (yield from _update(component, message))


def first_render(
    name: str, params: Mapping[str, Any], *, identity: Identity, host: Host, query: Query = NO_QUERY
) -> Flow[Html]:
    """The HTML of the component `name` for a page that the server makes, root attributes included.

    `query` is the page's, for `Url()` fields. Permissions are asked. Raises ParamsError for params that do not fit.
    """
    component = host.registry.get(name)(**params)
    yield from _start(component, name, identity, host, query)
    html, _, _ = yield from _finish(component)
    return html


def _start(component: Component, name: str, identity: Identity, host: Host, query: Query = NO_QUERY) -> Flow[None]:
    component._name, component._identity, component._host = name, identity, host
    yield from authorize(component, permissions_of(type(component)))
    yield from component._mount(query)
    if component.state_store is not None:  # under an id that the page names an earlier state may be kept
        stored = yield from call(component.state_store.load, _storage_key(component, identity.audience))
        component._revision = stored.revision if stored is not None else 0


def _requested(message: EventMessage, cls: type[Component]) -> Component:
    """A component that the browser asks for by itself: only where the class opts in, from its declared params only."""
    if not cls.mountable:
        raise UnknownComponentError(f"{cls.__qualname__} came without a snapshot and is not mountable")
    others = (message.calls, message.event, message.fields or None, message.query, message.component_id)
    if any(other is not None for other in others):
        raise BadRequestError("a first render takes params as payload, nothing else")
    return cls(**cls._contract().from_json(message.payload))


def restore(
    text: str, *, name: str, component_id: str | None = None, identity: Identity, host: Host
) -> Flow[Component]:
    """The component that the snapshot `text` describes, if it is good here and this identity may have it."""
    cls = host.registry.get(name)
    snapshot = load_snapshot(text, host.settings, component=name, component_id=component_id)
    check_holder(snapshot, identity, cls._schema())
    component = _instance(cls, snapshot)
    component._name, component._identity, component._host = name, identity, host
    state = yield from _kept_state(component, snapshot)
    try:
        component._load(state)
    except StateError as error:
        raise StaleSnapshotError(str(error)) from None
    component._address = component._url_fields().address(state, component.params)
    yield from authorize(component, permissions_of(cls))
    yield from component._resume()
    if "hydrate" in component._hooks:
        yield from call(component.hydrate, state)
    return component


def pushed(snapshot: Snapshot, html: str, state: Mapping[str, Any], *, identity: Identity, host: Host) -> UpdateMessage:
    """The update that shows `html` with `state` to `identity`, who proved `snapshot`. Raises StateError if none fits.

    Nobody is asked for permission here. A class that keeps its state on the server cannot be given another's.
    """
    cls = host.registry.get(snapshot.component)
    if cls.state_store is not None:
        raise StateError(f"{cls.__qualname__} keeps its state on the server")
    component = _instance(cls, snapshot)
    component._name, component._identity, component._host = snapshot.component, identity, host
    component._load(state)
    component._encoded_state = component.state.close()
    markup, text = _shown(component, html, host.run(component._joined_topics()))
    return {
        "type": "component_update",
        "component_id": component.id,
        "html": markup,
        "state": text,
        "key": None,
        "effects": [],
    }


def _instance(cls: type[Component], snapshot: Snapshot) -> Component:
    key = {"key": snapshot.key} if snapshot.key else {}
    try:
        return cls(component_id=snapshot.component_id, **key, **cls._contract().decode(snapshot.params))
    except ValidationError:
        raise StaleSnapshotError("its params no longer fit the class") from None


def _kept_state(component: Component, snapshot: Snapshot) -> Flow[dict[str, Any]]:
    store = component.state_store
    if (store is None) != (snapshot.state is not None):
        raise StaleSnapshotError("made when the class kept its state elsewhere")
    if store is None:
        return snapshot.state or {}
    stored = yield from call(store.load, _storage_key(component, snapshot.audience))
    if stored is None or stored.revision != snapshot.revision:
        raise StaleSnapshotError("the server no longer has this revision")
    component._revision = stored.revision
    if snapshot.audience == component._identity.audience:  # else it will be kept in another place
        component._kept_text = stored.text
    return SERIALIZER.deserialize(stored.text)


def _update(component: Component, message: EventMessage) -> Flow[UpdateMessage]:
    html, snapshot, query = yield from _finish(component)
    update: UpdateMessage = {
        "type": "component_update",
        "component_id": component.id,
        "html": html,
        "state": snapshot,
        "key": message.key,
        "effects": [*component._effects, query] if query else component._effects,
    }
    if component._status != 200:
        update["status"] = component._status
    return update


def _finish(component: Component) -> Flow[tuple[Html, str, QueryEffect | None]]:
    """The component's HTML with its root attributes, its snapshot, and what the page's address has to change.

    Where the class has a store the state is kept there.
    """
    yield from component._settle()
    is_stored = component.state_store is not None
    text = SERIALIZER.serialize(component._encoded_state) if is_stored else ""
    component._revision += is_stored and text != component._kept_text  # templates may ask for the snapshot
    markup = yield from component._render()
    if component._host.settings.debug:
        check_single_root(markup)
    urls = component._url_fields()
    query = urls.effect(component._address, urls.address(component._encoded_state, component.params))
    yield from _keep(component, text)
    topics = yield from component._joined_topics()
    return (*_shown(component, markup, topics), query)


def _shown(component: Component, markup: str, topics: tuple[str, ...]) -> tuple[Html, str]:
    """`markup` with its root attributes, and the snapshot among them. The state is closed."""
    snapshot = component._snapshot()
    root = {
        "id": component.id,
        "data-live": component._name,
        "data-live-url": component._url,
        "data-live-state": snapshot,
        "data-live-stored": component.state_store is not None,
        "data-live-watches": fingerprint_of(topics),
        "data-live-query": " ".join(component._url_fields().names) or None,
    }
    return with_root_attributes(markup, root), snapshot


def _keep(component: Component, text: str) -> Flow[None]:
    """Put `text` into the class's store, if it has one. What only shows the state again makes no page stale."""
    store = component.state_store
    if store is None:
        return
    key = _storage_key(component, component._identity.audience)
    if text == component._kept_text:
        yield from call(store.touch, key)
    elif not (yield from call(partial(store.save, revision=component._revision), key, text)):
        raise StaleSnapshotError("another message was quicker")


def _storage_key(component: Component, audience: str) -> str:
    """Nobody can name another's entry: the key depends on the id, the audience and the installation's secret."""
    return sealer(component._host.settings, "store").name(component._name, component.id, audience)
