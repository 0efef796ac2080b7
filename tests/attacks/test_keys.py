"""Section K, keys: rotation without an error, what a retired key is worth, and nothing that comes twice."""

import subprocess
import sys
from itertools import product
from typing import Any

import pytest

from attacks.components import effects
from attacks.target import Shown, Target, send
from attacks.verdicts import assert_refused
from component_framework.adapters.django_views.host import django_host
from component_framework.core import Component, ComponentSettings, Identity
from component_framework.core.signing import sealer
from component_framework.core.snapshot import load_snapshot

OLD, NEW = "the old key of all nodes, in its day long enough", "the new key of all nodes, from now on long enough"
STEPS = [(OLD,), (OLD, NEW), (NEW, OLD), (NEW,)]
"""Add the new one to verify; seal with it; drop the old one, a snapshot's age later."""


def shown_by(target: Target, keys: tuple[str, ...]) -> Shown:
    with target.configured(KEYS=keys, RATE_PER_S=0):
        return target.show("victim")


def sent_to(target: Target, keys: tuple[str, ...], shown: Shown, **members: Any) -> Any:
    with target.configured(KEYS=keys, RATE_PER_S=0):
        return send(target, shown, **{"event": "view", **members})


@pytest.mark.parametrize("step", range(3), ids=["verify", "seal", "drop"])
def test_k03_each_step_rolls_through_the_nodes_without_an_error(target: Target, step: int) -> None:
    """While it rolls, some nodes have taken the step and others have not: each takes every page of each."""
    nodes = STEPS[step : step + 2]
    pairs = product(nodes, nodes) if step < 2 else [(STEPS[2], STEPS[2]), (STEPS[2], STEPS[3]), (STEPS[3], STEPS[2])]
    for made_by, taken_by in pairs:
        shown = shown_by(target, made_by)
        answer = sent_to(target, taken_by, shown)
        assert answer.status == 200
        assert sent_to(target, made_by, shown, state=answer.json["state"]).status == 200


def test_k03_sealing_at_once_is_stale_on_the_nodes_that_lag(target: Target) -> None:
    shown = shown_by(target, (NEW, OLD))
    assert_refused(sent_to(target, (OLD,), shown), 410, "stale_snapshot")
    assert sent_to(target, (NEW, OLD), shown_by(target, (OLD,))).status == 200


def test_k02_what_a_retired_key_sealed_is_stale_and_no_forgery(target: Target) -> None:
    shown = shown_by(target, (OLD,))
    with target.configured(KEYS=(NEW,), BAD_SNAPSHOTS_BURST=1, BAD_SNAPSHOTS_PER_MINUTE=1):
        for _ in range(5):
            assert_refused(send(target, shown, event="view"), 410, "stale_snapshot")


def test_k05_another_installations_snapshot_is_refused_even_under_the_same_key(target: Target) -> None:
    with target.configured(APP="staging", KEYS=(OLD,)):
        shown = target.show("victim")
        assert send(target, shown, event="view").status == 200
    effects.clear()
    with target.configured(APP="production", KEYS=(OLD,)):
        assert_refused(send(target, shown, event="view"), 400, "bad_snapshot")


FORKS = """
import os, secrets, sys
from component_framework.core.params import component_id
from component_framework.core.signing import Sealer
seal = Sealer(("k" * 40,), purpose="state", app="").seal
secrets.token_hex(4); component_id(None); seal(b"", is_secret=True)  # whatever is kept is kept before the fork
for _ in range(8):
    read, write = os.pipe()
    if os.fork() == 0:
        with os.fdopen(write, "w") as out:
            for _ in range(12_500):
                print(component_id(None), file=out)
            for _ in range(1_000):
                print(seal(b"", is_secret=True).split(".")[3][:16], file=out)
        os._exit(0)
    os.close(write)
    with os.fdopen(read) as found:
        sys.stdout.write(found.read())
    os.wait()
"""


def test_k08_forked_workers_make_no_id_and_no_nonce_twice() -> None:
    done = subprocess.run([sys.executable, "-c", FORKS], capture_output=True, text=True, check=True)
    found = done.stdout.split()
    assert len(found) == len(set(found)) == 8 * 13_500


class Secretive(Component):
    password: str = "hunter2"


def test_j06_nothing_tells_its_secrets_in_a_repr(target: Target) -> None:
    shown = target.show("victim", title="hunter2")
    settings = ComponentSettings(keys=(OLD,))
    component = Secretive(password="hunter2")
    kept = load_snapshot(shown.state, target.settings, component="victim", component_id=shown.id)
    told = [settings, sealer(settings, "state"), component, component.state, django_host(), target.settings, Identity()]
    assert kept.state
    for one in told:
        for text in (repr(one), str(one)):
            assert OLD not in text
            assert "hunter2" not in text
            assert not any(key in text for key in target.settings.keys)
