"""A bad link between clients and servers: late, cut, silent, or one byte at a time."""

import asyncio
import random
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

PIECE_BYTES = 64 * 1024
SLICED_BYTES = 512
"""Of each piece so many come one at a time, which is where a parser may trip."""


class BadLink:
    """Passes TCP connections on to one of `targets` (`host:port`), drawn for each."""

    def __init__(self, targets: Sequence[str], *, seed: int = 7) -> None:
        self.latency_s: float = 0
        """At most; drawn anew for each piece."""
        self.is_sliced = False
        self.address = ""
        self.connections = 0
        self._targets, self._random = targets, random.Random(seed)
        self._open: set[asyncio.StreamWriter] = set()
        self._passing = asyncio.Event()
        self._passing.set()

    def cut(self, share: float = 1) -> None:
        """Connections break without a goodbye."""
        for writer in [each for each in self._open if self._random.random() < share]:
            writer.transport.abort()

    def hush(self) -> None:
        """Connections stay open, and nothing passes either way."""
        self._passing.clear()

    def resume(self) -> None:
        self._passing.set()

    @asynccontextmanager
    async def listening(self) -> AsyncIterator["BadLink"]:
        server = await asyncio.start_server(self._carry, "127.0.0.1", 0)
        self.address = "127.0.0.1:{1}".format(*server.sockets[0].getsockname())
        try:
            yield self
        finally:
            server.close()
            self.resume()
            self.cut()
            await server.wait_closed()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        host, port = self._random.choice(self._targets).split(":")
        try:
            far_reader, far_writer = await asyncio.open_connection(host, int(port))
        except OSError:
            return writer.transport.abort()
        ends = {writer, far_writer}
        self._open |= ends
        ways = [asyncio.create_task(self._pass(*way)) for way in ((reader, far_writer), (far_reader, writer))]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._open -= ends
            for way in ways:
                way.cancel()
            for end in ends:
                end.transport.abort() if end.transport.is_closing() else end.close()
        return None

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while data := await reader.read(PIECE_BYTES):
                await asyncio.sleep(self._random.uniform(0, self.latency_s))
                await self._passing.wait()
                for piece in self._pieces(data):
                    writer.write(piece)
                    await writer.drain()
        except OSError:
            pass

    def _pieces(self, data: bytes) -> list[bytes]:
        if not self.is_sliced:
            return [data]
        return [*(data[at : at + 1] for at in range(min(len(data), SLICED_BYTES))), data[SLICED_BYTES:]]
