"""The broker that a setting names."""

import pytest

from component_framework.core import ComponentSettings, ConfigurationError
from component_framework.core.broker import MemoryBroker
from component_framework.core.broker_setting import broker
from component_framework.core.redis_broker import RedisBroker

KEYS = ("a key for these tests, long enough to sign",)


class Mine(MemoryBroker):
    def __init__(self, settings: ComponentSettings) -> None:
        super().__init__()
        self.settings = settings


@pytest.mark.parametrize(
    ("text", "cls"),
    [("memory", MemoryBroker), ("redis://127.0.0.1/0", RedisBroker), ("rediss://127.0.0.1/0", RedisBroker)],
)
def test_each_text_names_its_broker(text: str, cls: type) -> None:
    assert type(broker(ComponentSettings(keys=KEYS, broker=text))) is cls


def test_a_path_names_a_class_that_is_given_the_settings() -> None:
    ours = ComponentSettings(keys=KEYS, broker=f"{Mine.__module__}.Mine")
    made = broker(ours)
    assert isinstance(made, Mine)
    assert made.settings is ours
    assert broker(ours) is made  # one for the process: it holds connections


@pytest.mark.parametrize("path", ["no_such_module.Broker", "component_framework.core.broker.NoSuchBroker"])
def test_a_path_of_nothing_is_an_error(path: str) -> None:
    with pytest.raises(ConfigurationError, match=f"names '{path}', which cannot be imported"):
        broker(ComponentSettings(keys=KEYS, broker=path))


def test_another_text_is_an_error_that_does_not_quote_it() -> None:
    with pytest.raises(ConfigurationError, match="BROKER") as caught:
        broker(ComponentSettings(keys=KEYS, broker="amqp://:hunter2@host"))
    assert "hunter2" not in str(caught.value)
