"""Topics: what components watch, and how to say that it has changed."""

import asyncio
import hashlib
from collections.abc import Callable, Iterable
from functools import partial

from component_framework.core.broker import Broker, check_payload
from component_framework.core.flow import is_on_loop
from component_framework.core.host import Host, current_host


def refresh(*watched: object) -> None:
    """Have every component that watches one of `watched` rendered again, in every process, for each viewer as such.

    Each is a topic's name, or what the host knows a topic for (Django: a model, a row). In effect after the running
    transaction, and not if that fails; at once where there is none. From sync and async code alike: on an event loop
    it does not block, and a broker that is down is no error.
    """
    refresh_on(current_host(), watched)


def refresh_on(host: Host, watched: Iterable[object]) -> None:
    """`refresh` where the host is known."""
    for topic in changed_topics(watched, host):
        publish(topic, host=host)


def changed_topics(changed: Iterable[object], host: Host) -> tuple[str, ...]:
    """The broker's names for what a change of `changed` is news for, each once.

    Raises ConfigurationError for what the host knows no topic for.
    """
    return _topics(changed, host.changed_topics)


def topics_of(watched: Iterable[object], host: Host) -> tuple[str, ...]:
    """The broker's names for what one listens to who watches `watched`, each once; None stands for nothing.

    Raises ConfigurationError for what the host knows no topic for.
    """
    return _topics(watched, host.watched_topics)


def topic_of(name: str) -> str:
    """The broker's name for the topic that components and `refresh()` call `name`."""
    return f"topic:{name}"


def component_topic(component_id: str) -> str:
    """The broker's name for what is told of one component."""
    return f"component:{component_id}"


def session_changed(audience: str, *, host: Host | None = None) -> None:
    """Have the sockets of `audience` (`Identity.audience`: `user:<key>`) asked at once who is there, in every process.

    Say it where somebody signs out: a socket whose user has left then closes within a second, instead of within half a
    minute. After the running transaction, as `refresh`. On Django it is said for you.
    """
    publish(audience_topic(audience), host=host or current_host())


def audience_topic(audience: str) -> str:
    """The broker's name for what is told of one user's sessions. Says nothing of the user."""
    return f"audience:{hashlib.sha256(audience.encode()).hexdigest()[:32]}"


def publish(topic: str, payload: str = "", *, host: Host) -> None:
    """Tell the broker after the running transaction. Raises StateError, at once, for a payload that is too large."""
    check_payload(payload)
    host.on_commit(partial(publish_now, host.broker, topic, payload))


def publish_now(broker: Broker, topic: str, payload: str = "") -> None:
    """Tell the broker at once; on an event loop in a thread, if it waits for something."""
    if broker.blocks and is_on_loop():
        asyncio.get_running_loop().run_in_executor(None, broker.publish, topic, payload)
    else:
        broker.publish(topic, payload)


def fingerprint_of(topics: Iterable[str]) -> str | None:
    """Eight hex digits that change with the topics; None without any."""
    joined = "\0".join(topics)
    return hashlib.sha256(joined.encode()).hexdigest()[:8] if joined else None


def _topics(watched: Iterable[object], named: Callable[[object], tuple[str, ...]]) -> tuple[str, ...]:
    found = ((each,) if isinstance(each, str) else named(each) for each in watched if each is not None)
    return tuple(dict.fromkeys(topic_of(name) for names in found for name in names))
