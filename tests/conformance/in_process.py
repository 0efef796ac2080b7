"""The core alone, driven by `run` and by `arun`: what every adapter stands on."""

import asyncio
import dataclasses
import json
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qs, urlsplit

from component_framework.core import ComponentSettings, ForbiddenError, Identity, SignedOutError
from component_framework.core.children import Wanted
from component_framework.core.component import Component
from component_framework.core.flow import Flow, arun, call, run
from component_framework.core.host import Host
from component_framework.core.page import Page
from component_framework.core.web import Post, respond
from conformance.site import Answer, Pairs

KEY = "the key of a site that exists in tests only"
HOST = Host(settings=ComponentSettings(keys=(KEY,), rate_per_s=0, bad_snapshots_per_minute=0))

Drive = Callable[[Flow[Any]], Any]


def drive_async(flow: Flow[Any]) -> Any:
    return asyncio.run(arun(flow))


class InProcess:
    def __init__(self, drive: Drive) -> None:
        self._drive, self._identity = drive, Identity()
        self._host = dataclasses.replace(HOST)

    def sign_in(self, username: str) -> None:
        self._identity = Identity(user=SimpleNamespace(username=username), audience=f"user:{username}")

    def sign_out(self) -> None:
        self._identity = Identity()

    def get(self, path: str) -> Answer:
        text = urlsplit(path).query
        query = parse_qs(text)
        page = Page(self._identity, self._host, query=text, handle=query.get("live", [""])[0])
        name = urlsplit(path).path.split("/")[2]
        try:
            return Answer(200, {}, self._drive(page.show(Wanted(name, json.loads(query.get("params", ["{}"])[0])))))
        except (SignedOutError, ForbiddenError) as error:
            return Answer(error.status, {}, error.public)

    def post_json(self, name: str, body: bytes) -> Answer:
        return self._respond(Post(name=name, kind="json", body=body, page="", identity=self._identity))

    def post_parts(self, name: str, pairs: Pairs) -> Answer:
        return self._respond(Post(name=name, kind="json", body=pairs, page="", identity=self._identity))

    def post_form(self, name: str, pairs: Pairs, *, page: str, is_htmx: bool) -> Answer:
        kind: Any = "htmx" if is_htmx else "page"
        return self._respond(Post(name=name, kind=kind, body=pairs, page=page, identity=self._identity))

    def _respond(self, post: Post) -> Answer:
        try:
            found = self._drive(respond(post, self._host, self._perform))
        except Exception:
            return Answer(500, {}, "Internal Server Error")
        return Answer(found.status, found.headers, found.body)

    def _perform(self, work: Callable[[], Flow[Any]], cls: type[Component]) -> Flow[Any]:
        return work() if self._drive is run or cls._kind.is_async else call(self._host.run, work())
