"""What a site says to all pages that show a component."""

from collections.abc import Awaitable, Generator, Mapping
from typing import Any, Final

from asgiref.sync import markcoroutinefunction, sync_to_async

from component_framework.core.flow import is_on_loop
from component_framework.core.pushes import push


def broadcast_component_update(component_id: str, html: str, state: Mapping[str, Any]) -> Awaitable[None]:
    """Show `html` and `state`, as `dispatch()` gives them, wherever the component of that id is on a page.

    `await` it in async code; in sync code (views, signals, tasks, commands, threads) the call itself does it. In effect
    after the running transaction, also that of a sync caller which waits for the async code. With a Redis as `BROKER`
    it reaches the pages of every process. All viewers get the same HTML, each a snapshot of their own. Raises
    StateError for a state that is not JSON, and for more than 190 KiB.
    """
    if is_on_loop():
        return sync_to_async(push)(component_id, html, state)  # in the waiting caller's thread, where there is one
    push(component_id, html, state)
    return DONE


class _Done:
    def __await__(self) -> Generator[Any, None, None]:
        yield from ()


DONE: Final = _Done()
markcoroutinefunction(broadcast_component_update)  # for async_to_sync, which refuses what it does not know to be async
