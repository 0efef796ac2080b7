"""Who listens to what: whatever comes and goes, the tables hold who is there, and nothing in the end."""

import asyncio
from typing import Any

from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, rule

from component_framework.core import ComponentSettings, Identity, MemoryBroker, TooManyError
from component_framework.core import news as news_module
from component_framework.core.broker import Resync
from component_framework.core.hub import Hub
from component_framework.core.news import News, Topic

SETTINGS = ComponentSettings(max_sockets=2, max_sockets_per_address=3)
TOPICS = st.lists(st.sampled_from("abcd"), min_size=1, max_size=3, unique=True).map(tuple)
WHO = st.sampled_from([Identity(), Identity(audience="user:1", caller="user:1"), Identity(caller="address:1")])


class Ear:
    """A listener of some topics; `told` counts how often it was."""

    def __init__(self, topics: tuple[str, ...]) -> None:
        self.topics, self.told = topics, 0

    def tell(self, news: News) -> None:
        self.told += 1


class HubMachine(RuleBasedStateMachine):
    """Sockets come and go, listen and forget, while things change, in every order."""

    sockets = Bundle("sockets")
    ears = Bundle("ears")

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.quiet_s, news_module.QUIET_S = news_module.QUIET_S, 0  # type: ignore[misc]
        self.broker = MemoryBroker()
        self.hub = Hub(self.broker)
        self.listening: list[Ear] = []
        self.open = 0

    @rule(target=sockets, who=WHO)
    def connect(self, who: Identity) -> Any:
        try:
            names = self.hub.admit(who, SETTINGS)
        except TooManyError:
            return ()
        self.open += 1
        return (names,)

    @rule(socket=consumes(sockets))
    def disconnect(self, socket: Any) -> None:
        for names in socket:
            self.hub.leave(names)
            self.open -= 1

    @rule(target=ears, topics=TOPICS)
    def listen(self, topics: tuple[str, ...]) -> Ear:
        ear = Ear(topics)
        self.runner.run(self.hub.listen(ear, topics))
        self.listening.append(ear)
        return ear

    @rule(ear=consumes(ears))
    def forget(self, ear: Ear) -> None:
        self.listening.remove(ear)
        self.runner.run(self.hub.forget(ear, ear.topics))

    @rule(one=consumes(ears), topics=TOPICS, target=ears)
    def replace(self, one: Ear, topics: tuple[str, ...]) -> Ear:
        ear = Ear(topics)

        async def both() -> None:
            await asyncio.gather(self.hub.listen(ear, topics), self.hub.forget(one, one.topics))

        self.runner.run(both())
        self.listening[self.listening.index(one)] = ear
        return ear

    @rule(topic=st.sampled_from("abcd"))
    def change(self, topic: str) -> None:
        before = {ear: ear.told for ear in self.listening}

        async def publish() -> None:
            self.broker.publish(topic)
            await asyncio.sleep(0)
            if (found := self.hub.topics.get(topic)) and found._worker:
                await found._worker

        self.runner.run(publish())
        assert [ear.told > before[ear] for ear in self.listening] == [topic in ear.topics for ear in self.listening]

    @invariant()
    def tables_hold_who_is_there(self) -> None:
        assert set(self.hub.topics) == {topic for ear in self.listening for topic in ear.topics}
        assert set(self.broker._sinks) == set(self.hub.topics)
        for name, topic in self.hub.topics.items():
            assert set(topic.listeners) == {ear for ear in self.listening if name in ear.topics}
        assert self.hub.open == self.open
        assert all(0 < count <= 3 for count in self.hub.sockets.values())
        assert self.hub.sockets["user:1"] <= 2

    def teardown(self) -> None:
        for ear in self.listening:
            self.runner.run(self.hub.forget(ear, ear.topics))
        assert (self.hub.topics, self.broker._sinks) == ({}, {})
        self.runner.close()
        news_module.QUIET_S = self.quiet_s  # type: ignore[misc]


TestHub = HubMachine.TestCase
TestHub.settings = hypothesis_settings(max_examples=50, stateful_step_count=30, deadline=None, database=None)


async def test_a_topic_may_be_given_up_while_it_speaks() -> None:
    hub, ear = Hub(MemoryBroker()), Ear(("a",))
    await hub.listen(ear, ear.topics)
    topic: Topic = hub.topics["a"]
    topic._hear(Resync("a"))
    await asyncio.sleep(0)
    await hub.forget(ear, ear.topics)
    await asyncio.sleep(0)
    assert ear.told == 1
    assert topic._worker is not None
    assert topic._worker.cancelled()


async def test_when_a_topic_changed_is_known_to_who_comes_later() -> None:
    hub, broker = Hub(MemoryBroker(clock=lambda: 100.0)), Ear(("a",))
    first = await hub.listen(broker, ("a",))
    hub.topics["a"]._hear(Resync("a"))
    assert first == 99.0
    assert await hub.listen(Ear(("a",)), ("a",)) > 100.0
    await hub.topics["a"].close()
