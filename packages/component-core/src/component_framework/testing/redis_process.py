"""A Redis of one's own for tests."""

import shutil
import subprocess
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from component_framework.testing.ports import free_port


class RedisProcess:
    """A `redis-server` in `folder`, at one address from start to start. It keeps nothing: each start is empty."""

    def __init__(self, program: str, folder: Path) -> None:
        self._port = free_port()
        self.address = f"redis://127.0.0.1:{self._port}/0"
        where = ["--port", str(self._port), "--bind", "127.0.0.1", "--dir", str(folder)]
        self._command = [program, *where, "--save", "", "--appendonly", "no"]
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        """Returns when it takes connections. Raises RuntimeError if it does not start."""
        process = subprocess.Popen(self._command, stdout=subprocess.PIPE, text=True)  # noqa: S603  # what is on the PATH
        self._process = process
        if not any("Ready to accept connections" in line for line in process.stdout or ()):
            self.kill()
            raise RuntimeError("redis-server did not start")

    @property
    def is_running(self) -> bool:
        """Whether it was started and has not ended."""
        return self._process is not None and self._process.poll() is None

    def kill(self) -> None:
        """As a crash would: it cannot say goodbye."""
        if self._process is not None:
            self._process.kill()
            with self._process:  # waits, and closes the pipe
                self._process = None


@contextmanager
def redis_server(folder: Path) -> Generator[RedisProcess | None, None, None]:
    """A started `RedisProcess`, killed when the block ends; None where no `redis-server` is installed."""
    program = shutil.which("redis-server")
    if program is None:
        yield None
        return
    server = RedisProcess(program, folder)
    server.start()
    try:
        yield server
    finally:
        server.kill()


@contextmanager
def redis_process(folder: Path) -> Generator[str | None, None, None]:
    """The address of a Redis that lives while the block lasts; None where no `redis-server` is installed."""
    with redis_server(folder) as server:
        yield server.address if server else None
