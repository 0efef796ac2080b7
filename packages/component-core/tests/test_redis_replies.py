"""`RedisReplyStore`: the contract of every reply store, against a real Redis, and what happens without one."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import redis

from component_framework.core import ConfigurationError
from component_framework.core.redis_replies import TIMEOUT_S, RedisReplyStore
from component_framework.testing.redis_process import redis_process
from component_framework.testing.stores import Forward, ReplyStoreContract


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with redis_process(tmp_path_factory.mktemp("redis")) as found:
        if found is None:
            pytest.skip("redis-server is not installed (Debian: apt-get install redis-server)")
        yield found


@pytest.fixture
def server(address: str) -> Iterator[Any]:
    with redis.Redis.from_url(address) as client:
        client.flushall()
        yield client


class TestRedisReplyStore(ReplyStoreContract):
    @pytest.fixture
    def store(self, server: Any, address: str) -> RedisReplyStore:
        return RedisReplyStore(f"{address}?socket_timeout=30&socket_connect_timeout=30")  # twenty threads at once

    @pytest.fixture
    def forward(self, server: Any) -> Forward:
        def pass_by(seconds: float) -> None:
            for key in server.scan_iter():
                server.pexpire(key, server.pttl(key) - int(seconds * 1000))

        return pass_by


def test_two_processes_share_it(server: Any, address: str) -> None:
    one, other = RedisReplyStore(address), RedisReplyStore(address)
    one.begin("a")
    one.finish("a", "reply")
    assert other.begin("a") == "reply"


def test_a_redis_that_is_not_there_is_an_error_at_once() -> None:
    store = RedisReplyStore("redis://:hunter2@127.0.0.1:1/0")
    for ask in (store.begin, store.drop):
        with pytest.raises(redis.ConnectionError):
            ask("a")
    assert "hunter2" not in repr(store)
    assert TIMEOUT_S <= 1


def test_an_address_that_is_none_is_an_error_that_does_not_quote_it() -> None:
    with pytest.raises(ConfigurationError, match="none that redis-py takes") as caught:
        RedisReplyStore("redis://:hunter2@127.0.0.1:port/0")
    assert "hunter2" not in str(caught.value)


def test_without_redis_py_the_error_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "redis", None)
    with pytest.raises(ConfigurationError, match=r"component-core\[redis\]"):
        RedisReplyStore("redis://127.0.0.1/0")


def test_a_machine_without_redis_has_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with redis_process(tmp_path) as address:
        assert address is None


def test_a_redis_that_does_not_start_is_an_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program = tmp_path / "redis-server"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(RuntimeError, match="did not start"), redis_process(tmp_path):
        raise AssertionError("it is not there")
