"""Section I, denial of service: what is refused before it costs, and how often one caller may ask."""

import functools
import gc
import json
from collections.abc import Callable

import pytest

from attacks.components import effects
from attacks.target import ABSENT, Target, by_http, honest, send
from attacks.verdicts import assert_refused
from component_framework.core import ComponentSettings, host
from component_framework.core.rate import RateLimits

FORM = "application/x-www-form-urlencoded"


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """What the rate limits take for the time."""
    given = Clock()

    @functools.lru_cache
    def limits(settings: ComponentSettings) -> RateLimits:
        made = RateLimits(settings)
        made.messages._clock = made.bad_snapshots._clock = given
        return made

    monkeypatch.setattr(host, "_limits", limits)
    return given


BODIES: dict[str, tuple[str, int]] = {
    "I03 10,001 names": ('{@, "payload": {' + ",".join(f'"n{i}":0' for i in range(10_001)) + "}}", 400),
    "I03 200,000 names": ('{@, "payload": {' + ",".join(f'"{i}":0' for i in range(100_000)) + "}}", 400),
    "I03 350,000 empty objects": ('{@, "payload": {"a": [' + "{}," * 340_000 + "{}]}}", 400),
    "I03 200,000 fields": ('{@, "fields": {' + ",".join(f'"{i}":""' for i in range(90_000)) + "}}", 400),
    "I03 10,000 calls": ('{@, "calls": [' + "{}," * 100_000 + "{}]}", 400),
    "I04 100,000 wrong items": ('{@, "event": "sum", "payload": {"numbers": [' + '"x",' * 100_000 + '"x"]}}', 400),
    "I15 8 MB of lines": ("\n" * 8_000_000, 413),
    "I15 lines of JSON": ('{"type": "component_event"}\n' * 10_000, 400),
}


@by_http
@pytest.mark.parametrize("what", BODIES)
def test_a_flood_in_one_body_is_refused(target: Target, what: str) -> None:
    raw, status = BODIES[what]
    head = json.dumps(honest(target.show("victim")))[1:-1]
    answer = target.post("victim", raw.replace("@", head).encode())
    assert answer.status == status
    assert_refused(answer, status, "bad_request" if status == 400 else "too_large")
    assert len(answer.body) < 1_000


FORMS = {
    "I03 names": "&".join(f"n{i}=" for i in range(60_000)),
    "I03 one name": "tag=x&" * 100_000,
    "I03 in the event": "live-event=add?" + "a%3D1%26" * 50_000,
    "I15 separators": "&" * 500_000,
}


@by_http
@pytest.mark.parametrize("what", FORMS)
@pytest.mark.parametrize(
    "headers", [{}, {"HX-Request": "true"}, {"X-Component-Request": ""}], ids=["ours", "htmx", "plain"]
)
def test_a_flood_in_one_form_is_refused(target: Target, what: str, headers: dict[str, str]) -> None:
    target.show("victim")
    answer = target.post("victim", FORMS[what].encode(), media_type=FORM, headers=headers)
    assert answer.status in (400, 404, 413)
    assert len(answer.body) < 1_000
    assert effects == []


def test_i04_many_wrong_items_within_the_limits_are_named_by_few_errors(target: Target) -> None:
    answer = send(target, target.show("victim"), event="sum", payload={"numbers": ["x"] * 9_000})
    assert_refused(answer, 422, "invalid")
    assert len(answer.json["errors"]) <= 50
    assert len(answer.body) < 16 * 1024


@pytest.mark.parametrize("part", ["state", "component", "component_id", "event", "key"])
def test_i06_a_megabyte_in_one_member_is_refused(target: Target, part: str) -> None:
    answer = send(target, target.show("victim"), **{"event": "view", part: "a" * 1_000_000})
    assert 400 <= answer.status < 500
    assert effects == []


def test_i16_what_clients_make_up_is_kept_nowhere(target: Target) -> None:
    shown = target.show("victim")

    def made_up(i: int) -> None:
        send(target, shown, event=f"event-{i}", payload={f"name-{i}": i}, key=f"run:{i}")
        send(target, shown, to=f"component-{i}", component=ABSENT, event="view")
        send(target, shown, state=f"cf1.{i:08x}.p.x.x", component_id=f"id-{i}")

    made_up(0)
    before = remembered()
    for i in range(1, 100):
        made_up(i)
    grown = {name: size - before.get(name, 0) for name, size in remembered().items() if size > before.get(name, 0)}
    assert sum(grown.values()) < 50, grown


