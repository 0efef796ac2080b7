"""One process's place in a channel layer: a thread that listens, sends, and notices when it is cut off."""

import asyncio
import contextlib
import logging
import threading
import zlib
from collections.abc import Callable
from typing import Any, Final, TypeAlias

from channels.layers import channel_layers

from component_framework.core.broker import MemoryBroker, Notice, Resync
from component_framework.core.unsent import complain

log = logging.getLogger("component_framework.broker")
Open: TypeAlias = Callable[[str], Notice | None]
NOTICE: Final = "component_framework.notice"
PING: Final = "component_framework.ping"
HEARTBEAT_S: Final = 0.5
"""Between two pings to oneself. channels-redis hears nothing for a second after most errors."""
ANSWER_S: Final = 3
"""For a ping to come back."""
SEND_S: Final = 1
"""For a notice to leave."""
STOP_S: Final = 5
"""For the thread to end; a layer that does not let it keeps nobody waiting."""
RESYNC_S: Final = 30
"""How long a notice that was lost without a trace goes unnoticed."""
FIRST_PAUSE_S: Final = 0.05
LAST_PAUSE_S: Final = 1


class LayerLink:
    """Sends to `group` of the layer `alias`, and once joined hears it. What comes, and any doubt, is told to `local`.

    Has a layer object and an event loop of its own: a server's loop that is busy loses nothing here, and what the site
    itself sends does not fill this one's queue.
    """

    def __init__(self, alias: str, group: str, *, local: MemoryBroker, open_sealed: Open) -> None:
        self._group = group
        self._local, self._open = local, open_sealed
        self._layer: Any = channel_layers.make_backend(alias)
        self._pongs: asyncio.Queue[int]
        self._is_ready, self._is_open = threading.Event(), threading.Event()
        self._loop = asyncio.new_event_loop()
        self._wanted: asyncio.Event
        self._stopping: asyncio.Event
        self._thread = threading.Thread(target=self._run, name="component-layer", daemon=True)
        self._thread.start()

    @property
    def is_alive(self) -> bool:
        """Not in a process that was forked, where no thread lives on."""
        return self._thread.is_alive()

    @property
    def is_open(self) -> bool:
        """Whether what is sent from now on is heard here."""
        return self._is_open.is_set() and self.is_alive

    def join(self, within_s: float) -> None:
        """Become a member. Returns when it is one, at the latest after that time."""
        self._is_ready.wait()
        self._loop.call_soon_threadsafe(self._wanted.set)
        self._is_open.wait(within_s)

    def send(self, sealed: str) -> None:
        """Send it to all processes. Raises what the layer raises, TimeoutError if it takes too long."""
        self._is_ready.wait()
        work = self._layer_send(sealed)
        try:
            sent = asyncio.run_coroutine_threadsafe(work, self._loop)
        except RuntimeError:  # the loop is closed
            work.close()
            raise
        sent.result(SEND_S * 2)

    def stop(self) -> None:
        """Leave the group, close what is open. Returns when it is done, or has taken too long."""
        self._is_ready.wait()
        self._loop.call_soon_threadsafe(self._stop)
        self._thread.join(STOP_S)

    def _stop(self) -> None:
        self._stopping.set()
        self._wanted.set()

    def _run(self) -> None:
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            runner.run(self._listen())

    async def _layer_send(self, sealed: str) -> None:
        async with asyncio.timeout(SEND_S):
            await self._layer.group_send(self._group, {"type": NOTICE, "sealed": sealed})

    async def _listen(self) -> None:
        self._wanted, self._stopping = asyncio.Event(), asyncio.Event()
        self._is_ready.set()
        await self._wanted.wait()
        pause_s = FIRST_PAUSE_S
        while not self._stopping.is_set():
            try:
                await self._take_part()
            except Exception as error:  # whatever the layer raises
                complain(error)
            pause_s = FIRST_PAUSE_S if self.is_open else min(pause_s * 2, LAST_PAUSE_S)
            self._is_open.clear()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), pause_s)

    async def _take_part(self) -> None:
        """Until something fails, which it raises, or it is told to stop."""
        async with asyncio.timeout(ANSWER_S):
            channel: str = await self._layer.new_channel("component_framework")
        self._pongs = asyncio.Queue()
        tasks = [asyncio.create_task(work) for work in (self._read(channel), self._keep(channel), self._stopped())]
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        finally:
            for task in tasks:
                await _end(task)
            with contextlib.suppress(Exception):
                async with asyncio.timeout(SEND_S):
                    await self._layer.group_discard(self._group, channel)

    async def _stopped(self) -> None:
        await self._stopping.wait()

    async def _read(self, channel: str) -> None:
        while True:
            message = await self._layer.receive(channel)
            if message["type"] == PING:
                self._pongs.put_nowait(message["number"])
            elif (notice := self._open(str(message.get("sealed", "")))) is not None:
                self._local.tell(notice)
            else:
                log.warning("a notice that is not ours, or too old, was dropped")

    async def _keep(self, channel: str) -> None:
        """Stay in the group, also when the layer forgets it, and see that what is sent comes in."""
        number = 0
        while True:
            async with asyncio.timeout(ANSWER_S):
                await self._layer.group_add(self._group, channel)
                await self._layer.send(channel, {"type": PING, "number": number})
                while await self._pongs.get() != number:
                    """An older one."""
            if not self.is_open:
                self._is_open.set()
                self._local.forget()
            for topic in self._local.topics():
                if (zlib.crc32(topic.encode()) - number) % (RESYNC_S / HEARTBEAT_S) == 0:  # each has its turn
                    self._local.tell(Resync(topic))
            number += 1
            await asyncio.sleep(HEARTBEAT_S)


async def _end(task: asyncio.Task[None]) -> None:
    """Cancel it until it ends: a layer may take a cancellation for a timeout of its own."""
    while not task.done():
        task.cancel()
        await asyncio.wait([task], timeout=0.1)
    with contextlib.suppress(Exception, asyncio.CancelledError):
        task.result()
