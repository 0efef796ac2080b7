"""The component: the class that users subclass."""

import warnings
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import cached_property, partial
from types import MappingProxyType
from typing import Any, ClassVar, Literal, Self, TypedDict, TypeVar

from component_framework.core.attempt import commit_to_it
from component_framework.core.component_events import ComponentEvent, check_event, seal_event
from component_framework.core.context import BoundState, ComponentView, Lazy, Reasons, TemplateContext
from component_framework.core.effects import Effects
from component_framework.core.errors import ConfigurationError
from component_framework.core.fields import RESERVED
from component_framework.core.flow import Flow, arun, call, is_awaitable, is_on_loop
from component_framework.core.host import Host, current_host
from component_framework.core.identity import NOBODY, Identity
from component_framework.core.lifecycle import Lifecycle
from component_framework.core.markup import Html, attributes, html_of
from component_framework.core.nest import NO_PAGE, Nest, PageFacts, current_parent, inside
from component_framework.core.params import component_id
from component_framework.core.permissions import Permission
from component_framework.core.refresh import refresh_on, topics_of
from component_framework.core.renderer import Renderer
from component_framework.core.slots import NO_SLOTS, Slots, given_slots
from component_framework.core.snapshot import MOUNT, STATE, dump_snapshot
from component_framework.core.state import State, StateStore
from component_framework.core.stream import may_repeat
from component_framework.core.visitors import Visitor, visitors

T = TypeVar("T")


class DispatchResult(TypedDict):
    """What `dispatch` gives: the bare template's HTML, the state as live values, and the component's id."""

    html: str
    state: dict[str, Any]
    component_id: str


