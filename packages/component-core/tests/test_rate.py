"""How often one caller may send."""

import pytest

from component_framework.core import ComponentSettings, TooManyError
from component_framework.core.rate import RateLimiter, RateLimits


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def taken(limiter: RateLimiter, caller: str = "a") -> int:
    """How many messages get through before the limit."""
    for count in range(1000):
        try:
            limiter.take(caller)
        except TooManyError:
            return count
    return 1000


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_a_burst_gets_through_and_no_more(clock: Clock) -> None:
    assert taken(RateLimiter(per_s=2, burst=5, clock=clock)) == 5


def test_then_so_many_a_second(clock: Clock) -> None:
    limiter = RateLimiter(per_s=2, burst=5, clock=clock)
    taken(limiter)
    clock.now += 1.5
    assert taken(limiter) == 3


def test_a_rest_fills_the_burst_and_no_more(clock: Clock) -> None:
    limiter = RateLimiter(per_s=2, burst=5, clock=clock)
    taken(limiter)
    clock.now += 1000
    assert taken(limiter) == 5


@pytest.mark.parametrize(("per_s", "wanted_s"), [(2, 1), (0.1, 10), (0.3, 4)])
def test_the_error_says_after_how_many_whole_seconds_one_is_free(per_s: float, wanted_s: int, clock: Clock) -> None:
    limiter = RateLimiter(per_s=per_s, burst=1, clock=clock)
    limiter.take("a")
    with pytest.raises(TooManyError) as caught:
        limiter.take("a")
    assert caught.value.retry_after_s == wanted_s
    clock.now += wanted_s
    limiter.take("a")


def test_refused_messages_do_not_put_the_next_one_off(clock: Clock) -> None:
    limiter = RateLimiter(per_s=1, burst=1, clock=clock)
    limiter.take("a")
    for _ in range(9):
        with pytest.raises(TooManyError):
            limiter.take("a")
        clock.now += 0.1
    clock.now += 0.11
    limiter.take("a")


def test_callers_do_not_share(clock: Clock) -> None:
    limiter = RateLimiter(per_s=1, burst=3, clock=clock)
    assert (taken(limiter, "a"), taken(limiter, "b")) == (3, 3)


def test_zero_turns_the_limit_off(clock: Clock) -> None:
    assert taken(RateLimiter(per_s=0, burst=1, clock=clock)) == 1000


def test_only_the_most_recent_callers_are_kept(clock: Clock) -> None:
    limiter = RateLimiter(per_s=1, burst=1, max_callers=2, clock=clock)
    for caller in "abc":
        limiter.take(caller)
    assert len(limiter._buckets) == 2
    limiter.take("a")
    with pytest.raises(TooManyError):
        limiter.take("c")


def test_an_installation_limits_messages_and_forged_snapshots() -> None:
    settings = ComponentSettings(rate_per_s=0.001, rate_burst=7, bad_snapshots_per_minute=1, bad_snapshots_burst=3)
    limits = RateLimits(settings)
    assert (taken(limits.messages), taken(limits.bad_snapshots)) == (7, 3)
    with pytest.raises(TooManyError) as caught:
        limits.bad_snapshots.take("a")
    assert 50 < caught.value.retry_after_s <= 60
