"""The sites of `served/` in processes of their own, under real servers."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from component_framework.testing.ports import free_port

SITES: Final = Path(__file__).parent / "served"
COMMANDS: Final = {
    "daphne": ["daphne", "-v", "0", "-b", "127.0.0.1", "-p"],
    "uvicorn": ["uvicorn", "--log-level", "critical", "--lifespan", "off", "--host", "127.0.0.1", "--port"],
}
STOPS_WITHIN_S: Final = 10


@dataclass(frozen=True)
class Server:
    port: int
    pid: int

    def memory(self) -> int:
        """What it holds now, in bytes."""
        lines = Path(f"/proc/{self.pid}/status").read_text().splitlines()
        return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmRSS"))


@contextmanager
def serving(site: str, server: str) -> Iterator[Server]:
    """`site` is a module of `served/`, `server` one of `COMMANDS`. It answers by now."""
    port = free_port()
    command = [sys.executable, "-m", *COMMANDS[server], str(port), f"{site}:app"]
    with subprocess.Popen(command, cwd=SITES, stderr=subprocess.DEVNULL) as process:
        try:
            while not _answers(port):
                assert process.poll() is None, f"{command} has ended"
            yield Server(port, process.pid)
        finally:
            process.terminate()
            try:
                process.wait(STOPS_WITHIN_S)
            except subprocess.TimeoutExpired:  # Daphne, with a request under way (docs/deployment.md)
                process.kill()


def _answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=20).close()
    except OSError:
        time.sleep(0.05)
        return False
    return True