def remembered() -> dict[str, int]:
    """How many entries each of our caches has."""
    caches = [found for found in gc.get_objects() if type(found) is functools._lru_cache_wrapper]
    ours = [cache for cache in caches if str(cache.__module__).startswith("component_framework")]
    return {f"{cache.__module__}.{cache.__qualname__}": cache.cache_info().currsize for cache in ours}


def statuses(count: int, ask: Callable[[], int]) -> list[int]:
    return [ask() for _ in range(count)]


def test_e17_the_limit_fills_up_again_with_time(target: Target, clock: Clock) -> None:
    with target.configured(RATE_PER_S=0.5, RATE_BURST=2):
        shown = target.show("victim")
        answers = [send(target, shown, event="view", key=ABSENT) for _ in range(4)]
        assert [answer.status for answer in answers] == [200, 200, 429, 429]
        clock.now += int(answers[-1].headers["Retry-After"])
        assert statuses(2, lambda: send(target, shown, event="view", key=ABSENT).status) == [200, 429]
        clock.now += 3600
        assert statuses(3, lambda: send(target, shown, event="view", key=ABSENT).status) == [200, 200, 429]
    assert effects == ["view"] * 5


@by_http
@pytest.mark.parametrize("kind", ["application/json", FORM])
def test_e17_every_kind_of_message_counts(target: Target, clock: Clock, kind: str) -> None:
    with target.configured(RATE_PER_S=0.01, RATE_BURST=2):
        target.show("victim")
        assert statuses(3, lambda: target.post("victim", b"x", media_type=kind).status)[2] == 429


@by_http
@pytest.mark.parametrize("made_up", ["", "1.2.3.4, ", "1.2.3.4, 5.6.7.8, ", "x, \x01, ,"])
def test_e17_behind_a_proxy_only_what_it_saw_counts(target: Target, clock: Clock, made_up: str) -> None:
    with target.configured(RATE_PER_S=0.01, RATE_BURST=2, TRUSTED_PROXIES=1):
        body = json.dumps(honest(target.show("victim"), event="view")).encode()

        def post(address: str) -> int:
            return target.post("victim", body, headers={"X-Forwarded-For": f"{made_up}{address}"}).status

        assert [post("192.0.2.1") for _ in range(3)] == [200, 200, 429]
        assert post("192.0.2.2") == 200


def test_i19_forging_is_forgiven_at_the_rate_that_is_set(target: Target, clock: Clock) -> None:
    with target.configured(RATE_PER_S=0, BAD_SNAPSHOTS_BURST=2, BAD_SNAPSHOTS_PER_MINUTE=1):
        shown = target.show("victim")

        def forge() -> int:
            return send(target, shown, state=shown.state + "x", event="view").status

        assert statuses(3, forge) == [400, 400, 429]
        clock.now += 60
        assert statuses(2, forge) == [400, 429]


@by_http
def test_i19_forged_forms_count_as_well(target: Target, clock: Clock) -> None:
    with target.configured(RATE_PER_S=0, BAD_SNAPSHOTS_BURST=2, BAD_SNAPSHOTS_PER_MINUTE=1):
        target.show("victim")
        assert statuses(3, lambda: target.post("victim", b"live-state=x", media_type=FORM).status) == [400, 400, 429]


def test_i22_a_user_has_one_bucket_for_all_components_and_addresses(target: Target, clock: Clock) -> None:
    with target.configured(RATE_PER_S=0.01, RATE_BURST=2, TRUSTED_PROXIES=1):
        target.sign_in("alice")
        shown = [target.show(name) for name in ("victim", "other", "members")]
        bodies = [(one.name, json.dumps(honest(one, event="view")).encode()) for one in shown]
        found = [
            target.post(name, body, headers={"X-Forwarded-For": f"192.0.2.{i}"}).status
            for i, (name, body) in enumerate(bodies)
        ]
        assert found == [200, 200, 429]
        target.sign_out()
        neighbour = target.show("victim")
        assert send(target, neighbour, event="view").status == 200


def test_i12_a_handler_that_never_returns_is_let_go(target: Target) -> None:
    with target.configured(HANDLER_TIMEOUT_S=0.1):
        shown = target.show("endless")
        for number in range(10):  # a socket does eight things side by side
            answer = send(target, shown, event="hang", key=f"run:{number}")
            assert answer.verdict == (500, "timeout")
        assert send(target, shown, event="hang", key="run:1").verdict == (500, "timeout")
        assert effects == ["let go"] * 10
        assert send(target, shown, event="add", key="run:10").status == 200
