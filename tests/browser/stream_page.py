"""A page with a list of which the server holds nothing: a real component, answered in this process."""

import json
import os
import random
from collections.abc import Sequence
from typing import Any

from playwright.sync_api import Page, Route

from component_framework.core import Component, ComponentRegistry, ComponentSettings, Html, Stream
from component_framework.core.children import first_render
from component_framework.core.endpoint import answer
from component_framework.core.host import Host
from component_framework.core.identity import NOBODY
from component_framework.core.messages import parse_message

Step = list[Any]
HOST = Host(registry=ComponentRegistry(), settings=ComponentSettings(keys=("a key for these tests, long enough",)))
UPDATES = int(os.environ.get("STREAM_UPDATES", "500"))


@HOST.registry.register("feed")
class Feed(Component):
    """Does what a test says, step by step; a row is a text whose first word is its key."""

    shown: int = 0
    posts = Stream[str]()

    def mount(self, text: str = "") -> None:
        self.posts.reset(text.split())

    def on_do(self, steps: list[Step]) -> None:
        for name, *arguments in steps:
            getattr(self.posts, name)(*arguments)

    def on_limited(self, text: str) -> None:
        self.posts.append(text, limit=-20)

    def on_look(self) -> None:
        self.shown += 1

    def render(self) -> str:
        items = "".join(self.row(text) for text in self._context()["posts"])
        return Html(
            f'<section><ul data-live-stream="posts">{items}</ul><output>{self.shown}</output>'
            '<button data-live-click="look">Look</button><i hidden data-live-click="do"></i></section>'
        )

    def row(self, text: str) -> str:
        return f'<li data-key="{text.split()[0]}"><span>{text}</span><input name="reply"></li>'


@HOST.registry.register("keyless")
class Keyless(Feed):
    def row(self, text: str) -> str:
        return f"<li><span>{text}</span></li>"


class FeedPage:
    """The component in a browser; `lost` says how many answers get lost before one arrives."""

    def __init__(self, site: Any, page: Page, name: str = "feed") -> None:
        self.site, self.page, self.name = site, page, name
        self.lost, self.bodies, self.replies = 0, list[str](), dict[str, Any]()
        site.posts = self.post

    def open(self, text: str) -> "FeedPage":
        self.site.open(HOST.run(first_render(self.name, {"text": text}, identity=NOBODY, host=HOST)))
        self.page.wait_for_function("() => window.live")
        return self

    def post(self, route: Route) -> None:
        body = route.request.post_data or ""
        if body not in self.replies:
            message = parse_message(body.encode(), HOST.settings)
            self.replies[body] = HOST.run(answer(message, name=self.name, identity=NOBODY, host=HOST))
        self.bodies.append(body)
        if self.lost:
            self.lost -= 1
            route.abort()
        else:
            route.fulfill(status=200, body=json.dumps(self.replies[body]), content_type="application/json")

    def do(self, *steps: Step) -> None:
        """Have it done in one message, and wait until the page shows it."""
        self.page.evaluate(
            """(steps) => new Promise((done) => {
                document.addEventListener("live:update", () => done(), { once: true });
                live.send(document.querySelector("section"), "do", { steps });
            })""",
            list(steps),
        )

    @property
    def rows(self) -> list[str]:
        texts: list[str] = self.page.locator("ul > li > span").all_inner_texts()
        return texts


def random_steps(draw: random.Random, known: Sequence[str]) -> list[Step]:
    """One to three steps over a small set of keys; each row's text is new."""

    def rows() -> list[str]:
        return [f"k{key} {draw.randrange(10**6)}" for key in draw.sample(range(12), draw.randint(0, 3))]

    kinds: list[Step] = [
        ["append", *rows()],
        ["prepend", *rows()],
        ["insert", draw.randint(0, 8), *rows()],
        ["insert", draw.randint(0, 8), *rows()],
        ["remove", *(f"k{key}" for key in draw.sample(range(12), 2))],
        ["reset", rows()],
        ["clear"],
    ]
    weights = [4, 4, 4, 4, 4, 1, 0.3]
    return draw.choices(kinds, weights, k=draw.randint(1, 3))


def model(shown: list[str], steps: Sequence[Step]) -> list[str]:
    """The rows after the steps, written as plainly as can be."""
    rows = {text.split()[0]: text for text in shown}
    for name, *given in steps:
        if name in ("reset", "clear"):
            rows = {text.split()[0]: text for text in (given[0] if given else [])}
        elif name == "remove":
            rows = {key: text for key, text in rows.items() if key not in given}
        elif name == "append":
            rows |= {text.split()[0]: text for text in given}
        elif name == "prepend":
            fresh = {text.split()[0]: text for text in given}
            news = {key: text for key, text in fresh.items() if key not in rows}
            rows = news | rows | {key: text for key, text in fresh.items() if key in rows}
        else:
            index, *texts = given
            fresh = {text.split()[0]: text for text in texts}
            others = [item for item in rows.items() if item[0] not in fresh]
            rows = dict([*others[:index], *fresh.items(), *others[index:]])
    return list(rows.values())
