"""The wire format (docs/protocol.md): what comes in, checked, and what goes out."""

from functools import cached_property
from typing import Annotated, Any, Literal, NotRequired, TypedDict

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from component_framework.core.effects import Effect
from component_framework.core.errors import (
    BadRequestError,
    ClientError,
    InvalidError,
    TooLargeError,
    TooManyCallsError,
)
from component_framework.core.handlers import check_texts
from component_framework.core.json_data import check_shape, is_array, is_object, is_surely_small, parse_json
from component_framework.core.settings import ComponentSettings
from component_framework.core.stream import StreamStep

Text = Annotated[str, Field(max_length=100)]
ChildTag = Annotated[str, Field(max_length=4000)]
"""With the names of its filled slots behind it, which have 50 letters at most each."""


class Call(BaseModel, frozen=True):
    """One act: the event, its JSON arguments and its controls' texts. Without an event only the texts are set.

    Of a form's post `fields` may also hold an `Upload`, or a list of such.

    `query` is the text of the page's query string, where the browser went to another one: `Url()` fields follow first.
    `told` is what another component of the page tells of, as an effect of its update brought it. It stands alone.
    """

    model_config = ConfigDict(extra="forbid", strict=True)

    event: str | None = None
    payload: dict[str, Any] = {}
    fields: dict[str, Any] = {}
    query: str | None = None
    told: str | None = None

    @field_validator("event", "query", "told", mode="before")
    @classmethod
    def _is_given(cls, text: Any) -> Any:
        if text is None:  # null: left out is the way to give none
            raise ValueError("a text is expected")
        return text


class EventMessage(Call, frozen=True):
    """One message as it came in. `state` is the snapshot; None asks for a first render, of what `mount` says if given.

    Beside a snapshot `mount` has the params that the component is to go on with. `children` are the components inside
    it that the page has: their ids, each with its tag.
    """

    type: Literal["component_event"]
    component: str | None = None
    component_id: str | None = None
    calls: list[Call] | None = None
    state: str | None = None
    mount: str | None = None
    children: dict[str, ChildTag] = {}
    key: Text | None = None

    @cached_property
    def acts(self) -> list[Call]:
        """What is to be done, in order."""
        own: dict[str, Any] = {name: getattr(self, name) for name in Call.model_fields}
        return self.calls or [Call.model_construct(**own)]

    @cached_property
    def only_looks(self) -> bool:
        """Whether it has a component rendered again and does nothing else."""
        if self.state is None or self.mount is not None:
            return False
        return not any(act.event or act.fields or act.told or act.query is not None for act in self.acts)


class UpdateMessage(TypedDict):
    type: Literal["component_update"]
    component_id: str
    html: str
    state: str
    key: str | None
    effects: list[Effect]
    streams: NotRequired[dict[str, list[StreamStep]]]
    status: NotRequired[int]
    needs: NotRequired[list[str]]
    """The parts of the client without which it cannot be shown."""


class ErrorMessage(TypedDict):
    type: Literal["error"]
    code: str
    error: str
    component_id: str | None
    key: str | None
    errors: NotRequired[dict[str, list[str]]]


def parse_message(raw: bytes, settings: ComponentSettings) -> EventMessage:
    """The message that `raw`, UTF-8 JSON, is. Raises the ClientError that fits what is wrong with it."""
    return message_of(parse_object(raw, settings), settings)


def parse_object(raw: bytes, settings: ComponentSettings) -> dict[str, Any]:
    """The JSON object in `raw`, of a checked shape. Raises the ClientError that fits what is wrong with it."""
    if len(raw) > settings.max_body_bytes:
        raise TooLargeError(f"{len(raw)} bytes; the limit is {settings.max_body_bytes}")
    data = parse_json(raw)
    if not is_surely_small(raw, max_depth=settings.max_depth, max_nodes=settings.max_nodes):
        check_shape(data, max_depth=settings.max_depth, max_nodes=settings.max_nodes)
    if not is_object(data):
        raise BadRequestError("a message is a JSON object")
    return data


def message_of(data: dict[str, Any], settings: ComponentSettings) -> EventMessage:
    """`data`, JSON data of a checked shape, as a message. Raises the ClientError that fits what is wrong with it."""
    calls = data.get("calls")
    if is_array(calls) and len(calls) > settings.max_calls:
        raise TooManyCallsError(f"{len(calls)} calls; the limit is {settings.max_calls}")
    try:
        message = EventMessage.model_validate(data)
    except ValidationError as error:
        raise _refusal(error) from None
    if message.calls is not None and (not message.calls or Call.model_fields.keys() & data.keys()):
        raise BadRequestError("calls stand alone, and there is at least one")
    for act in message.acts:
        check_texts(act.fields)
        if act.told is not None and (act.event is not None or act.payload or act.fields):
            raise BadRequestError("what was told stands alone")
    return message


def error_message(error: ClientError, message: EventMessage | None) -> ErrorMessage:
    """The answer to a client's mistake, naming the message it answers where that could be read."""
    answer: ErrorMessage = {
        "type": "error",
        "code": error.code,
        "error": error.public,
        "component_id": message.component_id if message else None,
        "key": message.key if message else None,
    }
    if isinstance(error, InvalidError):
        answer["errors"] = error.errors
    return answer


def _refusal(error: ValidationError) -> ClientError:
    """Members that nobody knows are invalid input; anything else wrong with the envelope makes it no message."""
    details = error.errors(include_url=False, include_input=False, include_context=False)
    if all(detail["type"] == "extra_forbidden" for detail in details):
        return InvalidError({".".join(map(str, detail["loc"])): ["There is no such member"] for detail in details})
    return BadRequestError(f"not a message: {[(detail['loc'], detail['type']) for detail in details[:5]]}")
