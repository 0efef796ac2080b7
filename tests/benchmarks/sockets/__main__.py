"""`python -m benchmarks.sockets`, in tests/: many sockets on one process, what reaches them, and what they cost."""

import argparse
import asyncio
import json
import os
import platform
import resource
import tempfile
import time
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from statistics import quantiles
from typing import Any

from faults.client import http
from faults.servers import ServerProcess, running

from benchmarks.sockets.audience import Audience, subscribed

TESTS = Path(__file__).resolve().parents[2]
OUT = TESTS.parent / ".bench"
GROUPS = 50
WARM_UP = 5
MIB = 1024 * 1024
PATIENCE_S = 30
OURS, BOTH = ("ours",), ("ours", "bare")


def main() -> None:
    options = _options()
    _raise_limit(8 * options.sockets)
    with tempfile.TemporaryDirectory() as folder:
        server = ServerProcess("benchmark", Path(folder))
        with running(server):
            figures = asyncio.run(measure(server.host, options))
    text = as_markdown(figures, _circumstances())
    options.out.mkdir(parents=True, exist_ok=True)
    (options.out / ".gitignore").write_text("*\n")
    (options.out / "sockets.md").write_text(text, "utf-8")
    (options.out / "sockets.json").write_text(json.dumps(figures, indent=1), "utf-8")
    print(f"{text}\nWritten: {options.out}/sockets.md and sockets.json")


