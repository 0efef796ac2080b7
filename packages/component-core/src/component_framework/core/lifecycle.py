"""The parts of one message, each written once, as flows over the user's hooks and handlers.

    mount or hydrate ─▶ handle (once per call) ─▶ before_render ─▶ get_context ─▶ dehydrate ─▶ state closed ─▶ render

`Component._dispatch` walks them for Python code, `core/endpoint.py` for messages from a browser.
"""

import warnings
from collections.abc import Awaitable, Callable, Mapping
from functools import cached_property
from types import MappingProxyType
from typing import Any, ClassVar

from pydantic import ValidationError

from component_framework.core.component_events import ComponentEvent, Listener, collect_listeners
from component_framework.core.errors import (
    ConfigurationError,
    ConflictError,
    InvalidError,
    StateError,
    UnknownEventError,
)
from component_framework.core.fields import RESERVED, StateField, collect_fields, fingerprint, is_framework
from component_framework.core.flow import Flow, call
from component_framework.core.handlers import Handler, collect_handlers, reasons
from component_framework.core.kind import FRAMEWORK_HOOKS, HOOKS, Kind
from component_framework.core.names import check_fields, check_names
from component_framework.core.query import NO_QUERY, Address, Query
from component_framework.core.state import State
from component_framework.core.stream import Rows, Stream
from component_framework.core.upload import refuse_uploads


