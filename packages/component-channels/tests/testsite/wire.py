"""A WebSocket on the wire (RFC 6455), as a browser speaks it: only as much as these tests say."""

import json
import socket
import struct
from typing import Any, Self

TEXT, BINARY, CLOSE = 1, 2, 8
KEY = "dGhlIHNhbXBsZSBub25jZQ=="
PATIENCE_S = 20


class RefusedError(Exception):
    """The handshake's answer is no 101."""


class WireSocket:
    """Open while the block lasts. Raises RefusedError with the handshake's status line."""

    def __init__(self, port: int, *, origin: str = "") -> None:
        self.port, self.origin = port, origin or f"http://127.0.0.1:{port}"

    def __enter__(self) -> Self:
        self._socket = socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE_S)
        self._file = self._socket.makefile("rb")
        head = {
            "Host": f"127.0.0.1:{self.port}",
            "Origin": self.origin,
            "Upgrade": "websocket",
            "Connection": "Upgrade",
            "Sec-WebSocket-Key": KEY,
            "Sec-WebSocket-Version": "13",
        }
        lines = ["GET /ws/ HTTP/1.1", *(f"{name}: {text}" for name, text in head.items()), "", ""]
        self._socket.sendall("\r\n".join(lines).encode())
        status = self._file.readline().decode().strip()
        if " 101 " not in f"{status} ":
            self.__exit__()
            raise RefusedError(status)
        while self._file.readline().strip():
            """The other headers."""
        return self

    def __exit__(self, *error: object) -> None:
        self._file.close()
        self._socket.close()

    def send(self, message: dict[str, Any] | str | bytes) -> None:
        if isinstance(message, dict):
            message = json.dumps(message)
        kind, body = (BINARY, message) if isinstance(message, bytes) else (TEXT, message.encode())
        self._socket.sendall(bytes([0x80 | kind]) + _length(len(body)) + bytes(4) + body)  # masked with zeros

    def frame(self) -> dict[str, Any]:
        kind, body = self._next()
        assert kind == TEXT, body
        frame: dict[str, Any] = json.loads(body)
        return frame

    def closed(self) -> int:
        """The code that the server closes with."""
        kind, body = self._next()
        assert kind == CLOSE, body
        return int.from_bytes(body[:2], "big")

    def _next(self) -> tuple[int, bytes]:
        first, length = self._file.read(2)
        if length == 126:
            length = int.from_bytes(self._file.read(2), "big")
        return first & 0x0F, self._file.read(length)


def _length(size: int) -> bytes:
    """Of a masked frame (RFC 6455, section 5.2)."""
    if size < 126:
        return bytes([0x80 | size])
    return struct.pack("!BH", 0x80 | 126, size) if size < 2**16 else struct.pack("!BQ", 0x80 | 127, size)
