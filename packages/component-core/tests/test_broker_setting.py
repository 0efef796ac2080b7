"""The broker that a setting names."""

import pytest

from component_framework.core import ComponentSettings, ConfigurationError
from component_framework.core.broker import MemoryBroker
from component_framework.core.broker_setting import broker
from component_framework.core.redis_broker import RedisBroker

KEYS = ("a key for these tests, long enough to sign",)


@pytest.mark.parametrize(
    ("text", "cls"),
    [("memory", MemoryBroker), ("redis://127.0.0.1/0", RedisBroker), ("rediss://127.0.0.1/0", RedisBroker)],
)
def test_each_text_names_its_broker(text: str, cls: type) -> None:
    assert type(broker(ComponentSettings(keys=KEYS, broker=text))) is cls


def test_another_text_is_an_error_that_does_not_quote_it() -> None:
    with pytest.raises(ConfigurationError, match="BROKER") as caught:
        broker(ComponentSettings(keys=KEYS, broker="amqp://:hunter2@host"))
    assert "hunter2" not in str(caught.value)
