"""Scenario 23: a page whose template gives components in a loop no key, or several of them the same."""

import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from browser.conftest import Console
from browser.demo_server import DEMOS, EXAMPLES, DemoServer
from browser.test_dashboard_page import PATH, card, click
from playwright.sync_api import Page, expect

TEMPLATE = "components/dashboard.html"
TEMPLATES = {"django": "django_example/templates", "fastapi": "fastapi_templates"}
MODULES = {"django": "demo_settings.py", "fastapi": "demo_app.py"}
FAULTY = {
    "django": """
from django.template.base import Template
make = Template.__init__
Template.__init__ = lambda self, text, *more, **named: make(self, faulty(str(text)), *more, **named)
""",
    "fastapi": """
from jinja2 import FileSystemLoader
given = FileSystemLoader.get_source
def get_source(self, environment, name):
    text, *more = given(self, environment, name)
    return faulty(text), *more
FileSystemLoader.get_source = get_source
""",
}
IN_LOOP = "'pinned_shop' stands in a loop ({}): give it a key=, such as its row's id"
NO_KEY = "a second 'pinned_shop' with no key in one component ({}): give each a key= of its own, such as its row's id"
SAME_KEY = "a second 'pinned_shop' with key 'same' in one component ({}): keys must differ"


@pytest.fixture
def server(framework: str, key: str, tmp_path: Path) -> Iterator[DemoServer]:
    """The example, in whose loop `key` stands instead of each component's own."""
    server = DEMOS[framework](tmp_path)
    with (tmp_path / MODULES[framework]).open("a") as file:
        file.write(f"""
import re
def faulty(text):
    return re.sub("key=one,? ", {key!r}, text)
{FAULTY[framework]}""")
    server.start()
    yield server
    server.stop()


@pytest.mark.parametrize(
    ("framework", "key", "pinned", "error"),
    [
        ("django", "", [], IN_LOOP),
        ("django", "key='same' ", ["Graz"], SAME_KEY),
        ("fastapi", "", ["Graz"], NO_KEY),  # Jinja says nothing of loops
        ("fastapi", "key='same', ", ["Graz"], SAME_KEY),
    ],
    ids=["django-missing", "django-shared", "fastapi-missing", "fastapi-shared"],
)
def test_23_a_missing_or_shared_key_is_named_and_nothing_vanishes(
    framework: str, server: DemoServer, page: Page, console: Console, pinned: list[str], error: str
) -> None:
    template = (EXAMPLES / TEMPLATES[framework] / TEMPLATE).read_text("utf-8")
    shops = page.get_by_role("list", name="Pinned shops").get_by_role("listitem")
    cards = page.get_by_role("article").get_by_role("heading")
    page.goto(f"{server.url}{PATH}?region=East&shop=Graz")
    for shop in pinned:
        click(page, f"Pin {shop}")
        expect(shops).to_have_count(1)
        card(page, "Where").get_by_role("link", name="Brno").click()
    before = cards.all_inner_texts()
    with page.expect_console_message(lambda message: message.text.startswith("component-framework: ")):
        page.get_by_role("button", name=re.compile("^Pin ")).click()
    console.take("dashboard was refused: 500")
    expect(shops).to_have_count(len(pinned))
    assert cards.all_inner_texts() == before != []
    line = next(number for number, text in enumerate(template.splitlines(), 1) if "pinned_shop" in text)
    told, deadline = error.format(f"{TEMPLATE}, line {line}"), time.monotonic() + 5
    while told not in server.log():
        assert time.monotonic() < deadline, server.log()
        page.wait_for_timeout(20)
