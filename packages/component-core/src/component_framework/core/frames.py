"""The frames of a socket (docs/protocol.md, "The socket"): what comes in, checked, and what goes out, as text."""

import json
import logging
import secrets
from collections.abc import Mapping
from typing import Annotated, Any, Final, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from component_framework.core.errors import BadRequestError, ClientError, TooManyError
from component_framework.core.json_data import check_shape, is_object, is_surely_small, parse_json
from component_framework.core.messages import EventMessage, error_message, message_of
from component_framework.core.settings import ComponentSettings

log = logging.getLogger("component_framework.socket")

# Our own for RFC 6455's 1008, 1009, 1011 and 1012, which Daphne cannot send.
FLOODING: Final = 4008
TOO_BIG: Final = 4009
BROKEN: Final = 4011
RESTART: Final = 4012
SIGNED_OUT: Final = 4401
TOO_SLOW: Final = 4408

Id = Annotated[str, Field(max_length=100)]


class _Frame(BaseModel, frozen=True):
    model_config = ConfigDict(extra="forbid", strict=True)


class Subscribe(_Frame, frozen=True):
    """Tell this page of the component that the snapshot `state` proves to have been shown on it."""

    type: Literal["subscribe"]
    component_id: Id
    state: str
    component: Id | None = None


class Unsubscribe(_Frame, frozen=True):
    """Tell this page nothing more of the component."""

    type: Literal["unsubscribe"]
    component_id: Id
    component: Id | None = None
    state: str | None = None


class Ack(_Frame, frozen=True):
    """So many frames have come in."""

    type: Literal["ack"]
    frames: Annotated[int, Field(ge=0)]
    mark: Id | None = None


class Ping(_Frame, frozen=True):
    """Answer, so that the page knows that there is somebody."""

    type: Literal["ping"]


Frame: TypeAlias = Subscribe | Unsubscribe | Ack | Ping | EventMessage
FRAME: Final[TypeAdapter[Any]] = TypeAdapter(
    Annotated[Subscribe | Unsubscribe | Ack | Ping, Field(discriminator="type")]
)


def parse_frame(raw: str | bytes, settings: ComponentSettings) -> Frame:
    """What `raw` says. Raises the ClientError that fits what is wrong with it."""
    if isinstance(raw, bytes):
        raise BadRequestError("a frame is text")
    try:
        encoded = raw.encode()
    except UnicodeEncodeError:  # half a surrogate pair
        raise BadRequestError("a frame is Unicode text") from None
    data, limits = parse_json(encoded), {"max_depth": settings.max_depth, "max_nodes": settings.max_nodes}
    if not is_surely_small(encoded, **limits):
        check_shape(data, **limits)
    if not is_object(data):
        raise BadRequestError("a frame is a JSON object")
    if data.get("type") == "component_event":
        return message_of(data, settings)
    try:
        frame: Frame = FRAME.validate_python(data)
    except ValidationError as error:
        raise BadRequestError(f"not a frame: {[detail['type'] for detail in error.errors()[:5]]}") from None
    return frame


def frame_text(kind: str, **members: Any) -> str:
    """A frame of that type, ready to leave."""
    return json.dumps({"type": kind, **members})


def refusal(error: ClientError, asked: Frame | None = None) -> str:
    """The `error` frame for a client's mistake, which is logged here, once and without values."""
    log.info("%d %s over a socket: %.200s", error.status, error.code, error)
    message = asked if isinstance(asked, EventMessage) else None
    told: dict[str, Any] = {**error_message(error, message), "status": error.status}
    if asked is not None and message is None:
        told["component_id"] = getattr(asked, "component_id", None)
    if isinstance(error, TooManyError):
        told["retry_after_s"] = error.retry_after_s
    return json.dumps(told)


def failure(asked: Frame) -> str:
    """The `error` frame for an exception in the user's code, which is logged here, under the id that the frame has."""
    error_id = secrets.token_hex(4)
    log.exception("an exception over a socket, id %s", error_id)
    members: dict[str, Any] = {"status": 500, "code": "internal", "error": "something went wrong", "id": error_id}
    key = asked.key if isinstance(asked, EventMessage) else None
    return frame_text("error", **members, component_id=getattr(asked, "component_id", None), key=key)


def reply_text(message: EventMessage, status: int, body: str, headers: Mapping[str, str]) -> str:
    """The frame for what HTTP would answer to `message`: the same JSON, with the status where that is not 200."""
    if status == 200:
        return body
    whose = {"component_id": message.component_id, "key": message.key}  # no request says it
    told = {**json.loads(body), **whose, "status": status}
    if "Retry-After" in headers:
        told["retry_after_s"] = int(headers["Retry-After"])
    return json.dumps(told)
