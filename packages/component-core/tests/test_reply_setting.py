"""The setting `reply_store`."""

from typing import Any

import pytest

from component_framework.core import ComponentSettings, ConfigurationError, MemoryReplyStore
from component_framework.core.redis_replies import RedisReplyStore
from component_framework.core.reply_setting import reply_store


@pytest.mark.parametrize(
    ("setting", "kind"),
    [
        ("memory", MemoryReplyStore),
        ("off", type(None)),
        ("redis://127.0.0.1/0", RedisReplyStore),
        ("rediss://127.0.0.1/0", RedisReplyStore),
    ],
)
def test_it_names_a_store(setting: str, kind: type) -> None:
    assert isinstance(reply_store(setting), kind)


def test_memory_is_the_default_and_each_hosts_own() -> None:
    setting = ComponentSettings().reply_store
    assert setting == "memory"
    assert reply_store(setting) is not reply_store(setting)


@pytest.mark.parametrize(("setting", "alias"), [("cache", ""), ("cache:second", "second")])
def test_a_host_with_caches_makes_their_store(setting: str, alias: str) -> None:
    asked: list[str] = []
    made: Any = MemoryReplyStore()
    assert reply_store(setting, cache=lambda alias: asked.append(alias) or made) is made
    assert asked == [alias]


@pytest.mark.parametrize("setting", ["", "memory:", "hunter2", "redis:hunter2", "redi://:hunter2@host", "cache"])
def test_any_other_text_is_an_error_that_lists_the_known_and_does_not_quote_it(setting: str) -> None:
    with pytest.raises(ConfigurationError, match=r"'memory', 'off', 'redis://…', 'rediss://…'$") as caught:
        reply_store(setting)
    assert "hunter2" not in str(caught.value)


def test_a_host_with_caches_lists_them_too() -> None:
    with pytest.raises(ConfigurationError, match="'cache:<alias>'"):
        reply_store("caches", cache=lambda alias: MemoryReplyStore())


def test_the_address_is_in_no_repr() -> None:
    assert "hunter2" not in repr(ComponentSettings(reply_store="redis://:hunter2@127.0.0.1/0"))
