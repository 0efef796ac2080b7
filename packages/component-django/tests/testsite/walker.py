"""A visitor whose posts arrive as an ASGI server hands them over."""

import asyncio
import json
from dataclasses import dataclass
from typing import Any

from asgiref.sync import async_to_sync
from django.core.handlers.asgi import ASGIHandler

from testsite.visitor import Visitor


@dataclass(frozen=True)
class AsgiAnswer:
    status_code: int
    headers: dict[str, str]
    content: bytes

    def __getitem__(self, name: str) -> str:
        return self.headers[name.lower()]

    def json(self) -> Any:
        return json.loads(self.content)


class AsyncVisitor(Visitor):
    """Reads pages as every visitor does. Its own requests go to Django's ASGI handler, an exception in it is a 500."""

    def post(
        self,
        url: str,
        body: str | bytes,
        *,
        media_type: str = "application/json",
        headers: dict[str, str] | None = None,
    ) -> Any:
        sent = {"X-Component-Request": "1", **self.csrf, "Content-Type": media_type, **(headers or {})}
        return self.ask("POST", url, sent, body)

    def ask(self, method: str, url: str, headers: dict[str, str], *chunks: str | bytes) -> AsgiAnswer:
        return async_to_sync(self.aask)(method, url, headers, *chunks)

    async def aask(self, method: str, url: str, headers: dict[str, str], *chunks: str | bytes) -> AsgiAnswer:
        """The answer to a request whose body comes in `chunks`. Of several the length is not announced."""
        parts = [chunk.encode() if isinstance(chunk, str) else chunk for chunk in chunks] or [b""]
        cookies = "; ".join(f"{cookie.key}={cookie.value}" for cookie in self.client.cookies.values())
        given = {"Host": "testserver", "Cookie": cookies, **headers}
        if len(parts) == 1:
            given.setdefault("Content-Length", str(len(parts[0])))
        messages = [{"type": "http.request", "body": part, "more_body": True} for part in parts]
        messages[-1]["more_body"] = False
        sent: list[dict[str, Any]] = []

        async def receive() -> dict[str, Any]:
            if not messages:
                await asyncio.Event().wait()  # nobody leaves before the answer
            return messages.pop(0)

        async def send(message: dict[str, Any]) -> None:
            sent.append(message)

        await ASGIHandler()(_scope(method, url, given), receive, send)
        start, *bodies = sent
        found = {name.decode().lower(): text.decode() for name, text in start["headers"]}
        return AsgiAnswer(start["status"], found, b"".join(body["body"] for body in bodies))


def _scope(method: str, url: str, headers: dict[str, str]) -> dict[str, Any]:
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "path": url,
        "query_string": b"",
        "client": ("127.0.0.1", 5000),
        "headers": [(name.lower().encode(), text.encode()) for name, text in headers.items() if text],
    }
