"""Components, their state and their messages: the part that knows no web framework."""

import component_framework.core._clash  # noqa: F401, I001  # first: what follows may be another project's file

from component_framework.core.announcements import announce
from component_framework.core.broker import Broker, MemoryBroker
from component_framework.core.component import Component, DispatchResult
from component_framework.core.component_events import ComponentEvent, listens
from component_framework.core.control import Choice, Control, Shown
from component_framework.core.errors import (
    BadRequestError,
    BadSnapshotError,
    BusyError,
    ClientError,
    ComponentError,
    ConfigurationError,
    ConflictError,
    ForbiddenError,
    InvalidError,
    MarkupError,
    NotFoundError,
    ParamsError,
    RefusedSaveError,
    SignedOutError,
    StaleSnapshotError,
    StateError,
    TimedOutError,
    TooManyError,
    UnknownComponentError,
    UnknownEventError,
)
from component_framework.core.fields import Url, Writable
from component_framework.core.form import FormComponent
from component_framework.core.identity import Identity
from component_framework.core.markup import Html
from component_framework.core.model_form import ModelFormComponent
from component_framework.core.permissions import Permission, anyone, requires, signed_in
from component_framework.core.refresh import refresh, session_changed
from component_framework.core.registry import ComponentRegistry, registry
from component_framework.core.renderer import Renderer
from component_framework.core.replies import MemoryReplyStore, ReplyStore
from component_framework.core.settings import ComponentSettings
from component_framework.core.state import MemoryStateStore, StateSerializer, StateStore
from component_framework.core.stream import Stream
from component_framework.core.upload import Accept, MaxSize, Upload
from component_framework.core.visitors import Visitor, ahere, here
from component_framework.core.websocket import ComponentWebSocketManager, WebSocketConnection, ws_manager

__all__ = [
    "Accept",
    "BadRequestError",
    "BadSnapshotError",
    "Broker",
    "BusyError",
    "Choice",
    "ClientError",
    "Component",
    "ComponentError",
    "ComponentEvent",
    "ComponentRegistry",
    "ComponentSettings",
    "ComponentWebSocketManager",
    "ConfigurationError",
    "ConflictError",
    "Control",
    "DispatchResult",
    "ForbiddenError",
    "FormComponent",
    "Html",
    "Identity",
    "InvalidError",
    "MarkupError",
    "MaxSize",
    "MemoryBroker",
    "MemoryReplyStore",
    "MemoryStateStore",
    "ModelFormComponent",
    "NotFoundError",
    "ParamsError",
    "Permission",
    "RefusedSaveError",
    "Renderer",
    "ReplyStore",
    "Shown",
    "SignedOutError",
    "StaleSnapshotError",
    "StateError",
    "StateSerializer",
    "StateStore",
    "Stream",
    "TimedOutError",
    "TooManyError",
    "UnknownComponentError",
    "UnknownEventError",
    "Upload",
    "Url",
    "Visitor",
    "WebSocketConnection",
    "Writable",
    "ahere",
    "announce",
    "anyone",
    "here",
    "listens",
    "refresh",
    "registry",
    "requires",
    "session_changed",
    "signed_in",
    "ws_manager",
]
