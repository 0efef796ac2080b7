"""What the tests of core share: a host with a fake renderer, every way to drive a flow, and a browser's part."""

import asyncio
import json
import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import redis
from hypothesis import settings

from component_framework.core import Component, ComponentRegistry, ComponentSettings
from component_framework.core import host as host_module
from component_framework.core.children import first_render
from component_framework.core.endpoint import answer
from component_framework.core.flow import arun, run
from component_framework.core.host import Host
from component_framework.core.identity import NOBODY
from component_framework.core.messages import parse_message
from component_framework.testing.redis_process import RedisProcess, redis_server

settings.register_profile("component-core", database=None, deadline=None, max_examples=50)
settings.load_profile("component-core")

KEY = "a key for these tests, long enough to sign"


class Templates:
    """A renderer over plain functions of the context; a template that nobody wrote is an empty paragraph."""

    def __init__(self) -> None:
        self.pages: dict[str, Callable[[Any], str]] = {}
        self.rendered: list[str] = []

    def render(self, template_name: str, context: Any) -> str:
        self.rendered.append(template_name)
        return self.pages.get(template_name, lambda _: "<p></p>")(context)


class Browser:
    """Shows components as a page would, and sends messages with what the page then holds."""

    def __init__(self, host: Host, drive: Callable[[Any], Any]) -> None:
        self.host, self._drive = host, drive

    def show(self, cls: type[Component], *, identity: Any = NOBODY, **params: Any) -> dict[str, Any]:
        """The members that a message of this component carries; `html` beside them is what the page shows."""
        name = cls.__name__.lower()
        self.host.registry.register(name)(cls)
        html = self._drive(first_render(name, params, identity=identity, host=self.host))
        root = {part.split('="')[0]: part.split('="')[1] for part in html.split('" ')[:4]}
        return {"component": name, "component_id": root["<p id"], "state": root["data-live-state"].split('"')[0]}

    def send(self, shown: dict[str, Any], *, identity: Any = NOBODY, **members: Any) -> Any:
        raw = json.dumps({"type": "component_event", **shown, **members}).encode()
        message = parse_message(raw, self.host.settings)
        name = message.component or ""
        return self._drive(answer(message, name=name, identity=identity, host=self.host))


@pytest.fixture
def renderer() -> Templates:
    return Templates()


@pytest.fixture(autouse=True)
def host(renderer: Templates, monkeypatch: pytest.MonkeyPatch) -> Host:
    """The configured host of this test, with a registry of its own."""
    host = Host(
        settings=ComponentSettings(keys=(KEY,), rate_per_s=0, bad_snapshots_per_minute=0),
        renderer=renderer,
        registry=ComponentRegistry(),
    )
    monkeypatch.setattr(host_module, "_providers", [lambda: host])
    return host


@pytest.fixture(autouse=True)
def no_secrets_in_logs(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Logs carry ids and codes, never snapshots, values or payloads (SECURITY.md)."""
    caplog.set_level(logging.DEBUG, "component_framework")
    yield
    said = "\n".join(record.getMessage() for record in caplog.get_records("call"))
    assert not [secret for secret in ("cf1.", "hunter2", KEY) if secret in said]


@pytest.fixture(params=["run", "arun"])
def drive(request: pytest.FixtureRequest) -> Callable[[Any], Any]:
    """The value of a flow, under each driver."""
    if request.param == "run":
        return run
    return lambda flow: asyncio.run(arun(flow))


@pytest.fixture(params=["dispatch", "adispatch"])
def dispatch(request: pytest.FixtureRequest, host: Host) -> Callable[..., Any]:
    """`dispatch(cls, event, payload, state=…, **params)`, under each driver."""

    def once(
        cls: type[Component], event: str | None = None, payload: Any = None, *, state: Any = None, **params: Any
    ) -> Any:
        if not (cls.component_name or cls.template_name):
            host.registry.register(cls.__name__.lower())(cls)
        component = cls(**params)
        if request.param == "dispatch":
            return component.dispatch(event, payload, state)
        return asyncio.run(component.adispatch(event, payload, state))

    return once


@pytest.fixture
def browser(host: Host, drive: Callable[[Any], Any]) -> Iterator[Browser]:
    return Browser(host, drive)


@pytest.fixture(scope="module")
def process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisProcess]:
    """A Redis of this module's own, which tests may kill and start again."""
    with redis_server(tmp_path_factory.mktemp("redis")) as found:
        if found is None:
            pytest.skip("redis-server is not installed (Debian: apt-get install redis-server)")
        yield found


@pytest.fixture
def server(process: RedisProcess) -> Iterator[Any]:
    """A client of that Redis, which is empty."""
    if not process.is_running:  # a test that failed has killed it
        process.start()
    with redis.Redis.from_url(process.address) as client:
        client.flushall()
        yield client