async def measure(host: str, options: argparse.Namespace) -> dict[str, Any]:
    """Our crowd alone, for what it costs; the same beside a bare one, for how fast it is; then fewer, told often.

    Before the first as many have come, were told, and have gone: Python and the allocator keep for later what they
    once needed. What a further crowd adds to that is ours.
    """
    to_all: dict[str, Any] = {"groups": 1, "per_s": 1}
    measured = {**to_all, "pushes": options.broadcasts, "is_joined_by_staller": True}
    fresh = await inside(host)
    await run(host, options.sockets, **to_all, pushes=min(WARM_UP, options.broadcasts), kinds=OURS)
    before = await settled(host)
    alone = await run(host, options.sockets, **measured, kinds=OURS)
    after = await settled(host)
    crowd = await run(host, options.sockets, **measured)
    often = await run(host, options.sockets // 4, groups=GROUPS, pushes=options.updates, per_s=50)
    memory = {
        name: found["rss_bytes"] / MIB for name, found in (("fresh", fresh), ("before", before), ("after", after))
    }
    return {"alone": alone, "crowd": crowd, "often": often, "memory": memory, "before": before, "left": after}


async def run(
    host: str,
    sockets: int,
    *,
    groups: int,
    pushes: int,
    per_s: int,
    kinds: Sequence[str] = BOTH,
    is_joined_by_staller: bool = False,
) -> dict[str, Any]:
    """The kinds take turns, push by push, so that a slow moment is nobody's alone."""
    audiences = [Audience(kind, host) for kind in kinds]
    ours = audiences[0]
    for audience in audiences:
        await audience.gather(sockets, groups=groups)
    staller = await subscribed(host, ours.groups[0]) if is_joined_by_staller else None
    if staller is not None:
        staller.transport.pause_reading()
    full = await inside(host)
    start, beat_s = time.monotonic(), 1 / per_s
    for number in range(pushes):
        for turn, audience in enumerate(audiences):
            await _until(start + (number + turn / len(audiences)) * beat_s)
            await audience.say(number, length=ours.length if turn else 0)
    expected = [number for listener in range(sockets) for number in range(pushes) if (number - listener) % groups == 0]
    for audience in audiences:
        await _heard(audience, len(expected))
    most = await inside(host)
    if staller is not None:
        staller.transport.abort()
    await asyncio.gather(*(audience.leave() for audience in audiences))
    return {
        "sockets": sockets,
        "pushes": pushes,
        "overtaken": {each.kind: len(expected) - sum(map(len, each.heard)) for each in audiences},
        "behind": {each.kind: behind(each, pushes, groups) for each in audiences},
        "out of order": sum(heard != sorted(heard) for heard in ours.heard),
        "ms": {each.kind: percentiles(each.delays_ns) for each in audiences},
        "length": ours.length,
        "MiB": {"full": full["rss_bytes"] / MIB, "at the end": most["rss_bytes"] / MIB},
        "held at the end": most["sockets"],
    }


def behind(audience: Audience, pushes: int, groups: int) -> int:
    """How many listeners did not get the last push to their group."""
    lasts = {number % groups: number for number in range(pushes)}
    return sum(
        (heard[-1:] or [None]) != [lasts.get(listener % groups)] for listener, heard in enumerate(audience.heard)
    )


async def _heard(audience: Audience, count: int) -> None:
    """Returns when so many frames have come, or no more come."""
    deadline = time.monotonic() + PATIENCE_S
    while len(audience.delays_ns) < count and time.monotonic() < deadline:
        await asyncio.sleep(0.05)


async def _until(moment: float) -> None:
    await asyncio.sleep(max(moment - time.monotonic(), 0))


def percentiles(delays_ns: list[int]) -> dict[str, float]:
    found = quantiles(delays_ns, n=100, method="inclusive")
    return {name: found[at - 1] / 1e6 for name, at in (("p50", 50), ("p95", 95), ("p99", 99))}


async def inside(host: str) -> dict[str, int]:
    found: dict[str, int] = json.loads((await http(host, "/inside/"))[1])
    return found


async def settled(host: str) -> dict[str, int]:
    """What the server holds once nobody is left there, or after a while."""
    deadline = time.monotonic() + PATIENCE_S
    while (found := await inside(host))["sockets"] + found["hubs"] and time.monotonic() < deadline:
        await asyncio.sleep(0.1)
    return found


def as_markdown(figures: dict[str, Any], circumstances: str) -> str:
    memory, alone = figures["memory"], figures["alone"]
    lines = [
        "# Pushes to many sockets of one process",
        "",
        circumstances,
        "",
        "| sockets of each kind | pushes of each kind | kind | overtaken | behind | p50 ms | p95 ms | p99 ms |",
        "|--:|--:|---|--:|--:|--:|--:|--:|",
        *(_row(figures[name], kind) for name in ("crowd", "often") for kind in BOTH),
        "",
        "| memory of the server, with our sockets alone | MiB |",
        "|---|--:|",
        f"| started | {memory['fresh']:.0f} |",
        f"| as many had come and gone | {memory['before']:.0f} |",
        f"| all connected | {alone['MiB']['full']:.0f} |",
        f"| after the last push | {alone['MiB']['at the end']:.0f} |",
        f"| all had gone | {memory['after']:.0f} ({memory['after'] / memory['before'] - 1:+.0%} to the crowd before) |",
        "",
        f"Python objects before and after: {figures['before']['objects']}, {figures['left']['objects']}.",
        "",
    ]
    return "\n".join(lines)


def _row(found: dict[str, Any], kind: str) -> str:
    times = " | ".join(f"{found['ms'][kind][name]:.1f}" for name in ("p50", "p95", "p99"))
    missed = f"{found['overtaken'][kind]} | {found['behind'][kind]}"
    return f"| {found['sockets']} | {found['pushes']} | {kind} | {missed} | {times} |"


def _circumstances() -> str:
    versions = ", ".join(f"{name} {version(name)}" for name in ("uvicorn", "websockets"))
    return f"Python {platform.python_version()}, {versions}, load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores."


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks.sockets", description=__doc__)
    parser.add_argument("--sockets", type=int, default=2000, help="of each kind; a quarter of them is told often")
    parser.add_argument("--broadcasts", type=int, default=60, help="to all, one a second")
    parser.add_argument("--updates", type=int, default=1000, help=f"to one of {GROUPS} groups each, 50 a second")
    parser.add_argument("--out", type=Path, default=OUT, help="the folder for the report")
    return parser.parse_args()


def _raise_limit(files: int) -> None:
    """For this process and the server that it starts."""
    least, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = files if most == resource.RLIM_INFINITY else min(files, most)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(least, wanted), most))


if __name__ == "__main__":
    main()
