"""What each frame of a browser does. Nothing in here waits: work goes into the lane of its component."""

import json
from functools import partial

from component_framework.core.connection_state import ConnectionState
from component_framework.core.errors import (
    BadRequestError,
    BadSnapshotError,
    BusyError,
    ClientError,
    TooManyError,
)
from component_framework.core.flow import arun
from component_framework.core.frames import (
    FLOODING,
    TOO_BIG,
    Ack,
    Frame,
    Ping,
    Subscribe,
    Unsubscribe,
    failure,
    frame_text,
    parse_frame,
    refusal,
    reply_text,
)
from component_framework.core.messages import EventMessage
from component_framework.core.snapshot import load_snapshot
from component_framework.core.web import Post, counted, respond


def hear(state: ConnectionState, raw: str | bytes) -> None:
    """One frame has come in. What is wrong with it is answered, or ends the socket; nothing is raised."""
    if state.is_over:
        return None
    state.note_frame()
    if _is_longer(raw, state.host.settings.max_frame_bytes):
        return state.stop(TOO_BIG)
    frame: Frame | None = None
    try:
        state.flood.take("")
        frame = parse_frame(raw, state.host.settings)
        _begin(state, frame, raw)
    except TooManyError:
        state.stop(FLOODING)
    except ClientError as error:
        state.say(refusal(error, frame))


def _is_longer(raw: str | bytes, max_bytes: int) -> bool:
    """What cannot be encoded is no frame anyway, and told so."""
    if len(raw) > max_bytes or isinstance(raw, bytes) or raw.isascii():
        return len(raw) > max_bytes
    return len(raw.encode(errors="replace")) > max_bytes


def _begin(state: ConnectionState, frame: Frame, raw: str | bytes) -> None:
    if isinstance(frame, Ping):
        state.say(frame_text("pong"))
    elif isinstance(frame, Ack):
        if not state.outbox.acknowledge(frame.frames, frame.mark):
            raise BadRequestError("an ack of frames that were not sent, or not read")
    else:
        state.has_spoken = True
        work = partial(_work, state, frame, raw)
        if not state.lanes.put(frame.component_id or "", work):
            raise BusyError("too many messages under way on one socket")


async def _work(state: ConnectionState, frame: Subscribe | Unsubscribe | EventMessage, raw: str | bytes) -> None:
    try:
        if isinstance(frame, Subscribe):
            state.host.limits.messages.take(state.identity.caller)
            proof = await state.prove(frame.state, frame.component_id, name=frame.component)
            await state.subscribe(proof)
        elif isinstance(frame, Unsubscribe):
            await state.unsubscribe(frame.component_id)
            state.say(frame_text("unsubscribed", component_id=frame.component_id))
        else:
            await _answer(state, frame, raw)
    except ClientError as error:
        if isinstance(error, BadSnapshotError):
            error = counted(error, state.identity, state.host)
        state.say(refusal(error, frame))
    except Exception:
        state.say(failure(frame))


async def _answer(state: ConnectionState, message: EventMessage, raw: str | bytes) -> None:
    """Through the same code as a post, which its bytes could be: one that came by the other way is not done again."""
    identity = await state.identify()
    subscription = state.subscriptions.get(message.component_id or "")
    was_asked_for = subscription is not None and subscription.looks() and message.only_looks
    post = Post(
        name=_name(message, state),
        kind="json",
        body=str(raw).encode(),
        page="",
        identity=identity,
        was_asked_for=was_asked_for,
    )
    perform = partial(state.connection.perform, host=state.host)
    answer = await arun(respond(post, state.host, perform), state.connection.in_thread(state.host))
    state.say(reply_text(message, answer.status, answer.body, answer.headers))
    told = json.loads(answer.body)
    if subscription is not None and told["type"] == "component_update":
        subscription.renew(told["state"])


def _name(message: EventMessage, state: ConnectionState) -> str:
    """The component's, from the message or else from its snapshot."""
    if message.component is not None:
        return message.component
    snapshot = load_snapshot(
        message.state or "", state.host.settings, component=None, component_id=message.component_id
    )
    return snapshot.component
