"""Section A, the state token: forged, cut, swapped, replayed, too old, somebody else's."""

import json
import zlib
from base64 import urlsafe_b64decode
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, NamedTuple

import pytest

from attacks.components import effects
from attacks.target import ABSENT, Shown, Target, send
from attacks.verdicts import assert_refused
from component_framework.core import signing, snapshot
from component_framework.core.signing import Sealer, sealer
from component_framework.core.snapshot import dump_snapshot

ADD: dict[str, Any] = {"event": "add", "payload": {"qty": 1}}
VERSION, KEY, FLAG, DATA, MAC = range(5)


class Forgery(NamedTuple):
    row: str
    what: str
    forge: Callable[[str], Any]
    status: int = 400
    code: str = "bad_snapshot"


def flip(part: int, at: int) -> Callable[[str], str]:
    """Changes one letter of base64 to its neighbour: one bit, or a few."""

    def forge(state: str) -> str:
        parts = state.split(".")
        letter = parts[part][at]
        parts[part] = parts[part][:at] + ("B" if letter == "A" else "A") + parts[part][at + 1 or len(parts[part]) :]
        return ".".join(parts)

    return forge


def put(part: int, text: str) -> Callable[[str], str]:
    return lambda state: ".".join([*state.split(".")[:part], text, *state.split(".")[part + 1 :]])


def bomb(state: str) -> str:
    """Flagged as packed, with 16 MB of nothing inside and the signature of something else."""
    packed = signing._text(zlib.compress(bytes(16 * 1024 * 1024))).decode()
    return put(DATA, packed)(put(FLAG, "z")(state))


