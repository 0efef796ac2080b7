"""A browser, as far as the endpoint can tell one."""

import json
import re
from dataclasses import dataclass
from html import unescape
from typing import Any

from django.http import HttpResponse
from django.test import Client

ROOT_TAG = re.compile(r"<\w+[^>]*\sdata-live=[^>]*>")
SCRIPT_TAG = re.compile(r"<script[^>]*>")


def attributes_of(tag: str) -> dict[str, str]:
    return {name: unescape(value) for name, value in re.findall(r'([\w-]+)(?:="([^"]*)")?', tag)[1:]}


@dataclass(frozen=True)
class Shown:
    """A component as a page shows it, and the attributes of the page's script tag."""

    name: str
    id: str
    url: str
    state: str
    script: dict[str, str]


class Visitor:
    """Has a cookie jar. Django's CSRF check is on, and an exception in the site is a 500, as in production."""

    def __init__(self) -> None:
        self.client = Client(enforce_csrf_checks=True, raise_request_exception=False)
        self.csrf: dict[str, str] = {}

    def open(self, name: str = "counter", **query: str) -> Shown:
        """Loads a page with the component, and takes the CSRF token from it as the browser's client does."""
        html = self.client.get(f"/page/{name}/", query).content.decode()
        root, script = ROOT_TAG.search(html), SCRIPT_TAG.search(html)
        assert root is not None, html
        assert script is not None, html
        found, tag = attributes_of(root.group()), attributes_of(script.group())
        cookie = self.client.cookies.get(tag.get("data-csrf-cookie", ""))
        self.csrf = {tag["data-csrf-header"]: cookie.value if cookie else tag.get("data-csrf-token", "")}
        return Shown(name, found["id"], found["data-live-url"], found["data-live-state"], tag)

    def send(self, shown: Shown, *, headers: dict[str, str] | None = None, **message: Any) -> HttpResponse:
        known = {"type": "component_event", "component": shown.name, "component_id": shown.id, "state": shown.state}
        return self.post(shown.url, json.dumps({**known, "key": "test:1", **message}), headers=headers)

    def post(
        self,
        url: str,
        body: str | bytes,
        *,
        media_type: str = "application/json",
        headers: dict[str, str] | None = None,
    ) -> HttpResponse:
        sent = {"X-Component-Request": "1", **self.csrf, **(headers or {})}
        return self.client.post(url, body, content_type=media_type, headers=sent)
