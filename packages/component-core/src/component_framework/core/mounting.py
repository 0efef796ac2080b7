"""A component brought to life for one message: from params for the first time, or from the snapshot of its page."""

from typing import Any, Final

from pydantic import ValidationError

from component_framework.core.component import Component
from component_framework.core.errors import (
    BadRequestError,
    ParamsError,
    StaleSnapshotError,
    StateError,
    UnknownComponentError,
)
from component_framework.core.flow import Flow, call
from component_framework.core.host import Host
from component_framework.core.identity import Identity
from component_framework.core.messages import EventMessage
from component_framework.core.nest import NO_PAGE, PageFacts
from component_framework.core.permissions import authorize, permissions_of
from component_framework.core.signing import sealer
from component_framework.core.slots import kept_slots
from component_framework.core.snapshot import MOUNT, Snapshot, check_holder, load_snapshot
from component_framework.core.state import StateSerializer

SERIALIZER: Final = StateSerializer()


def start(component: Component, name: str, identity: Identity, host: Host, page: PageFacts = NO_PAGE) -> Flow[None]:
    """Mount `component` for `identity`, as far as its permissions let it."""
    component._name, component._identity, component._host, component._page = name, identity, host, page
    if type(component).permissions is not Component.permissions:
        yield from authorize(component, permissions_of(type(component)))
    yield from component._mount(page.query)
    if component.state_store is not None:  # under an id that the page names an earlier state may be kept
        stored = yield from call(component.state_store.load, storage_key(component, identity.audience))
        component._revision = stored.revision if stored is not None else 0


def requested(message: EventMessage, cls: type[Component]) -> Component:
    """A component that the browser asks for by itself: only where the class opts in, from its declared params only."""
    if not cls.mountable:
        raise UnknownComponentError(f"{cls.__qualname__} came without a snapshot and is not mountable")
    others = (message.calls, message.event, message.fields or None, message.query, message.told, message.component_id)
    if any(other is not None for other in others):
        raise BadRequestError("a first render takes params as payload, nothing else")
    return cls(**cls._kind.contract.from_json(message.payload))


def postponed(message: EventMessage, name: str, identity: Identity, host: Host) -> Component:
    """A component whose first render the server has left for later, not mounted: `message.mount` has its params."""
    others = (message.calls, message.event, message.payload or None, message.fields or None, message.told)
    if any(other is not None for other in others):
        raise BadRequestError("a first render of what the server has put off takes the page's query, nothing else")
    cls = host.registry.get(name)
    snapshot = _of_mount(message.mount or "", cls, name, message.component_id, identity, host)
    component = instance(cls, snapshot)
    component._tag = _tag_in(snapshot)
    component._name, component._identity, component._host = name, identity, host
    return component


def put_off(component: Component, tag: str) -> str:
    """The text with which the page asks for the first render of `component`, which is not mounted, or has one that
    it shows go on with these params. `tag` is theirs."""
    return component._snapshot(mount={"tag": tag})


def restore(
    text: str,
    *,
    name: str,
    component_id: str | None = None,
    identity: Identity,
    host: Host,
    mount: str | None = None,
) -> Flow[Component]:
    """The component that the snapshot `text` describes, if it is good here and this identity may have it.

    `mount` is what `put_off` made, for a component that is to go on with other params. With those of the framework's
    own, such as a model component's `pk`, it is another one, and begins anew.
    """
    cls = host.registry.get(name)
    snapshot = load_snapshot(text, host.settings, component=name, component_id=component_id)
    check_holder(snapshot, identity, cls._kind.schema)
    component = instance(cls, snapshot)
    component._name, component._identity, component._host = name, identity, host
    state = yield from _kept_state(component, snapshot, text)
    try:
        component._load(state)
    except StateError as error:
        raise StaleSnapshotError(str(error)) from None
    component._address = component._kind.url_fields.address(state, component.params)
    before = component.params
    if mount is not None:
        given = _of_mount(mount, cls, name, snapshot.component_id, identity, host)
        component._tag = _tag_in(given)
        component._take_params(_params_in(cls, given))
        if any(before.get(name) != component.params.get(name) for name in cls._framework_params):
            return (yield from _begun_anew(component))
    yield from authorize(component, permissions_of(cls))
    yield from component._resume()
    if "hydrate" in component._hooks:
        yield from call(component.hydrate, state)
    if mount is not None:
        yield from call(component.params_changed, before)
        component._drop_caches()
    return component


def _begun_anew(old: Component) -> Flow[Component]:
    component = type(old)(**old.params, slots=old._slots)
    component._tag, component._revision = old._tag, old._revision
    yield from start(component, old._name, old._identity, old._host)
    return component


def instance(cls: type[Component], snapshot: Snapshot) -> Component:
    """The component of `snapshot`, without its state. Raises StaleSnapshotError for params that fit no more."""
    key = {"key": snapshot.key} if snapshot.key else {}
    slots = {"slots": kept_slots(snapshot.slots.split())} if snapshot.slots else {}
    return cls(component_id=snapshot.component_id, **key, **slots, **_params_in(cls, snapshot))


def storage_key(component: Component, audience: str, *, beside: str = "") -> str:
    """Nobody can name another's entry: the key depends on the id, the audience and the installation's secret.

    That is the newest one, or the one that sealed the snapshot `beside`, under which its state was kept.
    """
    return sealer(component._host.settings, "store").name(component._name, component.id, audience, beside=beside)


def _of_mount(
    text: str, cls: type[Component], name: str, component_id: str | None, identity: Identity, host: Host
) -> Snapshot:
    snapshot = load_snapshot(text, host.settings, component=name, component_id=component_id, purpose=MOUNT)
    check_holder(snapshot, identity, cls._kind.schema)
    try:
        cls._kind.contract.split(_params_in(cls, snapshot))
    except ParamsError as error:
        raise StaleSnapshotError(str(error)) from None
    return snapshot


def _tag_in(snapshot: Snapshot) -> str:
    tag: str = (snapshot.state or {})["tag"]
    return tag


def _params_in(cls: type[Component], snapshot: Snapshot) -> dict[str, Any]:
    try:
        return cls._kind.contract.decode(snapshot.params)
    except ValidationError:
        raise StaleSnapshotError("its params no longer fit the class") from None


def _kept_state(component: Component, snapshot: Snapshot, text: str) -> Flow[dict[str, Any]]:
    store = component.state_store
    if (store is None) != (snapshot.state is not None):
        raise StaleSnapshotError("made when the class kept its state elsewhere")
    if store is None:
        return snapshot.state or {}
    key = storage_key(component, snapshot.audience, beside=text)
    stored = yield from call(store.load, key)
    if stored is None or stored.revision != snapshot.revision:
        raise StaleSnapshotError("the server no longer has this revision")
    component._revision = stored.revision
    if key == storage_key(component, component._identity.audience):  # else it will be kept in another place
        component._kept_text = stored.text
    return SERIALIZER.deserialize(stored.text)
