"""The benchmark runs, compares like with like, and reports. How fast anything is, no test says."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from benchmarks.counter.borders import PARTS
from benchmarks.counter.scenarios import SCENARIOS
from benchmarks.timing import ratio_of, take_turns

TESTS = Path(__file__).parent


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bench")
    few = ["--processes", "1", "--rounds", "2", "--repetitions", "2", "--warm-up", "1", "--out", str(folder)]
    subprocess.run([sys.executable, "-m", "benchmarks", *few], cwd=TESTS, check=True, capture_output=True)
    return folder


@pytest.fixture(scope="module")
def figures(report: Path) -> Any:
    return json.loads((report / "counter.json").read_text("utf-8"))


def without_root(html: str) -> str:
    return re.sub(r' (id|data-live|data-live-url|data-live-state)="[^"]*"', "", html)


@pytest.mark.parametrize("scenario", [scenario.name for scenario in SCENARIOS])
def test_both_views_answer_the_same(figures: Any, scenario: str) -> None:
    ours, theirs = (figures["checked"][scenario]["answers"][kind] for kind in ("component", "by_hand"))
    assert ours.keys() == theirs.keys()
    assert '<output aria-live="polite">2</output>' in ours["html"]
    assert without_root(ours["html"]) == without_root(theirs["html"])
    assert abs(len(json.dumps(ours)) - len(json.dumps(theirs))) < 50


@pytest.mark.parametrize("scenario", [scenario.name for scenario in SCENARIOS])
def test_both_views_refuse_the_same(figures: Any, scenario: str) -> None:
    refusals = figures["checked"][scenario]["refusals"]
    assert refusals["by_hand"] == refusals["component"]
    assert {case: status[:3] for case, status in refusals["component"].items()} == {
        "forged state": "400",
        "text for a number": "422",
        "another id": "400",
        "another CSRF token": "403",
    }


def test_the_report_has_a_row_for_each_scenario_and_part(report: Path) -> None:
    lines = (report / "counter.md").read_text("utf-8").splitlines()
    rows = [line.split(" | ")[0].removeprefix("| ") for line in lines]
    assert [row for row in rows if row in [scenario.title for scenario in SCENARIOS]] == [
        scenario.title for scenario in SCENARIOS
    ]
    assert all(part in rows for part in PARTS)


def test_each_part_of_the_component_is_found(figures: Any) -> None:
    assert [part for part in PARTS if not figures["shares"]["component"].get(part)] == []


def test_git_ignores_the_report(report: Path) -> None:
    assert (report / ".gitignore").read_text() == "*\n"


def test_alternatives_take_turns_and_each_begins_a_round() -> None:
    order: list[str] = []
    jobs = {name: lambda name=name: lambda: order.append(name) for name in "abc"}
    rounds = take_turns(jobs, rounds=3, repetitions=1)
    assert "".join(order) == "abcbcacab"
    assert {name: len(times) for name, times in rounds.items()} == {"a": 3, "b": 3, "c": 3}


def test_the_interval_holds_the_ratio() -> None:
    ratio = ratio_of([{"a": [2.0, 2.2, 1.8], "b": [1.0, 1.1, 0.9]}, {"a": [2.4], "b": [1.0]}], "a", "b", resamples=50)
    assert ratio.low <= ratio.value <= ratio.high
    assert (round(ratio.least, 2), round(ratio.most, 2)) == (2.0, 2.4)


@pytest.fixture(scope="module")
def sockets(tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = tmp_path_factory.mktemp("sockets")
    few = ["--sockets", "100", "--broadcasts", "3", "--updates", "50", "--out", str(folder)]
    subprocess.run([sys.executable, "-m", "benchmarks.sockets", *few], cwd=TESTS, check=True, capture_output=True)
    assert (folder / "sockets.md").read_text("utf-8").startswith("# Pushes to many sockets")
    return json.loads((folder / "sockets.json").read_text("utf-8"))


def test_a_push_reaches_every_socket_in_order(sockets: Any) -> None:
    for crowd in (sockets["alone"], sockets["crowd"], sockets["often"]):
        assert crowd["behind"] == dict.fromkeys(crowd["ms"], 0)
        assert crowd["out of order"] == 0


def test_of_sockets_that_have_gone_the_server_holds_nothing(sockets: Any) -> None:
    left = sockets["left"]
    assert {name: left[name] for name in ("sockets", "hubs", "topics", "callers")} == dict.fromkeys(
        ("sockets", "hubs", "topics", "callers"), 0
    )
    assert left["objects"] - sockets["before"]["objects"] < 10 * sockets["crowd"]["sockets"]


def test_nested_components_and_includes_are_the_same_rows() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.nesting", "--processes", "2", "--rows", "3", "--rounds", "3"],
        cwd=Path(__file__).parent,
        capture_output=True,
        text=True,
        check=True,
    )
    assert re.search(r"^ratio \d+\.\d\d ", done.stdout, re.MULTILINE)
