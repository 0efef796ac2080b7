"""A message that comes again: answered again while its reply is kept, and never done twice at a time."""

import hashlib
import json
import logging
from collections.abc import Callable
from typing import Final, ParamSpec, TypeVar

from component_framework.core.errors import BusyError, StaleSnapshotError, TooManyError
from component_framework.core.flow import Flow, call
from component_framework.core.http import Answer
from component_framework.core.rate import RateLimiter
from component_framework.core.replies import GONE, ReplyStore
from component_framework.core.settings import ComponentSettings
from component_framework.core.signing import sealer

P = ParamSpec("P")
T = TypeVar("T")
log = logging.getLogger("component_framework.replies")
complaints: Final = RateLimiter(per_s=1 / 60, burst=1)
"""A store that is down is down for every message; one line a minute says it."""


def reply_name(settings: ComponentSettings, *parts: str, body: bytes, snapshot: str = "") -> str:
    """What names the reply to exactly this body: unguessable, and another's where any of `parts` is another.

    It stays the same, whichever keys are added, for as long as the `snapshot` in that body is good.
    """
    return sealer(settings, "reply").name(*parts, hashlib.sha256(body).hexdigest(), beside=snapshot)


def answer_once(flow: Flow[Answer], *, name: str, store: ReplyStore) -> Flow[Answer]:
    """The answer that `flow` gives, or gave when the message `name` came before.

    Raises BusyError while another request is at it, StaleSnapshotError where it was done and its reply has gone. What
    `flow` raises passes through and is not kept: the next to send the message does it. With a store that fails the
    message is done as if there were none.
    """
    try:
        kept = yield from _ask(store, store.begin, name)
    except BusyError:
        flow.close()
        raise
    except Exception as error:  # whatever its library raises
        _complain(error)
        return (yield from flow)
    if kept is not None:
        flow.close()
        return _answer(kept)
    try:
        answer = yield from flow
    except GeneratorExit:  # the process ends, and so will the claim
        raise
    except BaseException:
        yield from _calmly(store, store.drop, name)
        raise
    yield from _calmly(store, store.finish, name, _text(answer))
    return answer


def _ask(store: ReplyStore, method: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Flow[T]:
    if store.blocks:
        return (yield from call(method, *args, **kwargs))
    return method(*args, **kwargs)


def _calmly(store: ReplyStore, method: Callable[..., None], *args: str) -> Flow[None]:
    try:
        yield from _ask(store, method, *args)
    except Exception as error:  # whatever its library raises; the answer stands
        _complain(error)


def _complain(error: Exception) -> None:
    try:
        complaints.take("")
    except TooManyError:
        return
    log.warning("the reply store fails (%s): messages that come again are done again", type(error).__name__)


def _text(answer: Answer) -> str:
    head = json.dumps([answer.status, answer.content_type, dict(answer.headers)])
    return f"{head}\n{answer.body}"


def _answer(text: str) -> Answer:
    if text == GONE:
        raise StaleSnapshotError("done before, and its reply is kept no more")
    head, _, body = text.partition("\n")
    status, content_type, headers = json.loads(head)
    return Answer(status, body, content_type, headers)
