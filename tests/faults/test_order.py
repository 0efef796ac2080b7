"""No page goes back, whatever the network does: the browser client's own modules against the core, in any order.

Hypothesis makes the sequences. The page runs in node and the server in this process, both on a clock that is played;
docs/protocol.md, "Order", is what has to hold.
"""

import itertools
import os
import time
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from faults.held_network import HeldNetwork
from faults.page_in_node import NodePage, node_page
from faults.report import report
from faults.site_in_process import Site
from faults.virtual_time import VirtualLoop

T = TypeVar("T")
IS_LONG = "ORDER_SEQUENCES" in os.environ
WHOLE = int(os.environ.get("ORDER_SEQUENCES", "100"))
SEQUENCES = min(WHOLE, 250)
"""In one process of node, which keeps the modules of every page that it has shown."""
PARTS = WHOLE // SEQUENCES
QUIET_WITHIN_MS = 60_000
"""A dead connection is noticed after 40 s, and the next try may be 10 s away."""
STAYS_MS = 3000
picks = st.integers(min_value=0, max_value=7)


def when(is_there: Callable[["Order"], Any]) -> Callable[[Any], Any]:
    return precondition(lambda self: bool(is_there(self)))


class Order(RuleBasedStateMachine):
    node: NodePage

    def __init__(self) -> None:
        super().__init__()
        self.loop = VirtualLoop()
        self._patch = pytest.MonkeyPatch()
        self._patch.setattr(time, "time", self.loop.wall)
        self.site = Site(self.loop)
        self.network = HeldNetwork(self.node, self.site, seed=1)
        self.numbers = itertools.count()

    @rule(times=st.integers(min_value=1, max_value=3))
    def act(self, times: int) -> None:
        for _ in range(times):
            self.network.act(next(self.numbers))

    @rule()
    def somebody_else_writes(self) -> None:
        self.site.write()

    @rule(ms=st.sampled_from([1, 60, 110, 500, 3000, 11_000, 31_000]))
    def wait(self, ms: int) -> None:
        self.network.wait(ms)

    @rule(ms=st.sampled_from([0, 150, 1000]))
    def flow(self, ms: int) -> None:
        self.network.flow_for(ms)

    @rule(pick=picks, times=st.integers(min_value=1, max_value=3))
    @when(lambda self: self.network.lines)
    def lift(self, pick: int, times: int) -> None:
        for _ in range(times):
            self.network.lift(picked(self.network.lines, pick))

    @rule(pick=picks, times=st.integers(min_value=1, max_value=3))
    @when(lambda self: self.network.lines)
    def drop(self, pick: int, times: int) -> None:
        line = picked(self.network.lines, pick)
        for _ in range(times):
            if line in self.network.lines:
                self.network.drop(line)

    @rule(pick=picks, is_noticed=st.booleans())
    @when(lambda self: self.network.lines)
    def cut(self, pick: int, is_noticed: bool) -> None:
        self.network.cut(picked(self.network.lines, pick), is_noticed=is_noticed)

    @rule(pick=picks, again=st.booleans())
    @when(lambda self: self.network.requests)
    def arrive(self, pick: int, again: bool) -> None:
        self.network.arrive(picked(self.network.requests, pick), again=again)

    @rule(pick=picks)
    @when(lambda self: self.network.requests)
    def lose(self, pick: int) -> None:
        self.network.lose(picked(self.network.requests, pick))

    @rule(pick=picks, is_lost=st.booleans())
    @when(lambda self: self.network.responses)
    def answer(self, pick: int, is_lost: bool) -> None:
        self.network.answer(picked(self.network.responses, pick), is_lost=is_lost)

    @rule()
    def restart(self) -> None:
        self.site.restart()

    @rule(keeps_old=st.booleans())
    def rotate(self, keeps_old: bool) -> None:
        self.site.rotate(keeps_old=keeps_old)

    @invariant()
    def each_act_is_done_once_and_in_order(self) -> None:
        added = self.site.truth.added
        assert added == sorted(set(added))
        assert not self.network.lost, "neither done nor refused"

    @invariant()
    def the_page_never_goes_back(self) -> None:
        for one, other in itertools.pairwise(self.network.shown):
            assert one[0] <= other[0], "of the database"
            assert one[1] <= other[1], "of the component"
        del self.network.shown[:-1]

    @invariant()
    def nothing_else_goes_wrong(self) -> None:
        assert [error for error in self.network.errors if "ledger was refused: 410" not in error] == []

    def is_settled(self) -> bool:
        """Nothing is under way, and the page shows what the server has."""
        seen, truth = self.network.seen, self.site.truth
        return not seen.busy and not seen.calls and seen.shown == f"{truth.revision} {len(truth.added)}"

    def teardown(self) -> None:
        try:
            self.network.flow_until(self.is_settled, within_ms=QUIET_WITHIN_MS)
            self.network.flow_for(STAYS_MS)
            self.network.flow_until(self.is_settled, within_ms=QUIET_WITHIN_MS)  # a look may have been due
            for check in (self.each_act_is_done_once_and_in_order, self.the_page_never_goes_back):
                check()
            self.nothing_else_goes_wrong()
            assert self.is_settled(), self.network.seen
        finally:
            self.site.close()
            self.loop.close()
            self._patch.undo()


