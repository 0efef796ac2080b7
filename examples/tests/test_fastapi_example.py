"""The FastAPI example, started as the README says. In a process of its own: this one has the Django example's todos."""

import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest

from component_framework.testing.ports import free_port

HERE = Path(__file__).parents[1]
COMMAND = re.compile(r"^(uvicorn .*?) *#", re.MULTILINE)
COMPONENTS = {
    "/": "clicker",
    "/counter/": "counter",
    "/todos/": "todos",
    "/signup/": "signup",
    "/feed/": "feed",
    "/htmx/": "htmx_counter",
    "/dashboard/": "dashboard",
    "/attributes/": "example_click",
}


@dataclass
class Answer:
    status: int
    headers: Mapping[str, str]
    text: str

    @property
    def hidden(self) -> dict[str, str]:
        """The hidden fields of a form on the page: all its forms have the same."""
        found = re.findall(r'<input type="hidden" name="([\w-]+)" value="([^"]*)"', self.text)
        return {name: unescape(value) for name, value in found}


@dataclass
class Site:
    url: str
    log: Path

    def ask(self, path: str, body: bytes | None = None, **headers: str) -> Answer:
        """The answer, after redirects."""
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        try:
            answer = urlopen(Request(self.url + path, body, given), timeout=10)
        except HTTPError as error:
            answer = error
        with answer:
            return Answer(answer.status, answer.headers, answer.read().decode())

    def send(self, page: str, *, origin: str = "same-origin", **message: Any) -> Answer:
        """Open `page`, then send the message to the component on it, as the client does."""
        root = re.search(r"<[^>]*\sdata-live=[^>]*>", self.ask(page).text)
        assert root is not None
        found = dict(re.findall(r'([\w-]+)="([^"]*)"', root.group()))
        about = {"type": "component_event", "component": found["data-live"], "component_id": found["id"]}
        body = json.dumps({**about, "state": unescape(found["data-live-state"]), "key": "test:1", **message})
        headers = {"X_Component_Request": "1", "Sec_Fetch_Site": origin, "Content_Type": "application/json"}
        return self.ask(found["data-live-url"], body.encode(), **headers)

    def press(self, event: str, **fields: str) -> Answer:
        """Open the todo page, then send a form of it as a browser without script does; the page that follows."""
        page = self.ask("/todos/")
        body = urlencode({**page.hidden, "live-event": event, **fields}).encode()
        return self.ask("/components/todos", body, Referer=f"{self.url}/todos/", Origin=self.url)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    port = free_port()
    site = Site(f"http://127.0.0.1:{port}", tmp_path_factory.mktemp("site") / "log")
    command = COMMAND.search((HERE / "README.md").read_text("utf-8"))
    assert command is not None
    program, *arguments = command[1].split()
    uvicorn = shutil.which(program, path=str(Path(sys.executable).parent))
    assert uvicorn is not None
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COMPONENT_")}
    with site.log.open("w") as log:
        server = subprocess.Popen(
            [uvicorn, *arguments, "--port", str(port)], cwd=HERE, env=environment, stdout=log, stderr=log
        )
    try:
        deadline = time.monotonic() + 30
        while "running on" not in site.log.read_text():
            assert server.poll() is None, site.log.read_text()
            assert time.monotonic() < deadline, site.log.read_text()
            time.sleep(0.05)
        yield site
    finally:
        server.terminate()
        server.wait(10)


@pytest.mark.parametrize(("page", "component"), COMPONENTS.items())
def test_a_page_shows_its_live_component(page: str, component: str, site: Site) -> None:
    answer = site.ask(page)
    assert answer.text.count(f'data-live="{component}"') == 1
    assert answer.text.count(f'href="{page}" aria-current="page"') == 1


@pytest.mark.parametrize("page", COMPONENTS)
def test_a_page_is_under_the_strict_policy_and_keeps_to_it(page: str, site: Site) -> None:
    answer = site.ask(page)
    policy = answer.headers["Content-Security-Policy"].split("; ")
    assert {"default-src 'self'", "require-trusted-types-for 'script'"} <= set(policy)
    assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)", answer.text)


@pytest.mark.parametrize("page", COMPONENTS)
def test_every_address_on_a_page_is_served(page: str, site: Site) -> None:
    addresses = set(re.findall(r'(?:href|src)="(/[^"]*)"', site.ask(page).text))
    assert len(addresses) >= 6
    assert {address: site.ask(address).status for address in addresses} == dict.fromkeys(addresses, 200)


def test_the_source_shown_is_the_source_that_runs(site: Site) -> None:
    page = site.ask("/counter/").text
    assert "shared_components/counters.py" in page
    assert '<span class="word">self</span>.count += amount' in page
    assert "fastapi_templates/Counter.jinja" in page
    assert '<span class="mark">data-live-click</span>=&quot;add_step&quot;' in page


def test_a_click_counts(site: Site) -> None:
    answer = site.send("/counter/", event="increment", fields={"amount": "2"})
    assert answer.status == 200
    assert '<output aria-live="polite">7</output>' in json.loads(answer.text)["html"]


def test_a_click_from_another_site_is_refused(site: Site) -> None:
    assert site.send("/counter/", origin="cross-site", event="increment").status == 403


@pytest.mark.parametrize("message", [{"event": "increment", "payload": {"amount": "2"}}, {"fields": {"count": "1000"}}])
def test_what_does_not_fit_is_refused(message: dict[str, Any], site: Site) -> None:
    answer = site.send("/counter/", **message)
    assert (answer.status, json.loads(answer.text)["code"]) == (422, "invalid")


def test_a_todo_is_added_ticked_and_deleted_without_script(site: Site) -> None:
    page = site.press("add", title="<b>Bread</b>").text
    assert ">&lt;b&gt;Bread&lt;/b&gt;</span>" in page
    bread = re.findall(r'<li data-key="(\d+)"', page)[-1]
    assert f'data-key="{bread}" class="todo completed"' in site.press(f"toggle?id={bread}&done=true").text
    assert f'data-key="{bread}"' not in site.press(f"remove?id={bread}").text


def test_the_reason_for_a_refusal_is_on_the_page_that_follows(site: Site) -> None:
    assert "At most 120 letters, please." in site.press("add", title="t" * 121).text
    assert "At most 120 letters, please." not in site.ask("/todos/").text


def test_without_a_key_the_start_says_so(site: Site) -> None:
    assert "no secret key" in site.log.read_text()


def test_with_a_key_it_is_no_debug_site() -> None:
    code = "from fastapi_example import settings; assert not settings.debug; assert len(settings.keys) == 2"
    environment = {**os.environ, "COMPONENT_SECRET_KEYS": f"{'new ' * 10}, {'old ' * 10}"}
    subprocess.run([sys.executable, "-W", "error", "-c", code], cwd=HERE, env=environment, check=True)
