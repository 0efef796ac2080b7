"""A page of components in components under random clicks whose answers take their time: in the end all of it agrees."""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from . import nested_site, wall
from .conftest import Console

SEEDS = range(int(os.environ.get("RANDOM_SEEDS", "2")))
ACTS = 25
PATIENCE_MS = 30_000

START = """(seed) => {
    // Mulberry32: a few lines, and good enough to choose by.
    window.random = () => {
        seed = (seed + 0x6d2b79f5) | 0;
        let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
        mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
        return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
    };
    const pause = (ms) => new Promise((done) => setTimeout(done, ms));
    const post = window.fetch;
    window.fetch = async (...given) => {
        await pause(random() * 120);
        const answer = await post(...given);
        await pause(random() * 120);
        return answer;
    };
    Object.assign(window, { likes: {}, memos: {}, seen: new Map(), all: 0, turns: 0, left: new Set(), done: [] });
    const type = (input, text) => {
        input.focus();
        input.value = text;
        for (const kind of ["beforeinput", "input"]) input.dispatchEvent(new InputEvent(kind, { bubbles: true }));
    };
    const act = () => {
        const buttons = [...document.querySelectorAll("[data-live='wall'] button")];
        const button = buttons[Math.floor(random() * buttons.length)];
        const name = button.textContent, sku = button.closest("li")?.dataset.key;
        if (left.has(sku) || (name === "leave" && random() < 0.5)) return; // on its way out
        done.push(`${name} ${sku ?? ""}`);
        if (name === "leave") left.add(sku);
        if (name === "like") [likes[sku], all] = [(likes[sku] ?? 0) + 1, all + 1];
        if (name === "see") seen.set(button.parentNode, (seen.get(button.parentNode) ?? 0) + 1);
        if (name === "turn") turns++;
        if (sku && name !== "leave" && random() < 0.4)
            type(button.closest("li").querySelector("input"), (memos[sku] = `m${Math.floor(random() * 100)}`));
        button.click();
    };
    window.run = async (acts, most_ms) => {
        for (let i = 0; i < acts; i++) {
            act();
            await pause(random() * most_ms);
        }
    };
}"""

DIFFERENCES = """() => {
    const found = [];
    const same = (what, shown, wanted) =>
        String(shown) === String(wanted) || found.push(`${what}: ${shown}, not ${wanted}`);
    const wall = document.querySelector("[data-live='wall']"), { keys, theme, likes: told } = wall.dataset;
    const texts = (selector, of = wall) => [...of.querySelectorAll(selector)].map((one) => one.textContent);
    const rows = [...wall.querySelectorAll("ul > li")];
    same("rows", rows.map((row) => row.dataset.key).join(" "), keys);
    for (const row of rows) {
        const posts = [...row.querySelectorAll("[data-live='post']")], { key } = row.dataset;
        same(`posts in ${key}`, posts.map((post) => post.dataset.sku), key);
        same(`likes of ${key}`, posts[0]?.dataset.likes, likes[key] ?? 0);
        const input = posts[0]?.querySelector("input");
        same(`memo of ${key}`, [input?.value, input?.getAttribute("value")], [memos[key] ?? "", memos[key] ?? ""]);
    }
    same("likes", told, all);
    same("title", texts("h3"), theme);
    same("slots", [texts("header > b"), texts("article i")], [theme, `${theme} ${told}`]);
    same("turns", wall.querySelector("article").dataset.turns, turns);
    const gauges = [...wall.querySelectorAll("[data-live='gauge']")];
    same("gauges", gauges.length, wall.dataset.short === "True" ? 1 : 2);
    for (const gauge of gauges)
        same("a gauge", [gauge.dataset.theme, gauge.dataset.seen], [theme, seen.get(gauge) ?? 0]);
    same("heard", wall.querySelector("header [data-live='gauge']").dataset.heard, all);
    const ids = [...document.querySelectorAll("[id]")].map(({ id }) => id);
    same("ids", new Set(ids).size, ids.length);
    same("what waits", document.querySelectorAll("[aria-busy],[data-live-waiting],.live-placeholder").length, 0);
    same("stand-ins", document.querySelectorAll("template,live-kept,.live-failed").length, 0);
    return found;
}"""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with nested_site.serving() as address:
        yield f"{address}/{wall.Wall.component_name}"


@pytest.mark.parametrize("most_ms", [10, 150])
@pytest.mark.parametrize("seed", SEEDS)
def test_all_agrees_in_the_end(page: Page, console: Console, address: str, seed: int, most_ms: int) -> None:
    page.goto(address)
    expect(page.locator("[data-live='gauge'] button")).to_have_count(2)
    page.evaluate(START, seed)
    page.evaluate("([acts, most_ms]) => run(acts, most_ms)", [ACTS, most_ms])
    agreed = waited = 0
    found: list[str] = []
    while agreed < 3 and waited < PATIENCE_MS:  # what an answer tells others may just have left
        page.wait_for_timeout(100)
        waited, found = waited + 100, page.evaluate(DIFFERENCES)
        agreed = 0 if found else agreed + 1
    assert found == [], page.evaluate("done.join(', ')")
