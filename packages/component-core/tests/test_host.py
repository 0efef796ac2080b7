"""What an adapter gives the core."""

import pytest

from component_framework.core import Component, ComponentSettings, TooManyError
from component_framework.core import host as host_module
from component_framework.core.flow import call
from component_framework.core.host import Host, configure, current_host
from component_framework.core.identity import NOBODY
from component_framework.core.state import MemoryStateStore


async def one() -> int:
    return 1


def test_before_any_is_configured_there_are_defaults(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(host_module, "_providers", [])
    assert (current_host().renderer, current_host().settings) == (None, ComponentSettings())


def test_the_last_configured_counts() -> None:
    first, second = Host(), Host()
    configure(lambda: first)
    configure(lambda: second)
    assert current_host() is second


def test_it_runs_flows_with_its_own_way_to_wait() -> None:
    def wait(awaitable: object) -> str:
        awaitable.close()  # type: ignore[attr-defined]
        return "waited"

    assert Host().run(call(one)) == 1
    assert Host(wait=wait).run(call(one)) == "waited"


def test_its_limits_are_one_and_follow_the_settings() -> None:
    host = Host(settings=ComponentSettings(app="limits", rate_per_s=0.001, rate_burst=2))
    host.limits.messages.take("a")
    host.limits.messages.take("a")
    with pytest.raises(TooManyError):
        host.limits.messages.take("a")


def test_by_default_addresses_are_those_of_the_documentation() -> None:
    assert Host().url_for("counter") == "/components/counter/"
    assert Host().sign_in_url("/page/") == ""


def test_outcomes_of_two_hosts_are_apart() -> None:
    one, other = Host(), Host()
    assert isinstance(one.outcomes, MemoryStateStore)
    one.outcomes.save("a", "x", revision=1)
    assert other.outcomes.load("a") is None


def test_without_transactions_what_belongs_together_is_just_done() -> None:
    class Kept(Component):
        def render(self) -> str:
            return "kept"

    Kept._is_stored = True  # as an adapter's base class says
    assert ">kept<" in Kept().dispatch()["html"]


def test_without_an_adapter_requests_are_nobodys() -> None:
    assert Host().identity_of(object(), Host()) is NOBODY
