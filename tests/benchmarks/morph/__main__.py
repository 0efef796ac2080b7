"""`python -m benchmarks.morph`, in tests/: our update of a large table beside htmx 4, idiomorph and morphdom."""

import argparse
import os
import shutil
from pathlib import Path
from statistics import median

from npm.packages import installed_file
from playwright.sync_api import Browser, BrowserContext, Page, Route, sync_playwright

from benchmarks.morph.tables import BEFORE, CASES

ROOT = Path(__file__).resolve().parents[3]
OUT = ROOT / ".bench"
CLIENT = ROOT / "packages/component-core/src/component_framework/core/client"
ORIGIN = "http://bench.test"
SCRIPTS = {
    "htmx4": ("htmx4", "dist/htmx.min.js"),
    "idiomorph": ("idiomorph", "dist/idiomorph.min.js"),
    "morphdom": ("morphdom", "dist/morphdom-umd.min.js"),
}
PEERS = ("ours", *SCRIPTS)
Times = dict[str, dict[str, list[float]]]
"""Milliseconds by case and peer, round by round."""


def main() -> None:
    options = _options()
    as_root = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        flags = ["--disable-gpu", "--js-flags=--expose-gc", *as_root]
        browser = playwright.chromium.launch(executable_path=shutil.which(options.chromium), args=flags)
        times = measure(browser, rounds=options.rounds, warm_up=options.warm_up, cases=options.case or list(CASES))
        text = as_markdown(times, f"Chromium {browser.version}, {options.rounds} rounds")
        browser.close()
    options.out.mkdir(parents=True, exist_ok=True)
    (options.out / ".gitignore").write_text("*\n")
    (options.out / "morph.md").write_text(text, "utf-8")
    print(f"{text}\nWritten: {options.out}/morph.md")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks.morph", description=__doc__)
    parser.add_argument("--rounds", type=int, default=25, help="updates of each kind by each of the four")
    parser.add_argument("--warm-up", type=int, default=5, help="rounds that do not count")
    parser.add_argument("--case", action="append", choices=CASES, help="only this one (may be repeated)")
    parser.add_argument("--chromium", default=os.environ.get("CHROMIUM", "chromium"))
    parser.add_argument("--out", type=Path, default=OUT, help="the folder for the report")
    return parser.parse_args()


def measure(browser: Browser | BrowserContext, *, rounds: int, warm_up: int, cases: list[str]) -> Times:
    """Each in a page of its own, in an order that turns from round to round: what slows the machine slows all."""
    pages = {peer: open_page(browser, peer) for peer in PEERS}
    times: Times = {case: {peer: [] for peer in PEERS} for case in cases}
    for number in range(-warm_up, rounds):
        for case in cases:
            shift = number % len(PEERS)
            for peer in (*PEERS[shift:], *PEERS[:shift]):
                took = pages[peer].evaluate("tables => measure(tables)", {"before": BEFORE, "after": CASES[case]})
                if number >= 0:
                    times[case][peer].append(took)
    return times


def open_page(browser: Browser | BrowserContext, peer: str) -> Page:
    page = browser.new_page()
    page.route("**/*", lambda route: _answer(route, peer))
    page.goto(ORIGIN)
    page.evaluate("peer => prepare(peer)", peer)
    return page


def _answer(route: Route, peer: str) -> None:
    path = route.request.url.removeprefix(ORIGIN)
    if path.startswith("/client/"):
        source = CLIENT / path.removeprefix("/client/")
    elif path == "/peers.js":
        source = Path(__file__).with_name("peers.js")
    elif path == "/peer.js":
        source = installed_file(*SCRIPTS[peer])
    else:
        script = '<script src="/peer.js"></script>' if peer in SCRIPTS else ""
        html = (
            f'<!doctype html><title>{peer}</title>{script}<main></main><script type="module" src="/peers.js"></script>'
        )
        return route.fulfill(body=html, content_type="text/html")
    return route.fulfill(body=source.read_text("utf-8"), content_type="text/javascript")


def as_markdown(times: Times, circumstances: str) -> str:
    lines = [
        f"{circumstances} of each kind, 1,000 rows; medians in ms; ratio of ours to the best of the three.",
        "",
        f"| case | {' | '.join(PEERS)} | ratio |",
        "|---|--:|--:|--:|--:|--:|",
        *(_row(case, {peer: median(found) for peer, found in each.items()}) for case, each in times.items()),
        "",
    ]
    return "\n".join(lines)


def _row(case: str, medians: dict[str, float]) -> str:
    ratio = medians["ours"] / min(medians[peer] for peer in SCRIPTS)
    return f"| {case} | {' | '.join(f'{medians[peer]:.1f}' for peer in PEERS)} | **{ratio:.2f}** |"


if __name__ == "__main__":
    main()