class Lifecycle:
    """State, hooks and handlers of a class, collected when it is defined. Users subclass `Component`, not this."""

    params: dict[str, Any]
    _plain: dict[str, Any]
    """The params, without what the framework itself takes."""
    _kept_params: dict[str, Any] | None = None
    id: str
    state: State
    errors: dict[str, list[str]]
    _status: int = 200
    _extra_context: Mapping[str, Any] = MappingProxyType({})
    _encoded_state: dict[str, Any]
    _address: Address = MappingProxyType({})
    _rendered: Callable[[], Awaitable[str] | str]
    """`render()`, with what is to hold meanwhile."""
    _stream_rows: dict[str, Rows[Any]]
    _is_new: bool = False
    _framework_state: ClassVar[frozenset[str]] = frozenset()
    """What of a framework base's own annotations is state; no param sets it."""
    _framework_events: ClassVar[frozenset[str]] = frozenset()
    """Which of the framework's own `on_*` methods are handlers."""
    _framework_params: ClassVar[Mapping[str, Any]] = {}
    """Types of params that a framework base takes; they stay in `params`."""
    _fields: ClassVar[Mapping[str, StateField]] = {}
    _handlers: ClassVar[Mapping[str, Handler]] = {}
    _listeners: ClassVar[Mapping[str, Listener]] = {}
    _properties: ClassVar[tuple[str, ...]] = ()
    _cached_properties: ClassVar[tuple[str, ...]] = ()
    _streams: ClassVar[tuple[str, ...]] = ()
    _hooks: ClassVar[frozenset[str]] = frozenset()
    _kind: ClassVar[Kind]

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if not is_framework(cls):
            check_names(cls)
        cls._fields = cls._collect()
        check_fields(cls, cls._fields)
        cls._handlers = collect_handlers(cls, cls._framework_events)
        cls._listeners = collect_listeners(cls)
        cls._properties = _properties(cls, property | cached_property)
        cls._cached_properties = _properties(cls, cached_property)
        cls._streams = _streams(cls)
        cls._kind = Kind(cls)
        cls._hooks = frozenset(
            hook for hook in HOOKS + FRAMEWORK_HOOKS if getattr(cls, hook) is not getattr(Lifecycle, hook)
        )

    def mount(self) -> Awaitable[None] | None:
        """First load. Declare parameters to take params: `def mount(self, initial: int = 0)`."""

    def hydrate(self, state: dict[str, Any]) -> Awaitable[None] | None:
        """Called at every later message, when `state` (as it was kept) has been taken over."""

    def params_changed(self, before: Mapping[str, Any]) -> Awaitable[None] | None:
        """The component round it gives it other params: they are in `self.params` and in the fields of their names.

        `before` are those that it had. The rest of its state is as it was.
        """

    def before_render(self) -> Awaitable[None] | None:
        """The last place to change the state, whatever event came."""

    def get_context(self) -> Awaitable[dict[str, Any]] | dict[str, Any]:
        """More names for the template, laid over the framework's own."""
        return {}

    def dehydrate(self) -> Awaitable[None] | None:
        """Called before the state is closed and kept: drop what must not be."""

    def render(self) -> Awaitable[str] | str:
        """The HTML: one root element. Text without `__html__` is taken for plain text and escaped."""
        raise NotImplementedError

    @classmethod
    def _collect(cls) -> Mapping[str, StateField]:
        """The fields of a class that is being defined. Framework bases override this for what is declared otherwise."""
        return collect_fields(cls)

    def _mount(self, query: Query = NO_QUERY) -> Flow[None]:
        arguments = self._take_in(query)
        if "_begin" in self._hooks:
            yield from self._begin()
        if "mount" in self._hooks:
            yield from call(self.mount, **arguments)

    def _take_in(self, query: Query) -> dict[str, Any]:
        """Set the fields that the params and the page's query name; gives the arguments of `mount()`."""
        self._is_new = True
        values, arguments = self._kind.contract.split(self._plain, self._kept_params)
        self.state.take(values)
        if query:
            self.state.update(self._kind.url_fields.values(query))
        return arguments

    def _begin(self) -> Flow[None]:
        """What has to be there before `mount()`, once the params are. Framework bases override this."""
        yield from ()

    def _resume(self) -> Flow[None]:
        """What has to be there at each later message, once the class's permissions said yes. As `_begin`."""
        yield from ()

    def _load(self, state: Mapping[str, Any]) -> None:
        """Take over `state`. Raises StateError for values that the declared fields refuse."""
        try:
            self.state.load(state)
        except ValidationError as error:
            raise StateError(f"{type(self).__qualname__}: the state does not fit: {reasons('state', error)}") from None

    def _take_params(self, params: Mapping[str, Any]) -> None:
        """Go on with other `params`: fields of their names follow those that changed."""
        before, self.params = self.params, {**self.params, **params}
        self._plain = {name: value for name, value in self.params.items() if name not in RESERVED}
        self._kept_params = None
        values, _ = self._kind.contract.split(self._plain)
        self.state.update({name: value for name, value in values.items() if before.get(name, ...) != value})

    def _hear(self, listener: Listener, event: ComponentEvent) -> Flow[None]:
        """Another component of the page tells of `event`."""
        yield from call(listener.function, self, event)
        self._drop_caches()

    def _follow(self, query: Query) -> None:
        """The browser is at another query of its page: have the `Url()` fields say the same."""
        urls = self._kind.url_fields
        values = urls.followed(query, self.params)
        self.state.update(values)
        self._drop_caches()
        encoded = {field.name: field.encode(self.state[field.name]) for field in urls.fields.values()}
        self._address = urls.address(encoded, self.params)

    def _handle(self, event: str | None, payload: Mapping[str, Any], texts: Mapping[str, Any]) -> Flow[None]:
        """Check all that was sent, set the writable fields, call the handler. Framework bases override this once."""
        handler = None if event is None else self._handler(event)
        names = handler.signature.names if handler else []
        writes = self._writes({name: given for name, given in texts.items() if name not in names})
        bound: dict[str, Any] = {}
        if handler is not None:
            own = {name: texts[name] for name in names if name in texts}
            refuse_uploads(own)
            bound = handler.signature.bind(payload, own)
        elif payload:
            raise InvalidError({name: ["There is no such argument"] for name in payload})
        if writes:
            self.state.update(writes)
            self._drop_caches()
        if handler is not None:
            yield from self._call(handler, bound)

    def _call(self, handler: Handler, bound: Mapping[str, Any]) -> Flow[None]:
        known = vars(self).keys() | self._cached_properties
        yield from call(handler.function, self, **bound)
        if added := sorted(name for name in vars(self).keys() - known if not name.startswith("_")):
            self._note_undeclared(added)
        self._drop_caches()

    def _drop_caches(self) -> None:
        for name in self._cached_properties:
            vars(self).pop(name, None)

    def _handler(self, event: str) -> Handler:
        try:
            return self._handlers[event]
        except KeyError:
            raise UnknownEventError(type(self).__qualname__, event, self._handlers) from None

    def _writes(self, texts: Mapping[str, Any]) -> dict[str, Any]:
        """Values for writable fields from controls' texts. Raises InvalidError for any other name."""
        refuse_uploads(texts)
        found: dict[str, Any] = {}
        errors: dict[str, list[str]] = {}
        for name, given in texts.items():
            field = self._fields.get(name)
            if field is None or not field.is_writable:
                errors[name] = ["This cannot be set"]
                continue
            try:
                found[name] = field.type.from_text(given)
            except ValidationError as error:
                errors |= reasons(name, error)
        if errors:
            raise InvalidError(errors)
        return found

    def _show_refusal(self, error: InvalidError | ConflictError) -> None:
        """Show why a message was refused, in a component that is as it was before."""
        if isinstance(error, InvalidError):
            self.errors = dict(error.errors)
        else:
            self._status = error.status

    def _settle(self) -> Flow[None]:
        """Everything before the HTML: from here on the state is closed."""
        if "before_render" in self._hooks:
            yield from call(self.before_render)
        if "get_context" in self._hooks:
            self._extra_context = yield from call(self.get_context)
        if "dehydrate" in self._hooks:
            yield from call(self.dehydrate)
        self._encoded_state = self.state.close()

    @property
    def _encoded_params(self) -> dict[str, Any]:
        """The params as they travel in snapshots."""
        if self._kept_params is None:  # until Python 3.12 a cached property takes a lock, ten times as long
            self._kept_params = self._kind.contract.encode(self._plain)
        return self._kept_params

    def _note_undeclared(self, names: list[str]) -> None:
        """Tell a developer that a handler set attributes which do not outlive the message."""
        warnings.warn(
            f"a handler of {type(self).__qualname__} set {names}: what is not declared lives for this message only",
            stacklevel=2,
        )

    @classmethod
    def _fingerprint(cls) -> str:
        """Changes with the declared fields: what a page was made for with others is stale."""
        return fingerprint(cls._fields)

    @classmethod
    def _takes_files(cls) -> bool:
        """Whether a file may come with a message."""
        return False


def _properties(cls: type, kinds: Any) -> tuple[str, ...]:
    """The names of the public properties of the user's classes that are of `kinds`."""
    found = {name: vars(base)[name] for base in reversed(cls.__mro__) if not is_framework(base) for name in vars(base)}
    return tuple(name for name, value in found.items() if isinstance(value, kinds) and not name.startswith("_"))


def _streams(cls: type[Lifecycle]) -> tuple[str, ...]:
    for name, field in cls._fields.items():
        if isinstance(field.given, Stream):
            raise ConfigurationError(f"{cls.__qualname__}.{name}: what is annotated is state; write {name} = Stream()")
    return _properties(cls, Stream)
