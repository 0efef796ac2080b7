"""`CacheReplyStore`: the contract of every reply store, in several of Django's caches."""

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.cache import caches
from django.core.cache.backends import base, filebased, locmem
from django.test import override_settings
from testsite.visitor import Visitor

from component_framework.adapters.django_views import CacheReplyStore
from component_framework.adapters.django_views.host import django_host
from component_framework.core import ConfigurationError
from component_framework.testing.redis_process import redis_process
from component_framework.testing.stores import Forward, ReplyStoreContract, begin

BACKENDS = "django.core.cache.backends"


class Clock:
    def __init__(self) -> None:
        self.now = 1_000_000.0

    def time(self) -> float:
        return self.now

    def forward(self, seconds: float) -> None:
        self.now += seconds


class InThisProcess(ReplyStoreContract):
    @pytest.fixture
    def store(self, cache: None) -> CacheReplyStore:
        return CacheReplyStore()

    @pytest.fixture
    def forward(self, monkeypatch: pytest.MonkeyPatch) -> Forward:
        clock = Clock()
        for module in (base, locmem, filebased):
            monkeypatch.setattr(module, "time", SimpleNamespace(time=clock.time))
        return clock.forward


class TestInLocalMemory(InThisProcess):
    @pytest.fixture
    def cache(self) -> None:
        """That of the test site."""


class TestInFiles(InThisProcess):
    is_exact = False

    @pytest.fixture
    def cache(self, tmp_path: Path) -> Iterator[None]:
        with override_settings(
            CACHES={"default": {"BACKEND": f"{BACKENDS}.filebased.FileBasedCache", "LOCATION": tmp_path}}
        ):
            yield


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with redis_process(tmp_path_factory.mktemp("redis")) as found:
        if found is None:
            pytest.skip("redis-server is not installed (Debian: apt-get install redis-server)")
        yield found


class TestInRedis(ReplyStoreContract):
    @pytest.fixture
    def client(self, address: str) -> Iterator[Any]:
        with override_settings(CACHES={"default": {"BACKEND": f"{BACKENDS}.redis.RedisCache", "LOCATION": address}}):
            client: Any = caches["default"]._cache.get_client(None, write=True)
            client.flushall()
            yield client
            client.connection_pool.disconnect()

    @pytest.fixture
    def store(self, client: Any) -> CacheReplyStore:
        return CacheReplyStore()

    @pytest.fixture
    def forward(self, client: Any) -> Forward:
        def pass_by(seconds: float) -> None:
            for key in client.scan_iter():
                client.pexpire(key, client.pttl(key) - int(seconds * 1000))

        return pass_by


def test_it_lives_in_the_cache_that_was_named() -> None:
    memory = {"BACKEND": f"{BACKENDS}.locmem.LocMemCache"}
    with override_settings(CACHES={"default": memory, "second": {**memory, "LOCATION": "second"}}):
        CacheReplyStore("second").begin("a")
        assert [begin(CacheReplyStore(), "a"), begin(CacheReplyStore("second"), "a")] == [None, "busy"]
        caches["second"].clear()


def test_a_cache_that_keeps_nothing_keeps_nobody_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Memcached's answers while it is down."""
    monkeypatch.setattr(locmem.LocMemCache, "add", lambda *args, **kwargs: False)
    assert CacheReplyStore().begin("a") is None


def configured(setting: str) -> Any:
    return override_settings(COMPONENT_FRAMEWORK={"REPLY_STORE": setting})


@pytest.mark.parametrize("setting", ["cache", "cache:default"])
def test_the_setting_names_a_cache(setting: str) -> None:
    with configured(setting):
        assert isinstance(django_host().replies, CacheReplyStore)


@pytest.mark.parametrize("setting", ["cache:elsewhere", "caches"])
def test_a_setting_that_names_none_is_an_error_that_lists_them(setting: str) -> None:
    with configured(setting), pytest.raises(ConfigurationError, match=r"default|cache:<alias>"):
        django_host()


def test_replies_may_be_off() -> None:
    with configured("off"):
        assert django_host().replies is None


@pytest.mark.django_db
@pytest.mark.parametrize("setting", ["memory", "cache"])
def test_a_message_that_comes_again_is_answered_again(visitor: Visitor, setting: str) -> None:
    with configured(setting):
        shown = visitor.open("kept")
        answers = [visitor.send(shown, event="increment", key="run:1") for _ in range(3)]
        assert {answer.status_code for answer in answers} == {200}
        assert len({answer.content for answer in answers}) == 1
