"""What a server process under test holds, asked on its event loop."""

import asyncio
import contextlib
import ctypes
import gc
import os
import threading
from pathlib import Path

from component_framework.core import ws_manager

PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")


def look_inside() -> dict[str, int]:
    """`rss_bytes` without what the C library only keeps for later."""
    gc.collect()
    with contextlib.suppress(AttributeError):  # another library than glibc
        ctypes.CDLL(None).malloc_trim(0)
    hubs = list(ws_manager._hubs.values())
    return {
        "sockets": len(ws_manager),
        "hubs": len(hubs),
        "topics": sum(len(hub.topics) for hub in hubs),
        "callers": sum(len(hub.sockets) for hub in hubs),
        "objects": len(gc.get_objects()),
        "tasks": len(asyncio.all_tasks()),
        "threads": threading.active_count(),
        "files": sum(1 for _ in Path("/proc/self/fd").iterdir()),
        "rss_bytes": int(Path("/proc/self/statm").read_text().split()[1]) * PAGE_BYTES,
    }