FORGERIES = [
    *(Forgery("A01", f"a bit of the data at {at}", flip(DATA, at)) for at in (0, 1, 40, -2, -1)),
    *(Forgery("A02", f"a bit of the signature at {at}", flip(MAC, at)) for at in (0, 1, 20, -2, -1)),
    Forgery("A04", "version 0", put(VERSION, "cf0")),
    Forgery("A04", "version none", put(VERSION, "none")),
    Forgery("A04", "version in capitals", put(VERSION, "CF1")),
    Forgery("A04", "an unknown key", put(KEY, "00000000"), 410, "stale_snapshot"),
    Forgery("A04", "a path as key", put(KEY, "../../x")),
    Forgery("A04", "no key", put(KEY, "")),
    Forgery("A04", "a key of 10 kB", put(KEY, "a" * 10_000)),
    Forgery("A04", "another flag", put(FLAG, "z")),
    Forgery("A04", "an unknown flag", put(FLAG, "x")),
    Forgery("A05", "a JSON object", lambda state: {"total": 5}, 400, "bad_request"),
    Forgery("A05", "a list", lambda state: [state], 400, "bad_request"),
    Forgery("A05", "JSON in a text", lambda state: json.dumps({"total": 5})),
    Forgery("A05", "the data without its seal", lambda state: state.split(".")[DATA]),
    Forgery("A05", "no signature", lambda state: state.rpartition(".")[0]),
    Forgery("A05", "an empty signature", put(MAC, "")),
    Forgery("A25", "a bomb under a wrong signature", bomb),
    Forgery("A", "nothing", lambda state: ""),
    Forgery("A", "dots", lambda state: "...."),
    Forgery("A", "a blank behind it", lambda state: state + " "),
    Forgery("A", "a line's end behind it", lambda state: state + "\n"),
    Forgery("A", "padding behind it", lambda state: state + "="),
    Forgery("A", "in capitals", str.upper),
    Forgery("A", "twice", lambda state: state + state),
    Forgery("A", "twice with a dot", lambda state: f"{state}.{state}"),
    Forgery("A", "the signature of the signature", lambda state: f"{state}.{state.split('.')[MAC]}"),
    Forgery("A", "letters of no alphabet", put(DATA, "ä☃")),
    Forgery("A", "a signature of no alphabet", put(MAC, "ä☃")),
    *(
        Forgery("A", f"cut to {part}%", lambda state, part=part: state[: len(state) * part // 100])
        for part in range(5, 100, 5)
    ),
]


@pytest.mark.parametrize("forgery", FORGERIES, ids=lambda forgery: f"{forgery.row}-{forgery.what}")
def test_a_forged_snapshot_is_refused(target: Target, forgery: Forgery) -> None:
    shown = target.show("victim")
    answer = send(target, shown, state=forgery.forge(shown.state), **ADD)
    assert_refused(answer, forgery.status, forgery.code)


def test_a02_where_it_was_changed_makes_no_difference_to_the_answer(target: Target) -> None:
    shown = target.show("victim")
    bodies = {send(target, shown, state=flip(part, 3)(shown.state), **ADD).body for part in (DATA, MAC)}
    assert len(bodies) == 1


def test_a02_signatures_are_compared_in_constant_time(target: Target, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = target.show("victim")
    compared: list[bytes] = []
    real = signing.hmac.compare_digest
    fake = SimpleNamespace(digest=signing.hmac.digest, compare_digest=lambda a, b: (compared.append(b), real(a, b))[1])
    monkeypatch.setattr(signing, "hmac", fake)
    assert send(target, shown, **ADD).status == 200
    assert compared == [shown.state.split(".")[MAC].encode()]


def test_a07_a_snapshot_is_its_components_only(target: Target) -> None:
    shown = target.show("victim")
    assert_refused(send(target, shown, to="other", component="other", **ADD), 400, "bad_snapshot")


def test_a08_a_snapshot_is_its_instances_only(target: Target) -> None:
    one, two = target.show("victim"), target.show("victim")
    assert_refused(send(target, one, component_id=two.id, **ADD), 400, "bad_snapshot")


def test_a10_what_was_made_for_a_visitor_is_stale_after_the_login(target: Target) -> None:
    shown = target.show("victim")
    target.sign_in("alice")
    target.show("victim")
    assert_refused(send(target, shown, **ADD), 410, "stale_snapshot")


@pytest.mark.parametrize("name", ["victim", "members"])
def test_a11_what_was_made_for_a_user_is_nothing_after_the_logout(target: Target, name: str) -> None:
    target.sign_in("alice")
    shown = target.show(name)
    target.sign_out()
    target.show("victim")
    assert_refused(send(target, shown, **ADD), 401, "signed_out")


@pytest.mark.parametrize(
    ("row", "passes_s", "verdict"),
    [
        ("A13", 24 * 3600 + 2, (410, "stale_snapshot")),
        ("A13", 24 * 3600 - 60, (200, "")),
        ("A14", -600, (400, "bad_snapshot")),
        ("A14", -50, (200, "")),
    ],
)
def test_a_snapshot_has_its_time(
    target: Target, monkeypatch: pytest.MonkeyPatch, row: str, passes_s: int, verdict: tuple[int, str]
) -> None:
    shown = target.show("victim")
    real = snapshot.time.time
    monkeypatch.setattr(snapshot, "time", SimpleNamespace(time=lambda: real() + passes_s))
    assert send(target, shown, **ADD).verdict == verdict


def test_a16_a_replay_gives_the_same_again(target: Target, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = target.show("victim")
    now = snapshot.time.time()
    monkeypatch.setattr(snapshot, "time", SimpleNamespace(time=lambda: now))
    first, second = (send(target, shown, key=ABSENT, **ADD) for _ in range(2))
    assert (first.status, first.body) == (second.status, second.body)
    assert "'total': 1" in first.json["html"].replace("&#x27;", "'")


def test_a16_state_on_the_server_takes_each_revision_once(target: Target) -> None:
    shown = target.show("kept")
    assert send(target, shown, **ADD).status == 200
    effects.clear()
    assert_refused(send(target, shown, key="run:2", **ADD), 410, "stale_snapshot")


@pytest.mark.parametrize("purpose", ["mount", "subscribe", "store", "outcome", "upload"])
def test_a17_what_was_sealed_for_another_purpose_is_no_snapshot(target: Target, purpose: str) -> None:
    shown = target.show("victim")
    data = sealer(target.settings, snapshot.STATE).open(shown.state)
    assert_refused(send(target, shown, state=sealer(target.settings, purpose).seal(data), **ADD), 400, "bad_snapshot")


@pytest.mark.parametrize(
    ("members", "status", "code"),
    [
        ({"component_id": "{state}"}, 400, "bad_snapshot"),
        ({"event": "{state}"}, 404, "unknown_event"),
        ({"key": "{state}"}, 400, "bad_request"),
        ({"payload": {"state": "{state}", "qty": 1}}, 422, "invalid"),
        ({"fields": {"state": "{state}"}}, 422, "invalid"),
        ({"upload": "{state}"}, 422, "invalid"),
        ({"children": ["{state}"]}, 400, "bad_request"),
        ({"mount": "{state}"}, 400, "bad_snapshot"),
        ({"told": "{state}"}, 400, "bad_request"),
        ({"slots": {"default": "{state}"}}, 422, "invalid"),
        ({"type": "subscribe"}, 400, "bad_request"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else None,
)
def test_a17_a_snapshot_is_nothing_in_another_place(
    target: Target, members: dict[str, Any], status: int, code: str
) -> None:
    shown = target.show("victim")
    filled = json.loads(json.dumps(members).replace("{state}", shown.state))
    assert_refused(send(target, shown, **{**ADD, **filled}), status, code)


@pytest.mark.parametrize(
    "name", ["locked", "_locked", "is_admin", "params", "audience", "revision", "id", "user", "state_"]
)
def test_a19_members_beside_the_snapshot_are_refused(target: Target, name: str) -> None:
    answer = send(target, target.show("victim"), **ADD, **{name: True})
    assert_refused(answer, 422, "invalid")
    assert list(answer.json["errors"]) == [name]


@pytest.mark.parametrize(
    ("what", "changes"),
    [
        ("fields renamed", {"schema": "00000000"}),
        ("a field gone", {"schema": ""}),
        ("a value of another type", {"state": {"total": "many"}}),
        ("a model that lost a field", {"state": {"item": {"weight": 3, "size": None}}}),
        ("kept on the server then", {"state": None}),
        ("a param that no longer fits", {"params": {"total": "many"}}),
    ],
)
def test_a20_a_snapshot_of_an_older_deploy_is_stale(target: Target, what: str, changes: dict[str, Any]) -> None:
    shown = target.show("victim")
    made = snapshot.load_snapshot(shown.state, target.settings, component="victim", component_id=shown.id)
    older = dump_snapshot(*made._replace(**changes)[:-1], settings=target.settings)
    assert_refused(send(target, shown, state=older, **ADD), 410, "stale_snapshot")


@pytest.mark.parametrize("text", ['","other","c-1",', '"]', "\\", "other\0", "cf1.{state}"])
def test_a22_no_text_talks_a_component_into_signing_for_another(target: Target, text: str) -> None:
    shown = target.show("victim")
    answer = send(target, shown, event="note", payload={"text": text.replace("{state}", shown.state)})
    if answer.status == 400:
        return  # refused as a text
    effects.clear()
    for forged in (answer.json["state"], answer.json["state"].replace("victim", "other")):
        refused = send(target, shown, to="other", component="other", state=forged, **ADD)
        assert_refused(refused, 400, "bad_snapshot")


@pytest.mark.parametrize("part", [KEY, FLAG, DATA, MAC])
def test_a23_parts_of_two_encrypted_snapshots_do_not_mix(target: Target, part: int) -> None:
    one, two = target.show("hidden", title="one"), target.show("hidden", title="two")
    swapped = put(part, two.state.split(".")[part])(one.state)
    if swapped == one.state:
        swapped = put(part, "p" if part == FLAG else "00000001")(one.state)
    status = (410, "stale_snapshot") if part == KEY else (400, "bad_snapshot")
    assert_refused(send(target, one, state=swapped, **ADD), *status)


def test_a23_an_encrypted_snapshot_hides_the_state(target: Target) -> None:
    shown = target.show("hidden", title="a private word")
    data = shown.state.split(".")[DATA]
    assert b"private" not in urlsafe_b64decode(data + "=" * (-len(data) % 4))
    assert send(target, shown, **ADD).status == 200


def test_a23_no_nonce_comes_twice() -> None:
    seal = Sealer(("k" * 40,), purpose="state", app="").seal
    nonces = {seal(b"", is_secret=True).split(".")[DATA][:16] for _ in range(100_000)}
    assert len(nonces) == 100_000


def test_a25_nothing_is_unpacked_before_the_signature_is_good(target: Target, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = target.show("victim")
    monkeypatch.setattr(signing, "_unpacked", lambda *parts: pytest.fail("unpacked what nobody signed"))
    assert_refused(send(target, shown, state=bomb(shown.state), **ADD), 400, "bad_snapshot")


def test_the_honest_message_is_answered(target: Target) -> None:
    """What every row above is a changed copy of."""
    shown = target.show("victim")
    assert isinstance(shown, Shown)
    assert send(target, shown, **ADD).status == 200
    assert effects == ["add"]
