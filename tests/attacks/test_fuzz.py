"""Messages that nobody thought of: whatever comes, the answer is one of ours and repeats nothing of it.

pytest-randomly seeds `random` and prints the seed: `-p "randomly_seed=…"` makes the same messages again.
"""

import json
import random
from collections.abc import Callable
from typing import Any

import pytest

from attacks.target import ABSENT, Answer, Shown, Target, by_http, honest
from attacks.verdicts import assert_tells_nothing

pytestmark = by_http  # test_socket_fuzz.py is the sockets' own
CANARY = "kanarienvogel"
COUNT = 1_500
EVENTS = ["add", "scale", "pay", "note", "replace", "sum", "view", "delete"]
NAMES = [
    "type",
    "component",
    "component_id",
    "event",
    "payload",
    "fields",
    "state",
    "key",
    "calls",
    "qty",
    "title",
    CANARY,
]
LEAVES: list[Callable[[], Any]] = [
    lambda: None,
    lambda: random.choice([True, False]),
    lambda: random.randint(-(2**70), 2**70),
    lambda: random.choice([0, 1, -1, 0.5, 1e300, 5e-324, 2**63]),
    lambda: CANARY + "".join(chr(random.choice([*range(32, 127), 0xE4, 0x2028, 0x1F600])) for _ in range(5)),
    lambda: random.choice([*NAMES, *EVENTS, "", "\0", "component_event", "<script>", "__class__"]),
]


def any_json(depth: int = 4) -> Any:
    kind = random.random()
    if depth == 0 or kind < 0.5:
        return random.choice(LEAVES)()
    if kind < 0.7:
        return [any_json(depth - 1) for _ in range(random.randint(0, 5))]
    return {str(random.choice([*NAMES, *EVENTS])): any_json(depth - 1) for _ in range(random.randint(0, 5))}


def any_message(shown: Shown) -> bytes:
    """An honest message with some members left out, replaced or added."""
    members: dict[str, Any] = {"event": random.choice(EVENTS), "payload": {"qty": 1}}
    for _ in range(random.randint(1, 4)):
        members[random.choice(NAMES)] = random.choice([any_json, lambda: ABSENT])()
    return json.dumps(honest(shown, **members)).encode()


def mutated(body: bytes) -> bytes:
    """The body cut, with a few bytes changed, or with a piece of it moved."""
    damage, at = random.random(), random.randrange(len(body))
    if damage < 0.3:
        return body[:at]
    if damage < 0.8:
        found = bytearray(body)
        for _ in range(random.randint(1, 4)):
            found[random.randrange(len(found))] = random.randrange(256)
        return bytes(found)
    end = min(len(body), at + random.randint(1, 60))
    piece, rest = body[at:end], body[:at] + body[end:]
    place = random.randrange(len(rest) + 1)
    return rest[:place] + piece + rest[place:]


def assert_answered(answer: Answer) -> None:
    assert answer.status < 500, answer.body
    if answer.status != 200:
        assert_tells_nothing(answer)
        own_words = {
            **answer.json,
            "component_id": None,
            "key": None,
            "errors": list(answer.json.get("errors", {}).values()),
        }
        assert CANARY not in json.dumps(own_words)


@pytest.fixture
def shown(target: Target) -> Shown:
    return target.show("victim", title=CANARY)


def test_any_bytes(target: Target, shown: Shown) -> None:
    for _ in range(COUNT):
        assert_answered(target.post("victim", random.randbytes(random.randint(1, 200))))


def test_any_json(target: Target, shown: Shown) -> None:
    for _ in range(COUNT):
        assert_answered(target.post("victim", json.dumps(any_json()).encode()))


def test_messages_with_anything_in_any_place(target: Target, shown: Shown) -> None:
    for _ in range(COUNT):
        assert_answered(target.post("victim", any_message(shown)))


def test_damaged_messages(target: Target, shown: Shown) -> None:
    body = json.dumps(honest(shown, event="note", payload={"text": CANARY}, fields={"title": CANARY})).encode()
    for _ in range(COUNT):
        assert_answered(target.post("victim", mutated(body)))


def test_damaged_snapshots_never_open(target: Target, shown: Shown) -> None:
    for _ in range(COUNT):
        state = mutated(shown.state.encode()).decode("latin-1")
        answer = target.post("victim", json.dumps(honest(shown, event="view", state=state)).encode())
        assert answer.status in ((200,) if state == shown.state else (400, 410))
        assert_answered(answer)


def test_any_arguments_for_any_handler(target: Target, shown: Shown) -> None:
    names = {"add": "qty", "scale": "factor", "pay": "status", "note": "text", "replace": "item", "sum": "numbers"}
    for _ in range(COUNT):
        event, name = random.choice(list(names.items()))
        given = random.choice(["payload", "fields"])
        message = honest(shown, event=event, **{given: {name: any_json()}})
        assert_answered(target.post("victim", json.dumps(message).encode()))
