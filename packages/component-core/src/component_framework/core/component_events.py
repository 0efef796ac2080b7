"""What one component of a page tells another: declared, typed, and sealed on its way through the browser."""

import json
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Final, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from component_framework.core.errors import ConfigurationError, StaleSnapshotError, UnknownEventError
from component_framework.core.fields import is_framework
from component_framework.core.identity import Identity
from component_framework.core.permissions import Permission, permissions_of
from component_framework.core.settings import ComponentSettings
from component_framework.core.signing import sealer

PURPOSE: Final = "told"
LISTENS: Final = "_listens"
WORD: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
Method = TypeVar("Method", bound=Callable[..., Any])


class ComponentEvent(BaseModel):
    """What happened, as data: `class Picked(ComponentEvent): id: int`. Sent by `tell_parent` and `tell_page`.

    Components with a method `@listens(Picked)` hear of it. Its name on the wire is that of the class, `picked`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    event_name: ClassVar[str] = ""

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        if "event_name" not in vars(cls):
            cls.event_name = WORD.sub("_", cls.__name__).lower()


@dataclass(frozen=True)
class Listener:
    """One method that hears of an event."""

    event: type[ComponentEvent]
    function: Callable[..., Any]
    permissions: tuple[Permission, ...]


def listens(*events: type[ComponentEvent]) -> Callable[[Method], Method]:
    """A decorator: the method is called with each of `events` that a component of the page tells of."""

    def declare(method: Method) -> Method:
        setattr(method, LISTENS, events)
        return method

    return declare


def collect_listeners(cls: type) -> dict[str, Listener]:
    """Event name -> listener for the `@listens` methods of the user's classes in `cls`'s MRO.

    Raises ConfigurationError where two methods hear of events of one name.
    """
    methods = {name: function for base in reversed(cls.__mro__) for name, function in vars(base).items()}
    found: dict[str, Listener] = {}
    for function in methods.values():
        for event in getattr(function, LISTENS, ()) if not is_framework(cls) else ():
            if event.event_name in found:
                other = found[event.event_name].function
                raise ConfigurationError(
                    f"{function.__qualname__} and {other.__qualname__} both listen to {event.event_name!r}"
                )
            found[event.event_name] = Listener(event, function, permissions_of(function))
    return found


def seal_event(event: ComponentEvent, identity: Identity, settings: ComponentSettings) -> str:
    """`event` as a text that only this installation can have made, for this identity's pages."""
    content = [event.event_name, event.model_dump(mode="json"), identity.audience, int(time.time())]
    data = json.dumps(content, separators=(",", ":"), allow_nan=False, ensure_ascii=False).encode()
    return sealer(settings, PURPOSE).seal(data)


def open_event(
    text: str, listeners: Mapping[str, Listener], *, owner: str, identity: Identity, settings: ComponentSettings
) -> tuple[Listener, ComponentEvent]:
    """The listener for what `seal_event` sealed, and the event. `owner` names the class whose `listeners` these are.

    Raises BadSnapshotError for a forged text, StaleSnapshotError for an old one or another identity's,
    UnknownEventError where nobody listens.
    """
    name, data, audience, told_at = json.loads(sealer(settings, PURPOSE).open(text))
    if not identity.may_send(audience) or time.time() - told_at > settings.snapshot_max_age_s:
        raise StaleSnapshotError("told long ago, or to somebody else")
    if name not in listeners:
        raise UnknownEventError(owner, name, listeners)
    try:
        return listeners[name], listeners[name].event.model_validate_json(json.dumps(data))
    except ValidationError:
        raise StaleSnapshotError("told of other fields than the event has now") from None


def check_event(event: object) -> None:
    """Raises ConfigurationError unless it is an event that components can tell."""
    if not isinstance(event, ComponentEvent):
        raise ConfigurationError(f"{event!r} is no ComponentEvent: class Picked(ComponentEvent): id: int")
