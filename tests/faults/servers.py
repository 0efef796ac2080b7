"""Server processes that can be killed, stopped for a while, and started again at the same address."""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from component_framework.testing.ports import free_port

TESTS = Path(__file__).resolve().parents[1]
DAPHNE, UVICORN = ["daphne", "-b"], ["uvicorn", "--no-access-log", "--ws-per-message-deflate=0", "--host"]
KINDS = {
    "django-daphne": [*DAPHNE, "127.0.0.1", "faults.django_site:app", "-p"],
    "django-uvicorn": [*UVICORN, "127.0.0.1", "--lifespan=off", "faults.django_site:app", "--port"],
    "fastapi-uvicorn": [*UVICORN, "127.0.0.1", "faults.fastapi_site:app", "--port"],
    "benchmark": [*UVICORN, "127.0.0.1", "--log-level=warning", "benchmarks.sockets.site:app", "--port"],
}
NO_LIMITS = {
    "COMPONENT_RATE_PER_S": "0",
    "COMPONENT_MAX_SOCKETS": "1000000",
    "COMPONENT_MAX_SOCKETS_PER_ADDRESS": "1000000",
    "COMPONENT_SECRET_KEYS": "the key of the sites under test and long enough to sign",
}


class ServerProcess:
    """One process of a site. `settings` are those of the environment, such as COMPONENT_BROKER."""

    def __init__(self, kind: str, folder: Path, **settings: str) -> None:
        self.kind, self.port = kind, free_port()
        self.host = f"127.0.0.1:{self.port}"
        self.url = f"http://{self.host}"
        self.log = folder / f"{kind}-{self.port}.log"
        path = os.pathsep.join([str(TESTS), *filter(None, [os.environ.get("PYTHONPATH")])])
        database = {"FAULTS_DB": str(folder / "database"), "PYTHONPATH": path}
        self._environment = {**os.environ, **NO_LIMITS, **database, **settings}
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, **settings: str) -> None:
        """Returns when it answers."""
        command = [sys.executable, "-m", *KINDS[self.kind], str(self.port)]
        with self.log.open("a") as log:
            self._process = subprocess.Popen(command, env={**self._environment, **settings}, stdout=log, stderr=log)
        deadline = time.monotonic() + 60
        while not self._answers():
            assert self._process.poll() is None, self.log.read_text()
            assert time.monotonic() < deadline, f"nothing at {self.url}"
            time.sleep(0.05)
        assert self._process.poll() is None, self.log.read_text()

    def signal(self, number: int) -> None:
        assert self._process is not None
        self._process.send_signal(number)

    def kill(self) -> None:
        """As a crash would."""
        self.signal(signal.SIGKILL)
        self.wait()

    def stop(self) -> None:
        self.signal(signal.SIGCONT)
        self.signal(signal.SIGTERM)
        self.wait()

    def wait(self) -> None:
        assert self._process is not None
        self._process.wait(20)

    def _answers(self) -> bool:
        try:
            urllib.request.urlopen(f"{self.url}/inside/", timeout=10).close()
        except urllib.error.HTTPError:
            raise
        except OSError:
            return False
        return True


@contextmanager
def running(*servers: ServerProcess) -> Iterator[None]:
    try:
        for server in servers:
            server.start()
        yield
    finally:
        for server in servers:
            if server._process is not None and server._process.poll() is None:
                server.kill()
