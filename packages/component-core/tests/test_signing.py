"""Keys and seals."""

import ast
import hashlib
import hmac
import inspect
import random
import sys
import textwrap
import zlib
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from typing import Any

import pytest

from component_framework.core import (
    BadSnapshotError,
    ComponentSettings,
    ConfigurationError,
    StaleSnapshotError,
    signing,
)
from component_framework.core.signing import MAX_UNPACKED_BYTES, Sealer, sealer, usable_keys

NEW, OLD = "n" * 40, "o" * 40
LONG = b"the same again and again " * 200


def make(*keys: str, purpose: str = "state", app: str = "") -> Sealer:
    return Sealer(keys or (NEW,), purpose=purpose, app=app)


def resealed(flag: str, data: bytes) -> str:
    """What somebody with the key could make."""
    own = make()
    key = own._keys[own._newest]
    signed = f"cf1.{own._newest}.{flag}.{signing._text(data).decode()}"
    return f"{signed}.{signing._text(signing._mac(key, signed.encode())).decode()}"


def refused(text: str) -> None:
    with pytest.raises(BadSnapshotError):
        make().open(text)


@pytest.mark.parametrize("data", [b"", b"x", bytes(range(256)), LONG, b"\xff" * 5000], ids=len)
@pytest.mark.parametrize("is_secret", [False, True])
def test_what_was_sealed_is_given_back(data: bytes, is_secret: bool) -> None:
    sealed = make().seal(data, is_secret=is_secret)
    assert make().open(sealed) == data
    assert sealed.isascii()
    assert not set(sealed) & set("<>\"'& =")


def test_the_text_has_the_documented_shape() -> None:
    version, key_id, flag, _, signature = make().seal(b"x").split(".")
    assert (version, len(key_id), flag, len(signature)) == ("cf1", 8, "p", 43)


def test_the_signature_is_what_the_decision_says() -> None:
    """Decision 001, with the standard library alone: pages of an older release stay good."""
    signed, _, signature = make(purpose="state", app="shop").seal(b"x").rpartition(".")
    key = hmac.digest(NEW.encode(), b"cf1|state|shop", "sha256")
    mac = hashlib.blake2b(signed.encode(), key=key, digest_size=32).digest()
    assert signature == urlsafe_b64encode(mac).decode().rstrip("=")


def flips(text: str) -> Iterator[str]:
    """`text` with one bit of one character changed, for every character and bit that leaves ASCII."""
    for at, letter in enumerate(text):
        for bit in range(7):
            yield text[:at] + chr(ord(letter) ^ (1 << bit)) + text[at + 1 :]


@pytest.mark.parametrize("segment", range(5))
@pytest.mark.parametrize("is_secret", [False, True])
def test_no_bit_of_any_segment_can_be_changed(segment: int, is_secret: bool) -> None:
    parts = make().seal(b"some state", is_secret=is_secret).split(".")
    for changed in flips(parts[segment]):
        forged = ".".join([*parts[:segment], changed, *parts[segment + 1 :]])
        with pytest.raises((BadSnapshotError, StaleSnapshotError)) as caught:
            make().open(forged)
        assert segment == 1 or type(caught.value) is BadSnapshotError


@pytest.mark.parametrize(
    "text",
    ["", ".", "....", "x", "{}", '{"count": 5}', "cf1.p.x", "cf1..p.eA.x", "a.b.c.d.e", "\ud800.\ud800", "é.é.é.é.é"],
)
def test_what_is_no_sealed_text_is_refused(text: str) -> None:
    refused(text)


@pytest.mark.parametrize("version", ["cf0", "cf2", "none", "", "CF1"])
def test_another_version_is_refused(version: str) -> None:
    refused(version + make().seal(b"x").removeprefix("cf1"))


@pytest.mark.parametrize("key_id", ["../../x", "x" * 10_000, "", "none", "ABCDEF01", "é1234567", "1234567\n"])
def test_a_key_id_of_another_shape_is_forged(key_id: str) -> None:
    version, _, *rest = make().seal(b"x").split(".")
    refused(".".join([version, key_id, *rest]))


def test_a_key_that_is_no_longer_kept_makes_a_text_stale() -> None:
    with pytest.raises(StaleSnapshotError):
        make(NEW).open(make(OLD).seal(b"x"))


def test_older_keys_open_and_the_newest_seals() -> None:
    both = make(NEW, OLD)
    assert both.open(make(OLD).seal(b"x")) == b"x"
    assert make(NEW).open(both.seal(b"x")) == b"x"


@pytest.mark.parametrize("is_secret", [False, True])
@pytest.mark.parametrize("other", [make(purpose="store"), make(app="staging"), make(purpose="state|", app="")])
def test_a_text_for_another_purpose_or_app_is_refused(other: Sealer, is_secret: bool) -> None:
    refused(other.seal(b"x", is_secret=is_secret))


def test_large_data_is_packed_where_it_helps() -> None:
    sealed = make().seal(LONG)
    assert sealed.split(".")[2] == "z"
    assert len(sealed) < 300
    assert make().seal(b"short" * 10).split(".")[2] == "p"


