"""One process of the benchmark: `python -m benchmarks.counter.worker '{"scenario": "equal", …}'` prints JSON.

A scenario's settings are a process's own, and so are its hash seed and the layout of its memory: several processes
say more than one that runs longer.
"""

import dataclasses
import json
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.counter.borders import BY_HAND, COMPONENT, SHARED
from benchmarks.counter.clicks import App, Click, Clicks, clicks_of, send
from benchmarks.counter.scenarios import SCENARIOS
from benchmarks.counter.site import configure
from benchmarks.shares import Stopwatch, shares_of
from benchmarks.timing import Job, take_turns

NAMES = ("component", "by_hand", "nothing")


def main(order: dict[str, Any]) -> dict[str, Any]:
    scenario = next(scenario for scenario in SCENARIOS if scenario.name == order["scenario"])
    with tempfile.TemporaryDirectory() as folder:
        configure(scenario, Path(folder))
        stopwatch = _with_borders() if order["shares"] else None
        clicks = clicks_of(scenario)
        answers = {name: json.loads(_answer(clicks, name)) for name in NAMES[:2]}
        refusals = {name: _refusals(clicks, name) for name in NAMES[:2]}
        jobs = {name: _job(clicks, name) for name in NAMES}
        repetitions = order["repetitions"]
        take_turns(jobs, rounds=order["warm_up"], repetitions=repetitions)
        if stopwatch is None:
            rounds = take_turns(jobs, rounds=order["rounds"], repetitions=repetitions)
            return {"rounds": rounds, "answers": answers, "refusals": refusals}
        both = {name: jobs[name] for name in NAMES[:2]}
        return dict(shares_of(stopwatch, both, repetitions=order["rounds"] * repetitions))


def _job(clicks: Clicks, name: str) -> Job:
    app: App = clicks.app
    click: Click = getattr(clicks, name)

    def prepare() -> Callable[[], object]:
        return partial(send, app, click.environ())

    return prepare


def _answer(clicks: Clicks, name: str) -> bytes:
    click: Click = getattr(clicks, name)
    reply = send(clicks.app, click.environ())
    if reply.status != "200 OK":
        raise RuntimeError(f"{name} answered {reply.status}: {reply.body[:500]!r}")
    return reply.body


def _refusals(clicks: Clicks, name: str) -> dict[str, str]:
    """How the protections answer what is wrong, outside the timed rounds: both sides have to have them."""
    good: Click = getattr(clicks, name)
    state = json.loads(good.body)["state"].encode()
    wrong = {
        "forged state": dataclasses.replace(good, body=good.body.replace(state, state[:-8] + b"AAAAAAAA")),
        "text for a number": dataclasses.replace(good, body=good.body.replace(b'"amount":2', b'"amount":"2"')),
        "another id": dataclasses.replace(good, body=good.body.replace(b"c-1", b"c-2")),
        "another CSRF token": good.environ() | {"HTTP_X_CSRFTOKEN": "a" * 32},
    }
    environs = {case: click.environ() if isinstance(click, Click) else click for case, click in wrong.items()}
    return {case: send(clicks.app, environ).status for case, environ in environs.items()}


def _with_borders() -> Stopwatch:
    """Before the application and its URLs are loaded: they keep references to the functions."""
    stopwatch = Stopwatch()
    stopwatch.install([*SHARED, *COMPONENT, *BY_HAND])
    from benchmarks.counter.by_component import Counter

    handler = Counter._handlers["increment"]  # the table was made with the class, and holds the bare function
    Counter._handlers["increment"] = dataclasses.replace(handler, function=Counter.on_increment)
    return stopwatch


if __name__ == "__main__":
    print(json.dumps(main(json.loads(sys.argv[1]))))
