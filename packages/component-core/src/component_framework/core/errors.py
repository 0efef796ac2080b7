"""Every error that the framework raises on purpose. Anything else that escapes is a bug, or the user's own."""

import re
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, Final

PLAIN_NAME: Final = re.compile(r"[\w.-]{1,40}", re.ASCII)


class ComponentError(Exception):
    """Base of the tree: a mistake of the page's author or of the set-up. The host framework shows it as its own 500."""

    status: ClassVar[int] = 500
    code: ClassVar[str] = "internal"


class ConfigurationError(ComponentError):
    """A class, a setting or the set-up cannot work as it stands; the message says what to change."""


class ParamsError(ComponentError):
    """The params that a page (or Python code) gave a component do not fit its fields or its `mount()`."""


class StateError(ComponentError):
    """A value cannot be kept in the state: not of its declared type, not JSON, too large, or set too late."""


class MarkupError(ComponentError):
    """A component's HTML has no single root element to put its id and snapshot on."""


class AsyncHookError(ComponentError):
    """An `async def` hook was reached where nothing can await it; `adispatch()` can."""


class ClientError(ComponentError):
    """Base of what a client can cause. Adapters answer with `status`, `code` and `public`; `str(error)` is for the log.

    `public` is a fixed sentence for the code (docs/protocol.md, "Statuses and codes"): it never quotes the input.
    """

    status = 400
    code = "bad_request"
    public: ClassVar[str] = "the request is not a message of this protocol"


class BadRequestError(ClientError):
    """Not JSON, or JSON that is no message."""


class BadSnapshotError(ClientError):
    """The snapshot was forged, or signed for another app, component, id or purpose."""

    code, public = "bad_snapshot", "the snapshot is not valid here"


class SignedOutError(ClientError):
    """Nobody is signed in where somebody must be."""

    status, code, public = 401, "signed_out", "sign in first"


class ForbiddenError(ClientError):
    """A permission, or the protection against other sites' requests, said no."""

    status, code, public = 403, "forbidden", "this is not allowed"


class UnknownComponentError(ClientError):
    """No component of that name can be reached: unknown, or not open to first renders over the wire."""

    status, code, public = 404, "unknown_component", "there is no such component"


class UnknownEventError(ClientError):
    """The component has no handler for that event."""

    status, code, public = 404, "unknown_event", "there is no such event"

    def __init__(self, component: str, event: str, known: Iterable[str]) -> None:
        super().__init__(f"{component} has no handler for the event {event!r:.50}; it handles {sorted(known)}")
        self.component, self.event = component, event


class NotFoundError(ClientError):
    """The object that was asked for does not exist, or is out of this identity's reach: the two look the same."""

    status, code, public = 404, "not_found", "there is no such thing"


class MethodError(ClientError):
    """Messages come by POST only."""

    status, code, public = 405, "method", "use POST"


class ConflictError(ClientError):
    """What should be saved changed meanwhile, or could not be saved beside what others were saving.

    `mine` is what should have been saved, by name; None where the same may simply be tried again.
    """

    status, code, public = 409, "conflict", "this was changed meanwhile"

    def __init__(self, text: str = "", *, mine: Mapping[str, Any] | None = None) -> None:
        super().__init__(text)
        self.mine = mine


class ContendedError(ConflictError):
    """Others were writing the same at every try. Nothing was done, and the same message may well be done later."""


class StaleSnapshotError(ClientError):
    """The snapshot was good once: expired, of a retired key or an older schema, or of another identity."""

    status, code, public = 410, "stale_snapshot", "this page is out of date"


class TooLargeError(ClientError):
    """The body is over `ComponentSettings.max_body_bytes`, `max_upload_bytes` where it has files, or `max_files`."""

    status, code, public = 413, "too_large", "the request is too large"


class TooManyCallsError(ClientError):
    """One message carries more than `ComponentSettings.max_calls` calls. None of them ran."""

    status, code, public = 413, "too_many_calls", "too many calls in one message"


class MediaTypeError(ClientError):
    """The body's content type, or its encoding, is none that messages come in."""

    status, code, public = 415, "media_type", "send JSON or a form"


class InvalidError(ClientError):
    """Payload, fields or params do not fit. `errors` has at most 50 reasons, by name (cut to 100 letters)."""

    status, code, public = 422, "invalid", "the input does not fit"
    max_errors: ClassVar[int] = 50

    def __init__(self, errors: Mapping[str, list[str]]) -> None:
        self.errors = {name[:100]: texts for name, texts in list(errors.items())[: self.max_errors]}
        named = sorted(name for name in self.errors if PLAIN_NAME.fullmatch(name))  # the text goes to the log
        super().__init__(f"the input does not fit: {named}, {len(self.errors) - len(named)} odd names")


class RefusedFormError(InvalidError):
    """What a form was sent with fits its schema, and its `on_submit()` refused it. `form_data` is what it held."""

    def __init__(self, errors: Mapping[str, list[str]], form_data: Mapping[str, Any]) -> None:
        super().__init__(errors)
        self.form_data = form_data


class RefusedSaveError(InvalidError):
    """What should be saved does not fit where it is kept. `mine` is what the component then holds, by name."""

    def __init__(self, errors: Mapping[str, list[str]], mine: Mapping[str, Any]) -> None:
        super().__init__(errors)
        self.mine = mine


class BusyError(ClientError):
    """The same message is being done by another request; sent again later it is answered with that one's reply."""

    status, code, public = 503, "busy", "this message is being done"


class TimedOutError(ClientError):
    """An async hook or handler took longer than `ComponentSettings.handler_timeout_s`, and was cancelled.

    Not a status that clients try again: it would be as long.
    """

    status, code, public = 500, "timeout", "this took too long"


class TooManyError(ClientError):
    """The caller sends faster than the rate limit allows; good again after `retry_after_s` seconds."""

    status, code, public = 429, "too_many", "too many requests"

    def __init__(self, retry_after_s: int) -> None:
        super().__init__(f"over the rate limit; retry after {retry_after_s} s")
        self.retry_after_s = retry_after_s