class Component(Lifecycle, Effects):
    """State, `on_*` handlers and a template: one live part of a page.

    Annotated public attributes are the state. `on_<event>` methods are what the browser may call; their arguments
    are validated from their annotations. Register the class to make it reachable.
    """

    component_name: ClassVar[str] = ""
    """The registered name; `registry.register` sets it."""
    template_name: ClassVar[str] = ""
    """The template; `components/<component_name>.html` when empty."""
    renderer: ClassVar[Renderer | None] = None
    """The template engine; None takes the host's default."""
    permissions: ClassVar[Permission | tuple[Permission, ...] | list[Permission]] = ()
    """Who may see it and send it messages; see `requires`."""
    mountable: ClassVar[bool] = False
    """Whether a browser may start one by itself, with params that it chooses."""
    encrypted: ClassVar[bool] = False
    """Whether the snapshot also hides the state from the browser (extra `component-core[crypto]`)."""
    atomic: ClassVar[bool] = True
    """Whether all that a message writes is one transaction, on hosts that have such; off saves a query or two."""
    state_store: ClassVar[StateStore | None] = None
    """Where the server keeps the state; None lets it travel in the snapshot."""
    static: ClassVar[bool] = False
    """Whether it is nothing but a template with params and slots: no snapshot, no handlers, next to no cost."""
    error_template: ClassVar[str] = ""
    """What stands in its place where it cannot be shown inside another component or late; a line of text when empty."""
    placeholder_template: ClassVar[str] = ""
    """What stands in its place until it is loaded, where it is `lazy`; an empty element when empty."""
    watches: ClassVar[Sequence[object]] = ()
    """Topics, and what the host knows topics for: when one changes, each viewer gets the component rendered again."""
    presence: ClassVar[Sequence[object]] = ()
    """Topics in which whoever has it on an open page is here: `here(topic)` says who is."""
    _is_stored: ClassVar[bool] = False
    """Whether `dispatch()` writes to the host's database, in a transaction as the endpoint's."""
    _identity: Identity
    _name: str
    _revision: int = 0
    _kept_text: str | None = None
    _slots: Slots
    _known: Mapping[str, str] = MappingProxyType({})
    """The components inside it that its page has already: their ids, each with its tag."""
    _page: PageFacts
    _depth: int = 0
    _memo: dict[object, Any]
    """What is found once for all components in the outermost one."""
    _made_nest: Nest | None = None
    _tag: str | None = None
    """What tells whether the component round it gives it other params; None where it keeps the one it has."""
    _is_removed: bool = False
    _watches_by_itself: ClassVar[bool] = False

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls._watches_by_itself = (cls.get_watches, cls.get_presence) != (Component.get_watches, Component.get_presence)
        if cls.static and (cls._handlers or cls._listeners or cls.state_store or cls.watches or cls.mountable):
            raise ConfigurationError(
                f"{cls.__qualname__} is static: no message can reach it, so it is not mountable"
                " and has neither handlers nor topics"
            )

    def __init__(self, **params: Any) -> None:
        self._set_up(params)

    @classmethod
    def _of(cls, params: dict[str, Any]) -> Self:
        """As `cls(**params)`, which copies them twice on their way. They are the component's from here on."""
        if cls.__init__ is not Component.__init__:
            return cls(**params)
        component = cls.__new__(cls)
        component._set_up(params)
        return component

    def _set_up(self, params: dict[str, Any]) -> None:
        """All that a component has before it is mounted; in one piece, since a page makes hundreds of them."""
        slots = params.pop("slots", None)
        self._slots = NO_SLOTS if not slots else slots if isinstance(slots, Slots) else given_slots(slots)
        kind, self.params = self._kind, params
        self.id = component_id(params.get("component_id"))
        self.state = State(self._fields, kind.defaults, kind.scalars)
        self.errors, self._effects, self._encoded_state, self._stream_rows = {}, [], {}, {}
        self._plain = {name: value for name, value in params.items() if name not in RESERVED}
        self._name, self._identity, self._page = self.component_name, NOBODY, NO_PAGE

    @property
    def user(self) -> Any:
        """Who sent the message, as the host knows them (Django's `request.user`); None for nobody."""
        return self._identity.user

    @cached_property
    def _host(self) -> Host:
        """The endpoint and the tags set theirs; code that only has a component gets the configured one."""
        return current_host()

    def render(self) -> Awaitable[str] | str:
        """The HTML of the template: one root element. An override's text without `__html__` is escaped."""
        renderer = self._renderer()
        if not self.template_name and not self._name:
            raise ConfigurationError(f"{type(self).__qualname__} has no template: register it, or set template_name")
        template_name = self.template_name or f"components/{self._name}.html"
        return Html(renderer.render(template_name, self._context()))

    def _renderer(self) -> Renderer:
        renderer = self.renderer or self._host.renderer
        if renderer is None:
            raise ConfigurationError(f"{type(self).__qualname__} has no renderer: set Component.renderer = …")
        return renderer

    def get_watches(self) -> Sequence[object]:
        """What this very component watches, from its state and params: `[f"order:{self.order_id}"]`.

        Who is shown the component listens to these topics, and learns when they change, nothing else.
        """
        return self.watches

    def get_presence(self) -> Sequence[object]:
        """The topics of this very component in which its viewer is here, from its state and params."""
        return self.presence

    def get_visitor(self) -> Mapping[str, Any]:
        """What all others may see of its viewer: JSON, 1 KiB at most. Nothing, unless you say what."""
        return {}

    def here(self, watched: object) -> tuple[Visitor, ...]:
        """Who is here, in a topic: `component_framework.core.here`, with the viewer marked as `is_me`."""
        return visitors(watched, self._host, me=self._identity.audience)

    async def ahere(self, watched: object) -> tuple[Visitor, ...]:
        """`here` for async hooks."""
        found: tuple[Visitor, ...] = await self._host.in_thread(partial(self.here, watched))
        return found

    def refresh(self, *watched: object) -> None:
        """Say that each of `watched` has changed: `component_framework.core.refresh`."""
        refresh_on(self._host, watched)

    def tell_parent(self, event: ComponentEvent) -> None:
        """Have the nearest component round this one that listens to such events hear of `event`, after this message."""
        self._tell(event, "parent")

    def tell_page(self, event: ComponentEvent) -> None:
        """Have all other components of the page that listen to such events hear of `event`, after this message."""
        self._tell(event, "page")

    def remove(self) -> None:
        """Take the component out of the page, as when what it showed was deleted. It is not rendered any more."""
        self._is_removed = True

    def dispatch(
        self, event: str | None = None, payload: Mapping[str, Any] | None = None, state: dict[str, Any] | None = None
    ) -> DispatchResult:
        """One message from Python, trusted: no permission is asked. `state` None mounts, a dict (also `{}`) hydrates.

        On a running event loop the work is done in another thread while the loop waits: await `adispatch` there.
        """
        work = self._whole(self._dispatch(event, payload or {}, state), self._host)
        if not is_on_loop():
            return work()
        warnings.warn(
            f"{type(self).__qualname__}.dispatch() blocks the running event loop; await adispatch() instead",
            RuntimeWarning,
            stacklevel=2,
        )
        result: DispatchResult = self._host.off_loop(work)
        return result

    async def adispatch(
        self, event: str | None = None, payload: Mapping[str, Any] | None = None, state: dict[str, Any] | None = None
    ) -> DispatchResult:
        """`dispatch` for a running event loop. Sync hooks run in a thread; where there are only such, all in one."""
        flow = self._dispatch(event, payload or {}, state)
        if self._kind.is_async:
            return await arun(flow, self._host.in_thread)
        result: DispatchResult = await self._host.in_thread(self._whole(flow, self._host))
        return result

    def outer_effect(self) -> None:
        """Say in a handler that it now does what no rollback undoes, such as sending a mail.

        A message whose transaction was in another's way (a deadlock) is done again from its start, but not after this.
        Better still is to do such things once all is saved: `transaction.on_commit` on Django.
        """
        commit_to_it()

    @classmethod
    def _whole(cls, flow: Flow[T], host: Host) -> Callable[[], T]:
        """Does `flow` on the calling thread, all or nothing where that is promised."""
        work = partial(host.run, flow)
        return partial(host.together, work) if cls._is_stored and cls.atomic and not cls._kind.is_async else work

    def _dispatch(
        self, event: str | None, payload: Mapping[str, Any], state: dict[str, Any] | None
    ) -> Flow[DispatchResult]:
        if state is None:
            yield from self._mount()
        else:
            self._load(state)
            yield from self._resume()
            yield from call(self.hydrate, state)
        if event is not None:
            yield from self._handle(event, payload, {})
        yield from self._settle()
        html = html_of((yield partial(self._rendered)))
        return {"html": html, "state": self.state.now(), "component_id": self.id}

    @classmethod
    def _joins(cls) -> bool:
        """Whether there may be topics for which pages with one of this class subscribe."""
        return bool(cls.watches or cls.presence or cls._watches_by_itself)

    def _topics(self) -> Flow[tuple[str, ...]]:
        """The broker's names for what this component watches."""
        is_hook = type(self).get_watches is not Component.get_watches
        watched = (yield from call(self.get_watches)) if is_hook else self.watches
        return topics_of(watched, self._host)

    def _presence_topics(self) -> Flow[tuple[str, ...]]:
        """The broker's names for where its viewer is here."""
        is_hook = type(self).get_presence is not Component.get_presence
        topics = (yield from call(self.get_presence)) if is_hook else self.presence
        return topics_of(topics, self._host)

    def _joined_topics(self) -> Flow[tuple[str, ...]]:
        """All for which its page subscribes: those that it watches, then those in which its viewer is here."""
        return (*(yield from self._topics()), *(yield from self._presence_topics()))

    def _context(self) -> TemplateContext:
        """What the template sees: state, errors, component, fields and public properties, then `get_context()`'s."""
        view = self._view()
        values = self.state.now()
        for name in self._streams:
            values.setdefault(name, tuple(getattr(self, name)))
        values["state"], values["component"], values["component_id"] = BoundState(self.state, view), view, self.id
        values["errors"], values["slots"] = Reasons(self.errors), self._slots
        if self._extra_context:
            values |= self._extra_context
        lazy: dict[str, Lazy] = {}
        for name in self._properties:
            lazy[name] = partial(getattr, self, name)
        return TemplateContext(values, lazy, self._cached_properties)

    def _view(self) -> ComponentView:
        form_fields = self._identity.form_fields
        return ComponentView(
            self.id, self._name, self.params, self._url, self._snapshot, form_fields, self._takes_files()
        )

    @cached_property
    def _url(self) -> str:
        return self._host.url_for(self._name) if self._name else ""

    @cached_property
    def _head(self) -> str:
        """The root attributes that all components of its name have."""
        return attributes({"data-live": self._name, "data-live-url": self._url})

    def _snapshot(self, mount: dict[str, Any] | None = None) -> str:
        """This component as the text that the page carries, for this identity. Asked for once the state is closed.

        With `mount`, which stands for a state, it is one that is yet to be mounted.
        """
        state = mount or (None if self.state_store else self._encoded_state)
        return dump_snapshot(
            self._name,
            self.id,
            str(self.params.get("key", "")),
            self._encoded_params,
            self._identity.audience,
            self._kind.schema,
            state,
            0 if mount else self._revision,
            "" if mount or self._slots is NO_SLOTS else self._slot_names(),
            settings=self._host.settings,
            is_secret=self.encrypted,
            purpose=MOUNT if mount else STATE,
        )

    def _slot_names(self) -> str:
        """The names of the slots that are filled, parted by spaces."""
        return " ".join(self._slots)

    def _tell(self, event: ComponentEvent, to: Literal["parent", "page"]) -> None:
        check_event(event)
        sealed = seal_event(event, self._identity, self._host.settings)
        self._effects.append({"type": "tell", "name": event.event_name, "event": sealed, "to": to})

    def _rendered(self) -> Awaitable[str] | str:
        self._made_nest = None
        if not self._depth:
            self._memo = {}
        token = current_parent.set(self)
        try:
            made = self.render()
        finally:
            current_parent.reset(token)
        return inside(self, made) if type(made) is not Html and is_awaitable(made) else made

    def _nest(self) -> Nest:
        """What those in its template have of it, made when the first of them is there: most components have none."""
        if self._made_nest is None:
            host, apart, depth = self._host, self._host.apart(), self._depth + 1
            self._made_nest = Nest(self.id, self._identity, host, apart, self._known, self._page, depth, self._memo)
            self._made_nest.may_repeat = may_repeat(self._stream_rows)
        return self._made_nest

    def _note_undeclared(self, names: list[str]) -> None:
        if self._host.settings.debug:
            super()._note_undeclared(names)
