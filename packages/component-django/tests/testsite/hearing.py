"""Who hears what the site tells."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from component_framework.adapters.django_views.host import django_host
from component_framework.core.broker import Broker, MemoryBroker
from component_framework.core.host import configure


class Hearing(MemoryBroker):
    """Keeps the names of the topics that it was told."""

    def __init__(self) -> None:
        super().__init__()
        self.told: Counter[str] = Counter()

    def publish(self, topic: str, payload: str = "") -> None:
        self.told[topic.removeprefix("topic:")] += 1
        super().publish(topic, payload)

    def news(self) -> set[str]:
        """What was told since one has last asked, nothing of it twice."""
        told, self.told = self.told, Counter()
        assert set(told.values()) <= {1}, told
        return set(told)


@contextmanager
def hearing(broker: Broker) -> Iterator[None]:
    """The site's broker is `broker`."""
    configure(lambda: replace(django_host(), broker=broker))
    try:
        yield
    finally:
        configure(django_host)
