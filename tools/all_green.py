"""The one check of CI that a branch rule names: fails unless every job succeeded or had nothing to do.

Reads `needs` of GitHub as JSON from NEEDS. A job may be skipped only when the plan's own outputs say that there was
nothing for it: a job skipped because another failed is no success. Standard library only.
"""

import json
import os
import sys
from typing import Any

NOTHING_TO_DO = {"test": ("any", "false"), "resolution": ("any", "false"), "neighbours": ("neighbours", "[]")}
"""The output of the job `plan`, and its value, that let a job be skipped."""


def red_jobs(needs: dict[str, dict[str, Any]]) -> list[str]:
    """Each job that is in the way, with its result."""
    outputs = needs["plan"].get("outputs", {})
    return [
        f"{job}: {need['result']}"
        for job, need in needs.items()
        if need["result"] != "success" and not (need["result"] == "skipped" and is_idle(job, outputs))
    ]


def is_idle(job: str, outputs: dict[str, str]) -> bool:
    if job not in NOTHING_TO_DO:
        return False
    name, value = NOTHING_TO_DO[job]
    return outputs.get(name) == value


if __name__ == "__main__":
    red = red_jobs(json.loads(os.environ["NEEDS"]))
    print(*(red or ["every job is green"]), sep="\n")
    sys.exit(bool(red))
