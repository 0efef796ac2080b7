"""A browser at the other end of a socket, in this process."""

from typing import Any

from asgiref.testing import ApplicationCommunicator
from channels.testing import WebsocketCommunicator

PATIENCE_S = 20


class Browser(WebsocketCommunicator):
    """A page of this site has opened it. Channels' own keeps database connections open, for tests in a transaction."""

    def __init__(self, application: Any, *, cookies: str = "") -> None:
        headers = {"host": "testserver", "origin": "http://testserver", "cookie": cookies}
        super().__init__(
            application, "/ws/", headers=[(name.encode(), text.encode()) for name, text in headers.items()]
        )

    async def send_input(self, message: dict[str, Any]) -> None:
        await ApplicationCommunicator.send_input(self, message)

    async def receive_output(self, timeout: float = PATIENCE_S) -> dict[str, Any]:
        event: dict[str, Any] = await ApplicationCommunicator.receive_output(self, timeout)
        return event
