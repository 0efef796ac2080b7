"""A browser, as far as the endpoint can tell one."""

import json
import re
from dataclasses import dataclass
from html import unescape
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.test import Client

from component_framework.testing.dom import Element, parse_html

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


@dataclass(frozen=True)
class Form:
    """A form on a page, as it is before anybody has filled it in."""

    page: str
    action: str
    texts: dict[str, Any]


class Visitor:
    """Has a cookie jar. Django's CSRF check is on, and an exception in the site is a 500, as in production."""

    def __init__(self) -> None:
        self.client = Client(enforce_csrf_checks=True, raise_request_exception=False)
        self.csrf: dict[str, str] = {}

    def open(self, name: str = "counter", **query: str) -> Shown:
        """Loads a page with the component, and takes the CSRF token from it as the browser's client does."""
        return self.open_at(f"/page/{name}/", name, query)

    def open_at(self, page: str, name: str, query: dict[str, str] | None = None) -> Shown:
        html = self.client.get(page, query).content.decode()
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

    def look(self, page: str) -> Element:
        """The page as a tree."""
        response = self.client.get(page)
        assert response.status_code == 200, response.content
        return parse_html(response.content.decode())

    def form(self, page: str = "/page/guestbook/", target: str = '[data-live-submit="add"]', *, at: int = 0) -> Form:
        """A form of the page, without any script: its address and what its hidden inputs hold."""
        form = self.look(page).find_all(target)[at]
        inputs = [element.attributes for element in form.find_all("input")]
        return Form(page, form.attributes["action"], {one["name"]: one.get("value", "") for one in inputs})

    def submit(
        self,
        form: Form,
        texts: dict[str, Any] | None = None,
        *,
        is_multipart: bool = False,
        headers: dict[str, str] | None = None,
    ) -> HttpResponse:
        """Posts the form as a browser does that runs no script. `headers` are laid over its own, "" drops one."""
        own = {"Referer": f"http://testserver{form.page}", **(headers or {})}
        sent = {name: text for name, text in own.items() if text}
        data = {**form.texts, **(texts or {})}
        if is_multipart:
            return self.client.post(form.action, data, headers=sent)
        body = urlencode(data, doseq=True)
        return self.client.post(form.action, body, content_type="application/x-www-form-urlencoded", headers=sent)