def picked(several: list[T], number: int) -> T:
    return several[number % len(several)]


@pytest.fixture
def node() -> Iterator[NodePage]:
    with node_page() as node:
        yield node


@pytest.mark.parametrize("part", range(PARTS))
def test_no_page_goes_back_and_each_act_is_done_once(node: NodePage, part: int) -> None:
    class OnThatNode(Order):
        pass

    OnThatNode.node = node
    run_state_machine_as_test(
        OnThatNode,
        settings=settings(
            max_examples=SEQUENCES,
            stateful_step_count=30,
            deadline=None,
            database=None,
            derandomize=not IS_LONG,
            suppress_health_check=list(HealthCheck),
        ),
    )
    report(f"{SEQUENCES} sequences of events, changes and faults", f"the client in node, {part}", "no page went back")


@pytest.fixture
def order(node: NodePage) -> Iterator[Order]:
    """A page that is at rest, for a sequence that was found."""
    Order.node = node
    order = Order()
    order.flow(1000)
    yield order
    order.teardown()


def test_a_page_that_is_stale_again_within_ten_seconds_is_right_in_the_end(order: Order) -> None:
    order.rotate(keeps_old=False)
    order.flow(6000)
    order.somebody_else_writes()
    order.rotate(keeps_old=False)


def test_a_stale_page_that_cannot_be_had_is_right_in_the_end(order: Order) -> None:
    order.rotate(keeps_old=False)
    order.act(1)
    while not any(not request.text for request in order.network.requests):
        order.network.wait(100)
        for line in list(order.network.lines):
            order.network.lift(line)
            order.network.drop(line)
        for request in [each for each in order.network.requests if each.text]:
            order.network.arrive(request)
        for response in list(order.network.responses):
            order.network.answer(response)
    order.network.lose(order.network.requests[0])


def test_a_change_on_the_second_of_an_answer_is_seen(node: NodePage) -> None:
    """The clock that is played begins half a second before one."""
    Order.node = node
    order = Order()
    order.wait(500)
    order.act(1)
    order.arrive(0, again=False)
    order.somebody_else_writes()
    order.answer(0, is_lost=False)
    order.teardown()


@pytest.mark.parametrize("is_answered", [False, True])
def test_an_act_whose_answer_was_lost_is_not_done_again_under_a_newer_key(order: Order, is_answered: bool) -> None:
    for line in order.network.lines:
        order.network.cut(line, is_noticed=True)
    order.act(1)
    order.arrive(0, again=True)
    order.answer(0, is_lost=not is_answered)
    order.rotate(keeps_old=True)
