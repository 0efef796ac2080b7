"""The order of work: one thing after the other in each lane, the lanes side by side."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Final, TypeAlias

Job: TypeAlias = Callable[[], Awaitable[None]]
MAX_JOBS: Final = 64
MAX_RUNNING: Final = 8


class Lanes:
    """At most `MAX_JOBS` jobs, `MAX_RUNNING` of them at a time. Jobs do not raise."""

    def __init__(self) -> None:
        self._lanes: dict[str, deque[Job]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._free = asyncio.Semaphore(MAX_RUNNING)
        self._is_closed = False

    def put(self, lane: str, job: Job) -> bool:
        """Have `job` done after what was put into its lane before; False when there is no room for it."""
        if self._is_closed or sum(map(len, self._lanes.values())) >= MAX_JOBS:
            return False
        if lane not in self._lanes:
            self._lanes[lane] = deque()
            task = asyncio.create_task(self._drain(lane), name="component-lane")
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        self._lanes[lane].append(job)
        return True

    def close(self) -> None:
        """Begin nothing more.

        What has begun goes on: it may have done half of what it does, and its reply is there for who sends it again.
        """
        self._is_closed = True

    async def _drain(self, lane: str) -> None:
        jobs = self._lanes[lane]
        while jobs:
            async with self._free:
                if not self._is_closed:
                    await jobs[0]()
            jobs.popleft()
        del self._lanes[lane]
