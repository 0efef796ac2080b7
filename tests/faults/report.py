"""What was measured, for people: a line of a table for each, in `.faults/` where $FAULT_REPORT names a file there."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / ".faults"
HEAD = "| what | where | measured |\n|---|---|---|\n"


def report(what: str, where: str, measured: str) -> None:
    """Adds a line; nothing where no report was asked for."""
    if not (name := os.environ.get("FAULT_REPORT", "")):
        return
    FOLDER.mkdir(exist_ok=True)
    with (FOLDER / name).open("a") as file:  # workers write side by side: a line at a time
        file.write(f"{'' if file.tell() else HEAD}| {what} | {where} | {measured} |\n")