def test_large_data_that_does_not_shrink_is_left_alone() -> None:
    assert make().seal(random.Random(1).randbytes(5000)).split(".")[2] == "p"


def test_a_bomb_is_not_unpacked_even_with_the_key() -> None:
    bomb = zlib.compress(b"\0" * (MAX_UNPACKED_BYTES + 100_000))
    with pytest.raises(BadSnapshotError, match="unpacks to more than"):
        make().open(resealed("z", bomb))


def test_as_much_as_the_cap_is_unpacked() -> None:
    data = b"\0" * (MAX_UNPACKED_BYTES - 1)
    assert make().open(resealed("z", zlib.compress(data))) == data


class Poison:
    """Fails the test as soon as anything is decoded, decrypted or unpacked."""

    def __call__(self, *args: Any) -> Any:
        raise AssertionError("touched before the signature was checked")


@pytest.mark.parametrize("flag", ["p", "z", "e"])
def test_nothing_is_decoded_before_the_signature_is_checked(flag: str, monkeypatch: pytest.MonkeyPatch) -> None:
    forged = resealed(flag, zlib.compress(b"\0" * 10_000_000))[:-3] + "AAA"
    for name in ("urlsafe_b64decode", "_cipher", "_unpacked"):
        monkeypatch.setattr(signing, name, Poison())
    refused(forged)


def test_signatures_are_compared_in_constant_time() -> None:
    tree = ast.parse(textwrap.dedent(inspect.getsource(Sealer.open)))
    calls = [ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)]
    compared = [ast.unparse(node) for node in ast.walk(tree) if isinstance(node, ast.Compare)]
    assert "hmac.compare_digest" in calls
    assert not any("signature" in one or "expected" in one for one in compared)


def test_a_secret_text_hides_its_data() -> None:
    sealed = make().seal(b"hunter2", is_secret=True)
    assert sealed.split(".")[2] == "e"
    assert b"hunter2" not in signing.urlsafe_b64decode(sealed.split(".")[3] + "==")


def test_every_secret_text_has_a_nonce_of_its_own() -> None:
    own = make()
    nonces = {own.seal(b"x", is_secret=True).split(".")[3][:16] for _ in range(10_000)}
    assert len(nonces) == 10_000


def test_ciphertexts_cannot_be_swapped() -> None:
    one, other = (make().seal(data, is_secret=True).split(".") for data in (b"one", b"two"))
    refused(".".join([*one[:3], other[3], one[4]]))


def test_the_header_of_a_ciphertext_cannot_be_edited() -> None:
    parts = make().seal(b"x", is_secret=True).split(".")
    refused(".".join([*parts[:2], "p", *parts[3:]]))


def test_encryption_without_its_extra_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "cryptography.hazmat.primitives.ciphers.aead", None)
    with pytest.raises(ConfigurationError, match=r"pip install 'component-core\[crypto\]'"):
        make().seal(b"x", is_secret=True)


def test_names_are_unguessable_and_depend_on_every_part() -> None:
    names = [make().name("a", "b"), make().name("ab", ""), make().name("a"), make(OLD).name("a", "b")]
    names += [make(purpose="store").name("a", "b"), make(app="x").name("a", "b")]
    assert len(set(names)) == len(names)
    assert all(len(name) == 32 for name in names)
    assert make().name("a", "b") == names[0]


def test_a_name_beside_a_sealed_text_lasts_as_long_as_that_is_good() -> None:
    text = make().seal(b"data")
    both = make("b" * 40, NEW)
    assert both.name("a", beside=text) == make().name("a", beside=text) == make().name("a")
    assert both.name("a", beside=both.seal(b"data")) == both.name("a") != make().name("a")
    assert make().name("a", beside=both.seal(b"data")) == make().name("a")


def test_without_keys_it_says_how_to_make_one() -> None:
    with pytest.raises(ConfigurationError, match=r"make one with: python -c .*token_urlsafe"):
        sealer(ComponentSettings(), "state")


def test_while_debugging_a_key_for_this_process_is_made_once_with_a_warning() -> None:
    signing._process_key.cache_clear()
    debug = ComponentSettings(debug=True)
    with pytest.warns(UserWarning, match="no secret key: component state is signed with one that this process forgets"):
        keys = usable_keys(debug)
    assert usable_keys(debug) == keys
    assert len(keys[0]) >= 32


def test_settings_with_keys_use_them_also_while_debugging() -> None:
    assert usable_keys(ComponentSettings(keys=(NEW,), debug=True)) == (NEW,)


def test_an_installation_has_one_sealer_per_purpose() -> None:
    settings = ComponentSettings(keys=(NEW,))
    assert sealer(settings, "state") is sealer(ComponentSettings(keys=(NEW,)), "state")
    assert sealer(settings, "state") is not sealer(settings, "store")


def test_a_tag_tells_whether_parts_are_the_same_under_any_key_that_is_kept() -> None:
    tag = make(OLD).tag("a", "b")
    assert make(NEW, OLD).is_tag(tag, "a", "b")
    assert not make(NEW, OLD).is_tag(tag, "a", "c")
    assert not make(NEW, OLD).is_tag(tag[:8] + "ü" * 12, "a", "b")
    assert not make(NEW).is_tag(tag, "a", "b")
