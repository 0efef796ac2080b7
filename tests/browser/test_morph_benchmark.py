"""The benchmark of the morph runs, and all four end with the server's HTML. How fast anything is, no test says."""

from benchmarks.morph.__main__ import PEERS, SCRIPTS, as_markdown, measure
from npm.packages import package_file
from playwright.sync_api import Browser


def test_every_peer_shows_the_same_table(chromium: Browser) -> None:
    for script in SCRIPTS.values():
        package_file(*script)  # skips without npm
    context = chromium.new_context()
    times = measure(context, rounds=1, warm_up=0, cases=["first removed"])
    context.close()
    assert times["first removed"].keys() == {*PEERS}
    assert "| first removed |" in as_markdown(times, "One round")
