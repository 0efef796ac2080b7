"""The server of a page under test: the real endpoint, for one visitor."""

from collections.abc import Mapping
from functools import partial
from typing import Any, TypeVar

from component_framework.core.children import failed_later, first_render
from component_framework.core.component import Component
from component_framework.core.endpoint import answer, answer_with_errors
from component_framework.core.errors import ClientError, ConflictError, ForbiddenError, NotFoundError, SignedOutError
from component_framework.core.flow import Flow, is_on_loop, off_loop
from component_framework.core.host import Host
from component_framework.core.identity import Identity
from component_framework.core.markup import Html
from component_framework.core.messages import UpdateMessage
from component_framework.core.mounting import restore
from component_framework.core.posts import MESSAGE, parse_post
from component_framework.core.query import parse_query
from component_framework.core.snapshot import MOUNT, STATE, load_snapshot
from component_framework.testing.page import Files

T = TypeVar("T")


class Endpoint:
    """What `identity` gets from `host`. What it refuses is raised as the error itself."""

    def __init__(self, identity: Identity, host: Host) -> None:
        self.identity, self.host = identity, host

    def first(self, name: str, params: Mapping[str, Any], query: str) -> Html:
        """The component for its page, which has that query."""
        return self._run(first_render(name, params, identity=self.identity, host=self.host, query=parse_query(query)))

    def __call__(self, name: str, text: str, files: Files) -> UpdateMessage | None:
        """The update; None for a component that was put off, and may not be seen."""
        message = parse_post([(MESSAGE, text), *((f"0.{field}", file) for field, file in files)], self.host.settings)
        whose: dict[str, Any] = {"name": name, "identity": self.identity, "host": self.host}
        is_first = message.state is None
        try:
            return self._whole(answer(message, **whose), name)
        except ConflictError as error:
            if error.mine is None:
                raise
            return self._whole(answer_with_errors(message, error, **whose), name)
        except (SignedOutError, ForbiddenError, NotFoundError):
            if not is_first:
                raise
            return None
        except ClientError:
            raise
        except Exception as error:
            if not is_first:
                raise
            return failed_later(message, error, **whose)

    def component(self, snapshot: str, name: str) -> Component:
        """The component as its snapshot has it."""
        return self._run(restore(snapshot, name=name, identity=self.identity, host=self.host))

    def key_in(self, attributes: Mapping[str, str]) -> str:
        """The `key=` that the component with this root was given, "" without one."""
        text, purpose = attributes.get("data-live-state"), STATE
        if text is None:
            text, purpose = attributes["data-live-mount"], MOUNT
        return load_snapshot(text, self.host.settings, component=None, component_id=None, purpose=purpose).key

    def _whole(self, flow: Flow[UpdateMessage], name: str) -> UpdateMessage:
        work = self.host.registry.get(name)._whole(flow, self.host)
        update: UpdateMessage = off_loop(work) if is_on_loop() else work()
        return update

    def _run(self, flow: Flow[T]) -> T:
        return off_loop(partial(self.host.run, flow)) if is_on_loop() else self.host.run(flow)
