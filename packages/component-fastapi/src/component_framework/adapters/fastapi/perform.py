"""How the work of one message is run, by post and by socket alike."""

from collections.abc import Callable
from typing import Final, TypeVar

from starlette.exceptions import HTTPException

from component_framework.core.component import Component
from component_framework.core.errors import ForbiddenError, NotFoundError, SignedOutError
from component_framework.core.flow import Flow, call
from component_framework.core.host import Host

T = TypeVar("T")
TRANSLATED: Final = {401: SignedOutError, 403: ForbiddenError, 404: NotFoundError}


def perform(work: Callable[[], Flow[T]], cls: type[Component], host: Host) -> Flow[T]:
    """A component without async code goes whole into one thread; FastAPI's own refusals become ours."""
    try:
        return (yield from work()) if cls._kind.is_async else (yield from call(lambda: host.run(work())))
    except HTTPException as error:
        translated = TRANSLATED.get(error.status_code)
        if translated is None:
            raise
        raise translated(f"HTTPException({error.status_code})") from error
