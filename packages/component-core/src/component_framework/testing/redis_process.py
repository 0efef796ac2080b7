"""A Redis of one's own for tests."""

import shutil
import socket
import subprocess
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def redis_process(folder: Path) -> Generator[str | None, None, None]:
    """The address of a `redis-server` that lives in `folder` while the block lasts; None where none is installed."""
    program = shutil.which("redis-server")
    if program is None:
        yield None
        return
    port = str(_free_port())
    command = [program, "--port", port, "--bind", "127.0.0.1", "--dir", str(folder), "--save", "", "--appendonly", "no"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603  # what is on the PATH
        try:
            said = iter(process.stdout or ())
            if not any("Ready to accept connections" in line for line in said):
                raise RuntimeError("redis-server did not start")
            yield f"redis://127.0.0.1:{port}/0"
        finally:
            process.terminate()


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port
